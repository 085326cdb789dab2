"""The frames of an encapsulated value, and the tables that say where they are (PS3.5 A.4)."""

from __future__ import annotations

from struct import iter_unpack, pack
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.deidentification.pixels.jpeg import jpeg_blanks
from dicomwidgets.deidentification.pixels.jpeg2000 import boxed_blanks, jpeg2000_blanks
from dicomwidgets.deidentification.pixels.packed import deflated_blanks, is_rle, rle_blanks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.deidentification.pixels.layout import Layout
    from dicomwidgets.encoding.span import SpanRow

__all__ = ["Piece", "Value", "fragments_of", "frame_blanks", "grouped", "mapped", "numbers"]

_JPEG, _JPEG2000 = b"\xff\xd8\xff", b"\xff\x4f\xff\x51"
_BOXES = (b"\0\0\0\x0cjP  ", b"\0\0\0\x0cJXL ")
_STARTS = (_JPEG, _JPEG2000, *_BOXES)
_HEAD = 8


class Piece(NamedTuple):
    """The value of an item: from where to where."""

    start: int
    stop: int


class Value(NamedTuple):
    """An encapsulated value.

    Parameters
    ----------
    table
        Of its first item, the Basic Offset Table.
    fragments
        Of all others.
    """

    table: Piece
    fragments: Sequence[Piece]

    @property
    def places(self) -> list[int]:
        """Where the fragments begin, counted as offset tables do."""
        first = self.fragments[0].start if self.fragments else 0
        return [each.start - first for each in self.fragments]

    def fits(self, offsets: Sequence[int]) -> bool:
        """Whether offsets lead to fragments, to the first one first and on from there."""
        places = iter(self.places)
        return offsets[:1] == [0] and all(each in places for each in offsets)

    def table_for(self, frames: int | None) -> bytes:
        """Return a Basic Offset Table; empty where only the streams tell where frames begin."""
        places = self.places
        if len(places) != frames or places[-1] >= 1 << 32:
            return b""
        return pack(f"<{len(places)}L", *places)


def fragments_of(rows: Sequence[SpanRow], index: int) -> Value | None:
    """Return the items of a row; ``None`` where it has none."""
    found = []
    for row in rows[index + 1 :]:
        if row.parent != index:
            break
        if row.kind == "fragment":
            start = row.offset + row.header
            found.append(Piece(start, start + row.length))
    return Value(found[0], found[1:]) if found else None


def grouped(value: Value, frames: int | None, content: Content) -> list[Sequence[Piece]]:
    """Return the fragments of each frame, as far as it can be told.

    Parameters
    ----------
    value, frames, content
        The fragments, how many frames the file speaks of, and the bytes.
    """
    if frames == 1:
        return [value.fragments]
    if len(value.fragments) == frames:
        return [[each] for each in value.fragments]
    found: list[list[Piece]] = []
    for each in value.fragments:
        head = content.read(each.start, min(each.stop, each.start + _HEAD))
        if not found or head.startswith(_STARTS) or not _is_marked(found[-1][0], content):
            found.append([])
        found[-1].append(each)
    return list(found)


def _is_marked(piece: Piece, content: Content) -> bool:
    return content.read(piece.start, min(piece.stop, piece.start + _HEAD)).startswith(_STARTS)


def frame_blanks(
    pieces: Sequence[Piece], layout: Layout, content: Content
) -> Iterable[tuple[int, int]] | None:
    """Return from where to where a frame holds what decoding does not need.

    Parameters
    ----------
    pieces, layout, content
        Its fragments, how its pixels are laid out, and the bytes.

    Returns
    -------
    iterable or None
        Counted in the frame; ``None`` where it is a stream of another kind, such as a video.
    """
    start, stop = pieces[0]
    head = content.read(start, min(stop, start + 64))
    rle = not head.startswith(_STARTS) and is_rle(
        head, sum(piece.stop - piece.start for piece in pieces)
    )
    if not (rle or head.startswith(_STARTS)) and stop - start > layout.cells * layout.allocated:
        return None
    data = b"".join(content.read(*each) for each in pieces)
    if rle:
        return rle_blanks(data, layout.rows * layout.columns)
    if data.startswith(_JPEG):
        return jpeg_blanks(data)
    if data.startswith(_JPEG2000):
        return jpeg2000_blanks(data)
    if data.startswith(_BOXES):
        return boxed_blanks(data)
    return deflated_blanks(data, (layout.cells * layout.allocated + 7) // 8)


def mapped(blanks: Iterable[tuple[int, int]], pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Yield stretches of a frame as stretches of the file: they may cross fragments."""
    for first, last in blanks:
        begin = 0
        for start, stop in pieces:
            end = begin + stop - start
            if first < end and last > begin:
                yield start + max(first - begin, 0), start + min(last, end) - begin
            begin = end


def numbers(data: bytes, form: str) -> list[int] | None:
    """Return the entries of an offset table; ``None`` where it is none."""
    size = {"<L": 4, "<Q": 8}[form]
    return None if len(data) % size else [each for (each,) in iter_unpack(form, data)]
