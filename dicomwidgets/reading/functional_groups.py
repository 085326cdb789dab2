"""An element of one frame: its own, the shared one, or the file's (PS3.3 C.7.6.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydicom.dataset import Dataset

__all__ = ["group_item", "group_items", "group_value", "is_enhanced"]


def is_enhanced(dataset: Dataset) -> bool:
    """Whether the dataset describes its frames in functional groups."""
    return (
        "PerFrameFunctionalGroupsSequence" in dataset or "SharedFunctionalGroupsSequence" in dataset
    )


def group_item(dataset: Dataset, frame: int, sequence: str) -> Dataset | None:
    """Return the first item of a functional group for one frame.

    Parameters
    ----------
    dataset
        A multi-frame dataset, or any other.
    frame
        From 0.
    sequence
        The group's keyword, such as ``"PlanePositionSequence"``.

    Returns
    -------
    Dataset or None
        From the frame's own groups, else from the shared ones, else ``None``.
    """
    return next(iter(_grouped(dataset, frame, sequence)), None)


def group_items(dataset: Dataset, frame: int, sequence: str) -> Sequence[Dataset]:
    """Return all items of a functional group that may have several, or that stands at the top.

    From the frame's own groups, else from the shared ones, else from the dataset itself.
    """
    return _grouped(dataset, frame, sequence) or value_or_none(dataset, sequence) or ()


def _grouped(dataset: Dataset, frame: int, sequence: str) -> Sequence[Dataset]:
    per_frame = value_or_none(dataset, "PerFrameFunctionalGroupsSequence") or ()
    shared = value_or_none(dataset, "SharedFunctionalGroupsSequence") or ()
    for group in (*per_frame[frame : frame + 1], *shared[:1]):
        items: Sequence[Dataset] | None = value_or_none(group, sequence)
        if items:
            return items
    return ()


def group_value(dataset: Dataset, frame: int, sequence: str, keyword: str) -> Any:
    """Return an element's value for one frame, or ``None``.

    Parameters
    ----------
    dataset
        Any dataset.
    frame
        From 0.
    sequence
        The functional group that holds it in enhanced objects: ``"PixelMeasuresSequence"``.
    keyword
        The element: ``"PixelSpacing"``.

    Returns
    -------
    Any
        The per-frame value, else the shared one, else the one at the top level, else ``None``.
        Empty values, and those too damaged to convert, count as absent.
    """
    item = group_item(dataset, frame, sequence)
    for place in (item, dataset):
        value = value_or_none(place, keyword) if place is not None else None
        if value is not None and value != "" and not _is_empty_list(value):
            return value
    return None


def _is_empty_list(value: Any) -> bool:
    return (
        not isinstance(value, (str, bytes, int, float))
        and hasattr(value, "__len__")
        and not len(value)
    )
