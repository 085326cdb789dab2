"""A file as pieces that are kept, replaced, put in or left out."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from dicomwidgets.editing.characters import writable
from dicomwidgets.editing.encode import Style, element_header, encodings_of, value_bytes
from dicomwidgets.editing.rules import CHARSET
from dicomwidgets.editing.value_form import split
from dicomwidgets.encoding.walk import UNDEFINED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.editing.value_form import ItemElement, Value
    from dicomwidgets.encoding.walk import Span

__all__ = ["Contents", "Part", "Piece", "Reader", "item_piece", "new_piece"]

ITEM = 0xFFFEE000
ITEM_END = 0xFFFEE00D

Part = tuple[int, int] | bytes
"""Bytes to write: a stretch of the source, from and to, or themselves."""


class Reader(Protocol):
    """Reads stretches of the source; of a deflated one as if it were not deflated."""

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes from `start` to before `stop`."""


@dataclass(slots=True, eq=False)
class Contents:
    """The pieces of a dataset, of an item or of a sequence, in their order.

    Parameters
    ----------
    pieces
        Elements, or items, and delimiters.
    style
        How they are encoded.
    touched
        Groups with another length than before.
    """

    pieces: list[Piece]
    style: Style
    touched: set[int] = field(default_factory=set)

    @property
    def size(self) -> int:
        """Bytes of all pieces."""
        return sum(piece.size for piece in self.pieces)

    def places(self, tag: int) -> list[int]:
        """Return where elements, or items, with a tag are."""
        return [
            place
            for place, piece in enumerate(self.pieces)
            if piece.tag == tag and piece.kind in ("element", "item")
        ]

    def place_for(self, tag: int) -> int:
        """Return where a new element goes: before the first with a higher tag."""
        last = 0
        for place, piece in enumerate(self.pieces):
            if piece.kind == "element" and piece.tag > tag:
                return place
            if piece.kind in ("element", "preamble", "prefix"):
                last = place + 1
        return last


@dataclass(slots=True, eq=False)
class Piece:
    """One element, item or delimiter: as in the source, or new.

    Parameters
    ----------
    kind
        As of its span.
    tag, vr
        Of the element.
    span
        Where it is in the source; ``None`` for a new one.
    index
        Of the span.
    data
        The bytes of a new element, header included.
    head
        Bytes of the header in `data`.
    contents
        What is in it, where that was looked at; always for a new sequence or item.
    outer
        How a new piece is encoded.
    undefined
        Whether a new sequence or item is closed by a delimiter.
    dirty
        Whether something in it is another than in the source.
    """

    kind: Literal[
        "preamble", "prefix", "element", "item", "delimiter", "fragment", "padding", "unread"
    ]
    tag: int
    vr: str = ""
    span: Span | None = None
    index: int = -1
    data: bytes | None = None
    head: int = 0
    contents: Contents | None = None
    outer: Style | None = None
    undefined: bool = False
    dirty: bool = False

    @property
    def size(self) -> int:
        """Bytes that it takes up."""
        if self.data is not None:
            return len(self.data)
        if self.span is not None and not self.dirty:
            return self.span.stop - self.span.offset
        head = self.span.header if self.span is not None else len(self._new_header(0))
        return head + (self.contents.size if self.contents else 0)

    def value(self, reader: Reader) -> bytes:
        """Return its value, as long as it is an element with one."""
        if self.data is not None:
            return self.data[self.head :]
        return b"" if self.span is None else reader.read(self.span.value, self.span.stop)

    def parts(self, reader: Reader) -> Iterator[Part]:
        """Yield the bytes to write."""
        if self.data is not None:
            yield self.data
        elif self.span is not None and not self.dirty:
            yield (self.span.offset, self.span.stop)
        else:
            contents = self.contents or Contents([], Style(False, True))
            if self.span is not None and self.span.length == UNDEFINED:
                yield (self.span.offset, self.span.value)
            else:
                yield self._header(contents.size, reader)
            for piece in contents.pieces:
                yield from piece.parts(reader)

    def _header(self, size: int, reader: Reader) -> bytes:
        span = self.span
        if span is None:
            return self._new_header(size)
        header = reader.read(span.offset, span.value)
        length = span.length + size - (span.stop - span.value)
        little = self.outer is None or self.outer.little
        return header[:-4] + struct.pack("<L" if little else ">L", length)

    def _new_header(self, size: int) -> bytes:
        style = self.outer or Style(False, True)
        return element_header(self.tag, self.vr, UNDEFINED if self.undefined else size, style)


def new_piece(tag: int, vr: str, value: Value, style: Style) -> Piece:
    """Return an element to write; a sequence stays open to further edits."""
    if vr == "SQ":
        items = [item_piece(item, style) for item in split(vr, value)]
        return Piece("element", tag, vr, contents=Contents(items, style), outer=style, dirty=True)
    data = value_bytes(vr, value, style._replace(encodings=writable(style.encodings)))
    header = element_header(tag, vr, len(data), style)
    return Piece("element", tag, vr, data=header + data, head=len(header))


def item_piece(item: tuple[ItemElement, ...], style: Style, *, undefined: bool = False) -> Piece:
    """Return an item to write.

    Parameters
    ----------
    item
        Its elements, in their order.
    style
        How the sequence around it is encoded; the item may name another character set.
    undefined
        Whether it is closed by a delimiter, as its neighbours are.
    """
    for tag, _, value in item:
        if tag == CHARSET:
            style = style._replace(encodings=encodings_of(split("CS", value)))
    pieces = [new_piece(*each, style) for each in item]
    if undefined:
        end = element_header(ITEM_END, "", 0, style)
        pieces.append(Piece("delimiter", ITEM_END, data=end, head=len(end)))
    return Piece(
        "item", ITEM, contents=Contents(pieces, style), outer=style, undefined=undefined, dirty=True
    )
