"""Which files belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.series.normal import is_same_orientation, is_same_spacing, is_same_vector
from dicomwidgets.series.parting import parted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwidgets.series.instance import Instance, Vector

__all__ = ["group_instances", "series_key"]


def group_instances(instances: Iterable[Instance]) -> list[list[Instance]]:
    """Split files into series that can be shown as one stack, or along dimensions.

    Parameters
    ----------
    instances
        In name order.

    Returns
    -------
    list of list of Instance
        In the order of each group's first file. Files share a group if they share
        SeriesInstanceUID, SOPClassUID, modality, size, grey or colour, and being a localizer or
        not: a scout among the slices does not end up in the stack; and, where they have a place in
        space, orientation (to 0.3°), Pixel Spacing, Frame of Reference and what their values
        measure (HU, BQML). Files without SeriesInstanceUID belong together by folder. What then
        makes no sense as one stack, nor as a grid of dimensions, is split by what does
        (`dicomwidgets.series.parting`).
    """
    listed = list(instances)
    groups: dict[tuple[object, ...], list[_Alike]] = {}
    # What took a file takes each that is the same, and what did not never will.
    same: dict[tuple[object, ...], _Alike] = {}
    for each in listed:
        key = _key(each)
        known = same.get(there := (key, _place(each)))
        if known is not None:
            known.files.append(each)
            continue
        alikes = groups.setdefault(key, [])
        taker = next((alike for alike in alikes if alike.takes(each)), None)
        if taker is None:
            taker = _Alike(each)
            alikes.append(taker)
        same[there] = taker
    parts = [part for alikes in groups.values() for alike in alikes for part in parted(alike.files)]
    order = {id(each): place for place, each in enumerate(listed)}
    return sorted(parts, key=lambda part: order[id(part[0])])


def series_key(instance: Instance) -> object:
    """Return what files of one series share, however they are split: its UID, else the folder."""
    return instance.series_uid or ("no series", instance.item.name.rpartition("/")[0])


def _key(instance: Instance) -> tuple[object, ...]:
    return (
        series_key(instance),
        instance.sop_class_uid,
        instance.modality,
        instance.rows,
        instance.columns,
        instance.is_image,
        instance.is_localizer,
        (instance.facts.samples or 1) if instance.is_image else 0,
    )


def _place(instance: Instance) -> tuple[object, ...]:
    """Return what files that lie in space alike are compared by."""
    return (
        instance.orientation,
        instance.planes.normal if instance.planes else None,
        instance.facts.spacing,
        instance.frame_of_reference_uid,
        instance.facts.quantity,
    )


class _Alike:
    """Files that lie in space alike; what one does not say is taken from the next that does."""

    def __init__(self, first: Instance) -> None:
        self.files = [first]
        self._orientation = first.orientation
        self._normal = first.planes.normal if first.planes else None
        self._spacing: Vector | None = first.facts.spacing
        self._frame = first.frame_of_reference_uid
        self._quantity = first.facts.quantity

    def takes(self, each: Instance) -> bool:
        """Add a file if it is alike."""
        if not is_same_orientation(self._orientation, each.orientation):
            return False
        normal = each.planes.normal if each.planes else None
        if self._normal and normal and not is_same_vector(self._normal, normal):
            return False
        spacing, frame, quantity = (
            each.facts.spacing,
            each.frame_of_reference_uid,
            each.facts.quantity,
        )
        if each.orientation is not None and (
            _differ(self._frame, frame)
            or _differ(self._quantity, quantity)
            or not is_same_spacing(self._spacing, spacing)
        ):
            return False
        self._normal = self._normal or normal
        self._spacing = self._spacing or spacing
        self._frame = self._frame or frame
        self._quantity = self._quantity or quantity
        self.files.append(each)
        return True


def _differ(a: str, b: str) -> bool:
    return bool(a and b) and a != b
