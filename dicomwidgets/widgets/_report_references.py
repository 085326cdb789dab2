"""The objects that an item of a report names, or in whose space its coordinates lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.reference.uids import sop_class_name
from dicomwidgets.structured_report.content import Coordinates
from dicomwidgets.structured_report.in_space import middle_of
from dicomwidgets.structured_report.shapes import is_drawable
from dicomwidgets.structured_report.words import reference_words

if TYPE_CHECKING:
    from dicomwidgets.structured_report.content import ContentItem
    from dicomwidgets.structured_report.report import StructuredReport
    from dicomwidgets.widgets._report_opening import Found, Place

__all__ = ["Named", "named_by"]

_MOST_SERIES = 6


class Named(NamedTuple):
    """An object that an item names.

    Parameters
    ----------
    label
        What it is, in words; no UID.
    place
        Where it lies; ``None`` where it was not found.
    frame
        Which of its frames is meant, from 1; 0 for the one that lies nearest to coordinates in
        space.
    drawn
        Whether coordinates are drawn over it.
    """

    label: str
    place: Place | None
    frame: int
    drawn: bool


def named_by(
    report: StructuredReport | None, item: ContentItem, found: Found | None
) -> tuple[Named, ...]:
    """Return what an item names, in its order.

    Coordinates in space need name no image: then each series in their frame of reference stands
    for one.
    """
    if report is None:
        return ()
    objects = found.objects if found is not None else {}
    value = item.value
    in_space = isinstance(value, Coordinates) and value.frame_of_reference_uid
    named = [
        Named(
            reference_words(each),
            objects.get(each.sop_instance_uid),
            0 if in_space else next(iter(each.frames), 1),
            bool(in_space) or is_drawable(item),
        )
        for each in report.selected(item)
    ]
    if named or not isinstance(value, Coordinates) or not in_space or middle_of(value) is None:
        return tuple(named)
    by_space = found.by_space if found is not None else {}
    there = by_space.get(value.frame_of_reference_uid, ())[:_MOST_SERIES]
    if not there:
        return (Named("an image in its frame of reference", None, 0, True),)
    return tuple(Named(_kind(each), each, 0, True) for each in there)


def _kind(place: Place) -> str:
    name = sop_class_name(place.sop_class_uid) or "image"
    return name.removesuffix(" Storage")
