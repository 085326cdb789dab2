"""Look-up tables of a file as plain numbers (PS3.3 C.11.1.1, C.11.2.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.display.tolerant import numbers

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["TableError", "read_table"]


class TableError(ValueError):
    """A table that can't be used; the message says why."""


def read_table(item: Dataset, *, signed_input: bool) -> dict[str, Any]:
    """Return the table of one item of a Modality or VOI LUT Sequence.

    Parameters
    ----------
    item
        Holds LUT Descriptor (0028,3002) and LUT Data (0028,3006).
    signed_input
        Whether what goes in may be negative: decides how the first mapped value is read.

    Returns
    -------
    dict
        ``{first, bits, values}``: the input of the first entry, the bits of an entry, the
        entries. Equal entries at either end are cut to one, since a table's ends go on.

    Raises
    ------
    TableError
        Where the descriptor or the data make no table.
    """
    descriptor = [int(value) for value in numbers(item.get("LUTDescriptor"))]
    if len(descriptor) != 3:
        raise TableError("LUT Descriptor (0028,3002) does not hold three values.")
    count, first, bits = descriptor
    count = (count & 0xFFFF) or 65536
    if not 1 <= bits <= 16:
        raise TableError(f"LUT Descriptor (0028,3002) says {bits} bits an entry.")
    if signed_input and first > 32767:
        first -= 65536
    elif not signed_input and first < 0:
        first += 65536
    values = _entries(item, count)
    return _trimmed(first, bits, values)


def _entries(item: Dataset, count: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    data = item.get("LUTData")
    if isinstance(data, bytes):
        wide = len(data) >= 2 * count
        order = "<" if item.original_encoding[1] is not False else ">"
        values = np.frombuffer(
            data[: len(data) // 2 * 2 if wide else None], f"{order}u2" if wide else "u1"
        )
    else:
        values = np.asarray(numbers(data))
    if len(values) == 0:
        raise TableError("LUT Data (0028,3006) is empty.")
    if len(values) < count:
        raise TableError(f"LUT Data (0028,3006) holds {len(values)} of {count} entries.")
    return values[:count].astype(np.int64) & 0xFFFF


def _trimmed(first: int, bits: int, values: np.ndarray[Any, np.dtype[np.int64]]) -> dict[str, Any]:
    changes = np.flatnonzero(values[1:] != values[:-1])
    start, stop = (int(changes[0]), int(changes[-1]) + 2) if len(changes) else (0, 1)
    return {"first": first + start, "bits": bits, "values": values[start:stop].tolist()}
