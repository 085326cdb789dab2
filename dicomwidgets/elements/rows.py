"""A dataset as rows: walked at once, decoded row by row as they are asked for."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pydicom.dataset import Dataset

from dicomwidgets.elements.cells import Row, make_row
from dicomwidgets.elements.facets import Facet, Known, chosen_rows, facet_counts
from dicomwidgets.elements.marks import Marks
from dicomwidgets.elements.masks import (
    Mask,
    all_of,
    every,
    indices_of,
    with_parents,
    with_parents_of_few,
)
from dicomwidgets.elements.node import BREAK_ID
from dicomwidgets.elements.order import in_order
from dicomwidgets.elements.path import path_of, steps_of
from dicomwidgets.elements.query import Query, parse_query
from dicomwidgets.elements.scope import Scope
from dicomwidgets.elements.search_index import SearchIndex
from dicomwidgets.elements.selection import RowView, Selection
from dicomwidgets.elements.shown import Shown, show
from dicomwidgets.elements.walk import BREAK_TAG, Node, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from dicomwidgets.elements.descriptors import Descriptor
    from dicomwidgets.elements.path import Step

__all__ = ["Row", "RowTable", "RowView", "Selection"]

_KEPT = 4
_MANY = 64
"""Of so many rows one is few."""

_NO_MARKS = Marks()
_NOTHING_KNOWN = Known()


class RowTable:
    """Every element of a dataset at every depth, items as rows of their own.

    Making it walks the tags; a value is decoded when its row is asked for, or the first search
    looks at it. The dataset stays as it is: raw elements stay raw. All methods are thread-safe.

    Parameters
    ----------
    dataset
        What to show.
    file_meta
        Whether its file meta information comes first.
    tail
        Elements after those of `dataset` (`tail.read_tail`).
    pixels
        The pixels' size in words, where `tail` has them without their value.
    known
        What is known of its elements elsewhere, for the facets.
    """

    def __init__(
        self,
        dataset: Dataset,
        *,
        file_meta: bool = True,
        tail: Dataset | None = None,
        pixels: str = "",
        known: Known = _NOTHING_KNOWN,
    ) -> None:
        meta = getattr(dataset, "file_meta", None) if file_meta else None
        self.nodes = walk(meta, dataset, tail)
        self.index = SearchIndex(self.nodes, self.shown)
        self._elements = self.nodes.elements
        self._pixels = pixels
        self._break = ""
        self._known = known
        self._selections: dict[tuple[RowView, Marks], Selection] = {}
        self._paths: dict[int, str] = {}
        self._lock = threading.Lock()

    def break_off(self, offset: int, why: str) -> None:
        """Add a last row: where the file breaks off. Before anybody asks for rows.

        Parameters
        ----------
        offset
            In the file, in bytes.
        why
            What is wrong there.
        """
        place = len(self.nodes)
        scope = self.nodes[-1].scope if self.nodes else Scope(Dataset())
        node = Node(BREAK_ID, -1, 0, BREAK_TAG, "", scope, None, stop=place + 1, problem=why)
        self.nodes = self.nodes.plus(node)
        self.index = SearchIndex(self.nodes, self.shown)
        self._break = f"at byte {offset:,}"

    def __len__(self) -> int:
        return len(self.nodes)

    @property
    def elements(self) -> int:
        """How many elements there are, at every depth; items are not counted."""
        return self._elements

    def row(self, index: int, *, number: int = 0, marks: Marks = _NO_MARKS) -> Row:
        """Return one row, its value decoded now.

        Parameters
        ----------
        index
            Of the row.
        number
            Which of the matches it is.
        marks
            What is known of it by comparison.
        """
        node = self.nodes[index]
        row = make_row(node, path=self.path(index), number=number, note=self.note(node))
        row["previous"], row["series"] = marks.of(node.id)
        return row

    def rows(self, start: int = 0, stop: int | None = None) -> list[Row]:
        """Return the rows from `start` to before `stop`, all of them open."""
        return [self.row(index) for index in range(*slice(start, stop).indices(len(self)))]

    def path(self, index: int) -> str:
        """Return the path of a row, as one would type it after ``dataset.``."""
        return path_of(self.nodes, index, self._paths)

    def steps(self, index: int) -> tuple[Step, ...]:
        """Return the steps of the path of a row."""
        return steps_of(self.nodes, index)

    def find(self, row: int) -> int:
        """Return the index of the row with an id; -1 where there is none."""
        return self.nodes.find(row)

    def parents(self, index: int) -> list[int]:
        """Return the indices of the rows that a row is below of, from the top."""
        found: list[int] = []
        while (index := self.nodes[index].parent) >= 0:
            found.append(index)
        return found[::-1]

    def note(self, node: Node) -> str:
        """Return what stands for a value that was not read, or is none."""
        if node.tag == BREAK_TAG:
            return self._break
        return self._pixels if node.tag >> 16 == 0x7FE0 and node.depth == 0 else ""

    def shown(self, node: Node) -> Shown:
        """Return the value of a node as it is shown."""
        return show(node, self.note(node))

    # Narrowing down ----------------------------------------------------------------------------

    def search(self, query: str, collapsed: Collection[int] = ()) -> Selection:
        """Return the rows that match a query, with the rows they are below of."""
        return self.select(RowView(query, frozenset(collapsed)))

    def select(self, view: RowView, marks: Marks = _NO_MARKS) -> Selection:
        """Return the rows that a view leaves.

        Parameters
        ----------
        view
            What is asked.
        marks
            What is known of the rows by comparison.
        """
        key = (view, marks)
        with self._lock:
            found = self._selections.get(key)
        if found is None:
            with self.index.asked():
                found = self._select(view, marks)
            with self._lock:
                while len(self._selections) >= _KEPT:
                    self._selections.pop(next(iter(self._selections)))
                self._selections[key] = found
        return found

    def facets(self, view: RowView, marks: Marks = _NO_MARKS) -> list[Facet]:
        """Return the facets, with how many elements each of their values would leave."""
        query, chosen = parse_query(view.query), dict(view.facets)
        with self.index.asked():
            found = all_of([*self._found(query, marks), self.index.elements], len(self))
            return facet_counts(self.index, found, chosen, self._modules_of, self._states(marks))

    def _select(self, view: RowView, marks: Marks) -> Selection:
        query = parse_query(view.query)
        masks = self._found(query, marks)
        chosen = dict(view.facets)
        masks += chosen_rows(self.index, chosen, self._modules_of, self._states(marks))
        mask = all_of(masks, len(self)) if masks else None
        if view.order is not None:
            elements = all_of([mask or every(len(self)), self.index.elements], len(self))
            rows = in_order(indices_of(elements), view.order, self.nodes, self.index)
            return Selection(rows, rows if masks else (), flat=True, remark=query.remark)
        matches = indices_of(mask) if mask is not None else ()
        return Selection(self._open(mask, view.collapsed), matches, remark=query.remark)

    def _found(self, query: Query, marks: Marks) -> list[Mask]:
        states = self._states(marks)
        none = bytes(len(self))
        known = {**dict.fromkeys(_UNKNOWN, lambda: none), **states}
        masks: list[Mask] = []
        for term in query.terms:
            masks.append(self.index.matches(term, known))
            if 1 not in masks[-1]:
                break  # a row has to fit all words
        return masks

    def _open(self, mask: Mask | None, collapsed: Collection[int]) -> Sequence[int]:
        """Return the rows of a mask and their parents, without what is below closed rows."""
        if mask is None and not collapsed:
            return range(len(self))
        kept = bytearray(every(len(self))) if mask is None else self._with_parents(mask)
        for row in collapsed:
            at = self.find(row)
            if at >= 0:
                stop = self.nodes[at].stop
                kept[at + 1 : stop] = bytes(stop - at - 1)
        return indices_of(kept)

    def _with_parents(self, mask: Mask) -> bytearray:
        """Return the rows of a mask and their parents: of few rows their own nodes know them."""
        if mask.count(1) * _MANY < len(self) and not self.index.has_parents:
            return with_parents_of_few(mask, lambda row: self.nodes[row].parent)
        return with_parents(mask, self.index.parents)

    def _states(self, marks: Marks) -> dict[str, Callable[[], Mask]]:
        states: dict[str, Callable[[], Mask]] = {
            "private": lambda: self.index.where(lambda each: each.private),
            "empty": lambda: self.index.empty,
            "problem": lambda: self.index.problems,
        }
        identifies = self._known.identifies
        if identifies is not None:
            states["identifying"] = lambda: self.index.where(
                lambda each: each.tag is not None and identifies(each.tag)
            )
        return {**states, **marks.states(self.nodes)}

    def _modules_of(self, each: Descriptor) -> Sequence[str]:
        modules = self._known.modules
        return modules(each.path) if modules is not None else ()


_UNKNOWN = ("identifying", "different", "constant", "varying")
"""States of which nothing may be known: then no row has them."""
