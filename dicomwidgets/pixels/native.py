"""One uncompressed frame, read at its place in the file (PS3.5 8.1, 8.2)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from dicomwidgets.errors import DecodeError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.pixels.pixel_format import PixelFormat

__all__ = [
    "correct_bits",
    "dtype_of",
    "is_subsampled",
    "is_swapped",
    "is_whole",
    "read_frame",
    "reads",
    "shaped",
]

_BIG_ENDIAN = "1.2.840.10008.1.2.2"
_UNSEEN = 2**20
"""Bytes that room is made for before it is known whether the file has them."""


def reads(fmt: PixelFormat) -> bool:
    """Whether `read_frame` knows this layout; packed bits, 4:2:2 and the like take pydicom's."""
    return (
        fmt.bits_allocated in (1, 8, 16, 32, 64)
        and "422" not in fmt.photometric
        and not (fmt.bits_allocated == 8 and is_swapped(fmt))
    )


def is_subsampled(fmt: PixelFormat) -> bool:
    """Whether two pixels of a row share their colour: 4:2:2 (PS3.3 C.7.6.3.1.2)."""
    named = fmt.photometric in ("YBR_FULL_422", "YBR_PARTIAL_422")
    return named and fmt.samples == 3 and fmt.bits_allocated in (8, 16) and not is_swapped(fmt)


def is_whole(fmt: PixelFormat, length: int) -> bool:
    """Whether `length` bytes hold every sample of the frames, in spite of their name."""
    return length >= fmt.frame_bytes * fmt.frames


def is_swapped(fmt: PixelFormat) -> bool:
    """Whether bytes may stand in swapped pairs: 1 or 8 bits in big endian words (PS3.5 8.1.1)."""
    return fmt.bits_allocated in {1, 8} and fmt.transfer_syntax_uid == _BIG_ENDIAN


def read_frame(
    handle: BinaryIO, fmt: PixelFormat, frame: int, place: int | None = None
) -> NDArray[Any]:
    """Return one frame, reading its bytes and no others.

    Parameters
    ----------
    handle
        Standing anywhere; the pixel value begins at ``fmt.offset``, or at 0.
    fmt
        How the pixels are stored.
    frame
        Index in the file.
    place
        For a stripe: how many bytes after the first frame's beginning it begins.

    Returns
    -------
    ndarray
        (rows, columns) or (rows, columns, samples), native byte order, bits corrected.

    Raises
    ------
    DecodeError
        Where the pixels, or the file, end before the frame does.
    """
    if is_subsampled(fmt) and not is_whole(fmt, _there(handle, fmt)):
        return _subsampled(handle, fmt, frame)
    bits = fmt.rows * fmt.columns * fmt.samples * fmt.bits_allocated
    start, ahead = divmod(frame * bits, 8) if place is None else (place, 0)
    length = (ahead + bits + 7) // 8
    missing = start + length - fmt.length if fmt.length is not None else 0
    if missing > 0:
        raise _short(f"The pixels end {missing} bytes before the end of", fmt, frame)
    if length > _UNSEEN:
        there = max(0, handle.seek(0, io.SEEK_END) - (fmt.offset or 0) - start)
        if there < length:
            raise _short(f"The file ends {length - there} bytes before the end of", fmt, frame)
    buffer = np.empty(length, dtype=np.uint8)
    handle.seek((fmt.offset or 0) + start)
    if (got := _fill(handle, buffer)) < length:
        raise _short(f"The file ends {length - got} bytes before the end of", fmt, frame)
    return shaped(buffer, fmt, ahead)


def _short(what: str, fmt: PixelFormat, frame: int) -> DecodeError:
    return DecodeError(
        f"{what} {_which(fmt, frame)}: it is truncated, or its header is wrong.",
        tag="(7FE0,0010)",
        keyword=fmt.keyword,
        remedy="Copy or export the file again.",
    )


