"""Which parts of an image are blacked out, why, and whether that cleans it (PS3.15 E.3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.deidentification.pixels.boxes import Box
    from dicomwidgets.deidentification.pixels.layout import Layout
    from dicomwidgets.encoding.span import SpanRow

__all__ = ["NOTHING", "Redaction", "redaction_for"]

_REGIONS = 0x00186011
_EDGES = (0x00186018, 0x0018601A, 0x0018601C, 0x0018601E)
_BY_BOXES = "What lies in the boxes that were given is blacked out."
_BESIDE = (
    "Clean Pixel Data was not done and is not stamped: no pixel lies in the boxes that were given."
)
_BY_REGIONS = (
    "All outside the ultrasound regions (0018,6011) is blacked out; text inside of them stays."
)
_NOT_DRAWABLE = (
    "Clean Pixel Data was not done and is not stamped: the frames are compressed, share their "
    "colours or are not whole. Decompress the file first."
)
_SAYS_NO = (
    "The pixels are unchanged: the file itself says that nothing is burned in (0028,0301), and on "
    "that alone Clean Pixel Data is stamped."
)
_UNKNOWN = (
    "Clean Pixel Data was not done and is not stamped: no boxes were given, there are no "
    "ultrasound regions, and the file does not say that nothing is burned in."
)


class Redaction(NamedTuple):
    """What is blacked out in one file.

    Parameters
    ----------
    boxes
        Rectangles to black out.
    regions
        Rectangles outside of which all is; none for nothing.
    done
        Whether the image is clean then.
    note
        How that was decided.
    """

    boxes: tuple[Box, ...] = ()
    regions: tuple[tuple[int, int, int, int], ...] = ()
    done: bool = False
    note: str = ""

    def in_frames(self, *, drawable: bool) -> Redaction:
        """Return what can be done; boxes in frames that can't be drawn into are refused later."""
        return self if drawable or not self.regions else Redaction(note=_NOT_DRAWABLE)

    @property
    def touches_any(self) -> bool:
        """Whether anything of any frame is blacked out."""
        return bool(self.regions or self.boxes)

    def touches(self, frame: int) -> bool:
        """Whether anything of a frame is blacked out."""
        return bool(self.regions) or any(
            box.frames is None or frame in box.frames for box in self.boxes
        )


NOTHING = Redaction()


def redaction_for(  # noqa: PLR0913 - what the file says, and what is asked for
    rows: Sequence[SpanRow],
    content: Content,
    boxes: tuple[Box, ...],
    layout: Layout,
    *,
    burned_in: str,
    little: bool,
) -> Redaction:
    """Return what is blacked out where Clean Pixel Data is asked for.

    Parameters
    ----------
    rows, content
        A file with pixels.
    boxes
        As given; where there are some, they alone count.
    layout
        Of the pixels.
    burned_in
        Burned In Annotation (0028,0301).
    little
        Byte order.
    """
    if boxes:
        if not any(_meets(box, layout) for box in boxes):
            return Redaction(note=_BESIDE)
        return Redaction(boxes, (), True, _BY_BOXES)
    regions = _regions(rows, content, little=little)
    if regions:
        return Redaction((), regions, True, _BY_REGIONS)
    if burned_in.strip().upper() == "NO":
        return Redaction(done=True, note=_SAYS_NO)
    return Redaction(note=_UNKNOWN)


def _meets(box: Box, layout: Layout) -> bool:
    """Whether any pixel lies in a box."""
    frames = layout.frames or 1
    in_frame = box.x < layout.columns and box.y < layout.rows
    return in_frame and (box.frames is None or any(frame < frames for frame in box.frames))


def _regions(
    rows: Sequence[SpanRow], content: Content, *, little: bool
) -> tuple[tuple[int, int, int, int], ...]:
    """Return the regions of an ultrasound image: first and last column and row (PS3.3 C.8.5.5)."""
    at = next((k for k, row in enumerate(rows) if row.tag == _REGIONS and not row.depth), None)
    if at is None:
        return ()
    found: list[dict[int, int]] = []
    for row in rows[at + 1 :]:
        if not row.depth:
            break
        if row.kind == "item" and row.depth == 1:
            found.append({})
        elif row.depth == 2 and row.tag in _EDGES and row.length == 4 and found:
            start = row.offset + row.header
            data = content.read(start, start + 4)
            found[-1][row.tag] = int.from_bytes(data, "little" if little else "big")
    whole = [[each[tag] for tag in _EDGES] for each in found if len(each) == len(_EDGES)]
    good = [(x0, y0, x1, y1) for x0, y0, x1, y1 in whole if x0 < x1 and y0 < y1]
    return tuple(good) if len(good) == len(found) else ()
