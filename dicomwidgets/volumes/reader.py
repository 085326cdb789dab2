"""Slices of a volume, read and converted one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.errors import DicomWidgetsError, VolumeError
from dicomwidgets.pixels import native
from dicomwidgets.pixels.pixel_format import pixel_format
from dicomwidgets.pixels.told import is_read_straight
from dicomwidgets.volumes.moving import shifted
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


class _Straight(NamedTuple):
    """A frame that lies in a local file as it is: where."""

    path: str
    fmt: PixelFormat
    start: int


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
            Where a frame can't be decoded.
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
            direct = display["modality_lut"] is None and self._is_direct(slab, target)
            if planes is None and direct and self._read_into(slab, target):
                put(target, display, target, self.voxels)
                return
            rows, columns = self.stack.steps
            stored = (planes or self._stored)(slab)
            put(stored[::rows, ::columns], display, target, self.voxels)
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
        stored = self.frames.stored(slab.frame)
        if slab.tile is None:
            return stored
        row, column = slab.tile
        return stored[row : row + slab.rows, column : column + slab.columns]

    def _is_direct(self, slab: Slab, target: NDArray[Any]) -> bool:
        """Whether the bytes of a frame can be read to where they are wanted."""
        whole = slab.tile is None and self.stack.steps == (1, 1)
        kind = self.voxels.dtype.kind in "iu" and self.voxels.is_safe
        return whole and kind and target.flags.c_contiguous

    def _read_into(self, slab: Slab, target: NDArray[Any]) -> bool:
        """Read a frame's bytes into its place; ``False`` where that can't be done."""
        found = self._straight(slab.frame)
        if found is None or found.fmt.bits_allocated != 8 * target.itemsize:
            return False
        buffer = target.reshape(-1).view(np.uint8)
        try:
            with open(found.path, "rb", buffering=0) as file:  # noqa: PTH123 - hot
                file.seek(found.start)
                if file.readinto(buffer.data) != len(buffer):
                    return False
        except OSError:
            return False  # said when the frame is asked for by itself
        native.shaped(buffer, found.fmt)
        return True

    def _straight(self, frame: int) -> _Straight | None:
        locator = self.frames.locators[frame]
        known = locator.known
        if known is not None and known.holds(locator.source, locator.item):
            fmt = known.format
        else:
            header = self.frames.header(frame)
            if not is_read_straight(locator, header):
                return None
            fmt = pixel_format(header)
        path = locator.source.path(locator.item)
        plain = native.reads(fmt) and not fmt.is_color and fmt.bits_allocated in (8, 16, 32)
        end = (locator.frame + 1) * fmt.frame_bytes
        there = locator.frame < fmt.frames and (fmt.length is None or end <= fmt.length)
        if path is None or not plain or not there or native.is_swapped(fmt) or fmt.is_float:
            return None
        return _Straight(str(path), fmt, (fmt.offset or 0) + locator.frame * fmt.frame_bytes)


def _name(problem: DicomWidgetsError, slabs: Sequence[Slab]) -> None:
    """Add the files that a problem is of."""
    files = tuple(dict.fromkeys(slab.file for slab in slabs))
    problem.file = problem.file or ", ".join(files)
    if isinstance(problem, VolumeError):
        problem.files = problem.files or files
