"""NIfTI images as frames with their place: (column, row, slice) in RAS becomes rows in LPS."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.creating.arrays import raster_of_array
from dicomwidgets.errors import CreateError
from dicomwidgets.extras import require
from dicomwidgets.volumes.affine import in_coordinates

if TYPE_CHECKING:
    from dicomwidgets.creating.raster import Raster
    from dicomwidgets.volumes.affine import Matrix

__all__ = ["is_nifti", "is_nifti_image", "load_nifti", "raster_of_nifti"]

_TO_MM = {"meter": 1000.0, "mm": 1.0, "micron": 0.001, "unknown": 1.0}


def is_nifti(name: str) -> bool:
    """Whether a file is NIfTI by its name."""
    return name.lower().endswith((".nii", ".nii.gz"))


def is_nifti_image(x: Any) -> bool:
    """Whether something is an image of nibabel."""
    return hasattr(x, "dataobj") and hasattr(x, "affine") and hasattr(x, "header")


def load_nifti(path: Any, name: str) -> Any:
    """Return nibabel's image of a file; its voxels are not read yet.

    Raises
    ------
    CreateError
        If it is none.
    MissingPackageError
        Where nibabel is not installed, with the install line.
    """
    nibabel = require("nibabel", why="Reading NIfTI")
    try:
        return nibabel.load(path)
    except FileNotFoundError:
        raise CreateError("There is no such file.", file=name) from None
    except Exception as error:  # noqa: BLE001 - whatever damaged files make nibabel raise
        raise CreateError(f"It can't be read ({type(error).__name__}).", file=name) from None


def raster_of_nifti(image: Any) -> tuple[Raster, Matrix, tuple[float, float]]:
    """Return the slices of an image, their LPS affine, and slope and intercept of its values.

    Raises
    ------
    CreateError
        If there are several volumes, or none that is grey, or nothing says where they lie.
    """
    array = _array(image)
    shape = array.shape
    if len(shape) > 3 and max(shape[3:]) > 1:
        raise CreateError(
            f"The NIfTI image holds {int(np.prod(shape[3:]))} volumes, and a series is one.",
            remedy="Give one of them: image.slicer[..., 0].",
        )
    if array.dtype.fields or len(shape) < 2:
        raise CreateError("The NIfTI image is no volume of grey values.")
    array = array.reshape([*shape[:3], *[1] * (3 - len(shape))])
    raster = raster_of_array(array.transpose(2, 1, 0), color=False)
    return raster, _affine(image), _scaling(image)


def _affine(image: Any) -> Matrix:
    header = image.header
    affine = np.asarray(image.affine, dtype=float)
    placed = not hasattr(header, "get_sform") or header["sform_code"] or header["qform_code"]
    if not placed:
        raise CreateError(
            "The NIfTI image does not say where its voxels lie (sform and qform are 0).",
            remedy="Give its array, and affine= or spacing=.",
        )
    units = header.get_xyzt_units()[0] if hasattr(header, "get_xyzt_units") else "mm"
    affine[:3] *= _TO_MM[units]
    return in_coordinates(affine[:, [2, 1, 0, 3]], "RAS")


def _array(image: Any) -> Any:
    """Return the numbers as they are stored, where nibabel has them on the disk."""
    data = image.dataobj
    try:
        return np.asanyarray(data.get_unscaled() if hasattr(data, "get_unscaled") else data)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise CreateError(
            f"The voxels of the NIfTI image can't be read ({type(error).__name__}).",
            remedy="The file may be cut short or damaged: get it anew.",
        ) from None


def _scaling(image: Any) -> tuple[float, float]:
    found = image.dataobj
    if not hasattr(found, "get_unscaled"):
        return 1.0, 0.0
    return float(found.slope), float(found.inter)
