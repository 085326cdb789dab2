"""Slices that lie straight over each other, made of slices that lean (gantry tilt)."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from dicomwidgets.volumes.affine import affine_of
from dicomwidgets.volumes.refusals import askew, crooked
from dicomwidgets.volumes.spaces import Lean, lean_of
from dicomwidgets.volumes.stack import Piece, Stack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.volumes.leading import Parts
    from dicomwidgets.volumes.slab import Slab
    from dicomwidgets.volumes.wish import Wish

__all__ = ["straightened"]


def straightened(parts: Parts, normal: Sequence[float], spacing: float, wish: Wish) -> Stack:
    """Return the stack of slices `spacing` millimetres apart, upright or leaning as asked for.

    Raises
    ------
    VolumeError
        ``"tilt"`` or ``"crooked"``, where nothing else was asked for.
    """
    slabs = parts.volumes[0]
    lean = lean_of(np.array([slab.position for slab in slabs]), normal, min(slabs[0].spacing))
    if wish.tilt == "resample" and (lean.is_tilted or lean.is_crooked):
        return _sheared(parts, lean, normal, spacing)
    if lean.is_crooked:
        raise crooked(slabs[lean.off[1]], lean.off[0])
    if lean.is_tilted and wish.tilt is None:
        raise askew(lean.angle, slabs)
    step = np.asarray(normal) * spacing
    notes = parts.notes
    if not lean.is_straight:
        step = step + lean.sideways * spacing
        if lean.is_tilted:
            notes = [*notes, f"The affine leans by {lean.angle:.2f}°: a gantry tilt is kept."]
    first = slabs[0]
    return Stack(
        affine_of(first.position, step, first.orientation, first.spacing),
        tuple(tuple((Piece(slab),) for slab in volume) for volume in parts.volumes),
        (first.rows, first.columns),
        (),
        tuple(notes),
    )


def _sheared(parts: Parts, lean: Lean, normal: Sequence[float], spacing: float) -> Stack:
    """Move each slice sideways to where it lies, in a box that is large enough for all."""
    first = parts.volumes[0][0]
    right, down = np.array(first.orientation[:3]), np.array(first.orientation[3:])
    moves = np.stack(
        [lean.offsets @ down / first.spacing[0], lean.offsets @ right / first.spacing[1]], axis=1
    )
    moves[np.abs(moves) < 1e-6] = 0.0
    low = [floor(value) for value in moves.min(axis=0)]
    high = [ceil(value) for value in moves.max(axis=0)]
    size = first.rows + high[0] - low[0], first.columns + high[1] - low[1]
    origin = (
        np.array(first.position)
        + down * first.spacing[0] * low[0]
        + right * first.spacing[1] * low[1]
    )
    shifts = [(float(row) - low[0], float(column) - low[1]) for row, column in moves]
    note = (
        f"Sheared straight by {lean.angle:.2f}°: rows and columns are interpolated, and voxels "
        "that no slice reaches are filled."
    )
    return Stack(
        affine_of(origin, np.asarray(normal) * spacing, first.orientation, first.spacing),
        tuple(
            tuple(_moved(slab, shift) for slab, shift in zip(volume, shifts, strict=True))
            for volume in parts.volumes
        ),
        size,
        (),
        (*parts.notes, note),
    )


def _moved(slab: Slab, shift: tuple[float, float]) -> tuple[Piece, ...]:
    return (Piece(slab, shift=shift),)
