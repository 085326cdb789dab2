"""Bytes around pixels that no frame is made of are blanked, and what is to go is drawn over."""

from __future__ import annotations

from struct import pack
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.engine.edits import Drawn
from dicomwidgets.deidentification.pixels.decided import NO_WORK, PixelWork
from dicomwidgets.deidentification.pixels.drawing import Drawing
from dicomwidgets.deidentification.pixels.encapsulated import (
    fragments_of,
    frame_blanks,
    grouped,
    mapped,
    numbers,
)
from dicomwidgets.deidentification.pixels.layout import layout_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.deidentification.engine.edits import Edits
    from dicomwidgets.deidentification.engine.level import Level
    from dicomwidgets.deidentification.pixels.encapsulated import Value
    from dicomwidgets.deidentification.pixels.layout import Layout
    from dicomwidgets.deidentification.pixels.recoding import RecodedFrames
    from dicomwidgets.encoding.span import SpanRow

__all__ = ["PIXEL_TAGS", "HiddenBytes"]

_EXTENDED, _EXTENDED_LENGTHS = 0x7FE00001, 0x7FE00002
PIXEL_TAGS = frozenset({_EXTENDED, _EXTENDED_LENGTHS, 0x7FE00008, 0x7FE00009, 0x7FE00010})
"""The pixels, as integers, floats and doubles, and the Extended Offset Table with its lengths."""

_ITEM = b"\xfe\xff\x00\xe0"
_HEADER = 8
_ZEROS = bytes(1 << 16)
_SURPLUS = "Bytes behind the last frame were blanked: the header accounts for none of them."
_NO_IMAGE = "Pixels without Rows and Columns were blanked: nothing tells what they show."
_STREAMS = (
    "Comments, application data or bytes behind the image in compressed frames were blanked; "
    "what they decode to is the same."
)
_OTHER_STREAM = "The pixels are a stream, such as a video, in whose own comments nobody has looked."
_TABLE = "An offset table that does not lead to the frames was made anew, emptied or left out."
_EMBEDDED = (
    "The bits of pixel cells above Bits Stored were cleared: an overlay is declared to lie there. "
    "Its elements stay and show nothing."
)
_UNCHECKED = "Whether bytes follow the last frame can't be told from the header."


