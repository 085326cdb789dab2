"""APNG: a PNG that moves, without loss (PNG, third edition, 11.3.6)."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.exporting.image_encoding import image_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ApngWriter"]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY, _RGB = 0, 2


class ApngWriter:
    """Writes frames one after the other.

    Parameters
    ----------
    out
        Where to.
    first
        What all frames are like: uint8 (rows, columns) or (rows, columns, 3).
    count
        How many there will be.
    loop
        How often they are shown, 0 for ever.
    """

    UNIT = 1.0
    LEAST = 1
    LONGEST = 0x7FFFFFFF

    def __init__(self, out: BinaryIO, first: NDArray[np.uint8], count: int, loop: int) -> None:
        self._out = out
        self._size = first.shape[1], first.shape[0]
        self._number = 0
        out.write(_SIGNATURE)
        color = _RGB if first.ndim == 3 else _GREY
        self._chunk(b"IHDR", struct.pack(">IIBBBBB", *self._size, 8, color, 0, 0, 0))
        self._chunk(b"acTL", struct.pack(">II", count, loop))

    def add(self, screen: NDArray[np.uint8], ticks: int) -> None:
        """Write a frame that is shown so many milliseconds."""
        is_first = not self._number
        # What takes longer than two bytes of milliseconds is told in whole seconds.
        delay = (ticks, 1000) if ticks < 1 << 16 else (min(round(ticks / 1000), 0xFFFF), 1)
        control = struct.pack(">IIIIHHBB", *self._size, 0, 0, *delay, 0, 0)
        self._chunk(b"fcTL", self._numbered(control))
        buffer = BytesIO()
        image_of(screen).save(buffer, "PNG")
        for data in _image_data(buffer.getvalue()):
            if is_first:
                self._chunk(b"IDAT", data)
            else:
                self._chunk(b"fdAT", self._numbered(data))

    def close(self) -> str:
        """Write the end."""
        self._chunk(b"IEND", b"")
        return ""

    def _numbered(self, data: bytes) -> bytes:
        self._number += 1
        return struct.pack(">I", self._number - 1) + data

    def _chunk(self, name: bytes, data: bytes) -> None:
        head = struct.pack(">I", len(data)) + name
        self._out.write(head + data + struct.pack(">I", zlib.crc32(name + data)))


def _image_data(png: bytes) -> Iterator[bytes]:
    place = len(_SIGNATURE)
    while place < len(png):
        length, name = struct.unpack_from(">I4s", png, place)
        if name == b"IDAT":
            yield png[place + 8 : place + 8 + length]
        place += length + 12
