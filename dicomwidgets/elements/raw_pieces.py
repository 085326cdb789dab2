"""Rows that are searched by the bytes of their values: those in a long sequence, and the others."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections import Counter
from functools import cached_property
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeGuard

from pydicom.dataelem import RawDataElement

from dicomwidgets.elements.stretch import raw_value
from dicomwidgets.elements.values import number_text
from dicomwidgets.encoding.syntax import LONG, SHORT
from dicomwidgets.reference.tags import ITEM_TAG
from dicomwidgets.reference.vrs import VRS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from dicomwidgets.elements.nodes import Kind, Nodes
    from dicomwidgets.elements.scope import Element
    from dicomwidgets.elements.stretch import SequenceRows

__all__ = ["Hit", "LooseRows", "Piece", "RowsInSequence", "is_plain", "is_searched_at_once"]

_CHARSET = 0x00080005
_EXPLICIT = frozenset({*SHORT.values(), *LONG.values(), ""} - {"UN"})
_WORDS = frozenset(vr for vr, each in VRS.items() if each.kind in ("string", "text")) | {"UN"}
_NUMBERS = {vr: each for vr, each in VRS.items() if each.kind == "number"}
_SILENT = frozenset(vr for vr, each in VRS.items() if each.kind in ("bytes", "sequence")) - {"UN"}
_NOT_IN_ITS_BYTES = frozenset({"AT"})
_MANY_VALUES = 4096
_ALIKE_IN_LOWER_CASE = frozenset(
    {"ascii", "utf8", "utf_8", "latin_1", "iso8859", "iso8859_1", "iso8859_2", "iso8859_4"}
    | {f"iso8859_{part}" for part in (5, 6, 7, 8, 15)}
)
"""Character sets in which no single byte is a letter that is one of ASCII in lower case."""

_ESCAPED = (b"\x1b", "\u0130".encode(), "\u212a".encode())
"""What may become letters of ASCII: an escape sequence goes, two capitals are small i and k."""


class Hit(NamedTuple):
    """A row whose value has a word among its bytes.

    Parameters
    ----------
    row
        Among all nodes.
    tag, vr, value
        Of the element.
    """

    row: int
    tag: int
    vr: str
    value: bytes


class Piece(Protocol):
    """Some of the rows of a table."""

    tags: frozenset[int]
    """All that there are."""

    def hits(self, word: bytes) -> Iterator[Hit]:
        """Yield the rows with a word, in lower case, among their bytes."""

    def unsure(self) -> Collection[int]:
        """Return the rows whose bytes do not tell what letters are shown."""

    def numbers(self, text: str, *, whole: bool) -> tuple[Collection[int], Collection[int]]:
        """Return the rows that show a number with that text, and those that may.

        Parameters
        ----------
        text
            Part of a number.
        whole
            Whether it is digits alone, which counts of bytes, values and items have as well.
        """

    def with_tags(self, tags: Collection[int]) -> list[int]:
        """Return the rows with one of the tags."""

    def prepare(self) -> None:
        """Gather all that a search may need."""

    def parent(self, row: int) -> int:
        """Return the row above, -1 at the top."""

    def before(self, row: int) -> tuple[int, bytes]:
        """Return tag and value of the element right before one; 0 for what is none."""


def is_plain(value: bytes) -> bool:
    """Whether a text is the same in every character set."""
    return value.isascii() and b"\x1b" not in value


def is_searched_at_once(rows: SequenceRows, nodes: Nodes) -> bool:
    """Whether what is in a sequence can be searched without a look at each row.

    Its VRs have to be in the file, and its character set must be one for all.
    """
    if rows.implicit or not {vr for _, vr in rows.spans.kinds()} <= _EXPLICIT:
        return False
    if any(tag == _CHARSET for tag, _ in rows.spans.kinds()):
        return False
    return _ALIKE_IN_LOWER_CASE.issuperset(nodes[rows.start - 1].scope.encodings)


class RowsInSequence:
    """The rows of a long sequence: its bytes are searched as they stand.

    Parameters
    ----------
    rows
        For which `is_searched_at_once`.
    """

    def __init__(self, rows: SequenceRows) -> None:
        self._rows = rows
        self._kinds = rows.spans.kinds()
        self.tags = frozenset(tag for tag, _ in self._kinds)
        self._lower = rows.data.lower()

    @cached_property
    def _starts(self) -> list[int]:
        return self._rows.spans.offsets()

    def hits(self, word: bytes) -> Iterator[Hit]:
        """Yield the rows with a word, in lower case, among their bytes."""
        return self._in(self._lower, word)

    def _in(self, data: bytes, word: bytes) -> Iterator[Hit]:
        spans, start, size, at = self._rows.spans, self._rows.start, len(word), -1
        while (at := data.find(word, at + 1)) >= 0:
            row = bisect_right(self._starts, at) - 1
            offset, tag, vr, header, length, *_ = spans.row(row)
            begin, stop = offset + header, offset + header + length
            if begin <= at and at + size <= stop and vr not in ("", "SQ"):
                yield Hit(start + row, tag, vr, self._rows.data[begin:stop])
                at = stop - 1

    def unsure(self) -> Collection[int]:
        """Return the rows whose bytes do not tell what letters are shown."""
        return self._unsure

    @cached_property
    def _unsure(self) -> set[int]:
        data = self._rows.data
        found = {hit.row for sign in _ESCAPED for hit in self._in(data, sign)}
        return found.union(self._with(lambda _, vr: vr in _NOT_IN_ITS_BYTES))

    def _with(self, holds: Callable[[int, str], bool]) -> list[int]:
        kinds = {kind for kind in self._kinds if holds(*kind)}
        if not kinds:
            return []
        pairs = zip(self._rows.spans.tags(), self._rows.spans.vrs(), strict=True)
        return [row for row, kind in enumerate(pairs, self._rows.start) if kind in kinds]

    def with_tags(self, tags: Collection[int]) -> list[int]:
        """Return the rows with one of the tags."""
        return self._with(lambda tag, _: tag in tags)

    def parent(self, row: int) -> int:
        """Return the row above: the sequence's own is right before its first item."""
        start = self._rows.start
        return start + self._rows.spans.row(row - start)[6]

    def before(self, row: int) -> tuple[int, bytes]:
        """Return tag and value of the element right before one; 0 for what is none."""
        at, spans = row - self._rows.start, self._rows.spans
        if at <= 0:
            return 0, b""
        offset, tag, _, header, length, _, parent, _ = spans.row(at - 1)
        begin = offset + header
        if parent != spans.row(at)[6]:
            return 0, b""
        return tag, self._rows.data[begin : begin + length]

    def numbers(self, text: str, *, whole: bool) -> tuple[Collection[int], Collection[int]]:
        """Return the rows that show a number with that text, and those that may."""
        found: set[int] = set()
        for column in self._columns:
            found.update(column.rows(text))
        if not whole:
            return found, self._odd[0]
        found.update(self._counted(text))
        return found, {*self._odd[0], *self._odd[1]}

    @cached_property
    def _columns(self) -> list[_Numbers]:
        return [column for column, _ in self._by_vr]

    @cached_property
    def _odd(self) -> tuple[list[int], list[int]]:
        """The rows with an odd count of numbers; those in which only a count can have digits."""
        silent = self._with(lambda _, vr: VRS[vr].kind == "bytes" if vr else False)
        spans, start = self._rows.spans, self._rows.start
        lengths = zip(spans.lengths(), spans.vrs(), strict=True)
        words = enumerate(lengths, start)
        long = [row for row, (length, vr) in words if length > _MANY_VALUES and vr in _WORDS]
        return [row for _, odd in self._by_vr for row in odd], [*silent, *long]

    @cached_property
    def _by_vr(self) -> list[tuple[_Numbers, list[int]]]:
        found = []
        for vr in sorted({vr for _, vr in self._kinds} & _NUMBERS.keys()):
            rows = self._with(lambda _, each, vr=vr: each == vr)  # type: ignore[misc]
            start = self._rows.start
            values = self._rows.held([row - start for row in rows])
            found.append(_numbers_of(vr, rows, values))
        return found

    def _counted(self, text: str) -> list[int]:
        """Return the items whose number has a text, and the sequences with such a count."""
        rows, start, children = self._rows, self._rows.start, self._children
        most = max(children.values(), default=0)
        numbers = {number for number in range(most + 1) if text in str(number)}
        sizes = {number for number in range(most + 1) if text in f"{number:,}"}
        if not numbers and not sizes:
            return []
        counts = zip(rows.spans.tags(), rows.spans.vrs(), rows.steps(), strict=True)
        return [
            row + start
            for row, (tag, vr, step) in enumerate(counts)
            if (tag == ITEM_TAG and step in numbers) or (vr == "SQ" and children[row] in sizes)
        ]

    @cached_property
    def _children(self) -> Counter[int]:
        return Counter(self._rows.spans.parents())

    def prepare(self) -> None:
        """Gather all that a search may need."""
        self.unsure()
        self.numbers("0", whole=True)


