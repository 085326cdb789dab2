"""What a voxel holds: stored or modality values, in which type, of which unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from dicomwidgets.display.modality import modality_range, modality_values, stored_range
from dicomwidgets.errors import ArgumentError, VolumeError
from dicomwidgets.pixels.pixel_format import pixel_format
from dicomwidgets.volumes.refusals import mixed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import DTypeLike, NDArray

    from dicomwidgets.display.description import FrameDisplay
    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.pixels.pixel_format import PixelFormat
    from dicomwidgets.volumes.slab import Slab

__all__ = ["Kept", "Voxels", "put", "put_mixed", "values_of_plane", "voxels_of"]

Kept = Literal["modality", "stored"]

_INTEGERS = ("uint8", "int8", "int16", "uint16", "int32")
_NEARLY = 1e-6
"""How far from a whole number a mixture of whole ones may lie by rounding alone."""
_WIDE = 16
_SINGLE = 1e38


class Voxels(NamedTuple):
    """What a voxel holds.

    Parameters
    ----------
    dtype
        Of the array.
    samples
        3 for colours, else 1.
    unit
        Of the values; ``""`` where nobody says, and for stored ones.
    kept
        ``"modality"`` or ``"stored"``.
    is_safe
        Whether every value that the headers allow fits the type; else each frame is looked at.
    """

    dtype: np.dtype[Any]
    samples: int
    unit: str
    kept: Kept
    is_safe: bool = True


class _Kind(NamedTuple):
    """Planes whose values mean the same: one of their frames, its chain, how they are kept."""

    frame: int
    display: FrameDisplay
    kept: tuple[str, int] | None


def voxels_of(
    frames: FrameSource,
    slabs: Sequence[Slab],
    kept: Kept,
    dtype: DTypeLike | None,
    *,
    mixes: bool,
) -> Voxels:
    """Return what voxels hold, by the headers alone: the same whatever the pixels are.

    Parameters
    ----------
    frames, slabs
        All planes that count.
    kept
        Which values.
    dtype
        The type wanted; by default the stored one where it holds every value that the headers
        allow, else the smallest integer type that does; where values are no whole numbers, or
        mixtures, float32, and float64 where more than 16 bits are stored. Colours are uint8.
    mixes
        Whether voxels are interpolated.

    Raises
    ------
    VolumeError
        Where frames differ in the unit.
    ArgumentError
        For a type that is none of numbers.
    """
    kinds = _kinds(frames, slabs)
    if kept == "modality":
        _refuse_units(frames, slabs)
    first = frames.described(slabs[0].frame)
    unit = first["display"]["unit"] if kept == "modality" else ""
    found = Voxels(_stored_type(frames, kinds), first["samples"], unit, kept)
    if found.samples == 3:
        found = found._replace(dtype=np.dtype(np.uint8), unit="")
    if dtype is not None:
        wanted = _wanted(dtype)
        holds = found.samples == 3 and not mixes and wanted.kind != "f" and _holds(wanted, 0, 255)
        return found._replace(dtype=wanted, is_safe=wanted.kind == "f" or holds)
    if mixes:
        return found._replace(dtype=_floating(found.dtype))
    if kept == "stored" or found.dtype.kind == "f" or found.samples == 3:
        return found
    return found._replace(dtype=_modality_type(found.dtype, [kind.display for kind in kinds]))


def put(stored: NDArray[Any], display: FrameDisplay, target: NDArray[Any], voxels: Voxels) -> None:
    """Write a plane's values into the array: `target` is its place there, or `stored` itself.

    Raises
    ------
    VolumeError
        Where a value does not fit the type that was asked for.
    """
    plain = voxels.kept == "stored" or display["kind"] == "color" or _is_identity(display)
    if not voxels.is_safe:
        values = stored if plain else modality_values(stored, display)
        _refuse_misfits(values, target.dtype)
        target[...] = values
    elif plain:
        if target is not stored:
            target[...] = stored
    elif target.dtype.kind in "iu" and display["modality_lut"] is None:
        _whole(stored, display, target)
    elif _is_exact(stored, display, target):
        np.multiply(stored, np.float32(display["slope"]), out=target, dtype=np.float32)
        target += np.float32(display["intercept"])
    else:
        target[...] = modality_values(stored, display)


def put_mixed(values: NDArray[np.float64], target: NDArray[Any], voxels: Voxels) -> None:
    """Write interpolated values into the array: `target` is their place there.

    Raises
    ------
    VolumeError
        Where a value does not fit the type that was asked for: parts, and what no slice reaches.
    """
    if not voxels.is_safe:
        nearest = np.rint(values)
        with np.errstate(invalid="ignore"):  # of infinite ones
            values = np.where(np.abs(values - nearest) <= _NEARLY, nearest, values)
        _refuse_misfits(values, target.dtype)
    target[...] = values


def _whole(stored: NDArray[Any], display: FrameDisplay, target: NDArray[Any]) -> None:
    """Rescale within an integer type: what overflows on the way comes back, as the end fits."""
    kind = target.dtype
    if stored.dtype.kind in "iu" and stored.dtype.itemsize == kind.itemsize:
        stored = stored.view(kind)  # the same modulo its size, with nothing to be converted
    slope, intercept = (np.int64(display[key]).astype(kind) for key in ("slope", "intercept"))
    if slope != 1:
        np.multiply(stored, slope, out=target, dtype=kind, casting="unsafe")
        stored = target
    np.add(stored, intercept, out=target, dtype=kind, casting="unsafe")


def _is_exact(stored: NDArray[Any], display: FrameDisplay, target: NDArray[Any]) -> bool:
    """Whether float32 holds every step of the way: it has whole numbers up to 2²⁴."""
    slope, intercept = display["slope"], display["intercept"]
    return (
        target.dtype == np.float32
        and display["modality_lut"] is None
        and stored.dtype.kind in "iu"
        and stored.dtype.itemsize <= 2
        and float(slope).is_integer()
        and float(intercept).is_integer()
        and abs(slope) * 65536 + abs(intercept) < 2**24
    )


def values_of_plane(
    stored: NDArray[Any], display: FrameDisplay, voxels: Voxels
) -> NDArray[np.float64]:
    """Return a plane's values in float64, to be mixed."""
    if voxels.kept == "stored" or display["kind"] == "color":
        return stored.astype(np.float64)
    return modality_values(stored, display)


