"""Volumes as files of NumPy and NIfTI, written slice by slice: the array is never held whole."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import numpy as np
from numpy.lib import format as npy

from dicomwidgets.errors import ArgumentError
from dicomwidgets.jobs.atomic import atomic_file
from dicomwidgets.volumes.exchange import colors_of, nifti_dtype, nifti_image

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dicomwidgets.volumes.volume import Volume

__all__ = ["save"]

_LEVEL = 1
"""Of gzip: what nibabel takes."""


def _on() -> None:
    """Go on with the next slice."""


def save(
    volume: Volume,
    path: str | os.PathLike[str],
    *,
    workers: int | None = None,
    through: Callable[[], None] = _on,
) -> None:
    """Write a volume: see `Volume.save`.

    Parameters
    ----------
    volume
        The volume; of one that was not read yet each slice is read, written and forgotten.
    path
        The file.
    workers
        How many slices are read at a time, by default one a processor.
    through
        Called after every slice; what it raises ends the writing, and no file is left.
    """
    place = Path(path)
    name = place.name.lower()
    if not name.endswith((".npy", ".npz", ".nii", ".nii.gz")):
        raise ArgumentError(
            f"A volume can't be written as {place.suffix or 'a file without suffix'}.",
            remedy="Give a name that ends in .npy, .npz, .nii or .nii.gz; "
            "v.to_sitk() leads to the other formats.",
        )
    slices = _Slices(volume, workers, through)
    with atomic_file(place) as file:
        if name.endswith(".npy"):
            slices.write_npy(file)
        elif name.endswith(".npz"):
            _write_npz(slices, file)
        elif name.endswith(".nii"):
            _write_nifti(slices, file)
        else:
            with gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as packed:
                _write_nifti(slices, cast("IO[bytes]", packed))


class _Slices:
    """The slices of a volume on their way into a file."""

    def __init__(self, volume: Volume, workers: int | None, through: Callable[[], None]) -> None:
        self.volume = volume
        self._workers = workers
        self._through = through

    def write(self, out: IO[bytes], change: Callable[[NDArray[Any]], NDArray[Any]]) -> None:
        """Write the bytes of each, changed first."""
        for each in self.volume.each_slice(workers=self._workers):
            out.write(np.ascontiguousarray(change(each)).data.cast("B"))
            self._through()

    def write_npy(self, out: IO[bytes]) -> None:
        """Write them as `numpy.save` does."""
        told = {
            "descr": npy.dtype_to_descr(self.volume.dtype),
            "fortran_order": False,
            "shape": self.volume.shape,
        }
        npy.write_array_header_1_0(cast("Any", out), told)
        self.write(out, np.asarray)


def _write_npz(slices: _Slices, out: IO[bytes]) -> None:
    """Write array, affine and spacing as `numpy.savez` does."""
    volume = slices.volume
    with zipfile.ZipFile(out, "w") as archive:
        with archive.open("array.npy", "w", force_zip64=True) as member:
            slices.write_npy(member)
        for name, values in (
            ("affine", volume.affine_in("LPS")),
            ("spacing", np.array(volume.spacing)),
        ):
            with archive.open(f"{name}.npy", "w") as member:
                npy.write_array(cast("Any", member), values)


def _write_nifti(slices: _Slices, out: IO[bytes]) -> None:
    """Write header and voxels: columns run fastest there too, then rows, slices, volumes."""
    volume = slices.volume
    dtype = nifti_dtype(volume)
    shape = volume.shape[:-1] if volume.axes[-1] == "sample" else volume.shape
    # Only its shape and type are looked at.
    image = nifti_image(volume, np.broadcast_to(np.zeros((), dtype), shape))
    image.update_header()
    image.header.set_slope_inter(1, 0)
    image.header.write_to(out)
    slices.write(out, colors_of if dtype.fields else lambda each: each.astype(dtype, copy=False))
