"""Where the elements of a parsed dataset lie in their file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.encoding.span import FileMap, Spans
    from dicomwidgets.encoding.walked import Walked

__all__ = ["Tree", "locate"]

_META_GROUP = 2


class Tree(Protocol):
    """Elements and items, in a list in which what is below one follows it."""

    def __len__(self) -> int: ...

    def parents(self, start: int = 0, stop: int | None = None) -> list[int]:
        """For each the index of the one it is below of, -1 at the top."""

    def steps(self, start: int = 0, stop: int | None = None) -> list[int]:
        """For each element its tag, for each item its number, from 1."""

    @property
    def sequences(self) -> Sequence[Walked]:
        """What is not looked at one by one where it lies in the file as it was walked."""


def locate(tree: Tree, file_map: FileMap) -> list[int]:
    """Return for each element and item the index of its span; -1 for what is not in the file.

    An element is found by its tag in the item, or dataset, that it stands in, an item by its
    number: never by its value or its neighbours. Of a tag that stands there twice the last one
    counts, which is the one that pydicom keeps.

    Parameters
    ----------
    tree
        As `elements.walk.walk` gives it.
    file_map
        Of the file that it was read from.
    """
    whole = _whole(tree, file_map.spans) if file_map.inflated is None else []
    places = _places(file_map, [range(first, first + count) for _, first, count in whole])
    found: list[int] = []
    for start, first, count in [*whole, (len(tree), 0, 0)]:
        parents, steps = tree.parents(len(found), start), tree.steps(len(found), start)
        for parent, step in zip(parents, steps, strict=True):
            above = found[parent] if parent >= 0 else -1
            lost = parent >= 0 > above
            found.append(-1 if lost else places.get((above + 1) << 32 | step, -1))
        found += range(first, first + count)
    return found


def _whole(tree: Tree, spans: Spans) -> list[tuple[int, int, int]]:
    """Return the sequences that lie in the file as they were walked.

    Returns
    -------
    list of tuple
        Index of the first node and of its span, and how many there are, in the order of both.
    """
    found: list[tuple[int, int, int]] = []
    last = 0
    for each in tree.sequences:
        at = spans.at(each.tell - 1)
        span = spans[at] if at >= last else None
        if (
            span is not None
            and (span.value, span.tag) == (each.tell, each.tag)
            and spans.after(at) - at - 1 == len(each)
        ):
            last = at + 1 + len(each)
            found.append((each.start, at + 1, len(each)))
    return found


def _places(file_map: FileMap, known: Sequence[range]) -> dict[int, int]:
    """Return the index of every other element and item by what it is in and its tag or number."""
    places: dict[int, int] = {}
    numbers: dict[int, int] = {}
    begin = file_map.dataset
    start = 0
    for each in [*known, range(len(file_map.spans), 0)]:
        rows = file_map.spans.tuples(start, each.start)
        for index, (offset, tag, _, _, _, _, parent, kind) in enumerate(rows, start):
            key = (parent + 1) << 32
            if kind == "element":
                key |= tag
                meta = parent < 0 and tag >> 16 == _META_GROUP
                if meta and offset >= begin and key in places:
                    continue  # the file meta information is what stands before the dataset
                places[key] = index
            elif kind == "item":
                number = numbers[parent] = numbers.get(parent, 0) + 1
                places[key | number] = index
        start = each.stop
    return places
