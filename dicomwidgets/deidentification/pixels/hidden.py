"""Bytes around pixels that no frame is made of are blanked, and what is to go is drawn over."""

from __future__ import annotations

from struct import pack
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.engine.edits import Drawn
from dicomwidgets.deidentification.pixels.drawing import Drawing
from dicomwidgets.deidentification.pixels.encapsulated import (
    Piece,
    Value,
    frame_blanks,
    grouped,
    mapped,
    numbers,
)
from dicomwidgets.deidentification.pixels.layout import layout_at
from dicomwidgets.deidentification.pixels.overlays import has_embedded
from dicomwidgets.deidentification.pixels.redaction import NOTHING, Redaction
from dicomwidgets.errors import DeidentifyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.deidentification.engine.edits import Edits
    from dicomwidgets.deidentification.engine.level import Level
    from dicomwidgets.deidentification.pixels.layout import Layout
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
_NOT_NATIVE = "Compressed frames can't be blacked out: that would encode them anew."
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
    redaction
        What is blacked out in the image.
    """

    def __init__(
        self, rows: Sequence[SpanRow], content: Content, edits: Edits, notes: dict[str, None]
    ) -> None:
        self.redaction: Redaction = NOTHING
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
            if not self._extended_fits(index, level):
                self._edits.replace(row.offset, stop, b"")
                self._notes[_TABLE] = None
            return
        layout = layout_at(self._rows, index, self._content, first=level.first, little=level.little)
        value = self._value(index)
        if value is None:
            self._native(row.offset + row.header, stop, layout)
            self._draw(index, stop, layout, level)
        elif value.fragments:
            self._refuse_drawing(level)
            self._encapsulated(value, layout)

    # Native --------------------------------------------------------------------------------------

    def _native(self, start: int, stop: int, layout: Layout) -> None:
        size = layout.size(stop - start) if layout.cells else 0
        if size is None:
            self._notes[_UNCHECKED] = None
        elif stop - start - size > 1 and self._is_filled(start + size, stop):
            self._blank(start + size, stop)
            self._notes[_SURPLUS if layout.cells else _NO_IMAGE] = None

    def _draw(self, index: int, stop: int, layout: Layout, level: Level) -> None:
        """Black out what is to go, and clear bits in which an overlay lies."""
        if level.depth or not layout.cells:
            return
        clear = layout.stored < layout.allocated and has_embedded(
            self._rows[level.first : index], self._content, little=level.little
        )
        redaction = self.redaction
        if not (clear or redaction.boxes or redaction.regions):
            return
        drawing = Drawing(layout, redaction, clear)
        start = self._rows[index].offset + self._rows[index].header
        drawing.check(stop - start)
        end = start + layout.cells * layout.allocated // 8 * (layout.frames or 0)
        self._edits.replace_by_parts(start, end, (Drawn(start, end, drawing.parts),))
        if clear:
            self._notes[_EMBEDDED] = None

    def _refuse_drawing(self, level: Level) -> None:
        if not level.depth and (self.redaction.boxes or self.redaction.regions):
            raise DeidentifyError(
                _NOT_NATIVE,
                remedy="Decompress the file first (dataset.decompress() of pydicom), or leave "
                "out clean_pixel_data.",
            )

    def _is_filled(self, start: int, stop: int) -> bool:
        return any(part.strip(b"\0") for part in self._content.parts(start, stop))

    def _blank(self, start: int, stop: int) -> None:
        whole, rest = divmod(stop - start, len(_ZEROS))
        parts = (*(_ZEROS,) * whole, bytes(rest))
        self._edits.replace_by_parts(start, stop, parts)

    # Encapsulated --------------------------------------------------------------------------------

    def _value(self, index: int) -> Value | None:
        """Return the items of a row; ``None`` where it has none."""
        found = []
        for row in self._rows[index + 1 :]:
            if row.parent != index:
                break
            if row.kind == "fragment":
                start = row.offset + row.header
                found.append(Piece(start, start + row.length))
        return Value(found[0], found[1:]) if found else None

    def _encapsulated(self, value: Value, layout: Layout) -> None:
        self._basic_table(value, layout.frames)
        for pieces in grouped(value, layout.frames, self._content):
            blanks = frame_blanks(pieces, layout, self._content)
            if blanks is None:
                self._notes[_OTHER_STREAM] = None
                continue
            for start, stop in mapped(blanks, pieces):
                self._blank(start, stop)
                self._notes[_STREAMS] = None

    def _basic_table(self, value: Value, frames: int | None) -> None:
        start, stop = value.table
        offsets = numbers(self._content.read(start, stop), "<L")
        if start == stop or (offsets is not None and value.fits(offsets)):
            return
        table = value.table_for(frames)
        data = _ITEM + pack("<L", len(table)) + table
        self._edits.replace(start - _HEADER, stop, data)
        self._notes[_TABLE] = None

    def _extended_fits(self, index: int, level: Level) -> bool:
        """Whether both parts of the Extended Offset Table are there and lead to the frames."""
        found: dict[int, int] = {}
        for place in range(max(level.first, index - 1), min(len(self._rows), index + 4)):
            if self._rows[place].depth == level.depth:
                found.setdefault(self._rows[place].tag, place)
        value = self._value(found[0x7FE00010]) if 0x7FE00010 in found else None
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
