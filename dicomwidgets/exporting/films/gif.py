"""GIF that moves: exact for grey and for up to 256 colours (GIF89a)."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from dicomwidgets.exporting.image_encoding import image_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["GifWriter"]

_HEAD = 13
_TABLE = 0x80
_EXTENSION, _END = 0x21, b"\x3b"
_COLORS = 256
_FEWER = "A GIF has 256 colours a frame: those of this series are approximated. WebP has all."


class GifWriter:
    """Writes frames one after the other, each with its own table of colours.

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

    UNIT = 10.0
    LEAST = 2
    """Hundredths of a second: what is told to be faster is played slower by browsers."""
    LONGEST = 65535

    def __init__(self, out: BinaryIO, first: NDArray[np.uint8], count: int, loop: int) -> None:
        self._out = out
        self._approximates = False
        out.write(b"GIF89a" + struct.pack("<HHBBB", first.shape[1], first.shape[0], 0x70, 0, 0))
        if count > 1 and loop != 1:  # the number says how often it is repeated
            again = struct.pack("<H", max(0, loop - 1))
            out.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + again + b"\0")

    def add(self, screen: NDArray[np.uint8], ticks: int) -> None:
        """Write a frame that is shown so many hundredths of a second."""
        image = self._limited(screen)
        buffer = BytesIO()
        image.save(buffer, "GIF", optimize=False, interlace=0)
        table, data = _parts(buffer.getvalue())
        bits = (len(table) // 3).bit_length() - 2
        control = struct.pack("<BHBB", 0x04, min(ticks, 0xFFFF), 0, 0)
        place = struct.pack("<HHHHB", 0, 0, screen.shape[1], screen.shape[0], _TABLE | bits)
        self._out.write(b"\x21\xf9\x04" + control + b"\x2c" + place + table + data)

    def close(self) -> str:
        """Write the end."""
        self._out.write(_END)
        return _FEWER if self._approximates else ""

    def _limited(self, screen: NDArray[np.uint8]) -> Any:
        """Return an image of at most 256 colours: the same ones where there are no more."""
        if screen.ndim == 2:
            return image_of(screen)
        import numpy as np  # noqa: PLC0415 - this room has no pixels of its own

        red, green, blue = (screen[..., each].astype(np.int32) for each in range(3))
        found, numbers = np.unique(red << 16 | green << 8 | blue, return_inverse=True)
        if len(found) > _COLORS:
            self._approximates = True
            return image_of(screen).quantize(_COLORS)
        image = image_of(numbers.reshape(screen.shape[:2]).astype(np.uint8))
        colors = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1)
        image.putpalette(colors.astype(np.uint8).tobytes())
        return image


def _parts(gif: bytes) -> tuple[bytes, bytes]:
    """Return the table of colours of a GIF of one image, and the packed pixels."""
    flags, place = gif[10], _HEAD
    table = b""
    if flags & _TABLE:
        size = 3 << (flags & 7) + 1
        table, place = gif[place : place + size], place + size
    while gif[place] == _EXTENSION:
        place += 2
        while gif[place]:
            place += gif[place] + 1
        place += 1
    flags, place = gif[place + 9], place + 10
    if flags & _TABLE:
        size = 3 << (flags & 7) + 1
        table, place = gif[place : place + size], place + size
    return table, gif[place:-1]
