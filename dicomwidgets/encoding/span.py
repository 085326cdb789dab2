"""What a file is made of: its elements, items and all that is neither, by offset and length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, overload

__all__ = ["UNDEFINED", "Break", "FileMap", "Kind", "Remark", "Span", "SpanRow", "Spans"]

UNDEFINED = 0xFFFFFFFF
"""The length that stands for "until the delimiter" (PS3.5 7.1.1)."""

Kind = Literal[
    "preamble", "prefix", "element", "item", "delimiter", "fragment", "padding", "unread"
]


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


class Spans(Sequence[Span]):
    """Spans in the order of the file, made as they are looked at.

    Parameters
    ----------
    rows
        What was walked.
    stops
        Where each of them stops.
    """

    __slots__ = ("_rows", "_stops")

    def __init__(
        self, rows: Sequence[tuple[int, int, str, int, int, int, int, Kind]], stops: Sequence[int]
    ) -> None:
        self._rows = rows
        self._stops = stops

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
        offset, tag, vr, header, length, depth, parent, kind = self._rows[index]
        below = index + 1
        opened = below < len(self._rows) and self._rows[below][6] == index
        stop = self._stops[index]
        return Span(offset, tag, vr, header, length, stop, depth, parent, kind, opened)

    def rows(self) -> Iterator[SpanRow]:
        """Yield what was walked, without the stops: cheaper where many spans are passed over."""
        return map(SpanRow._make, self._rows)

    def at(self, offset: int) -> int:
        """Return the index of the span that a byte belongs to; -1 outside the file.

        >>> Spans([(0, 0, "", 0, 128, 0, -1, "preamble")], [128]).at(5)
        0
        """
        low, high = 0, len(self._rows)
        while low < high:
            middle = (low + high) // 2
            if self._rows[middle][0] <= offset:
                low = middle + 1
            else:
                high = middle
        index = low - 1
        return index if index >= 0 and offset < self._span(index).own_stop else -1


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
        stands before the deflated stream, the inflated stream and what follows it.
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