class LooseRows:
    """Rows that are in no long sequence: their values are put one after the other.

    Parameters
    ----------
    nodes
        All rows of the table.
    apart
        Those that are searched in another way.
    """

    def __init__(self, nodes: Nodes, apart: Collection[SequenceRows]) -> None:
        self._nodes = nodes
        self._kinds = nodes.kinds(apart)
        self.tags = frozenset(kind.tag for kind in self._kinds)
        self._rows: list[int] = []
        self._elements: list[Element | bytes | None] = []
        self._known: list[tuple[int, Kind]] = []
        self._values: list[bytes] = []
        for kind in self._kinds:
            if kind.vr and kind.vr not in _SILENT and kind.vr not in _NUMBERS:
                self._known.append((len(self._rows), kind))
                self._rows += kind.rows
                self._elements += kind.elements
                self._values += _values_of(kind.elements)
        data = b"\0".join(self._values)
        self._is_plain = is_plain(data)
        self._lower = data.lower()

    @cached_property
    def _ends(self) -> list[int]:
        return [*accumulate(len(value) + 1 for value in self._values)]

    def hits(self, word: bytes) -> Iterator[Hit]:
        """Yield the rows with a word, in lower case, among their bytes."""
        at, data = -1, self._lower
        while (at := data.find(word, at + 1)) >= 0:
            place = bisect_right(self._ends, at)
            _, kind = self._known[bisect_right(self._known, place, key=itemgetter(0)) - 1]
            yield Hit(self._rows[place], kind.tag, kind.vr, self._values[place])
            at = self._ends[place] - 1

    def unsure(self) -> Collection[int]:
        """Return the rows whose bytes do not tell what letters are shown."""
        return self._unsure

    @cached_property
    def _unsure(self) -> set[int]:
        found: set[int] = set()
        for _, vr, rows, elements in self._kinds:
            pairs = zip(rows, elements, strict=True)
            if vr in _NUMBERS:
                size = _NUMBERS[vr].size or 1
                # Of a wrong length they are shown as bytes, or text.
                if any(length % size for length in _lengths_of(elements)):
                    found.update(row for row, each in pairs if _length(each) % size)
            elif vr in _WORDS:
                if not _are_raw(elements):
                    found.update(row for row, each in pairs if _is_made(each))
            elif vr and vr not in _SILENT:
                found.update(rows)
        if not self._is_plain:
            values = zip(self._rows, self._values, strict=True)
            found.update(row for row, value in values if not is_plain(value))
        return found

    @cached_property
    def _numbers(self) -> dict[str, tuple[_Numbers, list[int]]]:
        """The numbers of each VR, and the rows that are not plainly so many."""
        found = {}
        for vr in {kind.vr for kind in self._kinds} & _NUMBERS.keys():
            kinds = [kind for kind in self._kinds if kind.vr == vr]
            rows = [row for kind in kinds for row in kind.rows]
            values = [_little(each) for kind in kinds for each in kind.elements]
            odd = [row for row, value in zip(rows, values, strict=True) if value is None]
            if odd:
                pairs = zip(rows, values, strict=True)
                rows = [row for row, value in pairs if value is not None]
            numbers, others = _numbers_of(vr, rows, [each for each in values if each is not None])
            found[vr] = numbers, odd + others
        return found

    def numbers(self, text: str, *, whole: bool) -> tuple[Collection[int], Collection[int]]:
        """Return the rows that show a number with that text, and those that may."""
        found: set[int] = set()
        maybe: set[int] = set()
        for column, others in self._numbers.values():
            found.update(column.rows(text))
            maybe.update(others)
        if whole:
            for said, rows in self._counted.items():
                if text in said:
                    found.update(rows)
            maybe.update(self._silent)
        return found, maybe

    @cached_property
    def _counted(self) -> dict[str, list[int]]:
        """The rows of items by their number, those of sequences by their count, as it is shown."""
        found: dict[str, list[int]] = {}
        for tag, vr, rows, _ in self._kinds:
            if tag == ITEM_TAG or vr == "SQ":
                for row in rows:
                    node = self._nodes[row]
                    said = f"{node.children:,}" if vr == "SQ" else str(node.item)
                    found.setdefault(said, []).append(row)
        return found

    @cached_property
    def _silent(self) -> list[int]:
        """The rows of which only a count of bytes, or of values, has digits."""
        found = []
        for tag, vr, rows, _ in self._kinds:
            if (vr in _SILENT and vr != "SQ") or vr == "UN" or (not vr and tag != ITEM_TAG):
                found += rows
        found += [
            row
            for row, value, element in zip(self._rows, self._values, self._elements, strict=True)
            if len(value) > _MANY_VALUES or (not value and _length(element))
        ]
        return found

    def with_tags(self, tags: Collection[int]) -> list[int]:
        """Return the rows with one of the tags."""
        return [row for kind in self._kinds if kind.tag in tags for row in kind.rows]

    def parent(self, row: int) -> int:
        """Return the row above, -1 at the top."""
        return self._nodes[row].parent

    def before(self, row: int) -> tuple[int, bytes]:
        """Return tag and value of the element right before one; 0 for what is none."""
        if not row:
            return 0, b""
        node = self._nodes[row - 1]
        if node.parent != self._nodes[row].parent:
            return 0, b""
        return node.tag, raw_value(node.element) or b""

    def prepare(self) -> None:
        """Gather all that a search may need."""
        self.unsure()
        self.numbers("0", whole=True)
        _ = self._ends


