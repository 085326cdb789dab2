"""Time points that are missing."""

from __future__ import annotations

from itertools import pairwise
from statistics import median_low
from typing import TYPE_CHECKING

from dicomwidgets.series.findings.telling import listed, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.finding import Finding
    from dicomwidgets.series.dimensions import Axis
    from dicomwidgets.series.findings.subject import Subject

__all__ = ["check_times"]

_TIMES = (
    *("TemporalPositionIdentifier", "TemporalPositionIndex", "TemporalPositionTimeOffset"),
    *("FrameReferenceTime", "TriggerTime", "AcquisitionTime"),
)
_FEWEST = 5
_SAME = 0.1
_LONGER = 1.5


def check_times(subject: Subject) -> Iterator[Finding]:
    """Yield steps of time that are too long, and counts that the files don't reach."""
    axes = subject.dimensions["axes"] if subject.dimensions else []
    for number, axis in enumerate(axes):
        if axis["source"] in _TIMES:
            yield from _gaps(subject, number, axis)
    yield from _promised(subject, axes)


def _gaps(subject: Subject, number: int, axis: Axis) -> Iterator[Finding]:
    try:
        times = [float(value) for value in axis["values"]]
    except ValueError:
        return
    steps = [after - before for before, after in pairwise(times)]
    if len(steps) < _FEWEST:
        return
    usual = median_low(steps)
    if usual <= 0:
        return
    longer = [k for k in range(len(steps)) if _stands_out(steps, k, usual)]
    if not longer or len(longer) > len(steps) / _FEWEST:
        return
    unit = f" {axis['unit']}" if axis["unit"] else ""
    places = [f"{axis['values'][k]} and {axis['values'][k + 1]}{unit}" for k in longer]
    text = (
        f"{axis['name']}: {steps[longer[0]]:.4g}{unit} between {listed(places)}, "
        f"where {usual:.4g}{unit} is usual."
    )
    after = {k + 1 for k in longer}
    dimensions = subject.dimensions
    slices = [
        k
        for k, place in enumerate(dimensions["places"] if dimensions else [])
        if place[number] in after
    ]
    yield tell(
        "time-gap",
        text,
        [subject.series.item(k).name for k in slices],
        keyword=axis["source"],
        usual=usual,
        steps=tuple(steps[k] for k in longer),
        after=tuple(times[k] for k in longer),
        slices=tuple(slices),
    )


def _stands_out(steps: Sequence[float], k: int, usual: float) -> bool:
    """Whether a step is longer, and those beside it are as usual: no change of protocol."""
    beside = [steps[j] for j in (k - 1, k + 1) if 0 <= j < len(steps)]
    return steps[k] >= _LONGER * usual and all(
        abs(each - usual) <= _SAME * usual for each in beside
    )


def _promised(subject: Subject, axes: Sequence[Axis]) -> Iterator[Finding]:
    """Yield counts that the files don't reach: (0020,0105) of times, (0054,0081) of slices."""
    first = subject.first
    if first.frames != 1:
        return
    there = max(
        (len(axis["values"]) for axis in axes if axis["source"] in (*_TIMES, "")), default=1
    )
    said = first.facts.temporal_positions or 0
    if said > there and len(subject.instances) > 1:
        text = f"The header promises {said} time points; there are {there}."
        yield tell(
            "times-missing", text, keyword="NumberOfTemporalPositions", said=said, there=there
        )
    slices = first.facts.slice_count or 0
    if slices > len(subject.levels) > 1:
        text = f"The header promises {slices} slices; there are {len(subject.levels)}."
        yield tell(
            "times-missing", text, keyword="NumberOfSlices", said=slices, there=len(subject.levels)
        )
