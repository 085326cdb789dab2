"""When the volumes of mosaics were acquired: each mosaic is all slices of one time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from dicomwidgets.series.file_dimensions import number_text
from dicomwidgets.series.marks import MARKS
from dicomwidgets.volumes.mosaic import seconds_after_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.series.instance import Instance
    from dicomwidgets.series.series import Series
    from dicomwidgets.volumes.leading import Parts

__all__ = ["timed"]

_COUNTED = {"Acquisition", "Repetition"}
_TIME = next(place for place, mark in enumerate(MARKS) if mark.source == "AcquisitionTime")
_UNTIMED = "The files don't say when each mosaic was acquired: its volumes are counted."


def timed(series: Series, frames: FrameSource, parts: Parts) -> Parts:
    """Return volumes of mosaics with their times in place of mere counts, where they are known.

    The seconds since the first one, by Acquisition Time (0008,0032), or by TimeAfterStart of the
    CSA header where that does not tell them apart; a note says where neither does.
    """
    if len(parts.volumes) < 2 or parts.volumes[0][0].tile is None:
        return parts
    if any(set(label) - _COUNTED for label in parts.labels):
        return parts
    instances = [each for each in series.instances for _ in range(each.frames)]
    firsts = [volume[0].frame for volume in parts.volumes]
    times = _ascending([_acquired(instances[frame]) for frame in firsts])
    times = times or _ascending([seconds_after_start(frames, frame) for frame in firsts])
    if times is None:
        return parts._replace(notes=[*parts.notes, _UNTIMED])
    labels = [{"Time": f"{number_text(time - times[0])} s"} for time in times]
    return parts._replace(labels=labels)


def _acquired(instance: Instance) -> float | None:
    """Return Acquisition Time in seconds after midnight."""
    time = instance.marks[_TIME] if instance.marks else None
    return time if isinstance(time, float) else None


def _ascending(times: Sequence[float | None]) -> list[float] | None:
    """Return times if each is known, and later than the one before."""
    known = [time for time in times if time is not None]
    late = all(after > before for before, after in pairwise(known))
    return known if len(known) == len(times) and late else None
