"""What is blacked out in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dicomwidgets.deidentification.pixels.boxes import Box
    from dicomwidgets.deidentification.pixels.facts import Region

__all__ = ["NOTHING", "Redaction"]


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
    regions: tuple[Region, ...] = ()
    done: bool = False
    note: str = ""

    @property
    def touches_any(self) -> bool:
        """Whether anything of any frame is blacked out."""
        return bool(self.regions or self.boxes)

    def touches(self, frame: int) -> bool:
        """Whether anything of a frame is blacked out."""
        return bool(self.regions) or any(box.is_on(frame) for box in self.boxes)

    def by_pairs(self) -> Redaction:
        """Return what is blacked out where two pixels of a row, from an even one, go together."""
        boxes = (
            box._replace(x=box.x - box.x % 2, width=box.width + box.x % 2 + (box.x + box.width) % 2)
            for box in self.boxes
        )
        regions = (
            (first + first % 2, top, last - 1 + last % 2, bottom)
            for first, top, last, bottom in self.regions
        )
        return self._replace(boxes=tuple(boxes), regions=tuple(regions))


NOTHING = Redaction()
