"""From whatever the user holds to one volume."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError
from dicomwidgets.pixels.alike import Kinds
from dicomwidgets.pixels.frame_source import FrameSource
from dicomwidgets.reading.source import source_of
from dicomwidgets.series.index import index, known_of
from dicomwidgets.series.opening import choose
from dicomwidgets.series.series import Series
from dicomwidgets.volumes.facts import Facts
from dicomwidgets.volumes.reader import Reader
from dicomwidgets.volumes.reducing import reduced, steps_of
from dicomwidgets.volumes.refusals import several_series
from dicomwidgets.volumes.stacking import stack_of
from dicomwidgets.volumes.volume import Volume
from dicomwidgets.volumes.voxels import voxels_of
from dicomwidgets.volumes.whereabouts import space_of
from dicomwidgets.volumes.wish import Wish, checked

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from numpy.typing import DTypeLike

    from dicomwidgets.volumes.affine import Coordinates
    from dicomwidgets.volumes.voxels import Kept
    from dicomwidgets.volumes.wish import Duplicates, Gaps, Incomplete, Mosaic, Tilt

__all__ = ["volume"]


def volume(  # noqa: PLR0913 - keywords
    x: Any,
    *,
    series: int | None = None,
    frames: Sequence[int] | None = None,
    values: Kept = "modality",
    dtype: DTypeLike | None = None,
    coordinates: Coordinates = "LPS",
    step: int | Sequence[int] = 1,
    max_bytes: int | None = None,
    lazy: bool = False,
    out: str | os.PathLike[str] | None = None,
    gaps: Gaps | None = None,
    tilt: Tilt | None = None,
    duplicates: Duplicates | None = None,
    incomplete: Incomplete | None = None,
    mosaic: Mosaic | None = None,
    spacing: Sequence[float] | None = None,
    fill: float = float("nan"),
    workers: int | None = None,
    executor: Executor | None = None,
) -> Volume:
    """Return a series as one array with its geometry (PS3.3 C.7.6.2), or say why it is none.

    Slices are sorted by where they lie along their normal, never by number or name: those of
    enhanced multi-frame files too, in whichever order they are stored.

    Parameters
    ----------
    x
        Anything that `dicomwidgets.load` takes, or a `Series`.
    series
        Which of ``load(x).series``, from 0; needed where there are several.
    frames
        Numbers of the frames that count, in the order of ``frames(x)``; by default all.
    values
        ``"modality"`` (HU, Bq/ml, …) or ``"stored"``, as in the files.
    dtype
        By default the stored type where it holds every value that the headers allow, else the
        smallest integer type that does; where values are no whole numbers, or interpolated,
        float32, and float64 where more than 16 bits are stored; colours are uint8, and float32
        interpolated. An integer type that is asked for is held to: a frame that does not fit is
        an error.
    coordinates
        ``"LPS"`` as in DICOM, or ``"RAS"`` as in NIfTI.
    step
        Every how many-th voxel is taken, or (slice, row, column) steps; what is left out is never
        decoded, affine and spacing follow.
    max_bytes
        Upper limit of the array: as many voxels are left out as it takes.
    lazy
        Read nothing yet: `Volume.array` reads all, planes only what they need.
    out
        A file that the array shall lie in, as a `numpy.memmap`.
    gaps
        Slices that are missing, or not equally spaced: ``"resample"`` interpolates equally spaced
        ones, ``"take largest part"`` keeps the longest run.
    tilt
        Slices that lean (gantry tilt): ``"resample"`` shears them straight, ``"keep"`` lets the
        affine lean.
    duplicates
        Frames at one place that nothing tells apart: ``"first"`` of them, or ``"keep"`` them along
        an axis.
    incomplete
        ``"drop"`` leaves out times, echoes or b-values that lack slices.
    mosaic
        ``"unfold"`` takes Siemens mosaics apart, by their CSA header.
    spacing
        (slice, row, column) in millimetres, for files that don't say where they lie.
    fill
        What voxels hold that no slice reaches, once sheared; in the unit of the values.
    workers
        How many slices are read at a time, by default one a processor: in threads where the
        decoder allows, else in processes.
    executor
        Decodes frames elsewhere: any `concurrent.futures.Executor`; what is interpolated is mixed
        of them here.

    Returns
    -------
    Volume
        Its `notes` say what was done beyond stacking.

    Raises
    ------
    VolumeError
        Where frames are no volume as they are: with what was found, in which files, and how to
        ask for a way out.
    SourceError, ArgumentError, DecodeError
        Where there is no image; for what can't be meant; where a frame can't be decoded.

    Examples
    --------
    >>> dicomwidgets.volume("CT/").array.shape            # doctest: +SKIP
    (300, 512, 512)
    >>> dicomwidgets.volume("CT/", gaps="resample", max_bytes=50_000_000)  # doctest: +SKIP
    """
    wish = checked(Wish(gaps, tilt, duplicates, incomplete, mosaic, spacing, fill))
    for name, value, choices in (
        ("values", values, ("modality", "stored")),
        ("coordinates", coordinates, ("LPS", "RAS")),
    ):
        if value not in choices:
            raise ArgumentError(
                f"{name}={value!r} is unknown.", remedy=f"Give {choices[0]!r} or {choices[1]!r}."
            )
    steps_of(step)
    kinds = Kinds(for_values=True, anywhere=not lazy or out is not None)
    one = _one_series(x, series, kinds)
    chosen = _chosen(frames, one.count)
    source = one.frames() if one is not x else _frames_of(one, kinds, chosen)
    stack = stack_of(one, source, chosen, wish)
    slabs = [piece.slab for each in stack.slices for pieces in each for piece in pieces]
    voxels = voxels_of(source, slabs, values, dtype, mixes=stack.is_interpolated)
    stack = reduced(stack, step, max_bytes, voxels.dtype.itemsize * voxels.samples)
    facts = Facts(
        modality=one.modality,
        unit=voxels.unit,
        frame_of_reference=space_of(one, slabs).uid,
        is_placed=not slabs[0].is_told,
        coordinates=coordinates,
        labels=stack.labels,
        notes=(*_lost(one), *stack.notes),
        colors=voxels.samples == 3,
    )
    made = Volume(stack.affine, facts, reader=Reader(source, stack, voxels))
    return made if lazy and out is None else made.load(out, workers=workers, executor=executor)


def _one_series(x: Any, series: int | None, kinds: Kinds) -> Series:
    if isinstance(x, Series) and series is None:
        return x
    found = index(source_of(x), known=kinds.known)
    if series is None and len(found.series) > 1:
        raise several_series(found.series)
    return choose(found, series)


def _frames_of(series: Series, kinds: Kinds, chosen: Sequence[int]) -> FrameSource:
    """Return the frames of a series of the user's: the chosen ones' headers are read only once.

    An index that shows nothing keeps nothing of the headers, as that of a collection.
    """
    locators = series.locators
    single = {each.item for each in series.instances if each.frames == 1}
    items = [locators[frame].item for frame in chosen if locators[frame].item in single]
    if not items or any(each.known is not None for each in locators):
        return series.frames()
    found = known_of(locators[0].source, items, kinds.known)
    return FrameSource([each._replace(known=found.get(each.item)) for each in locators])


def _chosen(frames: Sequence[int] | None, count: int) -> list[int]:
    chosen = list(range(count)) if frames is None else list(dict.fromkeys(map(int, frames)))
    if not chosen or not all(-count <= frame < count for frame in chosen):
        raise ArgumentError(
            f"There is no such frame: there are {count}, counted from 0."
            if chosen
            else "No frame is chosen.",
            remedy="frames=range(10) takes the first ten.",
        )
    return sorted(frame % count for frame in chosen)


def _lost(series: Series) -> list[str]:
    """Say what the volume may lack, as it could not be read."""
    if not series.problems:
        return []
    count = len(series.problems)
    return [f"{count} file{'s' if count > 1 else ''} could not be read: slices may be missing."]
