"""How long each frame of an enhanced object is shown, by what it says of its frames' times."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from dicomwidgets.display.tolerant import number
from dicomwidgets.reading.functional_groups import groups_of
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydicom.dataset import Dataset

    from dicomwidgets.series.cine import Cine

__all__ = ["frame_times"]

_TIMES = (
    ("TemporalPositionSequence", "TemporalPositionTimeOffset", 1000.0),
    ("CardiacSynchronizationSequence", "NominalCardiacTriggerDelayTime", 1.0),
)
"""Group, element, milliseconds in its unit (PS3.3 C.7.6.16.2.20, C.7.6.16.2.7)."""


def frame_times(dataset: Dataset, places: Sequence[int | None]) -> Cine | None:
    """Return the timing of frames that say when they were acquired in their series or heart beat.

    Parameters
    ----------
    dataset
        Enhanced, of one file.
    places
        For each frame of the series, its index in that file; ``None`` where it lies in another.

    Returns
    -------
    Cine or None
        ``None`` unless every frame has a time and each is later than the one shown before.
    """
    frames = [place for place in places if place is not None]
    groups = groups_of(dataset)
    if len(frames) < 2 or len(frames) != len(places) or not groups.count:
        return None
    for group, keyword, milliseconds in _TIMES:
        items = [groups.item(frame, group) for frame in frames]
        times = [number(value_or_none(item, keyword)) if item else None for item in items]
        known = [time for time in times if time is not None]
        shown = [milliseconds * (after - before) for before, after in pairwise(known)]
        if len(known) < len(frames) or min(shown) <= 0:
            continue
        # Nothing says how long the last frame stays before the first one comes again.
        steady = max(shown) - min(shown) < 1e-6 * max(shown)
        each = shown[:1] if steady else [*shown, sum(shown) / len(shown)]
        return {"milliseconds": each, "source": keyword, "sweep": False}
    return None
