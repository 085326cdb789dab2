"""Where one frame of a series is to be found."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dicomwidgets.pixels.alike import Known
    from dicomwidgets.reading.item import Item, Source

__all__ = ["FrameLocator"]


class FrameLocator(NamedTuple):
    """The place of one frame.

    Parameters
    ----------
    source
        Where the file comes from.
    item
        The file in it.
    frame
        Index of the frame in the file, from 0; 0 for a single-frame file.
    known
        What an index has kept of the file's header, if that is all that showing it takes.
    """

    source: Source
    item: Item
    frame: int
    known: Known | None = None