def _kinds(frames: FrameSource, slabs: Sequence[Slab]) -> list[_Kind]:
    """Return the chains of all planes, each kind once, with a frame that it is of."""
    found: dict[Any, _Kind] = {}
    for slab in slabs:
        display = frames.described(slab.frame)["display"]
        table, known = display["modality_lut"], frames.locators[slab.frame].known
        kept = (known.layout.keyword, known.layout.bits_allocated) if known else None
        key = (
            kept,
            display["slope"],
            display["intercept"],
            display["signed"],
            display["bits_stored"],
            table and (table["first"], tuple(table["values"])),
        )
        found.setdefault(key, _Kind(slab.frame, display, kept))
    return list(found.values())


def _refuse_units(frames: FrameSource, slabs: Sequence[Slab]) -> None:
    first = slabs[0]
    unit = frames.described(first.frame)["display"]["unit"]
    for slab in slabs:
        other = frames.described(slab.frame)["display"]["unit"]
        if other != unit:
            raise mixed("unit", first, slab, (unit or "none", other or "none"))


def _stored_type(frames: FrameSource, kinds: Sequence[_Kind]) -> np.dtype[Any]:
    """Return the type that holds the stored values of all planes."""
    bits = {
        (kind.kept, kind.display["signed"], kind.display["bits_stored"]): kind for kind in kinds
    }
    formats = [_format(frames, kind.frame) for kind in bits.values()]
    floats = [np.dtype(f"f{fmt.bits_allocated // 8}") for fmt in formats if fmt.is_float]
    whole = [
        kind.display for kind, fmt in zip(bits.values(), formats, strict=True) if not fmt.is_float
    ]
    if not whole:
        return max(floats, key=lambda kind: kind.itemsize)
    most = max(
        *(fmt.bits_allocated for fmt in formats), *(display["bits_stored"] for display in whole)
    )
    if most > 32:
        return np.dtype(np.float64)
    size = next(size for size in (1, 2, 4) if 8 * size >= most)
    signed = any(display["signed"] for display in whole)
    kind = np.dtype(f"{'i' if signed else 'u'}{size}")
    found = _smallest(kind, [stored_range(display) for display in whole])
    return np.result_type(_floating(found), *floats) if floats else found


def _format(frames: FrameSource, frame: int) -> PixelFormat:
    known = frames.locators[frame].known
    return known.layout if known else pixel_format(frames.header(frame))


def _modality_type(stored: np.dtype[Any], displays: Sequence[FrameDisplay]) -> np.dtype[Any]:
    """Return the type that holds every modality value that the headers allow."""
    whole = all(
        display["modality_lut"] is not None
        or (float(display["slope"]).is_integer() and float(display["intercept"]).is_integer())
        for display in displays
    )
    if not whole:
        large = any(
            abs(display["slope"]) * 65536 + abs(display["intercept"]) > _SINGLE
            for display in displays
        )
        return np.dtype(np.float64) if large else _floating(stored)
    return _smallest(stored, [modality_range(display) for display in displays])


def _smallest(stored: np.dtype[Any], ranges: Sequence[tuple[float, float]]) -> np.dtype[Any]:
    """Return the stored type where it holds all, else the smallest that does and is as wide."""
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    for name in (stored.name, *_INTEGERS):
        kind = np.dtype(name)
        if kind.itemsize >= stored.itemsize and _holds(kind, low, high):
            return kind
    return np.dtype(np.float64)


def _floating(stored: np.dtype[Any]) -> np.dtype[Any]:
    return np.dtype(np.float32 if stored.itemsize * 8 <= _WIDE or stored == "f4" else np.float64)


def _holds(kind: np.dtype[Any], low: float, high: float) -> bool:
    limits = np.iinfo(kind)
    return low >= limits.min and high <= limits.max


def _wanted(dtype: DTypeLike) -> np.dtype[Any]:
    try:
        wanted = np.dtype(dtype)
    except TypeError:
        wanted = np.dtype(object)
    if wanted.kind not in "iuf":
        raise ArgumentError(
            f"A voxel can't be of the type {dtype!r}.", remedy="Give such as 'float32' or 'int16'."
        )
    return wanted.newbyteorder("=")


def _is_identity(display: FrameDisplay) -> bool:
    rescale = (display["slope"], display["intercept"])
    return display["modality_lut"] is None and rescale == (1.0, 0.0)


def _refuse_misfits(values: NDArray[Any], kind: np.dtype[Any]) -> None:
    low, high = float(values.min()), float(values.max())
    if np.isnan(low):
        what, remedy = "NaN in part", "Give fill= where no slice reaches, or dtype='float32'"
    elif values.dtype.kind not in "iu" and not (values == np.rint(values)).all():
        what, remedy = "no whole numbers", "Give dtype='float32'"
    elif not _holds(kind, low, high):
        what, remedy = f"{low:g} to {high:g}", "Give a wider dtype"
    else:
        return
    raise VolumeError(
        f"Values don't fit {kind.name}: they are {what}.",
        code="dtype",
        numbers=() if np.isnan(low) else (low, high),
        remedy=f"{remedy}, or no dtype: then one is chosen that fits.",
    )
