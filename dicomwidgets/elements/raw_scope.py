"""A dataset, or an item, of which there are the raw elements alone: no dataset of pydicom's."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from pydicom.dataset import Dataset

from dicomwidgets.elements.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydicom.dataelem import RawDataElement

    from dicomwidgets.elements.scope import Element

__all__ = ["RawScope"]

_NOTHING = Dataset()


class RawScope(Scope):
    """Elements by their tags, in the order of the file; in little endian, if nobody says else.

    Parameters
    ----------
    parent
        The dataset that the item is in.
    """

    __slots__ = ()

    def __init__(self, parent: Scope | None) -> None:
        super().__init__(_NOTHING, parent)

    @property
    @abstractmethod
    def raw(self) -> Mapping[int, RawDataElement]:
        """The elements by their tags."""

    def columns(self) -> tuple[list[int], list[Element]]:
        """Return tags and elements, in the order of the tags."""
        raw = self.raw
        return [*raw], [*raw.values()]

    def element(self, tag: int) -> Element | None:
        """Return the element, raw; ``None`` if absent."""
        return self.raw.get(tag)

    def has_any(self, tags: Iterable[int]) -> bool:
        """Whether one of several elements is there."""
        raw = self.raw
        return any(tag in raw for tag in tags)
