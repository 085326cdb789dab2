"""Stored values that are no image (PS3.3 C.7.5.1.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.display.tolerant import number

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dicomwidgets.display.description import FrameDisplay

__all__ = ["background", "padding_range"]

_KEYWORDS = {
    32: ("FloatPixelPaddingValue", "FloatPixelPaddingRangeLimit"),
    64: ("DoubleFloatPixelPaddingValue", "DoubleFloatPixelPaddingRangeLimit"),
}


def padding_range(value_of: Callable[[str], Any], *, signed: bool, bits: int) -> list[float] | None:
    """Return the inclusive range of stored values that are padding, or ``None``.

    Parameters
    ----------
    value_of
        Keyword → element value of this frame.
    signed
        Whether stored values are signed: 63536 then means -2000, however it was written.
    bits
        Bits Stored; for floating-point pixels 32 or 64.
    """
    for value_keyword, limit_keyword in (
        ("PixelPaddingValue", "PixelPaddingRangeLimit"),
        _KEYWORDS.get(bits, _KEYWORDS[32]),
    ):
        value = number(value_of(value_keyword))
        if value is None:
            continue
        limit = number(value_of(limit_keyword))
        ends = [
            _as_stored(end, value_of, signed=signed) for end in (value, limit) if end is not None
        ]
        return [min(ends), max(ends)]
    return None


def _as_stored(value: float, value_of: Callable[[str], Any], *, signed: bool) -> float:
    bits = int(number(value_of("BitsAllocated")) or 16)
    if signed and 2 ** (bits - 1) <= value < 2**bits:
        value -= 2**bits
    elif not signed and -(2 ** (bits - 1)) <= value < 0:
        value += 2**bits
    return int(value) if value == int(value) else value


def background(stored: NDArray[Any], display: FrameDisplay) -> NDArray[np.bool_] | None:
    """Return where stored values are no image: padding, NaN, infinities; ``None``: nowhere.

    Such pixels are drawn black whatever window, inversion and colours, and take no part in
    windows, histograms and statistics.
    """
    found: NDArray[np.bool_] | None = None
    if display["padding"] is not None:
        first, last = display["padding"]
        found = np.asarray((stored >= first) & (stored <= last))
    if stored.dtype.kind == "f":
        strange = ~np.isfinite(stored)
        found = strange if found is None else found | strange
    return found if found is not None and found.any() else None
