"""Files of one kind that make no sense together, split by what tells them apart.

Together make sense: slices at places of their own, equally far apart but for gaps; and a grid, in
which every place has as many images: times, echoes, b-values. Those stay one series, whose
dimensions `dicomwidgets.series.dimensions` finds. Anything else may be several series under one
UID: a stack and a thick one, two acquisitions that overlap, images and what was computed from them.
Those that lie side by side stay together, as a head in two thicknesses does.
"""

from __future__ import annotations

from itertools import pairwise
from statistics import median_low
from typing import TYPE_CHECKING

from dicomwidgets.series.marks import MARKS
from dicomwidgets.series.normal import SAME_POSITION, distance, normal_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from dicomwidgets.series.instance import Instance

__all__ = ["PARTED_BY", "parted"]

_A_GRID = 0.9
"""Images over places × images at one place: from here on some are missing, no more."""

_MAYBE_A_GRID = 2 / 3
_OFF = 0.1
"""How far a distance may be from a multiple of the usual one, as a part of that."""

_FEWEST = 3
"""Parts have as many slices on average: any two lie equally far apart."""


def _mark(source: str) -> Callable[[Instance], Hashable]:
    place = next(k for k, mark in enumerate(MARKS) if mark.source == source)
    return lambda each: each.marks[place] if each.marks else None


PARTED_BY: dict[str, Callable[[Instance], Hashable]] = {
    "ImageType": lambda each: each.facts.image_type,
    "ConvolutionKernel": lambda each: each.facts.kernel,
    "SliceThickness": lambda each: each.facts.thickness,
    **{
        source: _mark(source)
        for source in (
            *("EchoTime", "DiffusionBValue", "InversionTime", "FlipAngle"),
            *("AcquisitionNumber", "TemporalPositionIdentifier", "TriggerTime"),
        )
    },
}
"""Keyword → what reads its value, in the order in which they are tried."""


def parted(files: list[Instance]) -> list[list[Instance]]:
    """Split files of one kind (`group_instances`) where they make no sense together.

    Parameters
    ----------
    files
        Of one orientation.

    Returns
    -------
    list of list of Instance
        The parts by the first of `PARTED_BY` that makes each of them a stack or a grid; all of
        them as one where none does: what is wrong is then told, not hidden by a split.
    """
    places = _places(files)
    if places is None or _makes_sense(places):
        return [files]
    for value_of in PARTED_BY.values():
        parts: dict[Hashable, list[int]] = {}
        for number, each in enumerate(files):
            parts.setdefault(value_of(each), []).append(number)
        if len(parts) < 2 or _FEWEST * len(parts) > len(files):
            continue
        parted_places = [[places[number] for number in part] for part in parts.values()]
        if _is_a_dimension(parted_places, places):
            return [files]
        if _overlap(parted_places) and all(map(_makes_sense, parted_places)):
            return [[files[number] for number in part] for part in parts.values()]
    return [files]


def _places(files: Sequence[Instance]) -> list[float] | None:
    """Return how far along the normal each lies, the same number for the same place."""
    normal = normal_of(files[0].orientation) if files[0].orientation else None
    if normal is None or len(files) < 2 * _FEWEST:
        return None
    found = []
    for each in files:
        if each.position is None or each.frames != 1:
            return None
        found.append(distance(each.position, normal))
    order = sorted(range(len(found)), key=found.__getitem__)
    same = list(found)
    for before, after in pairwise(order):
        if found[after] - found[before] <= SAME_POSITION:
            same[after] = same[before]
    return same


def _makes_sense(places: Sequence[float]) -> bool:
    known = set(places)
    return _filled(places) >= _A_GRID and _is_regular(sorted(known))


def _filled(places: Sequence[float]) -> float:
    counts: dict[float, int] = {}
    for place in places:
        counts[place] = counts.get(place, 0) + 1
    return len(places) / (len(counts) * max(counts.values()))


def _is_regular(places: Sequence[float]) -> bool:
    steps = [b - a for a, b in pairwise(places)]
    if len(steps) < 2:
        return True
    usual = median_low(steps)
    return all(abs(step / usual - max(1, round(step / usual))) <= _OFF for step in steps)


def _overlap(parts: Sequence[Sequence[float]]) -> bool:
    """Whether some lie among others; side by side they are one stack, of several spacings."""
    ranges = sorted((min(part), max(part)) for part in parts)
    return any(after[0] <= before[1] for before, after in pairwise(ranges))


def _is_a_dimension(parts: Sequence[Sequence[float]], places: Sequence[float]) -> bool:
    """Whether the parts lie at the same places, some of them short: times, the last cut off."""
    most = max((set(part) for part in parts), key=len)
    return _filled(places) >= _MAYBE_A_GRID and all(set(part) <= most for part in parts)
