"""Which files belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.series.normal import is_same_orientation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwidgets.series.instance import Instance, Vector

__all__ = ["group_instances"]


def group_instances(instances: Iterable[Instance]) -> list[list[Instance]]:
    """Split files into series that can be shown as one stack.

    Parameters
    ----------
    instances
        In name order.

    Returns
    -------
    list of list of Instance
        In the order of each group's first file. Files share a group if they share
        SeriesInstanceUID, SOPClassUID, size, orientation (to 0.3°), and being a localizer or not:
        a scout among the slices does not end up in the stack. Files without SeriesInstanceUID
        belong together by folder.
    """
    groups: dict[tuple[object, ...], list[tuple[Vector | None, list[Instance]]]] = {}
    found: list[list[Instance]] = []
    for each in instances:
        turns = groups.setdefault(_key(each), [])
        for orientation, members in turns:
            if is_same_orientation(orientation, each.orientation):
                members.append(each)
                break
        else:
            members = [each]
            turns.append((each.orientation, members))
            found.append(members)
    return found


def _key(instance: Instance) -> tuple[object, ...]:
    series = instance.series_uid or ("no series", instance.item.name.rpartition("/")[0])
    return (
        series,
        instance.sop_class_uid,
        instance.modality,
        instance.rows,
        instance.columns,
        instance.is_image,
        instance.is_localizer,
    )
