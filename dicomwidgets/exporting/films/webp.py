"""WebP that moves, without loss (RFC 9649)."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.errors import DisplayError, MissingPackageError
from dicomwidgets.exporting.image_encoding import image_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["WebpWriter"]

_MOVES = 0x02
_NO_BLENDING = 0x02
_EFFORT = {"quality": 40, "method": 2}
_LONGEST_TIME = (1 << 24) - 1
_MOST = (1 << 32) - 10
"""Bytes that a RIFF of WebP counts."""


class WebpWriter:
    """Writes frames one after the other.

    Parameters
    ----------
    out
        Where to; it can seek.
    first
        What all frames are like: uint8 (rows, columns) or (rows, columns, 3).
    count
        How many there will be.
    loop
        How often they are shown, 0 for ever.

    Raises
    ------
    MissingPackageError
        Where Pillow was built without WebP.
    """

    UNIT = 1.0
    LEAST = 1
    LONGEST = 16383

    def __init__(self, out: BinaryIO, first: NDArray[np.uint8], count: int, loop: int) -> None:
        del count
        image_of(first)
        from PIL import features  # noqa: PLC0415 - with the first image

        if not features.check("webp"):
            raise MissingPackageError(
                "This Pillow was built without WebP.", remedy="Install it with: pip install pillow"
            )
        self._out = out
        self._size = _three(first.shape[1] - 1) + _three(first.shape[0] - 1)
        self._begin = out.tell()
        out.write(b"RIFF\0\0\0\0WEBP")
        self._chunk(b"VP8X", struct.pack("<B3x", _MOVES) + self._size)
        self._chunk(b"ANIM", struct.pack("<IH", 0xFF000000, loop))

    def add(self, screen: NDArray[np.uint8], ticks: int) -> None:
        """Write a frame that is shown so many milliseconds.

        Raises
        ------
        DisplayError
            If the film grows larger than a WebP can be.
        """
        buffer = BytesIO()
        image_of(screen).save(buffer, "WEBP", lossless=True, **_EFFORT)
        head = bytes(6) + self._size + _three(min(ticks, _LONGEST_TIME)) + bytes([_NO_BLENDING])
        data = head + b"".join(_image_data(buffer.getvalue()))
        if self._out.tell() - self._begin + len(data) + 9 > _MOST:
            raise DisplayError(
                "The film is larger than 4 GiB, and a WebP is not.",
                remedy="Take fewer frames, a part of them (crop), or an APNG.",
            )
        self._chunk(b"ANMF", data)

    def close(self) -> str:
        """Write the end."""
        end = self._out.tell()
        self._out.seek(self._begin + 4)
        self._out.write(struct.pack("<I", end - self._begin - 8))
        self._out.seek(end)
        return ""

    def _chunk(self, name: bytes, data: bytes) -> None:
        self._out.write(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2))


def _three(number: int) -> bytes:
    return struct.pack("<I", number)[:3]


def _image_data(webp: bytes) -> Iterator[bytes]:
    """Yield the chunks of an image that hold its pixels, with their heads."""
    place = 12
    while place < len(webp):
        name, length = struct.unpack_from("<4sI", webp, place)
        whole = 8 + length + length % 2
        if name in (b"VP8 ", b"VP8L", b"ALPH"):
            yield webp[place : place + whole]
        place += whole