class HiddenBytes:
    """What is hidden around the pixels of one file, at any depth.

    Parameters
    ----------
    rows, content
        The file.
    edits, notes
        Get what is to be written, and what is to be said of it.

    Attributes
    ----------
    work
        What is done to the image.
    """

    def __init__(
        self, rows: Sequence[SpanRow], content: Content, edits: Edits, notes: dict[str, None]
    ) -> None:
        self.work: PixelWork = NO_WORK
        self._rows = rows
        self._content = content
        self._edits = edits
        self._notes = notes

    def clean(self, index: int, stop: int, level: Level) -> None:
        """Look through an element of `PIXEL_TAGS`.

        Parameters
        ----------
        index, stop, level
            Its row, the offset after it, and what it stands in.
        """
        row = self._rows[index]
        if row.tag in (_EXTENDED, _EXTENDED_LENGTHS):
            self._extended_table(index, stop, level)
            return
        layout = layout_at(self._rows, index, self._content, first=level.first, little=level.little)
        value = fragments_of(self._rows, index)
        if value is None:
            self._native(row.offset + row.header, stop, layout)
            self._draw(index, layout, level)
        elif value.fragments:
            self._encapsulated(value, layout, None if level.depth else self.work.recoded)
        if self.work.clear and not level.depth:
            self._notes[_EMBEDDED] = None

    # Native --------------------------------------------------------------------------------------

    def _native(self, start: int, stop: int, layout: Layout) -> None:
        size = layout.size if layout.cells else 0
        if size is None:
            self._notes[_UNCHECKED] = None
        elif stop - start - size > 1 and self._is_filled(start + size, stop):
            self._blank(start + size, stop)
            self._notes[_SURPLUS if layout.cells else _NO_IMAGE] = None

    def _draw(self, index: int, layout: Layout, level: Level) -> None:
        """Black out what is to go, and clear bits in which an overlay lies."""
        _, redaction, clear, _ = self.work
        if level.depth or not (clear or redaction.boxes or redaction.regions):
            return
        start = self._rows[index].offset + self._rows[index].header
        end = start + (layout.size or 0)
        drawing = Drawing(layout, redaction, clear)
        self._edits.replace_by_parts(start, end, (Drawn(start, end, drawing.parts),))

    def _is_filled(self, start: int, stop: int) -> bool:
        return any(part.strip(b"\0") for part in self._content.parts(start, stop))

    def _blank(self, start: int, stop: int) -> None:
        whole, rest = divmod(stop - start, len(_ZEROS))
        parts = (*(_ZEROS,) * whole, bytes(rest))
        self._edits.replace_by_parts(start, stop, parts)

    # Encapsulated --------------------------------------------------------------------------------

    def _encapsulated(self, value: Value, layout: Layout, anew: RecodedFrames | None) -> None:
        self._basic_table(value, layout.frames, anew)
        groups = grouped(value, layout.frames, self._content)
        for number, pieces in enumerate(groups):
            if anew is not None and number in anew.places:
                self._write_anew(pieces[0].start - _HEADER, pieces[-1].stop, anew, number)
                continue
            blanks = frame_blanks(pieces, layout, self._content)
            if blanks is None:
                self._notes[_OTHER_STREAM] = None
                continue
            for start, stop in mapped(blanks, pieces):
                self._blank(start, stop)
                self._notes[_STREAMS] = None

    def _write_anew(self, start: int, stop: int, anew: RecodedFrames, number: int) -> None:
        first, last = anew.places[number]
        pad = bytes((last - first) % 2)
        header = _ITEM + pack("<L", last - first + len(pad))
        self._edits.replace_by_parts(start, stop, (header, Drawn(first, last, anew.parts), pad))

    def _basic_table(self, value: Value, frames: int | None, anew: RecodedFrames | None) -> None:
        start, stop = value.table
        offsets = numbers(self._content.read(start, stop), "<L")
        fits = offsets is not None and value.fits(offsets)
        if start == stop or (fits and anew is None):
            return
        table = value.table_for(frames) if anew is None else _packed(anew.offsets())
        data = _ITEM + pack("<L", len(table)) + table
        self._edits.replace(start - _HEADER, stop, data)
        if not fits:
            self._notes[_TABLE] = None

    def _extended_table(self, index: int, stop: int, level: Level) -> None:
        """Write a table for frames that were encoded anew; leave out one that leads nowhere."""
        row, anew = self._rows[index], None if level.depth else self.work.recoded
        fits = self._extended_fits(index, level)
        if fits and anew is not None and anew.in_one_fragment:
            entries = anew.offsets() if row.tag == _EXTENDED else anew.sizes()
            data = pack(f"<{len(entries)}Q", *entries)
            if len(data) == row.length:
                self._edits.patch(row.offset + row.header, data)
                return
        if not fits or anew is not None:
            self._edits.replace(row.offset, stop, b"")
            self._notes[_TABLE] = None

    def _extended_fits(self, index: int, level: Level) -> bool:
        """Whether both parts of the Extended Offset Table are there and lead to the frames."""
        found: dict[int, int] = {}
        for place in range(max(level.first, index - 1), min(len(self._rows), index + 4)):
            if self._rows[place].depth == level.depth:
                found.setdefault(self._rows[place].tag, place)
        value = fragments_of(self._rows, found[0x7FE00010]) if 0x7FE00010 in found else None
        offsets, lengths = (self._numbers(found.get(tag)) for tag in (_EXTENDED, _EXTENDED_LENGTHS))
        if value is None or offsets is None or lengths is None or not value.fits(offsets):
            return False
        pieces = dict(zip(value.places, value.fragments, strict=True))
        sizes = [pieces[each].stop - pieces[each].start for each in offsets]
        return len(sizes) == len(lengths) and all(
            0 <= size - length <= 1 for size, length in zip(sizes, lengths, strict=True)
        )

    def _numbers(self, index: int | None) -> list[int] | None:
        if index is None:
            return None
        row = self._rows[index]
        start = row.offset + row.header
        return numbers(self._content.read(start, start + row.length), "<Q")


def _packed(offsets: Sequence[int]) -> bytes:
    """Return a Basic Offset Table; empty where it can't tell all offsets (PS3.5 A.4)."""
    return b"" if offsets[-1] >= 1 << 32 else pack(f"<{len(offsets)}L", *offsets)
