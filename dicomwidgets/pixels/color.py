"""Colour frames as 8-bit RGB (PS3.3 C.7.6.3.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.display.palette import colored, read_palette

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.pixel_format import PixelFormat

__all__ = ["to_rgb", "ybr_to_rgb"]

# The inverses of the standard's equations for YBR_FULL and YBR_PARTIAL_422.
_FULL = np.array(
    [
        [1.0, 1.0, 1.0],
        [0.0, -0.114 * 1.772 / 0.587, 1.772],
        [1.402, -0.299 * 1.402 / 0.587, 0.0],
    ],
    dtype=np.float32,
)
_PARTIAL = (_FULL * [[255 / 219], [255 / 224], [255 / 224]]).astype(np.float32)
_BLACK = 16


def to_rgb(array: NDArray[Any], fmt: PixelFormat, dataset: Dataset) -> NDArray[np.uint8]:
    """Return a decoded colour frame as it is shown.

    Parameters
    ----------
    array
        (rows, columns) palette indices or (rows, columns, 3) samples, as decoded.
    fmt
        How the pixels are stored.
    dataset
        The header: it holds the palettes.

    Returns
    -------
    ndarray
        uint8 (rows, columns, 3).

    Raises
    ------
    DisplayError
        Where a palette is missing or can't be read.
    """
    if fmt.samples == 3:
        return _eight_bits(array, fmt.bits_stored)
    return colored(array, read_palette(dataset, signed=fmt.signed))


def ybr_to_rgb(array: NDArray[Any], bits: int, *, partial: bool = False) -> NDArray[Any]:
    """Return luminance and chrominance as red, green and blue, rounded half up.

    Parameters
    ----------
    array
        Unsigned (…, 3).
    bits
        Bits of a sample.
    partial
        Black is 16 and white 235 of 8 bits, as in video, instead of 0 and 255.
    """
    most = (1 << bits) - 1
    scale = 1 << (bits - 8) if bits >= 8 else 1 / (1 << (8 - bits))
    middle = 128 * scale
    zero = np.array([_BLACK * scale if partial else 0, middle, middle], dtype=np.float32)
    colors: NDArray[Any] = (array - zero) @ (_PARTIAL if partial else _FULL)
    colors += 0.5
    np.floor(colors, out=colors)
    np.clip(colors, 0, most, out=colors)
    same: NDArray[Any] = colors.astype(array.dtype)
    return same


def _eight_bits(array: NDArray[Any], bits: int) -> NDArray[np.uint8]:
    """Return samples of `bits` bits as 8 bits: the top ones, or spread over the range."""
    if array.dtype == np.uint8 and bits == 8:
        return array
    if bits > 8:
        return (array >> (bits - 8)).astype(np.uint8)
    return (array.astype(np.uint32) * 255 // ((1 << bits) - 1)).astype(np.uint8)
