"""An element of one frame: its own, the shared one, or the file's (PS3.3 C.7.6.16)."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
from pydicom.datadict import tag_for_keyword
from pydicom.tag import BaseTag

from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reading.quick import quick_numbers, value_or_none

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydicom.dataset import Dataset

__all__ = ["FrameGroups", "group_item", "group_items", "group_value", "groups_of", "is_enhanced"]

_PER_FRAME = BaseTag(0x52009230)
_SHARED = BaseTag(0x52009229)

_tags: dict[str, BaseTag] = {}
_kept: dict[int, FrameGroups] = {}


class FrameGroups:
    """The functional groups of one dataset: the one look-up of whatever may differ by frame.

    Parameters
    ----------
    dataset
        A multi-frame dataset, or any other.

    Notes
    -----
    The sequences are walked into once; a shared group is found once, whatever the number of
    frames. `groups_of` keeps one of these for each dataset as long as that lives.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = weakref.ref(dataset, _forget(id(dataset)))
        self._own: Sequence[Dataset] = _items(dataset, _PER_FRAME)
        self._shared: Sequence[Dataset] = _items(dataset, _SHARED)[:1]
        self._shared_items: dict[str, Sequence[Dataset]] = {}

    @property
    def count(self) -> int:
        """How many frames have groups of their own."""
        return len(self._own)

    def own(self, frame: int) -> Dataset | None:
        """Return the groups of one frame, from 0; ``None`` where it has none."""
        return self._own[frame] if 0 <= frame < len(self._own) else None

    def items(self, frame: int, sequence: str) -> Sequence[Dataset]:
        """Return the items of a group for one frame: its own, else the shared ones."""
        own = self.own(frame)
        if own is not None and (items := _items(own, _tag(sequence))):
            return items
        if sequence not in self._shared_items:
            found = [item for group in self._shared for item in _items(group, _tag(sequence))]
            self._shared_items[sequence] = found
        return self._shared_items[sequence]

    def item(self, frame: int, sequence: str) -> Dataset | None:
        """Return the first of them, or ``None``."""
        return next(iter(self.items(frame, sequence)), None)

    def value(self, frame: int, sequence: str, keyword: str) -> Any:
        """Return an element's value for one frame: see `group_value`."""
        for place in (self.item(frame, sequence), self._dataset()):
            if place is not None and _tag(keyword) in place.keys():  # noqa: SIM118 - in a Dataset is slow
                value = value_or_none(place, keyword)
                if value is not None and value != "" and not _is_empty_list(value):
                    return value
        return None

    def numbers(
        self, frame: int, sequence: str, keyword: str, count: int
    ) -> tuple[float, ...] | None:
        """Return `count` decimal strings of a group, not those of the file itself."""
        item = self.item(frame, sequence)
        return quick_numbers(item, _tag(keyword), count) if item is not None else None


def groups_of(dataset: Dataset) -> FrameGroups:
    """Return the functional groups of `dataset`: the same object for the same dataset."""
    kept = _kept.get(id(dataset))
    if kept is None:
        kept = _kept[id(dataset)] = FrameGroups(dataset)
    return kept


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
    return groups_of(dataset).item(frame, sequence)


def group_items(dataset: Dataset, frame: int, sequence: str) -> Sequence[Dataset]:
    """Return all items of a functional group that may have several, or that stands at the top.

    From the frame's own groups, else from the shared ones, else from the dataset itself.
    """
    grouped = groups_of(dataset).items(frame, sequence)
    return grouped or value_or_none(dataset, sequence) or ()


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
    return groups_of(dataset).value(frame, sequence, keyword)


def _forget(key: int) -> Any:
    return lambda _: _kept.pop(key, None)


def _tag(keyword: str) -> BaseTag:
    tag = _tags.get(keyword)
    if tag is None:
        tag = _tags[keyword] = BaseTag(tag_for_keyword(keyword) or 0)
    return tag


def _items(group: Dataset, tag: BaseTag) -> Sequence[Dataset]:
    """Return the items of a sequence; none where it is absent or too damaged to be one."""
    if tag not in group.keys():  # noqa: SIM118 - in a Dataset is slow
        return ()
    with kept_warnings():
        try:
            return [item for item in group[tag].value or () if hasattr(item, "get_item")]
        except Exception:  # noqa: BLE001 - damaged bytes can make pydicom raise anything
            return ()


def _is_empty_list(value: Any) -> bool:
    return (
        not isinstance(value, (str, bytes, int, float))
        and hasattr(value, "__len__")
        and not len(value)
    )
