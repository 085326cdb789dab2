"""A series as its checks see it: every frame with its file, its number and its place."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from statistics import median_low
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.series.dimensions import every_dimension_of
from dicomwidgets.series.normal import SAME_POSITION
from dicomwidgets.series.places import planes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.series.dimensions import Dimensions
    from dicomwidgets.series.instance import Instance, Vector
    from dicomwidgets.series.series import Series

__all__ = ["Slice", "Subject"]

_STACKS = "StackID"


class Slice(NamedTuple):
    """One frame: its number in the series, from 0, and how far along the normal it lies."""

    frame: int
    file: str
    instance: Instance
    where: float
    position: Vector | None


class Subject:
    """A series, and what several checks ask about it.

    Parameters
    ----------
    series
        Of images.
    """

    def __init__(self, series: Series) -> None:
        self.series = series
        self.instances: Sequence[Instance] = series.instances

    @cached_property
    def first(self) -> Instance:
        """The first file."""
        return self.instances[0]

    @cached_property
    def dimensions(self) -> Dimensions | None:
        """Along which dimensions the frames lie, be it one."""
        return every_dimension_of(self.series)

    @cached_property
    def normal(self) -> Vector | None:
        """The unit normal of the slices."""
        return next((normal for normal, _ in planes_of(self.first)), None)

    @cached_property
    def slices(self) -> list[Slice]:
        """All frames in display order; empty where one of them does not say where it lies.

        Empty as well where a file holds several stacks: each of them has a spacing of its own.
        """
        axes = self.dimensions["axes"] if self.dimensions else ()
        if any(axis["source"] == _STACKS for axis in axes):
            return []
        found: list[Slice] = []
        for each in self.instances:
            planes = list(planes_of(each))
            if len(planes) != each.frames:
                return []
            for (_, where), position in zip(planes, _positions(each), strict=True):
                found.append(Slice(len(found), each.item.name, each, where, position))
        return found

    @cached_property
    def levels(self) -> list[list[Slice]]:
        """The frames by place along the normal, ascending."""
        found: list[list[Slice]] = []
        for each in sorted(self.slices, key=lambda each: each.where):
            if found and each.where - found[-1][-1].where <= SAME_POSITION:
                found[-1].append(each)
            else:
                found.append([each])
        return found

    @cached_property
    def steps(self) -> list[float]:
        """Distances of neighbouring places, in millimetres."""
        return [after[0].where - before[0].where for before, after in pairwise(self.levels)]

    @cached_property
    def step(self) -> float:
        """The usual one; 0 where there are no two places."""
        return median_low(self.steps) if self.steps else 0.0

    @property
    def is_repeated(self) -> bool:
        """Whether a count is all that tells images at one place apart."""
        axes = self.dimensions["axes"] if self.dimensions else ()
        return any(not axis["source"] for axis in axes)

    @property
    def is_segmentation(self) -> bool:
        """Whether frames without content may be left out (PS3.3 C.8.20)."""
        return self.series.modality == "SEG"

    def names(self, slices: Sequence[Slice]) -> list[str]:
        """Return the files of some slices."""
        return [each.file for each in slices]


def _positions(instance: Instance) -> Sequence[Vector | None]:
    if instance.planes is None:
        return [instance.position]
    if not instance.planes.positions:
        return [None] * instance.frames
    order = instance.order or range(instance.frames)
    return [instance.planes.positions[frame] for frame in order]
