"""Slices of a volume, read and converted one at a time."""

from __future__ import annotations

from threading import local
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.errors import DicomWidgetsError, VolumeError
from dicomwidgets.pixels import native
from dicomwidgets.volumes.moving import shifted
from dicomwidgets.volumes.straight import (
    changed_since,
    decoded_once,
    read_straight,
    refuse_changed,
    straight_of,
)
from dicomwidgets.volumes.voxels import put, put_mixed, values_of_plane

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.pixels.pixel_format import PixelFormat
    from dicomwidgets.volumes.slab import Slab
    from dicomwidgets.volumes.stack import Piece, Stack
    from dicomwidgets.volumes.voxels import Voxels

    Planes = Callable[[Slab], NDArray[Any]]

__all__ = ["Reader"]


class Reader:
    """What reads the slices of a stack; any number of threads may ask.

    Parameters
    ----------
    frames
        Of the series.
    stack
        What the slices are made of.
    voxels
        What they hold.
    """

    def __init__(self, frames: FrameSource, stack: Stack, voxels: Voxels) -> None:
        self.frames = frames
        self.stack = stack
        self.voxels = voxels
        self._own = local()

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the whole array, colours last."""
        return (*self.stack.shape, *([3] if self.voxels.samples == 3 else []))

    def read(
        self, volume: int, place: int, target: NDArray[Any], planes: Planes | None = None
    ) -> None:
        """Write one slice into its place in the array.

        Parameters
        ----------
        volume, place
            Which slice.
        target
            Its place.
        planes
            Gives the stored values of its planes; by default they are read.

        Raises
        ------
        DecodeError
            Where a frame can't be decoded, or its file was changed since its header was read.
        VolumeError
            Where its values don't fit the type that was asked for.
        """
        pieces = self.stack.slices[volume][place]
        if len(pieces) == 1 and self._is_plain(pieces[0]):
            self._plain(pieces[0].slab, target, planes)
            return
        rows, columns = self.stack.steps
        mixture = self._mixture(pieces, planes or self._stored)[::rows, ::columns]
        try:
            put_mixed(mixture, target, self.voxels)
        except VolumeError as problem:
            _name(problem, [piece.slab for piece in pieces])
            raise

    def slice(self, volume: int, place: int) -> NDArray[Any]:
        """Return one slice."""
        shape = self.shape[-3:] if self.voxels.samples == 3 else self.shape[-2:]
        target = np.empty(shape, self.voxels.dtype)
        self.read(volume, place, target)
        return target

    def plane(self, volume: int, axis: int, at: int) -> NDArray[Any]:
        """Return one plane of a volume across an axis, holding one slice at a time."""
        if axis == 0:
            return self.slice(volume, at)
        count = len(self.stack.slices[volume])
        lines = (self.slice(volume, place).take(at, axis - 1) for place in range(count))
        return np.stack(list(lines))

    def _is_plain(self, piece: Piece) -> bool:
        same = (piece.slab.rows, piece.slab.columns) == self.stack.size
        return same and piece.weight == 1 and piece.shift == (0.0, 0.0)

    def _plain(self, slab: Slab, target: NDArray[Any], planes: Planes | None) -> None:
        display = self.frames.described(slab.frame)["display"]
        try:
            stored = None if planes is not None else self._straight(slab, target)
            if stored is not target:
                rows, columns = self.stack.steps
                read = planes or self._stored
                stored = read(slab) if stored is None else self._part(stored, slab)
                stored = stored[::rows, ::columns]
            put(stored, display, target, self.voxels)
        except DicomWidgetsError as problem:
            _name(problem, [slab])
            raise

    def _mixture(self, pieces: tuple[Piece, ...], planes: Planes) -> NDArray[np.float64]:
        size, fill = self.stack.size, self.stack.fill
        total: Any = 0.0
        for piece in pieces:
            display = self.frames.described(piece.slab.frame)["display"]
            plane = values_of_plane(planes(piece.slab), display, self.voxels)
            if piece.shift != (0.0, 0.0) or plane.shape[:2] != size:
                plane = shifted(plane, piece.shift, size)
            total = total + piece.weight * plane
        if not np.isnan(fill):
            np.copyto(total, fill, where=np.isnan(total))
        return np.asarray(total)

    def _stored(self, slab: Slab) -> NDArray[Any]:
        refuse_changed(self.frames, slab.frame)
        stored = decoded_once(self.frames, slab.frame)
        return self._part(self.frames.stored(slab.frame) if stored is None else stored, slab)

    def _part(self, stored: NDArray[Any], slab: Slab) -> NDArray[Any]:
        """Return a plane of a frame that must have the size that its header told of."""
        if slab.tile is not None:
            row, column = slab.tile
            stored = stored[row : row + slab.rows, column : column + slab.columns]
        colors = (3,) if self.voxels.samples == 3 else ()
        if stored.shape != (slab.rows, slab.columns, *colors):
            raise changed_since(slab.file)
        return stored

    def _straight(self, slab: Slab, target: NDArray[Any]) -> NDArray[Any] | None:
        """Return a frame as it is stored, read straight from its file; ``None`` of any other.

        It lies in `target` itself where that has room for it as it is, else where the next one of
        this thread will be.
        """
        found = straight_of(self.frames, slab.frame)
        if found is None or (slab.tile is None and _size(found.fmt) != (slab.rows, slab.columns)):
            return None
        direct = self._is_direct(slab, target) and found.fmt.bits_allocated == 8 * target.itemsize
        size = found.fmt.frame_bytes
        buffer = target.reshape(-1).view(np.uint8) if direct else self._room(size)
        if not read_straight(found, buffer):
            return None
        stored = native.shaped(buffer, found.fmt)
        return target if direct else stored

    def _is_direct(self, slab: Slab, target: NDArray[Any]) -> bool:
        """Whether the bytes of a frame can be read to where they are wanted."""
        whole = slab.tile is None and self.stack.steps == (1, 1)
        kind = self.voxels.dtype.kind in "iu" and self.voxels.is_safe
        table = self.frames.described(slab.frame)["display"]["modality_lut"]
        return whole and kind and table is None and target.flags.c_contiguous

    def _room(self, size: int) -> NDArray[np.uint8]:
        """Return this thread's room for the bytes of a frame."""
        room: NDArray[np.uint8] | None = getattr(self._own, "room", None)
        if room is None or len(room) != size:
            room = self._own.room = np.empty(size, np.uint8)
        return room


def _size(fmt: PixelFormat) -> tuple[int, int]:
    return fmt.rows, fmt.columns


def _name(problem: DicomWidgetsError, slabs: Sequence[Slab]) -> None:
    """Add the files that a problem is of."""
    files = tuple(dict.fromkeys(slab.file for slab in slabs))
    problem.file = problem.file or ", ".join(files)
    if isinstance(problem, VolumeError):
        problem.files = problem.files or files
