"""Edits made in the pieces of a file, by the walk over its bytes."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.editing.draft import absent
from dicomwidgets.editing.encode import Style, encodings_of
from dicomwidgets.editing.pieces import ITEM, Contents, Piece, Reader, item_piece, new_piece
from dicomwidgets.editing.recoding import Recoder
from dicomwidgets.editing.rules import CHARSET, named
from dicomwidgets.editing.value_form import split
from dicomwidgets.elements.path import Step, path_text
from dicomwidgets.encoding.walk import UNDEFINED
from dicomwidgets.errors import EditError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.editing.change import Change
    from dicomwidgets.editing.pieces import Part
    from dicomwidgets.editing.value_form import Value
    from dicomwidgets.encoding.walk import FileMap

__all__ = ["Tree"]

_META = Style(False, True)


class _Place(NamedTuple):
    """The dataset that an edit is made in, and the pieces around it."""

    contents: Contents
    around: tuple[tuple[Contents, Piece], ...]


class Tree:
    """The pieces of one file.

    Parameters
    ----------
    file_map
        The walk over the file.
    reader
        Reads stretches of it.
    """

    def __init__(self, file_map: FileMap, reader: Reader) -> None:
        self.map = file_map
        self.reader = reader
        self._children: dict[int, list[int]] = {}
        for index, row in enumerate(file_map.spans.rows()):
            self._children.setdefault(row.parent, []).append(index)
        style = Style(file_map.implicit, file_map.little)
        self.top = Contents([self._piece(index, style) for index in self._below(-1)], style)
        self.top.style = self._with_characters(self.top)
        self._recoder = Recoder(self)

    def apply(self, change: Change) -> None:
        """Make one edit.

        Raises
        ------
        EditError
            If the bytes are not as the dataset that was read from them.
        """
        place = self._place(change.steps)
        step = change.steps[-1]
        if step.tag == CHARSET and change.reencode:
            self._recoder.recode(place.contents, self._new_encodings(place, change))
        if step.item is None:
            self._apply_on_element(place.contents, change)
        else:
            self._apply_on_item(place.contents, change, step.item)
        place.contents.touched.add(step.tag >> 16)
        for contents, piece in place.around:
            piece.dirty = True
            if piece.kind == "element":
                contents.touched.add(piece.tag >> 16)
        if step.tag == CHARSET:
            self._restyle(place)

    def parts(self) -> Iterator[tuple[Piece, Part]]:
        """Yield what to write, and for which piece at the top."""
        self._count_groups(self.top)
        for piece in self.top.pieces:
            for part in piece.parts(self.reader):
                yield piece, part

    def open(self, piece: Piece, style: Style) -> Contents:
        """Return what is in a sequence or an item."""
        if piece.contents is None:
            inner = style
            if piece.kind == "element" and piece.vr == "UN":
                inner = Style(True, True, style.encodings)
            pieces = [self._piece(index, inner) for index in self._below(piece.index)]
            if piece.kind == "item":
                first = next((each for each in pieces if each.kind == "element"), None)
                implicit = inner.implicit if first is None else not first.vr
                inner = inner._replace(implicit=implicit)
                for each in pieces:
                    each.outer = inner
            piece.contents = Contents(pieces, inner)
            if piece.kind == "item":
                piece.contents.style = self._with_characters(piece.contents)
        return piece.contents

    def is_opened(self, piece: Piece) -> bool:
        """Whether a piece is a sequence that was walked, or a new one."""
        if piece.contents is not None:
            return True
        return piece.kind == "element" and any(
            self.map.spans[index].kind == "item" for index in self._below(piece.index)
        )

    def find(self, contents: Contents, steps: tuple[Step, ...]) -> int:
        """Return the place of an element among the pieces.

        Raises
        ------
        EditError
            If it is not there, or twice.
        """
        tag = steps[-1].tag
        places = contents.places(tag)
        if not places:
            raise absent(steps)
        if len(places) > 1:
            raise named(
                "It stands twice in this dataset, so an edit could mean either.",
                tag,
                "Write the dataset anew with pydicom first.",
            )
        return places[0]

    # Places ------------------------------------------------------------------------------------

    def _below(self, index: int) -> list[int]:
        return self._children.get(index, [])

    def _piece(self, index: int, outer: Style) -> Piece:
        span = self.map.spans[index]
        return Piece(span.kind, span.tag, span.vr, span, index, outer=outer)

    def _with_characters(self, contents: Contents) -> Style:
        """Return the style of a dataset by the character set that it names itself."""
        places = contents.places(CHARSET)
        if not places:
            return contents.style
        text = contents.pieces[places[-1]].value(self.reader).decode("latin-1")
        names = [name.strip(" \0") for name in text.split("\\")]
        try:
            return contents.style._replace(encodings=encodings_of(names))
        except ValueError:
            return contents.style

    def _place(self, steps: tuple[Step, ...]) -> _Place:
        contents = self.top
        around: list[tuple[Contents, Piece]] = []
        for depth, step in enumerate(steps[:-1], 1):
            sequence = contents.pieces[self.find(contents, (*steps[: depth - 1], Step(step.tag)))]
            items = self.open(sequence, contents.style)
            places = items.places(ITEM)
            if step.item is None or step.item >= len(places):
                raise absent(steps[:depth])
            item = items.pieces[places[step.item]]
            around += [(contents, sequence), (items, item)]
            contents = self.open(item, items.style)
        return _Place(contents, tuple(around))

    # Edits -------------------------------------------------------------------------------------

    def _apply_on_element(self, contents: Contents, change: Change) -> None:
        style = _META if change.tag >> 16 == 2 else contents.style
        if change.action == "insert":
            if contents.places(change.tag):
                raise EditError(f"{path_text(change.steps)} is in the file already.")
            piece = new_piece(change.tag, change.vr, _new(change), style)
            contents.pieces.insert(contents.place_for(change.tag), piece)
            return
        place = self.find(contents, change.steps)
        if change.new is None:
            del contents.pieces[place]
        else:
            contents.pieces[place] = new_piece(change.tag, change.vr, change.new, style)

    def _apply_on_item(self, contents: Contents, change: Change, number: int) -> None:
        sequence = contents.pieces[self.find(contents, (*change.steps[:-1], Step(change.tag)))]
        items = self.open(sequence, contents.style)
        sequence.dirty = True
        places = items.places(ITEM)
        if number > len(places) - (change.action != "insert"):
            raise absent(change.steps)
        if change.action == "insert":
            end = places[-1] + 1 if places else 0
            place = places[number] if number < len(places) else end
            items.pieces.insert(place, self._new_item(change, sequence, items))
        elif change.new is None:
            del items.pieces[places[number]]
        else:
            items.pieces[places[number]] = self._new_item(change, sequence, items)

    def _new_item(self, change: Change, sequence: Piece, items: Contents) -> Piece:
        """Return an item that ends as its neighbours do."""
        neighbour = next((each for each in items.pieces if each.kind == "item"), sequence)
        undefined = neighbour.undefined
        if neighbour.span is not None:
            undefined = neighbour.span.length == UNDEFINED
        return item_piece(split("SQ", change.new or ()), items.style, undefined=undefined)

    def _new_encodings(self, place: _Place, change: Change) -> tuple[str, ...]:
        if change.new is None:
            return place.around[-1][0].style.encodings if place.around else encodings_of(())
        return encodings_of(split("CS", change.new))

    def _restyle(self, place: _Place) -> None:
        """Let later edits spell texts in the character set that was just set."""
        contents = place.contents
        inherited = place.around[-1][0].style.encodings if place.around else encodings_of(())
        contents.style = contents.style._replace(encodings=inherited)
        contents.style = self._with_characters(contents)
        self._hand_down(contents)

    def _hand_down(self, contents: Contents) -> None:
        for piece in contents.pieces:
            inner = piece.contents
            if inner is not None:
                inner.style = inner.style._replace(encodings=contents.style.encodings)
                if piece.kind == "item":
                    inner.style = self._with_characters(inner)
                self._hand_down(inner)

    def _count_groups(self, contents: Contents) -> None:
        """Put the lengths of groups right in which something changed (PS3.5 7.2, PS3.10 7.1)."""
        for piece in contents.pieces:
            if piece.contents is not None and piece.dirty:
                self._count_groups(piece.contents)
        for group in contents.touched:
            for place in contents.places(group << 16):
                piece = contents.pieces[place]
                if piece.span is None or piece.span.length != 4:
                    continue
                rest = contents.pieces[place + 1 :]
                size = sum(each.size for each in rest if each.tag >> 16 == group and each.tag)
                little = group == 2 or contents.style.little
                header = self.reader.read(piece.span.offset, piece.span.value)
                piece.data = header + struct.pack("<L" if little else ">L", size)
                piece.head = len(header)


def _new(change: Change) -> Value:
    return () if change.new is None else change.new
