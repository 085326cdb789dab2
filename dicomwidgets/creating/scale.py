"""From values to stored integers and back: stored × slope + intercept (PS3.3 C.11.1)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from pydicom.valuerep import format_number_as_ds

from dicomwidgets.errors import CreateError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.creating.raster import Raster
    from dicomwidgets.creating.survey import Survey

__all__ = ["Scale", "decimal", "scale_of"]

_STEPS = 65535
_WRITTEN = 1e-8
"""How far apart neighbouring decimal strings of 16 characters are, at most, as a part of them."""
_LOW, _HIGH = -(1 << 15), (1 << 16) - 1


class Scale(NamedTuple):
    """How values are stored.

    Parameters
    ----------
    dtype
        Of the stored integers; bool for 1 bit.
    slope, intercept
        As they stand in the file.
    rounds
        Whether values are rounded to the nearest that can be stored.
    shift
        Subtracted from whole numbers, where that is all.
    """

    dtype: np.dtype[Any]
    slope: str = "1"
    intercept: str = "0"
    rounds: bool = False
    shift: int = 0

    @property
    def signed(self) -> bool:
        """Whether stored integers are signed (PixelRepresentation)."""
        return self.dtype.kind == "i"

    @property
    def bits(self) -> int:
        """Bits allocated."""
        return 1 if self.dtype == np.bool_ else self.dtype.itemsize * 8

    @property
    def is_identity(self) -> bool:
        """Whether stored integers are the values."""
        return float(self.slope) == 1 and float(self.intercept) == 0

    def stored(self, frame: NDArray[Any]) -> NDArray[Any]:
        """Return a frame's values as stored integers, little endian."""
        if self.rounds:
            given = frame.astype(np.float64)
            frame = np.rint((given - float(self.intercept)) / float(self.slope))
            info = np.iinfo(self.dtype)
            frame = np.clip(frame, info.min, info.max)
        elif self.shift:
            wide = np.float64 if frame.dtype.kind == "f" else np.int64
            frame = frame.astype(wide) - self.shift
        return np.ascontiguousarray(frame.astype(self.dtype))

    def values(self, sample: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what readers make of values: those that were not stored as they were, rounded."""
        if not self.rounds and not self.shift:
            return sample * float(self.slope) + float(self.intercept)
        return sample


def decimal(number: float) -> str:
    """Return a number as a decimal string of 16 characters at most (PS3.5 6.2)."""
    exact = float(number)
    text = repr(int(exact)) if abs(exact) < 2**53 and exact.is_integer() else repr(exact)
    return text if len(text) <= 16 else format_number_as_ds(exact)


def scale_of(
    raster: Raster,
    seen: Survey,
    *,
    wide: bool,
    given: tuple[float | None, float | None] = (None, None),
    known: tuple[float, float] = (1.0, 0.0),
) -> Scale:
    """Return how the values of a raster are stored, in as few steps as keep them.

    Parameters
    ----------
    raster, seen
        The frames, and what is known of them.
    wide
        Whether the object has 16 bits a pixel always.
    given
        Slope and intercept that the user wants; values are rounded to them.
    known
        Slope and intercept of integers that are stored already.

    Raises
    ------
    CreateError
        If 16 bits don't hold the values.
    """
    if raster.samples == 3:
        return Scale(np.dtype(np.uint8))
    if given != (None, None):
        return _as_given(seen, given)
    if not (raster.dtype.kind == "f" and not seen.whole):
        return _whole(raster, seen, known, wide=wide)
    return _spread(seen, known)


def _whole(raster: Raster, seen: Survey, known: tuple[float, float], *, wide: bool) -> Scale:
    slope, intercept = known
    told = decimal(slope), decimal(intercept)
    if raster.dtype == np.bool_:
        return Scale(np.dtype("<u2" if wide else bool), *told)
    if raster.dtype == np.uint8 and not wide:
        return Scale(np.dtype("u1"), *told)
    low, high = int(seen.low), int(seen.high)
    signed = raster.dtype.kind == "i" and raster.dtype.itemsize <= 2
    if (signed or low < 0) and low >= _LOW and high < 1 << 15:
        return Scale(np.dtype("<i2"), *told)
    if low >= 0 and high <= _HIGH:
        return Scale(np.dtype("<u2"), *told)
    lowest = intercept + slope * low
    if high - low <= _HIGH and float(decimal(lowest)) == lowest:
        return Scale(np.dtype("<u2"), told[0], decimal(lowest), shift=low)
    if raster.dtype.kind == "f":
        return _spread(seen, known)
    raise CreateError(
        f"Values from {low:,} to {high:,} can't be stored exactly in 16 bits.",
        remedy="Give slope= (they are rounded to it), or array.astype(float), which spreads 65,536 "
        "steps over them.",
    )


def _spread(seen: Survey, known: tuple[float, float]) -> Scale:
    """Spread the steps of 16 bits over the range, with a slope and intercept that can be written.

    The intercept is at or below the smallest value and the slope large enough, so that every value
    has a step.
    """
    first, last = (each * known[0] + known[1] for each in (seen.low, seen.high))
    lowest = min(first, last)
    intercept = decimal(lowest)
    if float(intercept) > lowest:
        intercept = decimal(lowest - abs(lowest) * _WRITTEN)
    need = (max(first, last) - float(intercept)) / _STEPS
    if not math.isfinite(need):
        raise CreateError("The values are too far apart to be stored in 16 bits.")
    slope = decimal(need) if need > 0 else "1"
    if float(slope) < need:
        slope = decimal(need * (1 + _WRITTEN))
    return Scale(np.dtype("<u2"), slope, intercept, rounds=True)


def _as_given(seen: Survey, given: tuple[float | None, float | None]) -> Scale:
    slope = 1.0 if given[0] is None else given[0]
    intercept = 0.0 if given[1] is None else given[1]
    if not (math.isfinite(slope) and math.isfinite(intercept)) or slope == 0:
        raise CreateError("A slope of 0, or one that is not finite, keeps no values.")
    texts = decimal(slope), decimal(intercept)
    ends = [(each - float(texts[1])) / float(texts[0]) for each in (seen.low, seen.high)]
    low, high = round(min(ends)), round(max(ends))
    if low < _LOW or high > _HIGH or (low < 0 and high >= 1 << 15):
        raise CreateError(
            f"With slope {texts[0]} and intercept {texts[1]}, stored values go from {low:,} to "
            f"{high:,}, which 16 bits don't hold.",
            keyword="RescaleSlope",
            tag="(0028,1053)",
            remedy="Leave them out: they are chosen to fit.",
        )
    return Scale(np.dtype("<i2" if low < 0 else "<u2"), *texts, rounds=True)
