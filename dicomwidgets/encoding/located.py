"""Where the elements of a parsed dataset lie in their file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.encoding.span import FileMap

__all__ = ["Placed", "locate"]

_META_GROUP = 2


class Placed(Protocol):
    """An element or an item, in a list in which what is below it follows it."""

    @property
    def parent(self) -> int:
        """Index of the one it is below of, -1 at the top."""

    @property
    def tag(self) -> int:
        """Group and element as one number."""

    @property
    def item(self) -> int:
        """Number of an item, from 1; 0 for an element."""


def locate(nodes: Sequence[Placed], file_map: FileMap) -> list[int]:
    """Return for each element and item the index of its span; -1 for what is not in the file.

    An element is found by its tag in the item, or dataset, that it stands in, an item by its
    number: never by its value or its neighbours. Of a tag that stands there twice the last one
    counts, which is the one that pydicom keeps.

    Parameters
    ----------
    nodes
        As `elements.walk.walk` gives them.
    file_map
        Of the file that they were read from.
    """
    places = _places(file_map)
    found: list[int] = []
    for node in nodes:
        parent = node.parent
        above = found[parent] if parent >= 0 else -1
        if parent >= 0 > above:
            found.append(-1)
        else:
            found.append(places.get((above + 1) << 32 | (node.item or node.tag), -1))
    return found


def _places(file_map: FileMap) -> dict[int, int]:
    """Return the index of every element and item by what it is in and its tag or number."""
    places: dict[int, int] = {}
    numbers: dict[int, int] = {}
    begin = file_map.dataset
    for index, (offset, tag, _, _, _, _, parent, kind) in enumerate(file_map.spans.rows()):
        key = (parent + 1) << 32
        if kind == "element":
            if parent < 0 and tag >> 16 == _META_GROUP and offset >= begin and key | tag in places:
                continue  # the file meta information is what stands before the dataset
            places[key | tag] = index
        elif kind == "item":
            number = numbers[parent] = numbers.get(parent, 0) + 1
            places[key | number] = index
    return places
