"""How many bytes an exported file will have, as far as one can say before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwidgets.exporting.bulk.plan import Asked
    from dicomwidgets.series.instance import Instance
    from dicomwidgets.volumes.volume import Volume

__all__ = ["image_size", "volume_size"]

_NPY_HEADER = 128
_NIFTI_HEADER = 352
_GZIP = 0.5
_PNG = 0.5
_PNG_OF_VALUES = 1.2
_JPEG = 0.2
"""Bytes a pixel and sample, as images of this kind have them."""


def image_size(instance: Instance, photometric: str, asked: Asked) -> int:
    """Return about how many bytes the image of a frame has."""
    samples = 1 if photometric.startswith("MONOCHROME") or not photometric else 3
    if asked.wish.style.values != "display":
        share = _PNG_OF_VALUES
    else:
        share = _JPEG if asked.form.name == "jpeg" else _PNG
    return round(instance.rows * instance.columns * samples * share)


def volume_size(volume: Volume, suffix: str) -> int:
    """Return how many bytes the file of an array has: exactly, unless it is packed."""
    size = volume.dtype.itemsize
    for extent in volume.shape:
        size *= extent
    if suffix == ".nii.gz":
        return round(size * _GZIP) + _NIFTI_HEADER
    return size + (_NIFTI_HEADER if suffix == ".nii" else _NPY_HEADER)
