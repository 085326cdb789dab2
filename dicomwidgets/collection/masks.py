"""Which rows of a table are meant, one byte a row: by NumPy where it is there, else without."""

from __future__ import annotations

from array import array
from itertools import compress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.collection.column import Column

__all__ = ["all_rows", "back_end", "both", "either", "neither", "no_rows", "numbers_in", "rows_of"]

_FEW = 12
_BLOCK = 1 << 15

Mask = Any
"""An array of truth values, or as many bytes of 0 and 1."""


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
        return table if numpy is None else numpy.frombuffer(table, dtype=bool)
    if numpy is not None:
        return _compared(numpy, column, table)
    codes = column.codes
    assert isinstance(codes, array)  # noqa: S101 - plain ones have left
    if codes.itemsize == 1:
        return codes.tobytes().translate(table.ljust(256, b"\0"))
    return bytes(map(table.__getitem__, codes))


def _compared(numpy: Any, column: Column, table: bytes) -> Mask:
    """Return the rows by NumPy: comparing with a few codes is faster than looking each up."""
    is_few = table.count(1) <= len(table) // 2
    places = [place for place, is_wanted in enumerate(table) if is_wanted == is_few]
    wanted = numpy.frombuffer(table, dtype=bool)
    mask = numpy.empty(len(column), dtype=bool)
    for start in range(0, len(column), _BLOCK):
        # Copies: an array that lends its memory can't grow.
        held = numpy.asarray(column.codes_of(start, start + _BLOCK))
        out = mask[start : start + _BLOCK]
        if len(places) > _FEW:
            wanted.take(held, out=out, mode="clip")
            continue
        out[:] = not is_few
        for place in places:
            numpy.bitwise_xor(out, held == place, out=out)
    return mask


def all_rows(count: int) -> Mask:
    """Return a mask of all rows."""
    numpy = _numpy()
    return b"\1" * count if numpy is None else numpy.ones(count, dtype=bool)


def no_rows(count: int) -> Mask:
    """Return a mask of no row."""
    numpy = _numpy()
    return bytes(count) if numpy is None else numpy.zeros(count, dtype=bool)


def both(one: Mask, other: Mask) -> Mask:
    """Return the rows that are in both masks; the first may be used up."""
    if isinstance(one, bytes):
        return _packed(_number(one) & _number(other), len(one))
    return _numpy().bitwise_and(one, other, out=one if one.flags.writeable else None)


def either(one: Mask, other: Mask) -> Mask:
    """Return the rows that are in one of the masks at least; the first may be used up."""
    if isinstance(one, bytes):
        return _packed(_number(one) | _number(other), len(one))
    return _numpy().bitwise_or(one, other, out=one if one.flags.writeable else None)


def neither(mask: Mask) -> Mask:
    """Return the rows that are not in the mask."""
    return mask.translate(b"\1\0" * 128) if isinstance(mask, bytes) else ~mask


def numbers_in(mask: Mask) -> array[int]:
    """Return the numbers of the rows that are in the mask, in order."""
    if isinstance(mask, bytes):
        return array("I", compress(range(len(mask)), mask))
    numbers = array("I")
    for start in range(0, len(mask), _BLOCK):  # a part fits into memory that is there already
        part = mask[start : start + _BLOCK].nonzero()[0]
        part += start
        numbers.frombytes(part.astype("u4").view("u1"))
    return numbers


def _number(mask: bytes) -> int:
    return int.from_bytes(mask, "little")


def _packed(number: int, count: int) -> bytes:
    return number.to_bytes(count, "little")