def _which(fmt: PixelFormat, frame: int) -> str:
    return f"frame {frame + 1}" if fmt.frames > 1 else "its image"


def _there(handle: BinaryIO, fmt: PixelFormat) -> int:
    """Return how many bytes the pixels have."""
    if fmt.length is not None:
        return fmt.length
    return max(0, handle.seek(0, io.SEEK_END) - (fmt.offset or 0))


def _subsampled(handle: BinaryIO, fmt: PixelFormat, frame: int) -> NDArray[Any]:
    """Return a frame that lies as Y, Y, Cb, Cr of two pixels, the colours given to both."""
    if fmt.columns % 2:
        raise DecodeError(
            f"{fmt.photometric} shares colours between two pixels, and a row has {fmt.columns}.",
            tag="(0028,0011)",
            keyword="Columns",
        )
    plain = fmt._replace(photometric="", samples=1, columns=2 * fmt.columns)
    pairs = read_frame(handle, plain, frame).reshape(fmt.rows, -1, 4)
    colors = np.repeat(pairs[..., None, 2:], 2, axis=2)
    both = np.concatenate([pairs[..., :2, None], colors], axis=-1)
    return both.reshape(fmt.rows, fmt.columns, 3)


def shaped(buffer: NDArray[np.uint8], fmt: PixelFormat, ahead: int = 0) -> NDArray[Any]:
    """Return the bytes of one frame as an array; packed bits begin after `ahead` others."""
    if fmt.bits_allocated == 1:
        count = ahead + fmt.rows * fmt.columns
        unpacked = np.unpackbits(buffer, count=count, bitorder="little")[ahead:]
        return unpacked.reshape(fmt.rows, fmt.columns)
    array = buffer.view(dtype_of(fmt))
    if not array.dtype.isnative:
        array = array.byteswap(inplace=True).view(array.dtype.newbyteorder("="))
    if not fmt.is_float:
        array = correct_bits(array, fmt)
    if fmt.samples == 1:
        return array.reshape(fmt.rows, fmt.columns)
    if fmt.planar == 1:
        planes = array.reshape(fmt.samples, fmt.rows, fmt.columns)
        return np.ascontiguousarray(planes.transpose(1, 2, 0))
    return array.reshape(fmt.rows, fmt.columns, fmt.samples)


def correct_bits(array: NDArray[Any], fmt: PixelFormat) -> NDArray[Any]:
    """Clear what lies outside the stored bits and extend the sign, in place (PS3.5 8.1.1).

    Up to 2014 the highest bit could be any: stored bits that do not begin at 0 are moved there.
    """
    bits = 8 * array.itemsize
    below = max(0, min(fmt.high_bit, bits - 1) + 1 - fmt.bits_stored)
    above = bits - fmt.bits_stored - below
    if below == 0 and array.dtype.kind == "u":
        return np.bitwise_and(array, (1 << fmt.bits_stored) - 1, out=array) if above else array
    if above > 0:
        np.left_shift(array, above, out=array)
    if above + below > 0:
        np.right_shift(array, above + below, out=array)
    return array


def _fill(handle: BinaryIO, buffer: NDArray[np.uint8]) -> int:
    view = memoryview(buffer.data)
    got = 0
    readinto = getattr(handle, "readinto", None)
    while got < len(view):
        if readinto is not None:
            count = readinto(view[got:])
        else:
            piece = handle.read(len(view) - got)
            view[got : got + len(piece)] = piece
            count = len(piece)
        if not count:
            break
        got += count
    return got


def dtype_of(fmt: PixelFormat) -> np.dtype[Any]:
    """Return the type of a sample as it lies in the file."""
    order = ">" if fmt.transfer_syntax_uid == _BIG_ENDIAN else "<"
    kind = "f" if fmt.is_float else "i" if fmt.signed else "u"
    return np.dtype(f"{order}{kind}{fmt.bits_allocated // 8}")
