"""Where series lie by converters that are not ours: dcm2niix and ITK (geometry.json)."""

from __future__ import annotations

import json
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from dicomwidgets.volumes.volume import Volume

__all__ = ["agrees_with_itk", "agrees_with_nifti", "truth"]

_NEAR = 0.02
"""Millimetres: the truth is rounded to a hundredth of one, and kept in float32."""


@cache
def truth(data_dir: Path) -> dict[str, Any]:
    """Return what the converters found, by folder."""
    found: dict[str, Any] = json.loads((data_dir / "dicom/geometry.json").read_text("utf-8"))
    return {
        folder: entry for folder, entry in found.items() if entry.get("nii") or entry.get("itk")
    }


def agrees_with_nifti(volume: Volume, image: dict[str, Any]) -> bool:
    """Whether a volume has the box, the spacing, the shape and the sampled values of an image."""
    first = 1 if volume.labels else 0
    shape = volume.shape[first : first + 3]
    affine, other = volume.affine_in("RAS"), np.array(image["affine_ras"])
    size = image["shape"][:3]
    same = sorted(shape) == sorted(size) and np.allclose(
        sorted(volume.spacing), sorted(image["zooms"][:3]), atol=1e-3
    )
    return (
        bool(same)
        and _same_corners(_corners(affine, shape), _corners(other, size))
        and _same_samples(volume, np.array(image["samples_lps_t_value"]))
    )


def agrees_with_itk(volume: Volume, image: dict[str, Any]) -> bool:
    """Whether a volume has the size, the spacing and the box that ITK gives a series.

    ITK makes up the height of a single slice.
    """
    if image.get("err") or volume.labels or len(image["size"]) != 3:
        return False
    first = 1 if volume.axes[-1] == "sample" else 0
    shape = volume.shape[: 3 + first][:3]
    several = slice(0, 2 if shape[0] == 1 else 3)
    affine = np.eye(4)
    affine[:3, :3] = np.reshape(image["direction"], (3, 3)) * image["spacing"]
    affine[:3, 3] = image["origin_lps"]
    return bool(
        list(shape[::-1]) == image["size"]
        and np.allclose(volume.spacing[::-1][several], image["spacing"][several], atol=2e-3)
        and _same_corners(_corners(volume.affine_in("LPS"), shape), _corners(affine, image["size"]))
    )


def _corners(affine: NDArray[Any], shape: Any) -> NDArray[Any]:
    ends = [(0, size - 1) for size in shape]
    return np.array([affine[:3, :3] @ np.array(end) + affine[:3, 3] for end in product(*ends)])


def _same_corners(a: NDArray[Any], b: NDArray[Any]) -> bool:
    apart = np.abs(a[:, None] - b[None]).max(axis=2)
    return bool((apart.min(axis=0) < _NEAR).all() and (apart.min(axis=1) < _NEAR).all())


def _same_samples(volume: Volume, samples: NDArray[Any]) -> bool:
    if not len(samples):
        return True
    array = volume.array if volume.labels else volume.array[None]
    turn = np.diag([1, 1, 1]) if volume.coordinates == "LPS" else np.diag([-1, -1, 1])
    index = np.rint(volume.mm_to_index(samples[:, :3] @ turn)).astype(int)
    if (index < 0).any() or (index >= np.array(array.shape[1:4])).any():
        return False
    slices, rows, columns = index.T
    wanted = samples[:, 4]
    # A value in float32, or scaled by another's rounding of the slope.
    near = 1e-3 * np.abs(wanted) + (0.51 if array.dtype.kind == "f" else 0)
    times = samples[:, 3].astype(int)
    if times.any():
        return bool((np.abs(array[times, slices, rows, columns] - wanted) <= near).all())
    return any(
        bool((np.abs(part[slices, rows, columns].astype(float) - wanted) <= near).all())
        for part in array
    )
