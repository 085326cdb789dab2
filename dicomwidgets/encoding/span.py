"""What a file is made of: its elements, items and all that is neither, by offset and length."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Literal, NamedTuple, overload

__all__ = [
    "UNDEFINED",
    "Break",
    "FileMap",
    "Kind",
    "Remark",
    "Row",
    "Run",
    "Span",
    "SpanRow",
    "Spans",
]

UNDEFINED = 0xFFFFFFFF
"""The length that stands for "until the delimiter" (PS3.5 7.1.1)."""

Kind = Literal[
    "preamble", "prefix", "element", "item", "delimiter", "fragment", "padding", "unread"
]


Row = tuple[int, int, str, int, int, int, int, Kind]
"""A `SpanRow` before it is one."""


class SpanRow(NamedTuple):
    """A span as the walker keeps it; `Spans` adds where it stops."""

    offset: int
    tag: int
    vr: str
    header: int
    length: int
    depth: int
    parent: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a file that means one thing (PS3.5 7.1, 7.5; PS3.10 7.1).

    Parameters
    ----------
    offset
        Where it begins: at the tag, if it has one.
    tag
        Group and element as one number; 0 for what has none.
    vr
        The two letters in the file; empty where the file writes none.
    header
        Bytes before the value: 8 or 12; 0 for what is no element, item or delimiter.
    length
        Of the value, as written; `UNDEFINED` where a delimiter ends it.
    stop
        Offset after the value and its delimiter; where the file, or what the span stands in, ends
        before, that end.
    depth
        0 at the top; an item is one deeper than its sequence, what is in it one more.
    parent
        Index of the span it is in, -1 at the top.
    kind
        ``"preamble"``, ``"prefix"``, ``"element"``, ``"item"``, ``"delimiter"`` (of an item or a
        sequence; it is in what it ends), ``"fragment"`` (an item of encapsulated pixels, the
        Basic Offset Table included), ``"padding"`` (zeros that are no element) or ``"unread"``.
    opened
        Whether other spans are in it; its own bytes are then its header alone.
    """

    offset: int
    tag: int
    vr: str
    header: int
    length: int
    stop: int
    depth: int
    parent: int
    kind: Kind
    opened: bool = False

    @property
    def value(self) -> int:
        """Offset of the value."""
        return self.offset + self.header

    @property
    def own_stop(self) -> int:
        """Offset after the bytes that are in no other span: every byte is in one span only."""
        return self.value if self.opened else self.stop

    @property
    def is_cut(self) -> bool:
        """Whether there are fewer bytes than the length says."""
        return self.length != UNDEFINED and self.stop - self.value < self.length


class Run(NamedTuple):
    """Rows that many items have in common, and what they count from.

    Parameters
    ----------
    start, stop
        Indices of the first, which is an item, and after the last.
    offset, depth, parent
        Of the item.
    origin
        What parents count from; the index of the item.
    """

    start: int
    stop: int
    offset: int
    depth: int
    parent: int
    origin: int


