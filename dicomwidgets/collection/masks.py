"""Which rows of a table are meant, one byte a row: by NumPy where it is there, else without."""

from __future__ import annotations

from array import array
from functools import reduce
from itertools import compress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dicomwidgets.collection.column import Column

__all__ = [
    "PartMask",
    "all_rows",
    "back_end",
    "both",
    "either",
    "neither",
    "numbers_in",
    "rows_of",
]

_FEW = 12
_BLOCK = 1 << 15

Mask = Any
"""Bytes of 0 and 1, one a row, or a `PartMask`, which NumPy makes part by part."""


class PartMask:
    """Rows that are meant, found out when asked for: a part stays in the processor's cache.

    Parameters
    ----------
    count
        How many rows there are.
    part
        Returns whether rows, from one on and before another, are meant: an array of truth values,
        which may be changed.
    """

    __slots__ = ("_count", "part")

    def __init__(self, count: int, part: Callable[[int, int], Any]) -> None:
        self._count = count
        self.part = part

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._count

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """Return the whole as an array of truth values."""
        return self.part(0, self._count).astype(bool if dtype is None else dtype, copy=bool(copy))


def back_end() -> str:
    """Return what goes through the rows: ``"numpy 2.4.6"`` or ``"standard library"``."""
    numpy = _numpy()
    return "standard library" if numpy is None else f"numpy {numpy.__version__}"


def _numpy() -> Any:
    try:
        import numpy as np  # noqa: PLC0415 - this room works without it
    except ImportError:  # a browser without it
        return None
    return np


def rows_of(column: Column, wanted: Sequence[bool]) -> Mask:
    """Return the rows whose value is one of those wanted.

    Parameters
    ----------
    column
        The column.
    wanted
        For each of its values, whether it is.
    """
    table = bytes(wanted)
    numpy = _numpy()
    if column.is_plain:
        if numpy is None:
            return table
        plain = numpy.frombuffer(table, dtype=bool)
        return PartMask(len(table), lambda start, stop: plain[start:stop].copy())
    if numpy is not None:
        return _compared(numpy, column, table)
    codes = column.codes
    assert isinstance(codes, array)  # noqa: S101 - plain ones have left
    if codes.itemsize == 1:
        return codes.tobytes().translate(table.ljust(256, b"\0"))
    return bytes(map(table.__getitem__, codes))


def _compared(numpy: Any, column: Column, table: bytes) -> PartMask:
    """Return the rows by NumPy: comparing with a few codes is faster than looking each up."""
    is_few = table.count(1) <= len(table) // 2
    places = [place for place, is_wanted in enumerate(table) if is_wanted == is_few]
    wanted = numpy.frombuffer(table, dtype=bool)

    def part(start: int, stop: int) -> Any:
        # A copy: an array that lends its memory can't grow.
        held = numpy.asarray(column.codes_of(start, stop))
        if len(places) > _FEW:
            return wanted.take(held, mode="clip")
        out = numpy.full(len(held), not is_few)
        for place in places:
            numpy.bitwise_xor(out, held == place, out=out)
        return out

    return PartMask(len(column), part)


def all_rows(count: int) -> Mask:
    """Return a mask of all rows."""
    numpy = _numpy()
    if numpy is None:
        return b"\1" * count
    return PartMask(count, lambda start, stop: numpy.ones(min(stop, count) - start, dtype=bool))


def both(*masks: Mask) -> Mask:
    """Return the rows that are in all of the masks."""
    first, *others = masks
    if isinstance(first, bytes):
        found = reduce(int.__and__, map(_number, others), _number(first))
        return found.to_bytes(len(first), "little")
    return _joined(masks, _numpy().bitwise_and)


def either(*masks: Mask) -> Mask:
    """Return the rows that are in one of the masks at least."""
    first, *others = masks
    if isinstance(first, bytes):
        found = reduce(int.__or__, map(_number, others), _number(first))
        return found.to_bytes(len(first), "little")
    return _joined(masks, _numpy().bitwise_or)


def _joined(masks: Sequence[PartMask], join: Any) -> PartMask:
    first, *others = masks

    def part(start: int, stop: int) -> Any:
        found = first.part(start, stop)
        for other in others:
            join(found, other.part(start, stop), out=found)
        return found

    return PartMask(len(first), part)


def neither(mask: Mask) -> Mask:
    """Return the rows that are not in the mask."""
    if isinstance(mask, bytes):
        return mask.translate(b"\1\0" * 128)
    return PartMask(len(mask), lambda start, stop: ~mask.part(start, stop))


def numbers_in(mask: Mask) -> array[int]:
    """Return the numbers of the rows that are in the mask, in order."""
    if isinstance(mask, bytes):
        return array("I", compress(range(len(mask)), mask))
    numbers = array("I")
    numpy = _numpy()
    padded = numpy.ones(_BLOCK + _BLOCK // 8, dtype=bool)
    for start in range(0, len(mask), _BLOCK):
        part = mask.part(start, start + _BLOCK)
        count = int(numpy.count_nonzero(part))
        if len(part) == _BLOCK and _BLOCK // 50 < count < _BLOCK // 9:
            # Where fewer than a tenth are true, NumPy searches for each of them, which takes longer
            # than walking over all unless they are very few.
            padded[:_BLOCK] = part
            part = padded
        found = part.nonzero()[0][:count]
        found += start
        numbers.frombytes(found.astype("u4").view("u1"))
    return numbers


def _number(mask: bytes) -> int:
    return int.from_bytes(mask, "little")
