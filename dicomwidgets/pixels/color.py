"""Colour frames as 8-bit RGB (PS3.3 C.7.6.3.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pydicom.pixels.processing import apply_color_lut

from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.pixel_format import PixelFormat

__all__ = ["to_rgb"]


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
    try:
        mapped = apply_color_lut(array, dataset)
    except Exception as problem:  # noqa: BLE001 - whatever a damaged palette makes pydicom raise
        raise DisplayError(
            f"The colour palette can't be applied: {problem}",
            tag="(0028,1101)",
            keyword="RedPaletteColorLookupTableDescriptor",
        ) from None
    wide = mapped.dtype.itemsize == 2 and _is_wide(mapped, fmt, dataset)
    return np.ascontiguousarray(_eight_bits(mapped[..., :3], 16 if wide else 8))


def _is_wide(mapped: NDArray[Any], fmt: PixelFormat, dataset: Dataset) -> bool:
    """Whether palette entries use more than 8 of their 16 bits, in this frame or any other."""
    if int(mapped.max(initial=0)) > 255:
        return True
    every = np.arange(1 << min(fmt.bits_stored, 16), dtype=np.uint16)
    return int(apply_color_lut(every, dataset)[..., :3].max()) > 255


def _eight_bits(array: NDArray[Any], bits: int) -> NDArray[np.uint8]:
    """Return samples of `bits` bits as 8 bits: the top ones, or spread over the range."""
    if array.dtype == np.uint8 and bits == 8:
        return array
    if bits > 8:
        return (array >> (bits - 8)).astype(np.uint8)
    return (array.astype(np.uint32) * 255 // ((1 << bits) - 1)).astype(np.uint8)
