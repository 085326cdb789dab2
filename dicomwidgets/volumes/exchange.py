"""Volumes for other programs: NIfTI, ITK, highdicom, NumPy's files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.errors import ArgumentError, VolumeError
from dicomwidgets.extras import require
from dicomwidgets.jobs.atomic import atomic_file, place_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.volumes.affine import Matrix
    from dicomwidgets.volumes.volume import Volume

__all__ = ["save", "to_highdicom", "to_nibabel", "to_sitk"]

_UPRIGHT = 1e-3


def to_nibabel(volume: Volume) -> Any:
    """Return a volume as nibabel's image: see `Volume.to_nibabel`."""
    nibabel = require("nibabel", why="A NIfTI image")
    array = _first_last(volume)
    if volume.axes[-1] == "sample":
        array = _red_green_blue(array)
    affine = _columns_first(volume.affine_in("RAS"))
    image = nibabel.Nifti1Image(array, affine)
    # Code 1 means the scanner's axes, 2 any other ones.
    image.set_sform(affine, 1 if volume.is_placed else 2)
    # The other form of NIfTI's affine is a rotation: it can't say how a tilted stack leans.
    image.set_qform(affine, 1 if volume.is_placed and _is_upright(affine) else 0)
    image.header.set_xyzt_units("mm")
    return image


def to_sitk(volume: Volume) -> Any:
    """Return a volume as an image of ITK: see `Volume.to_sitk`."""
    sitk = require("SimpleITK", why="An image of ITK")
    affine = _columns_first(volume.affine_in("LPS"))
    _refuse_leaning(affine, "An image of ITK")
    colors = volume.axes[-1] == "sample"
    if volume.labels:
        parts = [sitk.GetImageFromArray(part, isVector=colors) for part in volume.array]
        return sitk.JoinSeries([_placed(part, affine) for part in parts])
    return _placed(sitk.GetImageFromArray(volume.array, isVector=colors), affine)


def to_highdicom(volume: Volume) -> Any:
    """Return a volume as highdicom's: see `Volume.to_highdicom`."""
    highdicom = require("highdicom", why="A volume of highdicom")
    affine = volume.affine_in("LPS")
    if volume.labels:
        raise VolumeError(
            f"A volume of highdicom is one: there are {len(volume.labels)}.",
            code="several volumes",
            numbers=[len(volume.labels)],
            remedy="Take one of them: v[0].",
        )
    _refuse_leaning(affine, "A volume of highdicom")
    return highdicom.Volume(
        array=volume.array,
        affine=affine,
        coordinate_system="PATIENT",
        frame_of_reference_uid=volume.frame_of_reference or None,
        channels=_colors(highdicom) if volume.axes[-1] == "sample" else None,
    )


def _colors(highdicom: Any) -> dict[Any, list[str]]:
    """Return how highdicom names the samples of a colour."""
    return {highdicom.volume.RGB_COLOR_CHANNEL_DESCRIPTOR: ["R", "G", "B"]}


def save(volume: Volume, path: str | os.PathLike[str]) -> None:
    """Write a volume: see `Volume.save`."""
    place = Path(path)
    name = place.name.lower()
    if name.endswith(".npy"):
        with atomic_file(place) as file:
            np.save(file, volume.array)
    elif name.endswith(".npz"):
        with atomic_file(place) as file:
            np.savez(
                file,
                array=volume.array,
                affine=volume.affine_in("LPS"),
                spacing=np.array(volume.spacing),
            )
    elif name.endswith((".nii", ".nii.gz")):
        _save_nifti(volume, place)
    else:
        raise ArgumentError(
            f"A volume can't be written as {place.suffix or 'a file without suffix'}.",
            remedy="Give a name that ends in .npy, .npz, .nii or .nii.gz; "
            "v.to_sitk() leads to the other formats.",
        )


def _save_nifti(volume: Volume, place: Path) -> None:
    """Write beside the place and move there when whole; nibabel tells the format by the suffix."""
    image = to_nibabel(volume)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".volume.") as folder:
        made = Path(folder) / f"v{'.nii.gz' if place.name.lower().endswith('.gz') else '.nii'}"
        image.to_filename(made)
        with made.open("r+b") as file:
            os.fsync(file.fileno())
        place_file(made, place, overwrite=True)


def _first_last(volume: Volume) -> NDArray[Any]:
    """Return the array as (column, row, slice, volume), samples last."""
    array = volume.array
    if array.dtype == np.float16 or (array.dtype.itemsize == 8 and array.dtype.kind in "iu"):
        array = array.astype(np.float64)
    first = 1 if volume.labels else 0
    order = [first + 2, first + 1, first, *range(first)]
    return array.transpose([*order, *range(len(order), array.ndim)])


def _red_green_blue(array: NDArray[Any]) -> NDArray[Any]:
    """Return colours as NIfTI has them, in bytes: interpolated ones are rounded."""
    if array.dtype != np.uint8:
        if not (array.min() >= 0 and array.max() <= 255):  # not of NaN either
            raise VolumeError(
                "A colour of NIfTI is of three bytes, and voxels that no slice reaches hold none.",
                code="dtype",
                remedy="Make the volume with fill=0.",
            )
        array = np.rint(array).astype(np.uint8)
    kind = np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")])
    return np.ascontiguousarray(array).view(kind)[..., 0]


def _columns_first(affine: Matrix) -> Matrix:
    return affine[:, [2, 1, 0, 3]]


def _placed(image: Any, affine: Matrix) -> Any:
    lengths = np.sqrt((affine[:3, :3] ** 2).sum(axis=0))
    image.SetSpacing([float(each) for each in lengths])
    image.SetOrigin([float(each) for each in affine[:3, 3]])
    image.SetDirection([float(each) for each in _orthonormal(affine[:3, :3] / lengths).ravel()])
    return image


def _orthonormal(directions: Matrix) -> Matrix:
    """Return the nearest rotation: files write cosines with few digits."""
    left, _, right = np.linalg.svd(directions)
    return np.asarray(left @ right)


def _is_upright(affine: Matrix) -> bool:
    directions = affine[:3, :3] / np.sqrt((affine[:3, :3] ** 2).sum(axis=0))
    return bool(np.abs(directions.T @ directions - np.eye(3)).max() < _UPRIGHT)


def _refuse_leaning(affine: Matrix, what: str) -> None:
    if not _is_upright(affine):
        raise VolumeError(
            f"{what} is a straight box, and this affine leans.",
            code="tilt",
            remedy="Make the volume with tilt='resample'.",
        )
