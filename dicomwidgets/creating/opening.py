"""From whatever holds pixels to rasters, with what came along: place, unit, scale."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.creating.arrays import raster_of_array
from dicomwidgets.creating.nifti import is_nifti, is_nifti_image, load_nifti, raster_of_nifti
from dicomwidgets.creating.pictures import is_picture, rasters_of_picture
from dicomwidgets.creating.raster import Raster, joined
from dicomwidgets.errors import ArgumentError, CreateError
from dicomwidgets.volumes.volume import Volume

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwidgets.volumes.affine import Matrix

__all__ = ["Given", "opened"]

_KINDS = (
    "an array, an image file (PNG, JPEG, TIFF, GIF, …), an image of Pillow, NIfTI, a Volume, "
    "or a list of these"
)


class Given(NamedTuple):
    """A raster, and what is known of it.

    Parameters
    ----------
    raster
        The frames.
    affine
        (4, 4), from (slice, row, column) to LPS millimetres, where it is known.
    scaling
        Slope and intercept of the values, where they are stored integers already.
    modality, unit, space
        Modality, unit of the values, Frame of Reference UID; empty where nothing says so.
    """

    raster: Raster
    affine: Matrix | None = None
    scaling: tuple[float, float] = (1.0, 0.0)
    modality: str = ""
    unit: str = ""
    space: str = ""


def opened(x: Any, *, color: bool | None = None) -> list[Given]:
    """Return the pixels in `x`: one raster, or several where images differ in form.

    Raises
    ------
    ArgumentError
        If `x` holds no pixels.
    CreateError
        If it can't be read, or holds pixels that DICOM can't.
    MissingPackageError
        Where a package is needed that is not installed.
    """
    given = _one(x, color)
    if given is None and isinstance(x, (list, tuple)):
        given = _many(x, color)
    if given is None:
        raise ArgumentError(f"A {type(x).__name__} holds no pixels.", remedy=f"Give {_KINDS}.")
    return given


def _one(x: Any, color: bool | None) -> list[Given] | None:
    if isinstance(x, Volume):
        return [_of_volume(x)]
    if is_nifti_image(x):
        return [_of_nifti(x)]
    if isinstance(x, (str, os.PathLike)):
        return _of_file(os.fspath(x), color)
    if isinstance(x, (bytes, bytearray, memoryview)) or is_picture(x) or hasattr(x, "read"):
        return _pages(x.read() if hasattr(x, "read") else x)
    if hasattr(x, "__array__"):
        return [Given(raster_of_array(x, color=color))]
    return None


def _of_file(path: Any, color: bool | None) -> list[Given]:
    name = os.fsdecode(path)
    if is_nifti(name):
        return [_of_nifti(load_nifti(name, name))]
    if name.lower().endswith(".npy"):
        return [Given(raster_of_array(_mapped(name), color=color))]
    return _pages(name, name)


def _mapped(name: str) -> Any:
    """Return an array of a file, which is read as far as it is looked at."""
    try:
        return np.load(name, mmap_mode="r", allow_pickle=False)
    except FileNotFoundError:
        raise CreateError("There is no such file.", file=name) from None
    except (OSError, ValueError, EOFError):
        raise CreateError("It is no array of numbers that NumPy reads.", file=name) from None


def _pages(x: Any, name: str = "") -> list[Given]:
    return [Given(each) for each in joined(rasters_of_picture(x, name))]


def _many(parts: Iterable[Any], color: bool | None) -> list[Given]:
    found: list[Raster] = []
    for part in parts:
        given = _one(part, color)
        if given is None or any(each.affine is not None for each in given):
            raise ArgumentError(
                f"A {type(part).__name__} is no image of a list.",
                remedy="A list holds arrays, image files or images of Pillow.",
            )
        found += [each.raster for each in given]
    if not found:
        raise ArgumentError("The list is empty.", remedy=f"Give {_KINDS}.")
    return [Given(each) for each in joined(found)]


def _of_nifti(image: Any) -> Given:
    raster, affine, scaling = raster_of_nifti(image)
    return Given(raster, affine, scaling)


def _of_volume(volume: Volume) -> Given:
    if volume.labels:
        raise CreateError(
            f"The Volume holds {len(volume.labels)} volumes, and a series is one.",
            remedy="Give one of them: v[0].",
        )
    colors = volume.axes[-1] == "sample"
    raster = raster_of_array(volume.array, color=colors)
    affine = volume.affine_in("LPS")
    notes = volume.notes
    if not volume.is_placed:
        notes = (*notes, "Nothing said where the voxels lie: the axes are not the patient's.")
    return Given(
        replace(raster, notes=notes),
        affine,
        modality=volume.modality,
        unit=volume.unit,
        space=volume.frame_of_reference if volume.is_placed else "",
    )
