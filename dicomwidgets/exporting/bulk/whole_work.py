"""A series as one file that is no volume, wherever that is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.exporting.pictures import Shots
from dicomwidgets.exporting.whole import write_whole
from dicomwidgets.pixels.frame_source import FrameSource
from dicomwidgets.pixels.locator import FrameLocator
from dicomwidgets.reading.located import LocatedSource

if TYPE_CHECKING:
    from dicomwidgets.exporting.wish import Wish
    from dicomwidgets.jobs.errand import Errand, Parts

__all__ = ["WholeOrder", "WholeWork"]


class WholeOrder(NamedTuple):
    """What becomes of a series.

    Parameters
    ----------
    places
        Of each frame in display order: the number of its file, and its number there.
    chosen
        Which of them.
    """

    places: tuple[tuple[int, int], ...]
    chosen: tuple[int, ...]


@dataclass(frozen=True)
class WholeWork:
    """Writes frames of a series as one file. It pickles.

    Parameters
    ----------
    wish
        How.
    """

    wish: Wish

    def __call__(self, errand: Errand, parts: Parts) -> tuple[str, ...]:
        """Write the file of a series."""
        order: WholeOrder = errand.order
        source = LocatedSource(errand.names, errand.origins)
        items = list(source.items())
        frames = FrameSource([FrameLocator(source, items[at], i) for at, i in order.places])
        shots = Shots(frames, order.chosen, self.wish.style)
        with parts.file() as out:
            write_whole(shots, self.wish, out)
        return tuple(shots.notes)
