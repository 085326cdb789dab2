"""A dataset as rows: walked at once, decoded row by row as they are asked for."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dicomwidgets.elements.cells import Row, make_row, show
from dicomwidgets.elements.walk import Node, walk
from dicomwidgets.reference.tags import tag_info, tag_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pydicom.dataset import Dataset

__all__ = ["Row", "RowTable", "Selection"]

_KEPT = 4


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows that a query and the closed rows leave.

    Parameters
    ----------
    indices
        Of the rows, in order.
    matches
        Those that match the query by themselves; without a query none.
    """

    indices: Sequence[int]
    matches: frozenset[int]


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
    """

    def __init__(
        self,
        dataset: Dataset,
        *,
        file_meta: bool = True,
        tail: Dataset | None = None,
        pixels: str = "",
    ) -> None:
        meta = getattr(dataset, "file_meta", None) if file_meta else None
        self._nodes: list[Node] = walk(meta, dataset, tail)
        self.nodes = self._nodes
        self._elements = sum(node.element is not None for node in self._nodes)
        self._pixels = pixels
        self._texts: list[str] | None = None
        self._selections: dict[tuple[str, frozenset[int]], Selection] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._nodes)

    @property
    def elements(self) -> int:
        """How many elements there are, at every depth; items are not counted."""
        return self._elements

    def row(self, index: int, *, match: bool = False) -> Row:
        """Return one row, its value decoded now."""
        node = self._nodes[index]
        return make_row(node, match=match, note=self._note(node))

    def rows(self, start: int = 0, stop: int | None = None) -> list[Row]:
        """Return the rows from `start` to before `stop`, all of them open."""
        return [self.row(index) for index in range(*slice(start, stop).indices(len(self)))]

    def parents(self, index: int) -> list[int]:
        """Return the indices of the rows that a row is below of, from the top."""
        found: list[int] = []
        while (index := self._nodes[index].parent) >= 0:
            found.append(index)
        return found[::-1]

    def search(self, query: str, collapsed: Collection[int] = ()) -> Selection:
        """Return the rows that match, with the rows they are below of.

        Parameters
        ----------
        query
            Words; a row matches if each of them occurs, in upper or lower case, in its tag
            (``0010,0010`` or ``00100010``), keyword, name, VR or value. Empty keeps all rows.
        collapsed
            Ids of closed rows: what is below them is left out.
        """
        words = query.lower().split()
        key = (" ".join(words), frozenset(collapsed))
        with self._lock:
            if key not in self._selections:
                while len(self._selections) >= _KEPT:
                    self._selections.pop(next(iter(self._selections)))
                self._selections[key] = self._select(words, key[1])
            return self._selections[key]

    def _select(self, words: Sequence[str], collapsed: frozenset[int]) -> Selection:
        matches: frozenset[int] = frozenset()
        kept: bytearray | None = None
        if words:
            texts = self._searched()
            matches = frozenset(
                index for index, text in enumerate(texts) if all(word in text for word in words)
            )
            kept = self._with_parents(matches)
        if not collapsed and kept is None:
            return Selection(range(len(self)), matches)
        indices: list[int] = []
        index = 0
        while index < len(self):
            node = self._nodes[index]
            if kept is None or kept[index]:
                indices.append(index)
            index = node.stop if node.id in collapsed else index + 1
        return Selection(indices, matches)

    def _with_parents(self, matches: Collection[int]) -> bytearray:
        kept = bytearray(len(self))
        for match in matches:
            index = match
            while index >= 0 and not kept[index]:
                kept[index] = 1
                index = self._nodes[index].parent
        return kept

    def _searched(self) -> list[str]:
        """Return what a search looks at, in lower case, made at the first search."""
        if self._texts is None:
            self._texts = [self._search_text(node) for node in self._nodes]
        return self._texts

    def _search_text(self, node: Node) -> str:
        text = show(node, self._note(node))["text"]
        if node.element is None:
            return f"item {node.item} {text}".lower()
        info = tag_info(node.tag, node.scope.creator(node.tag))
        vr = str(node.element.VR or node.vr)
        joined = text.replace(" \\ ", "\\") if " \\ " in text else ""
        return (
            f"{tag_text(node.tag)} {node.tag:08x} {info.keyword} {info.name} {vr} {text} {joined}"
        ).lower()

    def _note(self, node: Node) -> str:
        return self._pixels if node.tag >> 16 == 0x7FE0 and node.depth == 0 else ""
