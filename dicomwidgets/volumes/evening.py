"""Slices at equal distances, made of slices that are not."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from dicomwidgets.volumes.refusals import uneven
from dicomwidgets.volumes.spaces import breaks_of, longest_run, usual_spacing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.volumes.leading import Parts
    from dicomwidgets.volumes.stack import Stack
    from dicomwidgets.volumes.wish import Wish

__all__ = ["evened", "resampled"]

_THERE = 1e-3
"""A place nearer to a slice than this part of the spacing is that slice's."""


def evened(parts: Parts, wish: Wish) -> tuple[Parts, float]:
    """Return the slices to go on with, and their spacing in millimetres.

    Raises
    ------
    VolumeError
        ``"gaps"`` or ``"unequal spacing"``, where nothing else was asked for.
    """
    slabs, distances = parts.volumes[0], parts.distances
    usual = usual_spacing(distances)
    breaks = breaks_of(slabs, distances)
    if not breaks:
        return parts, (distances[-1] - distances[0]) / (len(distances) - 1)
    if wish.gaps is None:
        raise uneven(breaks, usual)
    if wish.gaps == "resample":
        return parts, usual
    first, last = longest_run(distances)
    kept = distances[first:last]
    note = f"{len(distances) - len(kept)} of {len(distances)} slices left out, beyond gaps."
    volumes = [volume[first:last] for volume in parts.volumes]
    notes = [*parts.notes, note]
    spacing = (kept[-1] - kept[0]) / (len(kept) - 1)
    return parts._replace(distances=kept, volumes=volumes, notes=notes), spacing


def resampled(stack: Stack, distances: Sequence[float], spacing: float) -> Stack:
    """Return a stack whose slices are `spacing` apart, each mixed of the two that it lies between.

    The first slice stays; where one lies already, it is taken as it is.
    """
    length = distances[-1] - distances[0]
    count = int(length / spacing + 2 * _THERE) + 1
    mixtures = [_mixture(distances, distances[0] + k * spacing, spacing) for k in range(count)]
    slices = tuple(
        tuple(
            tuple(
                piece._replace(weight=piece.weight * weight)
                for at, weight in mixture
                for piece in volume[at]
            )
            for mixture in mixtures
        )
        for volume in stack.slices
    )
    made = sum(len(mixture) > 1 for mixture in mixtures)
    if not made and count == len(distances):
        return stack
    note = (
        f"{made} of {count} slices are interpolated: {len(distances)} are in the files, the "
        f"spacing made equal is {spacing:.4g} mm."
    )
    return stack._replace(slices=slices, notes=(*stack.notes, note))


def _mixture(distances: Sequence[float], place: float, spacing: float) -> list[tuple[int, float]]:
    """Return which slices a place is mixed of, and how much of each."""
    after = min(bisect_right(distances, place), len(distances) - 1)
    before = max(after - 1, 0)
    for at in (before, after):
        if abs(distances[at] - place) <= _THERE * spacing:
            return [(at, 1.0)]
    part = (place - distances[before]) / (distances[after] - distances[before])
    return [(before, 1 - part), (after, part)]
