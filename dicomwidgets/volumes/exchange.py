"""Volumes for other programs: nibabel, ITK, highdicom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.errors import VolumeError
from dicomwidgets.extras import require

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.volumes.affine import Matrix
    from dicomwidgets.volumes.volume import Volume

__all__ = [
    "colors_of",
    "nifti_dtype",
    "nifti_image",
    "to_highdicom",
    "to_nibabel",
    "to_sitk",
]

_UPRIGHT = 1e-3
_COLORS = np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")])


def to_nibabel(volume: Volume) -> Any:
    """Return a volume as nibabel's image: see `Volume.to_nibabel`."""
    require("nibabel", why="A NIfTI image")
    dtype, array = nifti_dtype(volume), volume.array
    return nifti_image(
        volume, colors_of(array) if dtype.fields else array.astype(dtype, copy=False)
    )


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


def nifti_dtype(volume: Volume) -> np.dtype[Any]:
    """Return the type of a volume's voxels in NIfTI, which knows no colour but of three bytes."""
    if volume.axes[-1] == "sample":
        return _COLORS
    wide = volume.dtype.itemsize == 8 and volume.dtype.kind in "iu"
    return np.dtype(np.float64) if wide or volume.dtype == np.float16 else volume.dtype


def nifti_image(volume: Volume, array: NDArray[Any]) -> Any:
    """Return nibabel's image of voxels that are (volume, slice, row, column)."""
    nibabel = require("nibabel", why="A NIfTI image")
    first = 1 if volume.labels else 0
    affine = _columns_first(volume.affine_in("RAS"))
    turned = array.transpose([first + 2, first + 1, first, *range(first)])
    image = nibabel.Nifti1Image(turned, affine)
    # Code 1 means the scanner's axes, 2 any other ones.
    image.set_sform(affine, 1 if volume.is_placed else 2)
    # The other form of NIfTI's affine is a rotation: it can't say how a tilted stack leans.
    image.set_qform(affine, 1 if volume.is_placed and _is_upright(affine) else 0)
    image.header.set_xyzt_units("mm")
    return image


def colors_of(array: NDArray[Any]) -> NDArray[Any]:
    """Return colours as NIfTI has them, in bytes: interpolated ones are rounded."""
    if array.dtype != np.uint8:
        if not (array.min() >= 0 and array.max() <= 255):  # not of NaN either
            raise VolumeError(
                "A colour of NIfTI is of three bytes, and voxels that no slice reaches hold none.",
                code="dtype",
                remedy="Make the volume with fill=0.",
            )
        array = np.rint(array).astype(np.uint8)
    return np.ascontiguousarray(array).view(_COLORS)[..., 0]


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
