"""From the frames of a series to a stack of slices, or to the reason why there is none."""

from __future__ import annotations

from math import dist
from typing import TYPE_CHECKING

import numpy as np

from dicomwidgets.series.evenness import is_beside
from dicomwidgets.series.normal import distance, is_same_orientation, normal_of
from dicomwidgets.volumes.affine import affine_of
from dicomwidgets.volumes.evening import evened, resampled
from dicomwidgets.volumes.leading import Parts, parts_of
from dicomwidgets.volumes.mosaic import is_mosaic_image, tile_count, unfolded
from dicomwidgets.volumes.refusals import is_mosaic, mixed, no_thickness
from dicomwidgets.volumes.slab import Slab, slabs_of, thickness_of
from dicomwidgets.volumes.stack import Piece, Stack
from dicomwidgets.volumes.straightening import straightened
from dicomwidgets.volumes.times import timed
from dicomwidgets.volumes.whereabouts import space_of, told_notes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.series.series import Series
    from dicomwidgets.volumes.wish import Wish

__all__ = ["stack_of"]

_SAME_SPACING = 1e-4


def stack_of(series: Series, frames: FrameSource, chosen: Sequence[int], wish: Wish) -> Stack:
    """Return what the volume of a series is made of, without decoding a pixel.

    Parameters
    ----------
    series, frames
        One series, and its frames.
    chosen
        Numbers of the frames that count, in display order.
    wish
        What to do where they are no volume as they are.

    Raises
    ------
    VolumeError
        Where they are none, and nothing was asked for that would help.
    """
    slabs = _unfolded(frames, slabs_of(frames, chosen, wish.spacing), wish)
    _refuse_mixtures(frames, slabs)
    notes = [*told_notes(frames, slabs, wish.spacing), *space_of(series, slabs).notes]
    normal = normal_of(slabs[0].orientation) or (0.0, 0.0, 1.0)
    distances = [distance(slab.position, normal) for slab in slabs]
    parts = timed(series, frames, parts_of(series, slabs, distances, wish))
    _refuse_moved(parts)
    parts = parts._replace(notes=[*notes, *parts.notes])
    labels = tuple(parts.labels) if len(parts.volumes) > 1 else ()
    if len(parts.distances) == 1:
        return _single(frames, parts, labels, normal, wish)
    parts, spacing = evened(parts, wish)
    stack = straightened(parts, normal, spacing, wish)
    if wish.gaps == "resample":
        stack = resampled(stack, parts.distances, spacing)
    return stack._replace(labels=labels, fill=wish.fill)


def _single(
    frames: FrameSource,
    parts: Parts,
    labels: tuple[dict[str, str], ...],
    normal: Sequence[float],
    wish: Wish,
) -> Stack:
    """Return a stack of one slice, which is as thick as its file says."""
    slab = parts.volumes[0][0]
    thick = thickness_of(frames, slab.frame)
    if thick is None and wish.spacing is not None:
        thick = wish.spacing[0], "the spacing that was given"
    if thick is None:
        raise no_thickness(slab)
    height, told = thick
    notes = [*parts.notes, f"One slice: its height, {height:g} mm, is that of {told}."]
    step = np.asarray(normal) * height
    return Stack(
        affine_of(slab.position, step, slab.orientation, slab.spacing),
        tuple(tuple((Piece(each),) for each in volume) for volume in parts.volumes),
        (slab.rows, slab.columns),
        labels,
        tuple(notes),
        fill=wish.fill,
    )


def _unfolded(frames: FrameSource, slabs: list[Slab], wish: Wish) -> list[Slab]:
    """Take mosaics apart, where that was asked for; series know images of one kind."""
    dataset = frames.header(slabs[0].frame).dataset
    if not is_mosaic_image(dataset):
        return slabs
    if wish.mosaic != "unfold":
        raise is_mosaic(slabs[0].file, tile_count(dataset))
    return [tile for slab in slabs for tile in unfolded(frames, slab)]


def _refuse_mixtures(frames: FrameSource, slabs: Sequence[Slab]) -> None:
    """Raise where frames differ in what all voxels of a volume share."""
    first = slabs[0]
    checks: tuple[tuple[str, Callable[[Slab], Any], Callable[[Any, Any], bool]], ...] = (
        ("size", lambda slab: (slab.rows, slab.columns), lambda a, b: a == b),
        ("orientation", lambda slab: slab.orientation, is_same_orientation),
        ("pixel spacing", lambda slab: slab.spacing, _is_same_spacing),
        (
            "colour",
            lambda slab: "colour" if frames.described(slab.frame)["samples"] == 3 else "grey",
            lambda a, b: a == b,
        ),
    )
    for what, read, same in checks:
        wanted = read(first)
        for slab in slabs:
            if not same(read(slab), wanted):
                raise mixed(what, first, slab, (_shown(wanted), _shown(read(slab))))


def _refuse_moved(parts: Parts) -> None:
    """Raise where slices of later volumes don't lie where those of the first one do."""
    first = parts.volumes[0]
    pixel = min(first[0].spacing)
    for volume in parts.volumes[1:]:
        for wanted, slab in zip(first, volume, strict=True):
            if is_beside(dist(wanted.position, slab.position), pixel):
                values = _shown(wanted.position), _shown(slab.position)
                raise mixed("position", wanted, slab, values)


def _is_same_spacing(a: Sequence[float], b: Sequence[float]) -> bool:
    return all(abs(p - q) <= _SAME_SPACING * max(p, q) for p, q in zip(a, b, strict=True))


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    return " × ".join(f"{each:.4g}" for each in value)
