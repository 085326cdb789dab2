"""TIFF files written page by page, of any size (TIFF 6.0; BigTIFF above 4 GiB)."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from dicomwidgets import __version__
from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Page", "TiffWriter"]

_LEVEL = 4
_STRIP = 1 << 20
_LARGEST_CLASSIC = 0xFFFFFFFF - (1 << 20)
_ASCII, _SHORT, _LONG, _RATIONAL, _LONG8 = 2, 3, 4, 5, 16
_CODES = {_SHORT: "H", _LONG: "I", _LONG8: "Q"}
_DEFLATE = 8
_DIFFERENCE = 2
_CENTIMETRE = 3
_FORMATS = {"u": 1, "i": 2, "f": 3}


class Page(NamedTuple):
    """A page.

    Parameters
    ----------
    array
        (rows, columns) of any integer or floating-point type, or (rows, columns, 3) uint8 RGB.
    spacing
        Millimetres between rows and between columns; ``None`` where that can't be said.
    description
        ASCII.
    """

    array: NDArray[Any]
    spacing: tuple[float, float] | None = None
    description: str = ""


class TiffWriter:
    """Writes pages one after the other, packed without loss; none is kept.

    Parameters
    ----------
    out
        Where to, at its beginning; it can seek.
    size
        Bytes that all pages have unpacked: what may not fit into 4 GiB becomes a BigTIFF.
    """

    def __init__(self, out: BinaryIO, size: int) -> None:
        self._out = out
        self._big = size + (size >> 8) > _LARGEST_CLASSIC
        head = struct.pack("<2sHHHQ", b"II", 43, 8, 0, 0)
        out.write(head if self._big else struct.pack("<2sHI", b"II", 42, 0))
        self._link = 8 if self._big else 4
        """Where the place of the next page is to be written."""

    def add(self, page: Page) -> None:
        """Write a page.

        Raises
        ------
        DisplayError
            If its values are of a type that a TIFF has not.
        """
        array = page.array
        if array.dtype.kind not in _FORMATS or array.dtype.itemsize > 8:
            raise DisplayError(f"A TIFF holds no {array.dtype.name}.", remedy="Export as npy.")
        offsets, counts, rows = self._strips(array)
        samples = 3 if array.ndim == 3 else 1
        integer = array.dtype.kind != "f"
        where = _LONG8 if self._big else _LONG
        entries: list[tuple[int, int, Any]] = [
            (256, _LONG, array.shape[1]),
            (257, _LONG, array.shape[0]),
            (258, _SHORT, [array.dtype.itemsize * 8] * samples),
            (259, _SHORT, _DEFLATE),
            (262, _SHORT, 2 if samples == 3 else 1),
            (270, _ASCII, page.description),
            (273, where, offsets),
            (277, _SHORT, samples),
            (278, _LONG, rows),
            (279, where, counts),
            (282, _RATIONAL, page.spacing and page.spacing[1]),
            (283, _RATIONAL, page.spacing and page.spacing[0]),
            (284, _SHORT, 1),
            (296, _SHORT, _CENTIMETRE if page.spacing else 1),
            (305, _ASCII, f"dicomwidgets {__version__}"),
            (317, _SHORT, _DIFFERENCE if integer else 1),
            (339, _SHORT, [_FORMATS[array.dtype.kind]] * samples),
        ]
        self._directory([each for each in entries if each[2] not in ("", None)])

    def _strips(self, array: NDArray[Any]) -> tuple[list[int], list[int], int]:
        import numpy as np  # noqa: PLC0415 - this room has no pixels of its own

        bytes_of_row = max(1, array[0].nbytes)
        rows = max(1, min(array.shape[0], _STRIP // bytes_of_row))
        offsets, counts = [], []
        for first in range(0, array.shape[0], rows):
            strip = np.ascontiguousarray(array[first : first + rows], array.dtype.newbyteorder("<"))
            if array.dtype.kind != "f":
                whole = strip.copy()
                whole[:, 1:] -= strip[:, :-1]
                strip = whole
            data = zlib.compress(strip.tobytes(), _LEVEL)
            offsets.append(self._append(data))
            counts.append(len(data))
        return offsets, counts, rows

    def _append(self, data: bytes) -> int:
        """Write bytes at the end, on an even place, and return where they are."""
        place = self._out.seek(0, 2)
        if place % 2:
            self._out.write(b"\0")
            place += 1
        self._out.write(data)
        return place

    def _directory(self, entries: list[tuple[int, int, Any]]) -> None:
        """Write the tags of a page, and say in the one before where they are."""
        inline = 8 if self._big else 4
        count, place = ("Q", "Q") if self._big else ("H", "I")
        table = struct.pack(f"<{count}", len(entries))
        for tag, kind, value in entries:
            number, data = _packed(kind, value)
            if len(data) > inline:
                data = struct.pack(f"<{place}", self._append(data))
            head = struct.pack("<HHQ" if self._big else "<HHI", tag, kind, number)
            table += head + data.ljust(inline, b"\0")
        here = self._append(table + bytes(inline))
        self._out.seek(self._link)
        self._out.write(struct.pack(f"<{place}", here))
        self._link = here + len(table)
        self._out.seek(0, 2)


def _packed(kind: int, value: Any) -> tuple[int, bytes]:
    """Return how many values there are, and their bytes."""
    if kind == _ASCII:
        data = value.encode("ascii", "replace") + b"\0"
        return len(data), data
    if kind == _RATIONAL:
        return 1, struct.pack("<II", *_per_centimetre(value))
    values = value if isinstance(value, list) else [value]
    return len(values), struct.pack(f"<{len(values)}{_CODES[kind]}", *values)


def _per_centimetre(millimetres: float) -> tuple[int, int]:
    """Return pixels a centimetre as a fraction."""
    from fractions import Fraction  # noqa: PLC0415 - for a resolution alone

    found = (10 / Fraction(millimetres)).limit_denominator(1_000_000)
    return (found.numerator, found.denominator) if found.numerator < 1 << 32 else (0, 1)