def _are_raw(elements: Sequence[Element | bytes | None]) -> TypeGuard[Sequence[RawDataElement]]:
    return {*map(type, elements)} == {RawDataElement}


def _values_of(elements: Sequence[Element | bytes | None]) -> list[bytes]:
    if _are_raw(elements):
        return [each.value or b"" for each in elements]
    return [_bytes_of(each) or b"" for each in elements]


def _lengths_of(elements: Sequence[Element | bytes | None]) -> set[int]:
    if _are_raw(elements):
        return {each.length for each in elements}
    return {*map(_length, elements)}


def _length(element: Element | bytes | None) -> int:
    """Return the length of a value; 1 where it has been made into something."""
    if isinstance(element, RawDataElement):
        return element.length
    return len(element) if isinstance(element, bytes) else 1


def _is_made(element: Element | bytes | None) -> bool:
    return not isinstance(element, (RawDataElement, bytes))


def _bytes_of(element: Element | bytes | None) -> bytes | None:
    return element if isinstance(element, bytes) else raw_value(element)


def _little(element: Element | bytes | None) -> bytes | None:
    """Return the bytes of numbers in little endian; ``None`` for others."""
    if isinstance(element, RawDataElement):
        late = element.value is None and element.length
        return (element.value or b"") if element.is_little_endian and not late else None
    return element if isinstance(element, bytes) else None


