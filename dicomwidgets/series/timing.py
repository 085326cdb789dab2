"""How long each frame of a series is shown, by what its files say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.series.cine import cine_of
from dicomwidgets.series.frame_times import frame_times

if TYPE_CHECKING:
    from dicomwidgets.display.description import Badge
    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.series.cine import Cine

__all__ = ["timing_of"]


def timing_of(frames: FrameSource, place: int = 0) -> tuple[Cine | None, list[Badge]]:
    """Return the timing of a complete series, and why what the file states is refused.

    Parameters
    ----------
    frames
        All of the series.
    place
        Number of a frame in the file that is asked.
    """
    badges: list[Badge] = []
    if len(frames) < 2:
        return None, badges
    first = frames.locators[place]
    places = [each.frame if each.item == first.item else None for each in frames.locators]
    try:
        dataset = frames.header(place).dataset
        cine = cine_of(dataset.get, places, badges)
        return cine or frame_times(dataset, places), badges
    except Exception:  # noqa: BLE001 - a speed is no reason to show nothing
        return None, badges
