"""The nodes of a dataset; most of them are made when somebody looks at them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar, overload

from dicomwidgets.elements.node import Node, mixed_id
from dicomwidgets.elements.stretch import SequenceRows

if TYPE_CHECKING:
    from dicomwidgets.elements.scope import Element
    from dicomwidgets.elements.stretch import Stretch

__all__ = ["Kind", "Nodes"]

T = TypeVar("T")

Columns = dict[tuple[int, str], tuple[list[int], list["Element | bytes | None"]]]


class Kind(NamedTuple):
    """Rows with the same tag and VR.

    Parameters
    ----------
    tag, vr
        What they have in common.
    rows
        Their indices.
    elements
        What they hold, or its bytes; ``None`` for items.
    """

    tag: int
    vr: str
    rows: list[int]
    elements: list[Element | bytes | None]


_ID_MASK = (1 << 53) - 1


class Nodes(Sequence[Node]):
    """The nodes in the order of the file, what is below one right after it.

    To be filled by one thread, then read by any number.
    """

    def __init__(self) -> None:
        self._nodes: list[Node | None] = []
        self._stretches: list[Stretch] = []
        self._kinds: Columns = {}
        self._ids: set[int] = set()
        self._places: dict[int, int] = {}

    def free_id(self, parent: int, step: int, *, taken: bool = False) -> int:
        """Return the id of a step below a parent; another one where a node has it already."""
        made = mixed_id(parent, step)
        if taken:
            self._ids.add(made)
        while made in self._ids:
            made = (made + 1) & _ID_MASK
        self._ids.add(made)
        return made

    def append(self, node: Node) -> None:
        """Add a node."""
        kind = node.tag, node.vr
        rows, elements = self._kinds.get(kind) or self._kinds.setdefault(kind, ([], []))
        rows.append(len(self._nodes))
        elements.append(node.element)
        self._nodes.append(node)

    def put_off(self, stretch: Stretch) -> None:
        """Add nodes that are made later."""
        stretch.start = len(self._nodes)
        self._stretches.append(stretch)
        self._nodes += [None] * len(stretch)

    def plus(self, node: Node) -> Nodes:
        """Return the same nodes, and one more."""
        more = Nodes()
        more._nodes = [*self._nodes, node]
        more._stretches = self._stretches
        more._kinds = {**self._kinds, (node.tag, node.vr): ([len(self)], [node.element])}
        return more

    def __len__(self) -> int:
        return len(self._nodes)

    @overload
    def __getitem__(self, index: int) -> Node: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Node]: ...
    def __getitem__(self, index: int | slice) -> Node | Sequence[Node]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self._nodes)))]
        return self._nodes[index] or self._made(range(len(self._nodes))[index])

    def __iter__(self) -> Iterator[Node]:
        for index, node in enumerate(self._nodes):
            yield node or self._made(index)

    def _made(self, index: int) -> Node:
        at = bisect_right(self._stretches, index, key=lambda each: each.start) - 1
        stretch = self._stretches[at]
        node = self._nodes[index] = stretch.node(self, index - stretch.start)
        return node

    # All at once, without making any -------------------------------------------------------------

    @property
    def sequences(self) -> list[SequenceRows]:
        """What was walked of the values of sequences."""
        return [each for each in self._stretches if isinstance(each, SequenceRows)]

    def kinds(self, apart: Collection[Stretch]) -> list[Kind]:
        """Return rows and elements by tag and VR, but those of some stretches.

        Of what is in a sequence that pydicom has not parsed there are the bytes.
        """
        found = [Kind(*kind, *columns) for kind, columns in self._kinds.items()]
        for each in self._stretches:
            if each in apart:
                continue
            columns: Columns = {}
            vrs = each.vrs(self)
            asked = [row for row, vr in enumerate(vrs) if vr and vr != "SQ"]
            held = dict(zip(asked, each.held(asked), strict=True))
            for row, kind in enumerate(zip(each.tags(), vrs, strict=True)):
                rows, elements = columns.get(kind) or columns.setdefault(kind, ([], []))
                rows.append(each.start + row)
                elements.append(held.get(row))
            found += [Kind(*kind, *there) for kind, there in columns.items()]
        return found

    def parents(self, start: int = 0, stop: int | None = None) -> list[int]:
        """Return for each node of a stretch the index of the one above it, -1 at the top."""
        return self._gathered(attrgetter("parent"), lambda each: each.parents(), start, stop)

    def steps(self, start: int = 0, stop: int | None = None) -> list[int]:
        """Return for each node of a stretch its tag, of an item its number."""
        step = lambda node: node.item or node.tag  # noqa: E731 - of a node
        return self._gathered(step, lambda each: each.steps(), start, stop)

    def ids(self) -> list[int]:
        """Return the ids of all nodes."""
        return self._gathered(attrgetter("id"), lambda each: each.ids(self))

    def find(self, row: int) -> int:
        """Return the index of the node with an id; -1 where there is none."""
        if not self._places:
            self._places = dict(zip(self.ids(), range(len(self)), strict=True))
        return self._places.get(row, -1)

    def _gathered(
        self,
        of_node: Callable[[Node], T],
        of_stretch: Callable[[Stretch], list[T]],
        start: int = 0,
        stop: int | None = None,
    ) -> list[T]:
        stop = len(self) if stop is None else stop
        found: list[T] = []
        place = start
        for each in self._stretches:
            if place < each.start + len(each) and each.start < stop:
                found += map(of_node, filter(None, self._nodes[place : each.start]))
                found += of_stretch(each)[max(0, place - each.start) : stop - each.start]
                place = each.start + len(each)
        return [*found, *map(of_node, filter(None, self._nodes[place:stop]))]

    @property
    def elements(self) -> int:
        """How many of the nodes are elements, not items."""
        count = place = 0
        for stretch in self._stretches:
            count += sum(node.element is not None for node in self[place : stretch.start])
            count += stretch.elements
            place = stretch.start + len(stretch)
        return count + sum(node.element is not None for node in self[place:])