class _Numbers(NamedTuple):
    """Numbers as they are shown, one after the other."""

    text: str
    ends: list[int]
    owners: list[int]
    """For each number its row; empty where every row has as many."""
    listed: list[int]
    each: int

    def rows(self, asked: str) -> Iterator[int]:
        """Yield the rows that show a number with a text."""
        at = -1
        while (at := self.text.find(asked, at + 1)) >= 0:
            place = bisect_right(self.ends, at)
            yield self.owners[place] if self.owners else self.listed[place // self.each]
            at = self.ends[place] - 1


def _numbers_of(
    vr: str, rows: Sequence[int], values: Sequence[bytes]
) -> tuple[_Numbers, list[int]]:
    """Return the numbers of rows of one VR, and the rows that are not plainly so many."""
    size, form = _NUMBERS[vr].size or 1, _NUMBERS[vr].format
    sizes = {*map(len, values)}
    odd = [length for length in sizes if length % size or length > _MANY_VALUES * size]
    apart: list[int] = []
    if odd:
        pairs = [*zip(rows, values, strict=True)]
        apart = [row for row, value in pairs if len(value) in odd]
        pairs = [(row, value) for row, value in pairs if len(value) not in odd]
        rows, values = [row for row, _ in pairs], [value for _, value in pairs]
        sizes = {*map(len, values)}
    data = b"".join(values)
    unpacked = struct.unpack(f"<{len(data) // size}{form}", data)
    texts = [number_text(vr, value) for value in unpacked] if vr == "FL" else [*map(repr, unpacked)]
    owners: list[int] = []
    if len(sizes) > 1:
        for row, value in zip(rows, values, strict=True):
            owners += [row] * (len(value) // size)
    each = max(sizes, default=0) // size
    ends = [*accumulate(len(text) + 1 for text in texts)]
    return _Numbers("\0".join(texts), ends, owners, [*rows], each or 1), apart
