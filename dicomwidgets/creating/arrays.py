"""Arrays as frames: what their axes are, and what can't be stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.creating.raster import Raster
from dicomwidgets.errors import CreateError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["opaque", "raster_of_array"]

_LARGEST_SIDE = 65535
_NARROW = (
    "The last axis of the array, of {columns}, is taken as columns of grey images: if it is the "
    "samples of colours, give them as uint8."
)


def raster_of_array(given: Any, *, color: bool | None = None) -> Raster:
    """Return an array as frames.

    Parameters
    ----------
    given
        (rows, columns), (frames, rows, columns), (rows, columns, 3 or 4), or
        (frames, rows, columns, 3 or 4); bool, integers or floats.
    color
        Whether the last axis is the samples of colours; by default where it has 3 or 4 of uint8,
        and there are three axes or four.

    Raises
    ------
    CreateError
        If it is of another kind or shape, or has no pixel.
    """
    if isinstance(given, np.ma.MaskedArray):
        raise CreateError(
            "A masked array has pixels without a value.", remedy="Give array.filled(value)."
        )
    # A matrix has two axes always; what is mapped from a file stays so.
    array: NDArray[Any] = (np.asarray if isinstance(given, np.matrix) else np.asanyarray)(given)
    if array.dtype.kind not in "biuf":
        raise CreateError(f"An array of {array.dtype} holds no pixels: numbers are wanted.")
    notes: tuple[str, ...] = ()
    if color is None:
        color = array.ndim >= 3 and array.shape[-1] in (3, 4) and array.dtype == np.uint8
        if not color and array.ndim >= 3 and array.shape[-1] in (3, 4):
            notes = (_NARROW.format(columns=array.shape[-1]),)
    array = _with_frames(array, color=color)
    if color:
        array = _colors(array)
    count, rows, columns = array.shape[:3]
    if not array.size or max(rows, columns) > _LARGEST_SIDE:
        raise CreateError(
            f"An image of {rows} rows and {columns} columns can't be stored: each of them is 1 to "
            f"{_LARGEST_SIDE:,}."
        )
    samples = 3 if color else 1
    return Raster(count, rows, columns, samples, array.dtype, array.__getitem__, notes=notes)


def opaque(array: NDArray[Any]) -> NDArray[Any]:
    """Return colours, or greys, without their last sample, which says how opaque they are.

    Raises
    ------
    CreateError
        If something shines through: DICOM has no such pixels.
    """
    if not (array[..., -1] == 255).all():
        raise CreateError(
            "The image is transparent in places, which DICOM has no pixels for.",
            remedy="Put it on a background first.",
        )
    return array[..., :-1]


def _with_frames(array: NDArray[Any], *, color: bool) -> NDArray[Any]:
    single = 3 if color else 2
    if array.ndim == single:
        return array[np.newaxis]
    if array.ndim == single + 1:
        return array
    shape = " × ".join(map(str, array.shape)) or "no axis"
    raise CreateError(
        f"An array of {shape} is no stack of {'colour' if color else 'grey'} images.",
        remedy="Give (rows, columns), (frames, rows, columns), or colours with 3 samples as the "
        "last axis and color=True.",
    )


def _colors(array: NDArray[Any]) -> NDArray[Any]:
    if array.dtype != np.uint8:
        raise CreateError(
            f"Colours are stored in 8 bits a sample, and these are {array.dtype}.",
            remedy="Scale them to 0…255 and give array.astype('uint8').",
        )
    if array.shape[-1] not in (3, 4):
        raise CreateError(f"A colour has 3 samples, and the last axis has {array.shape[-1]}.")
    return opaque(array) if array.shape[-1] == 4 else array
