"""The frames of a series as one array, and where each voxel lies."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.errors import ArgumentError
from dicomwidgets.volumes.affine import in_coordinates, moved, spacing_of, transformed
from dicomwidgets.volumes.filling import fill, needs_processes, read_in_order
from dicomwidgets.volumes.planes import Plane, plane_of
from dicomwidgets.volumes.room import own, room_for

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from concurrent.futures import Executor

    from numpy.typing import DTypeLike, NDArray

    from dicomwidgets.volumes.affine import Coordinates, Matrix
    from dicomwidgets.volumes.facts import Facts
    from dicomwidgets.volumes.planes import View
    from dicomwidgets.volumes.reader import Reader

__all__ = ["Volume"]


class Volume:
    """An array of voxels and its geometry, as `dicomwidgets.volume` makes it.

    Parameters
    ----------
    lps
        (4, 4) affine from array indices to LPS millimetres.
    facts
        What else is known of it.
    array
        The voxels, where they are there already.
    reader
        What reads them else.

    Attributes
    ----------
    coordinates : str
        ``"LPS"`` (x grows to the patient's left, y to the back, z to the head, as in DICOM) or
        ``"RAS"``: what `affine`, `origin` and points are in.
    unit : str
        Of the values: ``"HU"``, ``"BQML"``, …; ``""`` where the files name none.
    modality : str
        Such as ``"CT"``.
    frame_of_reference : str
        Frame of Reference UID (PS3.3 C.7.4.1); ``""`` where the files name none.
    is_placed : bool
        Whether the files say where the voxels lie; else, with ``spacing=``, the axes are made up,
        and not the patient's.
    labels : tuple of dict
        Where there are several volumes, what tells each: ``{"Echo time": "20 ms"}``; else empty.
    notes : tuple of str
        What was done to the frames that one should know: slices interpolated, or left out.

    Notes
    -----
    The array is (slices, rows, columns), after an axis of times, echoes or b-values where there
    is one, and before the samples of colours. `affine` and `spacing` are in this order, as those
    of highdicom; `to_nibabel` and `to_sitk` turn it round as those expect it.

    Examples
    --------
    >>> ct = dicomwidgets.volume("CT/")               # doctest: +SKIP
    >>> ct.spacing, ct.unit                           # doctest: +SKIP
    ((1.25, 0.7, 0.7), 'HU')
    """

    def __init__(
        self,
        lps: Matrix,
        facts: Facts,
        *,
        array: NDArray[Any] | None = None,
        reader: Reader | None = None,
    ) -> None:
        if array is None and reader is None:
            raise ArgumentError("A Volume needs an array, or what reads it.")
        self._lps = lps
        self._facts = facts
        self._array = array
        self._reader = reader
        self._lock = Lock()
        self.coordinates = facts.coordinates
        self.unit = facts.unit
        self.modality = facts.modality
        self.frame_of_reference = facts.frame_of_reference
        self.is_placed = facts.is_placed
        self.labels = facts.labels
        self.notes = facts.notes

    def __repr__(self) -> str:
        size = " × ".join(map(str, self.shape))
        spacing = " × ".join(f"{each:.4g}" for each in self.spacing)
        parts = [
            f"{self.modality or '?'} {size} {self.dtype}",
            f"{spacing} mm",
            self.coordinates,
            self.unit,
            f"along {self.axes[0]}" if self.labels else "",
            "" if self.is_loaded else "not read yet",
            *self.notes,
        ]
        return f"<Volume {', '.join(filter(None, parts))}>"

    def __len__(self) -> int:
        return self.shape[0]

    def __bool__(self) -> bool:
        return True

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the voxels, read now if they have not been yet, with all that is known of them."""
        return _made, (self._lps, self._facts, np.asarray(self.array))

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.array, dtype=dtype, copy=copy)

    def __getitem__(self, wanted: Any) -> Volume:
        """Return a part: slices for (slice, row, column), after a number or slice of `labels`.

        Its array is a view of this one's, its affine begins where the part does.

        Raises
        ------
        ArgumentError
            For a number where a slice keeps the geometry: ``v[3:4]``; ``v.array`` takes anything;
            for a part that is not there, or empty.
        """
        given = wanted if isinstance(wanted, tuple) else (wanted,)
        leading, own = (given[:1], given[1:]) if self.labels else ((), given)
        if len(own) > 3 or not all(isinstance(each, slice) for each in own):
            raise ArgumentError(
                "A part of a volume is given by slices: a single plane has no height.",
                remedy="v[3:4] is one slice; v.array[3] is its numbers alone.",
            )
        ranges = [range(*each.indices(size)) for each, size in zip(own, self._space, strict=False)]
        ranges += [range(size) for size in self._space[len(own) :]]
        if any(each.step < 0 or not each for each in ranges):
            raise ArgumentError("A part of a volume has one voxel at least, and is not turned.")
        facts = self._facts.of(leading)
        lps = moved(self._lps, [each.start for each in ranges], [each.step for each in ranges])
        return Volume(lps, facts, array=self.array[(*leading, *own)])

    @property
    def array(self) -> NDArray[Any]:
        """The voxels; read now, if they have not been yet.

        Raises
        ------
        DecodeError
            Where a frame can't be decoded.
        """
        if self._array is None:
            self.load()
        array: Any = self._array
        return array  # type: ignore[no-any-return]

    @property
    def is_loaded(self) -> bool:
        """Whether the voxels have been read."""
        return self._array is not None

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the array."""
        if self._array is not None:
            return self._array.shape
        return self._reader.shape if self._reader is not None else ()

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the array."""
        if self._array is not None:
            return self._array.dtype
        return self._reader.voxels.dtype if self._reader is not None else np.dtype(float)

    @property
    def nbytes(self) -> int:
        """How many bytes the array has, or will have."""
        return int(np.prod(self.shape, dtype=np.int64)) * self.dtype.itemsize

    @property
    def axes(self) -> tuple[str, ...]:
        """What the array's axes are: ``("slice", "row", "column")``, and others before them."""
        first = (" and ".join(self.labels[0]) or "volume",) if self.labels else ()
        return (*first, "slice", "row", "column", *(("sample",) if self._facts.colors else ()))

    @property
    def affine(self) -> Matrix:
        """(4, 4): ``affine @ (slice, row, column, 1)`` is the centre of a voxel, in millimetres."""
        return in_coordinates(self._lps, self.coordinates)

    @property
    def spacing(self) -> tuple[float, float, float]:
        """Between slices, rows and columns, in millimetres."""
        return spacing_of(self._lps)

    @property
    def origin(self) -> tuple[float, float, float]:
        """Where the centre of the first voxel lies, in millimetres."""
        x, y, z = map(float, self.affine[:3, 3])
        return x, y, z

    def affine_in(self, coordinates: Coordinates) -> Matrix:
        """Return the affine in ``"LPS"`` or ``"RAS"``."""
        if coordinates not in ("LPS", "RAS"):
            raise ArgumentError(f"coordinates={coordinates!r}.", remedy="Give 'LPS' or 'RAS'.")
        return in_coordinates(self._lps, coordinates)

    def index_to_mm(self, index: Any) -> Matrix:
        """Return where voxels lie.

        Parameters
        ----------
        index
            (…, 3): slice, row and column; parts of a voxel may be given.

        Returns
        -------
        ndarray
            (…, 3) millimetres, in `coordinates`.
        """
        return transformed(self.affine, index)

    def mm_to_index(self, point: Any) -> Matrix:
        """Return which voxels points lie in.

        Parameters
        ----------
        point
            (…, 3) millimetres, in `coordinates`.

        Returns
        -------
        ndarray
            (…, 3): slice, row and column, with parts of a voxel: ``np.rint`` gives the nearest.
        """
        return transformed(np.linalg.inv(self.affine).astype(float), point)

    def load(
        self,
        out: str | os.PathLike[str] | None = None,
        *,
        workers: int | None = None,
        executor: Executor | None = None,
    ) -> Volume:
        """Read the voxels, if they have not been read yet, and return the volume.

        Parameters
        ----------
        out
            A file that the array then lies in, as a `numpy.memmap`: with ``.npy`` one that
            `numpy.load` opens, else the bare numbers. Voxels that have been read are moved to it.
            A file that is there is replaced when the new one is whole.
        workers
            How many slices at a time, by default one a processor.
        executor
            Decodes frames elsewhere: any `concurrent.futures.Executor`; what is interpolated is
            mixed of them here.

        Raises
        ------
        DecodeError
            Where a frame can't be decoded; no half-filled file stays.
        VolumeError
            Where there is no memory or no room on the disk.
        """
        with self._lock:
            if self._array is None and self._reader is not None:
                several = executor is None and needs_processes(self._reader, workers)
                with room_for(self.shape, self.dtype, out, shared=several) as room:
                    array, where = room
                    fill(self._reader, array, workers=workers, executor=executor, shared=where)
                    array = own(array, where)
                self._array, self._reader = array, None
            elif self._array is not None and out is not None:
                with room_for(self.shape, self.dtype, out) as (array, _):
                    array[...] = self._array
                self._array = array
        return self

    def each_slice(self, *, workers: int | None = None) -> Iterator[NDArray[Any]]:
        """Yield the slices one after the other, of several volumes those of the first one first.

        Of a volume that was not read yet each is read when it is wanted, a few ahead, and none is
        kept: `is_loaded` stays as it is.

        Parameters
        ----------
        workers
            How many are read at a time, by default one a processor; in threads.

        Yields
        ------
        ndarray
            (rows, columns), colours with a last axis.

        Raises
        ------
        DecodeError
            Where a frame can't be decoded.
        VolumeError
            Where its values don't fit the type that was asked for.
        """
        if self._array is None and self._reader is not None:
            yield from read_in_order(self._reader, workers)
            return
        for part in self.array if self.labels else [self.array]:
            yield from part

    def axial(self, index: int | None = None, *, volume: int = 0) -> Plane:
        """Return an axial plane: see `Plane`; the middle one by default."""
        return self._plane("axial", index, volume)

    def coronal(self, index: int | None = None, *, volume: int = 0) -> Plane:
        """Return a coronal plane: see `Plane`; the middle one by default."""
        return self._plane("coronal", index, volume)

    def sagittal(self, index: int | None = None, *, volume: int = 0) -> Plane:
        """Return a sagittal plane: see `Plane`; the middle one by default."""
        return self._plane("sagittal", index, volume)

    def to_nibabel(self) -> Any:
        """Return a `nibabel.Nifti1Image`: axes (column, row, slice, volume), affine in RAS.

        Raises
        ------
        MissingPackageError
            Where nibabel is not installed, with the install line.
        """
        from dicomwidgets.volumes.exchange import to_nibabel  # noqa: PLC0415 - seldom wanted

        return to_nibabel(self)

    def to_sitk(self) -> Any:
        """Return a `SimpleITK.Image`, in LPS as ITK has it.

        Raises
        ------
        MissingPackageError
            Where SimpleITK is not installed, with the install line.
        VolumeError
            Where the affine leans: an image of ITK is a straight box.
        """
        from dicomwidgets.volumes.exchange import to_sitk  # noqa: PLC0415 - seldom wanted

        return to_sitk(self)

    def to_highdicom(self) -> Any:
        """Return a `highdicom.Volume`, which makes segmentations and resamples.

        Raises
        ------
        MissingPackageError
            Where highdicom is not installed, with the install line.
        VolumeError
            Where there are several volumes, or the affine leans: it takes neither.
        """
        from dicomwidgets.volumes.exchange import to_highdicom  # noqa: PLC0415 - seldom wanted

        return to_highdicom(self)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the volume.

        Parameters
        ----------
        path
            ``.npy`` takes the array alone, ``.npz`` array, affine (LPS) and spacing, ``.nii`` and
            ``.nii.gz`` all of it, by nibabel. No identifier is written. A file that is there is
            replaced when the new one is whole. Of a volume that was not read yet each slice is
            read, written and forgotten.

        Raises
        ------
        ArgumentError
            For another suffix.
        MissingPackageError
            Where nibabel is not installed, with the install line.
        """
        from dicomwidgets.volumes.saving import save  # noqa: PLC0415 - seldom wanted

        save(self, path)

    @property
    def _space(self) -> tuple[int, ...]:
        first = 1 if self.labels else 0
        return self.shape[first : first + 3]

    def _plane(self, view: View, index: int | None, volume: int) -> Plane:
        count = max(len(self.labels), 1)
        if not -count <= volume < count:
            raise ArgumentError(f"There is no volume {volume}: there are {count}, from 0.")

        def take(axis: int, at: int) -> NDArray[Any]:
            if self._array is None and self._reader is not None:
                return self._reader.plane(volume % count, axis, at)
            array = self.array[volume] if self.labels else self.array
            return np.asarray(array.take(at, axis) if axis else array[at])

        plane = plane_of(self._lps, self._space, view, index, take)
        return plane if self.is_placed else replace(plane, letters=("", "", "", ""))


def _made(lps: Matrix, facts: Facts, array: NDArray[Any]) -> Volume:
    return Volume(lps, facts, array=array)
