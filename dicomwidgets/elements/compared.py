"""What a comparison says: one row an element, what differs told apart from what does not."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from dicomwidgets.elements.masking import masked_value
from dicomwidgets.extras import require
from dicomwidgets.reference.tags import ITEM_TAG, is_private, tag_info, tag_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

__all__ = ["KINDS", "Chosen", "Compared", "DifferenceRow", "Kind", "Line", "Spread", "Value"]

Kind = Literal[
    "changed", "removed", "added", "partial", "moved", "vr", "spelling", "varies", "same"
]
KINDS: tuple[Kind, ...] = (
    "changed",
    "removed",
    "added",
    "partial",
    "moved",
    "vr",
    "spelling",
    "varies",
    "same",
)
"""How an element or item stands, the weightiest first.

``changed``: another value. ``removed``, ``added``: only in the first, only in the second of two.
``partial``: not in all of more than two, or not in all files of a series. ``moved``: an item in
another order, private elements in another block. ``vr``: the same value with another VR.
``spelling``: the same value written differently. ``varies``: from file to file of a series.
``same``: neither.
"""

_KEPT = 4


@dataclass(frozen=True, slots=True)
class Value:
    """One of the values that a series has for an element.

    Parameters
    ----------
    text
        Made for reading.
    count
        In how many files.
    first
        The first of them, from 0 in the order of the files.
    """

    text: str
    count: int
    first: int

    def __repr__(self) -> str:
        return f"Value(in {self.count} files)"


@dataclass(frozen=True, slots=True)
class Spread:
    """What a series has for an element.

    Parameters
    ----------
    files
        How many files there are.
    present
        In how many of them the element is.
    distinct
        How many values there are.
    values
        The most frequent ones; not all where there are many.
    missing
        Files without the element, from 0 in the order of the files; the first hundred.
    """

    files: int
    present: int
    distinct: int
    values: tuple[Value, ...]
    missing: tuple[int, ...]

    @property
    def is_constant(self) -> bool:
        """Whether every file has it, and the same value."""
        return self.distinct == 1 and self.present == self.files


@dataclass(slots=True)
class Line:
    """A row before its texts are made.

    Parameters
    ----------
    id
        Opaque; the same as long as the same things are compared.
    parent
        Index of the line above it in the tree, -1 at the top.
    depth
        0 at the top.
    tag
        As one number; that of an item is (FFFE,E000).
    places
        Where each side has it, ``None`` where it has not.
    kind
        One of `KINDS`.
    note
        What there is to say about it in words, without values.
    ignored
        Whether a rule passes it over.
    inherited
        Whether it is missing only because what it stands in is.
    children, below, stop
        Lines directly below; differences below; the index after the last line below.
    """

    id: int
    parent: int
    depth: int
    tag: int
    places: tuple[int | None, ...]
    kind: Kind
    note: str = ""
    ignored: bool = False
    inherited: bool = False
    children: int = 0
    below: int = 0
    stop: int = 0

    @property
    def differs(self) -> bool:
        """Whether it is shown where only differences are."""
        return self.kind != "same" and not self.ignored

    @property
    def counts(self) -> bool:
        """Whether it is a difference of its own."""
        return self.differs and not self.inherited


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DifferenceRow:
    """One element, or one item of a sequence, as all sides have it.

    Parameters
    ----------
    id, parent, depth
        Its place in the tree: `parent` is the index of the row above, -1 at the top.
    path
        As one would type it after ``dataset.`` of the first side that has it.
    paths
        The same for each side; ``None`` where it is not there.
    tag
        Of the first side that has it, as one number; that of an item is (FFFE,E000).
    vrs, values
        Of each side; ``None`` where it is not there. Values are text made for reading.
    kind
        One of `KINDS`.
    note
        What there is to say about it in words.
    name
        In words; ``"Item 2"`` for an item.
    creator
        The private creator, for private elements.
    ignored, inherited
        Whether a rule passes it over; whether it is missing only because what it stands in is.
    children, below
        Rows directly below, differences below.
    spreads
        Of each side that is a series; else empty.
    """

    id: int
    parent: int
    depth: int
    path: str
    paths: tuple[str | None, ...]
    tag: int
    vrs: tuple[str | None, ...]
    values: tuple[str | None, ...]
    kind: Kind
    note: str
    name: str
    creator: str = ""
    ignored: bool = False
    inherited: bool = False
    children: int = 0
    below: int = 0
    spreads: tuple[Spread | None, ...] = ()

    def __repr__(self) -> str:
        vr = self.vr.partition(" ")[0]
        values = [
            None if each is None else masked_value(self.keyword, vr, each) for each in self.values
        ]
        return f"<DifferenceRow {self.kind} {self.path}: {', '.join(map(str, values))}>"

    @property
    def keyword(self) -> str:
        """The element's keyword (PS3.6), empty for items and where the dictionary has none."""
        return "" if self.is_item else tag_info(self.tag).keyword

    @property
    def vr(self) -> str:
        """The VR, or those that there are: ``"DS / FL"``."""
        return " / ".join(dict.fromkeys(each for each in self.vrs if each))

    @property
    def is_item(self) -> bool:
        """Whether the row is an item of a sequence."""
        return self.tag == ITEM_TAG

    @property
    def is_private(self) -> bool:
        """Whether the element is private (PS3.5 7.8)."""
        return is_private(self.tag)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rows that a question leaves.

    Parameters
    ----------
    indices
        Of the rows, in order.
    matches
        Those that match the query by themselves.
    stops
        Places, among `indices`, of the rows that are differences of their own.
    """

    indices: Sequence[int]
    matches: frozenset[int]
    stops: Sequence[int]


class Compared(ABC):
    """The rows of a comparison. All methods are thread-safe.

    Parameters
    ----------
    lines
        From the top, each sequence followed by its items.
    labels
        What the sides are called: ``("A", "B")``.
    """

    def __init__(self, lines: Sequence[Line], labels: Sequence[str]) -> None:
        self.lines = lines
        self.labels = tuple(labels)
        self._texts: list[str] | None = None
        self._chosen: dict[tuple[object, ...], Chosen] = {}
        self._lock = threading.Lock()
        _settle(lines)

    def __len__(self) -> int:
        return len(self.lines)

    def __repr__(self) -> str:
        told = ", ".join(f"{count} {kind}" for kind, count in self.counts.items() if kind != "same")
        return f"<{type(self).__name__} of {len(self.labels)}: {told or 'no difference'}>"

    def __bool__(self) -> bool:
        return True

    @abstractmethod
    def row(self, index: int) -> DifferenceRow:
        """Return one row, its texts made now."""

    @property
    def rows(self) -> tuple[DifferenceRow, ...]:
        """The differences: what is missing with its sequence stands for all in it."""
        return tuple(self.row(index) for index, line in enumerate(self.lines) if line.counts)

    @property
    def tree(self) -> tuple[DifferenceRow, ...]:
        """Every row, what is the same included, in the order of the tags."""
        return tuple(map(self.row, range(len(self))))

    @cached_property
    def counts(self) -> dict[Kind, int]:
        """How many differences there are of each kind, and how many elements are the same."""
        found = Counter(line.kind for line in self.lines if line.counts)
        found["same"] = sum(
            line.kind == "same" and line.tag != ITEM_TAG and not line.ignored and not line.below
            for line in self.lines
        )
        return {kind: found[kind] for kind in KINDS if found[kind]}

    @cached_property
    def ignored(self) -> int:
        """How many differences the rules pass over."""
        return sum(
            line.ignored and line.kind != "same" and not line.inherited for line in self.lines
        )

    @property
    def in_common(self) -> int:
        """How many elements, at every depth, all sides have."""
        return sum(None not in line.places and line.tag != ITEM_TAG for line in self.lines)

    def choose(
        self,
        query: str = "",
        collapsed: Collection[int] = (),
        *,
        show: str = "different",
        kinds: Collection[str] = (),
    ) -> Chosen:
        """Return the rows that a question leaves, with the rows they are below of.

        Parameters
        ----------
        query
            Words that must all occur in a row.
        collapsed
            Ids of closed rows.
        show
            ``"different"`` leaves out what is the same or ignored, ``"all"`` nothing.
        kinds
            Only these, where there are any.
        """
        words = tuple(query.lower().split())
        key = (words, frozenset(collapsed), show, frozenset(kinds))
        with self._lock:
            if key not in self._chosen:
                while len(self._chosen) >= _KEPT:
                    self._chosen.pop(next(iter(self._chosen)))
                self._chosen[key] = self._choose(words, key[1], show, key[3])
            return self._chosen[key]

    def _choose(
        self, words: Sequence[str], collapsed: frozenset[int], show: str, kinds: frozenset[str]
    ) -> Chosen:
        texts = self._searched() if words else None
        kept = bytearray(len(self))
        matches = set()
        for index, line in enumerate(self.lines):
            if kinds and (line.kind not in kinds or line.ignored):
                continue
            if not kinds and show != "all" and not line.differs:
                continue
            if texts is not None:
                if not all(word in texts[index] for word in words):
                    continue
                matches.add(index)
            above = index
            while above >= 0 and not kept[above]:
                kept[above] = 1
                above = self.lines[above].parent
        indices: list[int] = []
        index = 0
        while index < len(self):
            if kept[index]:
                indices.append(index)
            line = self.lines[index]
            index = line.stop if line.id in collapsed else index + 1
        stops = [place for place, at in enumerate(indices) if self.lines[at].counts]
        return Chosen(indices, frozenset(matches), stops)

    def _searched(self) -> list[str]:
        """Return what a search looks at, in lower case, made at the first search."""
        if self._texts is None:
            self._texts = [_search_text(self.row(index)) for index in range(len(self))]
        return self._texts

    def to_pandas(self, *, only_differences: bool = True) -> Any:
        """Return a `pandas.DataFrame`, one element or item a row.

        Parameters
        ----------
        only_differences
            ``False`` gives what is the same as well.

        Returns
        -------
        pandas.DataFrame
            ``path``, ``tag``, ``keyword``, ``vr``, ``kind``, ``note``, and a column of values for
            each side, named by its label. It holds the values as they are.

        Raises
        ------
        MissingPackageError
            Where pandas is not installed, with the install line.
        """
        pandas = require("pandas", why="A table of differences")
        columns = ["path", "tag", "keyword", "vr", "kind", "note", *self.labels]
        rows = self.rows if only_differences else self.tree
        data = [
            (row.path, tag_text(row.tag), row.keyword, row.vr, row.kind, row.note, *row.values)
            for row in rows
        ]
        return pandas.DataFrame(data, columns=columns).astype("string")


def _settle(lines: Sequence[Line]) -> None:
    """Count, for each line, what stands below it."""
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        line.stop = max(line.stop, index + 1)
        if line.parent >= 0:
            parent = lines[line.parent]
            parent.stop = max(parent.stop, line.stop)
            parent.children += 1
            parent.below += line.below + line.counts


def _search_text(row: DifferenceRow) -> str:
    info = tag_info(row.tag, row.creator)
    values = " ".join(each for each in row.values if each)
    tag = f"{tag_text(row.tag)} {row.tag:08x}" if not row.is_item else ""
    return f"{tag} {row.keyword} {row.name} {info.name} {row.vr} {values} {row.note}".lower()
