"""Frames decoded in other processes."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.pixels.frame_source import FrameSource
from dicomwidgets.pixels.locator import FrameLocator
from dicomwidgets.reading.folder import FileSource
from dicomwidgets.reading.memory import BytesSource
from dicomwidgets.reading.origin import Origin, origin_of
from dicomwidgets.volumes.voxels import Voxels, put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from dicomwidgets.display.description import FrameDisplay
    from dicomwidgets.volumes.reader import Reader

__all__ = ["Batch", "decode_batch", "tasks_of"]

_TOGETHER = 8


class Batch(NamedTuple):
    """Slices of one file, to be decoded together; it pickles.

    Parameters
    ----------
    origin
        Where the file's bytes are.
    name
        What the file is called in messages.
    places
        Volume and slice of each.
    frames, tiles
        Which frame of the file, and which part of it.
    displays
        What its values mean.
    voxels, steps
        What becomes of them.
    """

    origin: Origin
    name: str
    places: tuple[tuple[int, int], ...]
    frames: tuple[int, ...]
    tiles: tuple[tuple[slice, slice], ...]
    displays: tuple[FrameDisplay, ...]
    voxels: Voxels
    steps: tuple[int, int]


def tasks_of(reader: Reader) -> Iterator[Batch]:
    """Yield what other processes are to decode: every slice of it is one plane, as it is."""
    slices = [
        ((volume, place), pieces[0].slab)
        for volume, planes in enumerate(reader.stack.slices)
        for place, pieces in enumerate(planes)
    ]
    slices.sort(key=lambda each: each[1].frame)
    locators = reader.frames.locators
    for _, group in groupby(slices, key=lambda each: id(locators[each[1].frame].item)):
        members = list(group)
        for first in range(0, len(members), _TOGETHER):
            batch = members[first : first + _TOGETHER]
            slabs = [slab for _, slab in batch]
            locator = locators[slabs[0].frame]
            yield Batch(
                origin_of(locator.source, locator.item),
                locator.item.name,
                tuple(place for place, _ in batch),
                tuple(locators[slab.frame].frame for slab in slabs),
                tuple(_part(slab.tile, slab.rows, slab.columns) for slab in slabs),
                tuple(reader.frames.described(slab.frame)["display"] for slab in slabs),
                reader.voxels,
                reader.stack.steps,
            )


def decode_batch(batch: Batch) -> list[NDArray[Any]]:
    """Return the slices of a batch, converted."""
    origin, found = batch.origin, []
    if origin.path and not origin.member:
        source: Any = FileSource(Path(origin.path))
    else:
        with origin.open() as file:
            source = BytesSource(file.read())
    item = source.items()[0]
    frames = FrameSource([FrameLocator(source, item, frame) for frame in batch.frames])
    rows, columns = batch.steps
    for at, display in enumerate(batch.displays):
        stored = frames.stored(at)[batch.tiles[at]][::rows, ::columns]
        target = np.empty(stored.shape, batch.voxels.dtype)
        put(stored, display, target, batch.voxels)
        found.append(target)
    return found


def _part(tile: tuple[int, int] | None, rows: int, columns: int) -> tuple[slice, slice]:
    row, column = tile or (0, 0)
    return slice(row, row + rows), slice(column, column + columns)
