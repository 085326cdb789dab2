"""The frames by which the window of a series is found, where its files name none."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from dicomwidgets.exporting.bulk.image_work import Mates
from dicomwidgets.pixels.series_window import window_places
from dicomwidgets.reading.origin import origin_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dicomwidgets.display.window import Window
    from dicomwidgets.reading.origin import Origin
    from dicomwidgets.series.series import Series

__all__ = ["mates_of"]


def mates_of(series: Series) -> tuple[Mates | None, Window | None]:
    """Return what finds the window of a series elsewhere, or the window itself.

    Parameters
    ----------
    series
        Where its files are on the disk, a worker looks at them when it needs to. Those that only
        this process has are looked at here.
    """
    places = window_places(series.count, series.rows * series.columns)
    locators = [series.locators[place] for place in places]
    if any(each.source.path(each.item) is None for each in locators):
        shown = series.frames()
        shown.info(0)
        return None, shown.auto.window
    origins = tuple(origin_of(each.source, each.item) for each in locators)
    frames = tuple(each.frame for each in locators)
    return Mates(series.count, places, origins, frames, _state(places, frames, origins)), None


def _state(places: Sequence[int], frames: Sequence[int], origins: Iterable[Origin]) -> bytes:
    """Return what changes when the window of a series may."""
    digest = sha256(repr((places, frames)).encode())
    for origin in dict.fromkeys(origins):
        try:
            digest.update(b"|" + origin.stamp())
        except OSError:  # the window is found without it
            digest.update(b"|gone")
    return digest.digest()