class Spans(Sequence[Span]):
    """Spans in the order of the file, made as they are looked at.

    Parameters
    ----------
    rows
        What was walked.
    stops
        Where each of them stops.
    runs
        Which of both count from an item: offsets and stops from where it begins, depths from its
        depth, parents from its index.
    """

    __slots__ = ("_rows", "_runs", "_starts", "_stops")

    def __init__(self, rows: Sequence[Row], stops: Sequence[int], runs: Sequence[Run] = ()) -> None:
        self._rows = rows
        self._stops = stops
        self._runs = runs
        self._starts = [run.start for run in runs]

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Span: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Span]: ...
    def __getitem__(self, index: int | slice) -> Span | Sequence[Span]:
        if isinstance(index, slice):
            return [self._span(each) for each in range(*index.indices(len(self)))]
        return self._span(range(len(self))[index])

    def __iter__(self) -> Iterator[Span]:
        return map(self._span, range(len(self._rows)))

    def _span(self, index: int) -> Span:
        offset, tag, vr, header, length, depth, parent, kind = self.row(index)
        opened, stop = self.is_opened(index), self.stop(index)
        return Span(offset, tag, vr, header, length, stop, depth, parent, kind, opened)

    def _run(self, index: int) -> Run | None:
        at = bisect_right(self._starts, index) - 1
        return self._runs[at] if at >= 0 and index < self._runs[at].stop else None

    def row(self, index: int) -> Row:
        """Return what was walked of one span, without its stop."""
        run = self._run(index)
        return self._rows[index] if run is None else _placed(self._rows[index], run)

    def stop(self, index: int) -> int:
        """Return where a span stops."""
        run = self._run(index)
        return self._stops[index] + (run.offset if run else 0)

    def is_opened(self, index: int) -> bool:
        """Whether other spans are in it."""
        return index + 1 < len(self._rows) and self.row(index + 1)[6] == index

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[SpanRow]:
        """Yield what was walked, without the stops: cheaper where many spans are passed over."""
        return map(SpanRow._make, self.tuples(start, stop))

    def tuples(self, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        """Yield what `rows` does, before it has names."""
        stop = len(self) if stop is None else stop
        for at in range(max(0, bisect_right(self._starts, start) - 1), len(self._runs)):
            run = self._runs[at]
            if run.start >= stop:
                break
            yield from islice(self._rows, start, max(start, run.start))
            for index in range(max(start, run.start), min(run.stop, stop)):
                yield _placed(self._rows[index], run)
            start = max(start, min(run.stop, stop))
        yield from islice(self._rows, start, stop)

    @property
    def top(self) -> int:
        """How many spans are in no other."""
        start = count = 0
        for run in self._runs:
            count += _parents(self._rows[start : run.start]).count(-1) + (run.parent < 0)
            start = run.stop
        return count + _parents(self._rows[start:]).count(-1)

    def tags(self) -> list[int]:
        """Return the tags of all spans."""
        return [*map(_TAG, self._rows)]

    def vrs(self) -> list[str]:
        """Return the VRs of all spans, as written."""
        return [*map(_VR, self._rows)]

    def lengths(self) -> list[int]:
        """Return the lengths of all values, as written."""
        return [*map(_LENGTH, self._rows)]

    def offsets(self) -> list[int]:
        """Return where each span begins."""
        found: list[int] = []
        for run in self._runs:
            found += map(_OFFSET, self._rows[len(found) : run.start])
            found += [run.offset + row[0] for row in self._rows[run.start : run.stop]]
        found += map(_OFFSET, self._rows[len(found) :])
        return found

    def kinds(self) -> set[tuple[int, str]]:
        """Return the pairs of tag and VR that there are."""
        found: set[tuple[int, str]] = set()
        seen: set[int] = set()
        start = 0
        for run in self._runs:
            found.update(map(_KIND, self._rows[start : run.start]))
            shape = id(self._rows[run.start])
            if shape not in seen:
                seen.add(shape)
                found.update(map(_KIND, self._rows[run.start : run.stop]))
            start = run.stop
        found.update(map(_KIND, self._rows[start:]))
        return found

    def parents(self) -> list[int]:
        """Return for each span the index of the one it is in."""
        found: list[int] = []
        for run in self._runs:
            found += _parents(self._rows[len(found) : run.start])
            here, origin, above = self._rows[run.start : run.stop], run.origin, run.parent
            found += [origin + row[6] if row[6] >= 0 else above for row in here]
        return found + _parents(self._rows[len(found) :])

    def at(self, offset: int) -> int:
        """Return the index of the span that a byte belongs to; -1 outside the file.

        >>> Spans([(0, 0, "", 0, 128, 0, -1, "preamble")], [128]).at(5)
        0
        """
        index = self._first_from(offset + 1) - 1
        return index if index >= 0 and offset < self._span(index).own_stop else -1

    def after(self, index: int) -> int:
        """Return the index after the last span that is in one."""
        return self._first_from(self.stop(index), index + 1)

    def _first_from(self, offset: int, low: int = 0) -> int:
        """Return the index of the first span, from `low` on, that begins at an offset or later."""
        high = len(self._rows)
        while low < high:
            middle = (low + high) // 2
            if self.row(middle)[0] < offset:
                low = middle + 1
            else:
                high = middle
        return low

    def within(self, parent: int, offset: int, depth: int) -> list[Run]:
        """Return the runs that make these spans part of others, where they follow their parent.

        Parameters
        ----------
        parent
            Index of what they are in.
        offset, depth
            What theirs count from.
        """
        first, start, found = parent + 1, 0, list[Run]()
        for run in [*self._runs, Run(len(self), len(self), 0, 0, -1, 0)]:
            if start < run.start:
                found.append(Run(first + start, first + run.start, offset, depth, parent, first))
            if run.start < run.stop:
                above = first + run.parent if run.parent >= 0 else parent
                here = (first + run.start, first + run.stop, offset + run.offset)
                found.append(Run(*here, depth + run.depth, above, first + run.origin))
            start = run.stop
        return found

    def columns(self) -> tuple[Sequence[Row], Sequence[int]]:
        """Return rows and stops as they are kept: those of runs count from where these begin."""
        return self._rows, self._stops

    def are_plain(self) -> bool:
        """Whether all are elements and items, and the tags at each level ascend."""
        alike: dict[int, Run] = {}
        start = 0
        for run in self._runs:
            if not _is_plain(self._rows[start : run.start]):
                return False
            alike.setdefault(id(self._rows[run.start]), run)
            start = run.stop
        shapes = (self._rows[run.start : run.stop] for run in alike.values())
        return _is_plain(self._rows[start:]) and all(map(_is_plain, shapes))


_OFFSET, _TAG, _VR, _LENGTH, _PARENT = map(itemgetter, (0, 1, 2, 4, 6))
_KIND = itemgetter(1, 2)


def _parents(rows: Sequence[Row]) -> list[int]:
    return [*map(_PARENT, rows)]


def _is_plain(rows: Sequence[Row]) -> bool:
    last: dict[int, int] = {}
    for _, tag, _, _, _, _, parent, kind in rows:
        if kind == "element" and tag > last.get(parent, -1):
            last[parent] = tag
        elif kind != "item":
            return False
    return True


def _placed(row: Row, run: Run) -> Row:
    offset, tag, vr, header, length, depth, parent, kind = row
    parent = run.origin + parent if parent >= 0 else run.parent
    return run.offset + offset, tag, vr, header, length, run.depth + depth, parent, kind


class Remark(NamedTuple):
    """Something in the file that is not as the standard has it, and how it was read."""

    offset: int
    why: str


class Break(NamedTuple):
    """Where a file stops making sense, and why."""

    offset: int
    why: str


@dataclass(frozen=True, slots=True)
class FileMap:
    """A file, walked.

    Parameters
    ----------
    spans
        All of it, in its order.
    size
        Bytes that the offsets go through: the file's, or for a deflated one the sum of what
        stands before the deflated stream, the inflated stream and what follows it, or is left of
        it where it is damaged.
    file_size
        Bytes of the file.
    dataset
        Where the dataset begins: the transfer syntax rules from here.
    transfer_syntax_uid
        As the file says; empty if it says none.
    implicit, little
        How the dataset's elements are in fact encoded.
    inflated
        Where the deflated stream begins: from here on, offsets count in the inflated stream;
        ``None`` for all other files (PS3.5 A.5).
    broken
        Where the walk ended before the end; ``None`` where all was understood.
    remarks
        What was odd and could be read all the same.
    """

    spans: Spans
    size: int
    file_size: int
    dataset: int
    transfer_syntax_uid: str
    implicit: bool
    little: bool
    inflated: int | None
    broken: Break | None
    remarks: tuple[Remark, ...]
