"""Look-up tables of a file as plain numbers (PS3.3 C.11.1.1, C.11.2.1.1, C.11.6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.display.tolerant import numbers, texts
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from dicomwidgets.display.description import Badge, LookupTable

__all__ = ["TableError", "file_tables", "read_table"]


class TableError(ValueError):
    """A table that can't be used; the message says why."""


def file_tables(
    items: Any, keyword: str, badges: list[Badge], *, signed: bool, whole: bool = False
) -> list[LookupTable]:
    """Return the tables of a sequence that are some.

    Parameters
    ----------
    items
        Value of the sequence; ``None`` where it is absent.
    keyword
        Its name, for the badges.
    badges
        Gets the reason for each item that is left out, or not taken at its word.
    signed, whole
        As for `read_table`.
    """
    tables: list[LookupTable] = []
    for item in items or ():
        try:
            table = read_table(item, signed_input=signed, whole=whole)
        except (TableError, AttributeError, TypeError, ValueError, OverflowError) as problem:
            badges.append(_badge("LUT IGNORED", f"{keyword}: {problem}"))
            continue
        declared = _descriptor(item)[2]
        if table["bits"] != declared and keyword != "ModalityLUTSequence":
            reason = f"{keyword}: LUT Data (0028,3006) holds entries of {table['bits']} bits, "
            reason += f"LUT Descriptor (0028,3002) says {declared}; drawn over {table['bits']}."
            badges.append(_badge("LUT BITS?", reason))
        tables.append(table)
    return tables


def read_table(item: Dataset, *, signed_input: bool, whole: bool = False) -> LookupTable:
    """Return the table of one item of a LUT sequence.

    Parameters
    ----------
    item
        Holds LUT Descriptor (0028,3002), LUT Data (0028,3006), perhaps LUT Explanation.
    signed_input
        Whether what goes in may be negative: decides how the first mapped value is read,
        however it was written.
    whole
        Keep equal entries at either end, which otherwise are cut to one: a table's ends go on.

    Returns
    -------
    LookupTable
        Its `bits` are the descriptor's, or more where the entries need more.

    Raises
    ------
    TableError
        Where the descriptor or the data make no table.
    """
    count, first, bits = _descriptor(item)
    if not 1 <= bits <= 16:
        raise TableError(f"LUT Descriptor (0028,3002) says {bits} bits an entry.")
    values = _entries(item, count)
    if signed_input and first > 32767:
        first -= 65536
    elif not signed_input and first < 0:
        first += 65536
    if not whole:
        first, values = _trimmed(first, values)
    name = next(iter(texts(value_or_none(item, "LUTExplanation"))), "")
    needed = int(values.max()).bit_length()
    return {"name": name, "first": first, "bits": max(bits, needed), "values": values.tolist()}


def _descriptor(item: Dataset) -> tuple[int, int, int]:
    """Return entries, first input and bits: 0 entries mean 65,536 (PS3.3 C.11.1.1)."""
    value = value_or_none(item, "LUTDescriptor")
    if isinstance(value, bytes) and len(value) == 6:
        value = np.frombuffer(value, f"{_order(item)}u2").tolist()
    descriptor = [int(each) for each in numbers(value)]
    if len(descriptor) != 3:
        raise TableError("LUT Descriptor (0028,3002) does not hold three values.")
    count, first, bits = descriptor
    return (count & 0xFFFF) or 65536, first, bits


def _order(item: Dataset) -> str:
    return "<" if item.original_encoding[1] is not False else ">"


def _entries(item: Dataset, count: int) -> NDArray[np.int64]:
    data = value_or_none(item, "LUTData")
    values: NDArray[Any]
    if isinstance(data, bytes):
        if len(data) >= 2 * count:
            values = np.frombuffer(data[: 2 * count], f"{_order(item)}u2")
        else:
            # Two entries of 8 bits a word: in big endian the first one is its low byte.
            pairs = np.frombuffer(data, np.uint8)
            swapped = _order(item) == ">" and len(pairs) % 2 == 0
            values = pairs.reshape(-1, 2)[:, ::-1].ravel() if swapped else pairs
    else:
        values = np.asarray(numbers(data), dtype=np.float64)
    if len(values) == 0:
        raise TableError("LUT Data (0028,3006) is empty.")
    if len(values) < count:
        raise TableError(f"LUT Data (0028,3006) holds {len(values)} of {count} entries.")
    return values[:count].astype(np.int64) & 0xFFFF


def _trimmed(first: int, values: NDArray[np.int64]) -> tuple[int, NDArray[np.int64]]:
    changes = np.flatnonzero(values[1:] != values[:-1])
    start, stop = (int(changes[0]), int(changes[-1]) + 2) if len(changes) else (0, 1)
    return first + start, values[start:stop]


def _badge(text: str, reason: str) -> Badge:
    return {"text": text, "reason": reason, "level": "warning"}
