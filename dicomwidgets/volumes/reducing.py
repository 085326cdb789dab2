"""A volume of fewer voxels: every n-th slice, row and column."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from operator import index
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError
from dicomwidgets.volumes.affine import moved, spacing_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.volumes.stack import Stack

__all__ = ["reduced", "steps_of"]


def steps_of(step: int | Sequence[int]) -> tuple[int, int, int]:
    """Return every how many-th slice, row and column is meant.

    Raises
    ------
    ArgumentError
        For what is no whole number from 1 on, or not one or three of them.
    """
    given: tuple[Any, ...]
    try:
        given = tuple(map(index, step if isinstance(step, Iterable) else (step,) * 3))
    except TypeError:
        given = ()
    if len(given) != 3 or min(given) < 1:
        raise ArgumentError(
            f"step={step!r} can't be meant.",
            remedy="Give a whole number from 1 on, or (slice, row, column).",
        )
    return given[0], given[1], given[2]


def reduced(
    stack: Stack, step: int | Sequence[int], max_bytes: int | None, voxel_bytes: int
) -> Stack:
    """Return a stack of every n-th voxel; what is left out is never decoded.

    Parameters
    ----------
    stack
        Whole.
    step
        Every how many-th voxel, for all axes or for (slice, row, column).
    max_bytes
        Upper limit of the array: more is left out along whichever axis is finest, so that voxels
        stay as cubic as they can.
    voxel_bytes
        Of one voxel.

    Raises
    ------
    ArgumentError
        Where not even one voxel a volume would fit.
    """
    steps = list(steps_of(step))
    sizes = (len(stack.slices[0]), *stack.size)
    if max_bytes is not None:
        spacing, many = spacing_of(stack.affine), voxel_bytes * len(stack.slices)
        while many * prod(_counts(sizes, steps)) > max_bytes:
            open_ = [axis for axis in range(3) if _counts(sizes, steps)[axis] > 1]
            if not open_:
                raise ArgumentError(
                    f"max_bytes={max_bytes} has no room for a voxel of each volume.",
                    remedy="Give more.",
                )
            steps[min(open_, key=lambda axis: steps[axis] * spacing[axis])] += 1
    if steps == [1, 1, 1]:
        return stack
    note = f"Reduced: every {' × '.join(map(str, steps))}-th slice, row and column."
    return stack._replace(
        affine=moved(stack.affine, (0, 0, 0), steps),
        slices=tuple(volume[:: steps[0]] for volume in stack.slices),
        steps=(steps[1], steps[2]),
        notes=(*stack.notes, note),
    )


def _counts(sizes: Sequence[int], steps: Sequence[int]) -> list[int]:
    return [-(-size // step) for size, step in zip(sizes, steps, strict=True)]
