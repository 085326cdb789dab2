"""Frames too large to be handled whole: their size, and their rows read one stripe at a time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.codecs import is_native
from dicomwidgets.errors import DecodeError
from dicomwidgets.pixels import native
from dicomwidgets.pixels.decode import decode
from dicomwidgets.pixels.pixel_format import pixel_format

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dicomwidgets.pixels.locator import FrameLocator
    from dicomwidgets.pixels.pixel_format import PixelFormat
    from dicomwidgets.reading.header import Header

    Rows = Callable[[int, int], NDArray[Any]]

__all__ = [
    "bytes_of",
    "decoded_bytes",
    "refuse",
    "rows_of",
    "sampled",
]

_SAMPLE = 4 * 2**20


def bytes_of(header: Header) -> int:
    """Return how many bytes a frame of a file has when decoded; colour has three a pixel.

    Raises
    ------
    DecodeError
        Where the header does not say how the pixels are stored.
    """
    return decoded_bytes(pixel_format(header))


def decoded_bytes(fmt: PixelFormat) -> int:
    """Return how many bytes a frame has when decoded; colour has three a pixel."""
    each = 3 if fmt.is_color else max(1, fmt.bits_allocated // 8)
    return fmt.rows * fmt.columns * each


def rows_of(locator: FrameLocator, header: Header) -> Rows | None:
    """Return what reads rows ``first`` to ``last`` of a frame as stored, and no others.

    ``None`` where rows do not lie one after the other: compressed pixels, packed bits, colours
    in planes (PS3.3 C.7.6.3.1.3), an archive that is read from its beginning each time.
    """
    fmt = pixel_format(header)
    source, item = locator.source, locator.item
    at_hand = source.path(item) is not None or source.dataset(item) is not None
    uncompressed = at_hand and is_native(fmt.transfer_syntax_uid) and native.reads(fmt)
    if not uncompressed or fmt.bits_allocated == 1 or (fmt.samples > 1 and fmt.planar == 1):
        return None
    frame, row = fmt.frame_bytes, fmt.frame_bytes // fmt.rows

    def read(first: int, last: int) -> NDArray[Any]:
        part = fmt._replace(rows=last - first, frames=1)
        return decode(locator, header, part, locator.frame * frame + first * row)

    return read


def sampled(rows: Rows, header: Header) -> NDArray[Any]:
    """Return every n-th row and column of a frame, some 4 MiB."""
    step = math.isqrt(bytes_of(header) // _SAMPLE) + 1
    count = pixel_format(header).rows
    return np.concatenate([rows(y, y + 1)[:, ::step] for y in range(0, count, step)])


def refuse(size: int) -> DecodeError:
    """Return the reason why a frame of `size` bytes is not decoded for a picture."""
    return DecodeError(
        f"The image has {size / 2**30:.1f} GiB when decoded and is compressed as one piece: a "
        "part of it can't be read by itself.",
        tag="(7FE0,0010)",
        keyword="PixelData",
        remedy="Store it uncompressed or in tiles to see it here; dw.frames(x).stored(i) decodes "
        "it where there is memory enough.",
    )
