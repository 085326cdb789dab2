"""Frames decoded in other processes."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.pixels.frame_source import FrameSource
from dicomwidgets.pixels.locator import FrameLocator
from dicomwidgets.reading.folder import FileSource
from dicomwidgets.reading.memory import BytesSource
from dicomwidgets.reading.origin import Origin, origin_of
from dicomwidgets.volumes.straight import changed_since, stamp_of
from dicomwidgets.volumes.voxels import Voxels, put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from dicomwidgets.display.description import FrameDisplay
    from dicomwidgets.volumes.reader import Reader
    from dicomwidgets.volumes.slab import Slab

__all__ = ["Batch", "Key", "decode_batch", "key_of", "tasks_of"]

_TOGETHER = 8
_SHARES = 4

Key = tuple[int, ...]
"""What is decoded: a volume and a slice; of interpolated volumes a plane, by `key_of`."""


class Batch(NamedTuple):
    """Planes of one file, to be decoded together; it pickles.

    Parameters
    ----------
    origin
        Where the file's bytes are.
    name
        What the file is called in messages.
    total
        How many frames of the file there are, up to the last one wanted.
    keys
        What each plane is.
    frames, tiles
        Which frame of the file, and which part of it.
    displays
        What its values mean.
    voxels
        What becomes of them; ``None`` leaves planes as they are stored, to be mixed.
    steps
        Every how many-th row and column is wanted.
    stamp
        Of the file when its header was read, as its origin tells it; empty where nobody knows.
    """

    origin: Origin
    name: str
    total: int
    keys: tuple[Key, ...]
    frames: tuple[int, ...]
    tiles: tuple[tuple[slice, slice], ...]
    displays: tuple[FrameDisplay, ...]
    voxels: Voxels | None
    steps: tuple[int, int]
    stamp: bytes

    def __repr__(self) -> str:
        return f"Batch({len(self.frames)} frames of {self.origin!r})"


def key_of(slab: Slab) -> Key:
    """Return what tells a plane from the others of its series."""
    return slab.frame, *(slab.tile or (0, 0))


def tasks_of(reader: Reader, workers: int = 1) -> Iterator[Batch]:
    """Yield what other processes are to decode, file by file.

    Parameters
    ----------
    reader
        Of an interpolated volume each plane is decoded once, and stays as it is stored.
    workers
        How many there are: bytes that lie in no file go with every batch, which are few then.
    """
    mixes = reader.stack.is_interpolated
    planes: dict[Key, Slab] = {}
    for volume, slices in enumerate(reader.stack.slices):
        for place, pieces in enumerate(slices):
            for slab, *_ in pieces:
                planes[key_of(slab) if mixes else (volume, place)] = slab
    locators = reader.frames.locators
    ordered = sorted(planes.items(), key=lambda each: each[1].frame)
    for _, group in groupby(ordered, key=lambda each: id(locators[each[1].frame].item)):
        members = list(group)
        locator = locators[members[0][1].frame]
        origin = origin_of(locator.source, locator.item)
        count = 1 + max(locators[slab.frame].frame for _, slab in members)
        stamp = _stamp(reader.frames, members[0][1].frame, origin, count)
        many = max(_TOGETHER, -(-len(members) // (_SHARES * workers)) if origin.data else 0)
        for first in range(0, len(members), many):
            keys, slabs = zip(*members[first : first + many], strict=True)
            yield Batch(
                origin,
                locator.item.name,
                count,
                keys,
                tuple(locators[slab.frame].frame for slab in slabs),
                tuple(_part(slab.tile, slab.rows, slab.columns) for slab in slabs),
                tuple(reader.frames.described(slab.frame)["display"] for slab in slabs),
                None if mixes else reader.voxels,
                (1, 1) if mixes else reader.stack.steps,
                stamp,
            )


def decode_batch(batch: Batch) -> list[NDArray[Any]]:
    """Return the planes of a batch, converted.

    Raises
    ------
    DecodeError
        Where one can't be decoded, or the file was changed since its header was read.
    """
    origin, found = batch.origin, []
    with suppress(OSError):  # said when a frame is asked for
        if batch.stamp and origin.stamp() != batch.stamp:
            raise changed_since(batch.name)
    frames = _frames(origin, batch.total)
    rows, columns = batch.steps
    for frame, tile, display in zip(batch.frames, batch.tiles, batch.displays, strict=True):
        stored = _cut(frames.stored(frame), tile, batch)[::rows, ::columns]
        if batch.voxels is None:
            found.append(np.ascontiguousarray(stored))
            continue
        target = np.empty(stored.shape, batch.voxels.dtype)
        put(stored, display, target, batch.voxels)
        found.append(target)
    return found


def _cut(stored: NDArray[Any], tile: tuple[slice, slice], batch: Batch) -> NDArray[Any]:
    """Return a part of a frame, which must be as large as the header told."""
    part = stored[tile]
    if part.shape[:2] != tuple(side.stop - side.start for side in tile):
        raise changed_since(batch.name)
    return part


def _stamp(frames: FrameSource, frame: int, origin: Origin, count: int) -> bytes:
    """Return the stamp of a file, where its header need not be read again to know it."""
    if not origin.path or origin.member or (count == 1 and frames.locators[frame].known is None):
        return b""
    found = stamp_of(frames, frame)
    return b"" if found is None else b"%d %d" % found


def _frames(origin: Origin, count: int) -> FrameSource:
    if count > 1 and not origin.data:
        with suppress(OSError):  # said when a frame is asked for
            return _kept(origin, origin.stamp(), count)
    return _opened(origin, count)


@lru_cache(maxsize=1)
def _kept(origin: Origin, stamp: bytes, count: int) -> FrameSource:  # noqa: ARG001 - its state
    """Return the frames of a file whose header the next batch need not read again."""
    return _opened(origin, count)


def _opened(origin: Origin, count: int) -> FrameSource:
    source: Any
    if origin.path and not origin.member:
        source = FileSource(Path(origin.path))
    else:
        with origin.open() as file:
            source = BytesSource(file.read())
    item = source.items()[0]
    return FrameSource([FrameLocator(source, item, frame) for frame in range(count)])


def _part(tile: tuple[int, int] | None, rows: int, columns: int) -> tuple[slice, slice]:
    row, column = tile or (0, 0)
    return slice(row, row + rows), slice(column, column + columns)
