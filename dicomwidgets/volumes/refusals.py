"""Why frames are no volume, with names, numbers and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.errors import VolumeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.series.series import Series
    from dicomwidgets.volumes.slab import Slab
    from dicomwidgets.volumes.spaces import Break

__all__ = [
    "askew",
    "crooked",
    "doubled",
    "incomplete",
    "is_mosaic",
    "mixed",
    "no_geometry",
    "no_thickness",
    "several_series",
    "uneven",
]

_PART = "Choose frames that belong together by frames=[…], numbers in the order of dw.frames(x)."
_GAPS = (
    "Ask for gaps='resample', which interpolates equal spacing, or gaps='take largest part', "
    "which keeps the longest run of equally spaced slices."
)
_SHOWN = 3


def no_geometry(frames: FrameSource, chosen: Sequence[int], *, is_told: bool) -> VolumeError:
    """Say which frames don't say where they lie; what is told of some does not fit to others."""
    files, lacking = [], set()
    for frame in chosen:
        geometry = frames.described(frame)["geometry"]
        missing = [
            name
            for key, name in (
                ("position", "Image Position (Patient)"),
                ("orientation", "Image Orientation (Patient)"),
                ("spacing", "Pixel Spacing"),
            )
            if geometry.get(key) is None
        ]
        if missing:
            files.append(frames.locators[frame].item.name)
            lacking.update(missing)
    return VolumeError(
        f"{len(files)} of {len(chosen)} frames don't say where they lie: "
        f"{', '.join(sorted(lacking))} is missing or senseless.",
        code="missing geometry",
        files=files,
        numbers=[len(files)],
        remedy=f"spacing= is for frames of which none says where it lies. {_PART}"
        if is_told
        else "If you know better, give spacing=(slice, row, column) in millimetres: frames are "
        "then stacked in their order, and the axes are not those of the patient.",
    )


def no_thickness(slab: Slab) -> VolumeError:
    """Say that a single slice has no thickness."""
    return VolumeError(
        "There is one slice, and its file says neither Slice Thickness nor Spacing Between Slices.",
        code="missing geometry",
        files=[slab.file],
        remedy="Give spacing=(slice, row, column) in millimetres.",
    )


def several_series(found: Sequence[Series]) -> VolumeError:
    """Say that a choice has to be made, and between what."""
    listed = "; ".join(
        f"{number}: {each.modality or '?'}, {each.count} frames of {each.rows} × {each.columns}"
        for number, each in enumerate(found[:12])
    )
    more = f"; … {len(found) - 12} more" if len(found) > 12 else ""
    parts = {(each.instances[0].study_uid, each.instances[0].series_uid) for each in found}
    what = (
        f"The files of one series differ in size, orientation or kind, and make {len(found)} stacks"
        if len(parts) == 1
        else f"There are {len(found)} series"
    )
    return VolumeError(
        f"{what}: {listed}{more}.",
        code="several series",
        numbers=[len(found)],
        remedy="Choose one: series=0, or dw.volume(dw.load(x).series[0]).",
    )


def mixed(what: str, first: Slab, other: Slab, values: tuple[str, str]) -> VolumeError:
    """Say in what two frames differ that may not."""
    return VolumeError(
        f"Frames differ in {what}: {values[0]} in frame {first.frame}, {values[1]} in frame "
        f"{other.frame}.",
        code=f"mixed {what}",
        files=[first.file, other.file],
        numbers=[first.frame, other.frame],
        remedy=_PART,
    )


def is_mosaic(file: str, tiles: int) -> VolumeError:
    """Say that an image holds many slices."""
    count = f"{tiles} slices" if tiles else "many slices"
    return VolumeError(
        f"The image is a Siemens mosaic: it holds {count} side by side, and is no slice itself.",
        code="mosaic",
        files=[file],
        numbers=[tiles] if tiles else [],
        remedy="Ask for mosaic='unfold'.",
    )


def askew(angle: float, slabs: Sequence[Slab]) -> VolumeError:
    """Say that slices don't lie straight over each other."""
    return VolumeError(
        f"The slices lean by {angle:.2f}°: a gantry tilt. As a straight box they would be sheared.",
        code="tilt",
        files=[slabs[0].file, slabs[-1].file],
        numbers=[round(angle, 3)],
        remedy="Ask for tilt='resample', which shears them straight, or tilt='keep', which keeps "
        "the voxels as they are and lets the affine lean.",
    )


def crooked(slab: Slab, off: float) -> VolumeError:
    """Say that slices don't lie along one line."""
    return VolumeError(
        f"The first voxels of the slices don't lie on one line: frame {slab.frame} is {off:.2f} mm "
        "beside it.",
        code="crooked",
        files=[slab.file],
        numbers=[slab.frame, round(off, 3)],
        remedy=f"{_PART} Or ask for tilt='resample', which moves each slice to its place.",
    )


def uneven(breaks: Sequence[Break], spacing: float) -> VolumeError:
    """Say between which slices some are missing, or the distance is another."""
    gaps = all(each.missing for each in breaks)
    shown = "; ".join(
        f"{each.distance:.4g} mm between frames {each.before.frame} and {each.after.frame}"
        + (f" ({each.missing} missing)" if each.missing else "")
        for each in breaks[:_SHOWN]
    )
    more = f"; … {len(breaks) - _SHOWN} more" if len(breaks) > _SHOWN else ""
    what = "Slices are missing" if gaps else "The slices are not equally spaced"
    return VolumeError(
        f"{what}: {spacing:.4g} mm apart, but {shown}{more}.",
        code="gaps" if gaps else "unequal spacing",
        files=[slab.file for each in breaks for slab in (each.before, each.after)],
        numbers=[round(each.distance, 4) for each in breaks],
        remedy=_GAPS,
    )


def doubled(pairs: Sequence[tuple[Slab, Slab]]) -> VolumeError:
    """Say that several frames lie at one place and nothing tells them apart."""
    first, other = pairs[0]
    return VolumeError(
        f"{len(pairs)} frames lie where another one does, and nothing tells them apart: such as "
        f"frames {first.frame} and {other.frame}.",
        code="duplicates",
        files=[slab.file for pair in pairs for slab in pair],
        numbers=[slab.frame for pair in pairs for slab in pair],
        remedy="Ask for duplicates='first', or for duplicates='keep', which stacks them along an "
        "axis of their own.",
    )


def incomplete(lacking: dict[str, list[float]], slices: int) -> VolumeError:
    """Say which times, echoes or b-values lack which slices."""
    shown = "; ".join(
        f"{name} lacks {len(places)} of {slices} slices, at "
        + ", ".join(f"{place:.1f}" for place in places[:_SHOWN])
        + (" mm" if len(places) <= _SHOWN else ", … mm")
        for name, places in list(lacking.items())[:_SHOWN]
    )
    return VolumeError(
        f"Not every volume of the series is complete: {shown}.",
        code="incomplete",
        numbers=[round(place, 4) for places in lacking.values() for place in places],
        remedy=f"Ask for incomplete='drop', which leaves these out. {_PART}",
    )
