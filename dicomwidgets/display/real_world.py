"""Real World Value Maps: stored values as measured quantities (PS3.3 C.7.6.16.2.11).

They stand beside the Modality LUT and the rescale, which lead to the screen: a map is for
measuring, and is used only where somebody chooses it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.display.padding import background
from dicomwidgets.display.tolerant import number, numbers, texts
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from dicomwidgets.display.description import Badge, FrameDisplay, RealWorldMap

__all__ = ["chosen_map", "real_world_maps", "real_world_values"]

_FIRST = ("DoubleFloatRealWorldValueFirstValueMapped", "RealWorldValueFirstValueMapped")
_LAST = ("DoubleFloatRealWorldValueLastValueMapped", "RealWorldValueLastValueMapped")
_PLAIN_UNITS = {"[hnsf'U]": "HU", "1": "", "no units": ""}


def real_world_maps(
    value_of: Callable[[str], Any], badges: list[Badge], *, signed: bool
) -> list[RealWorldMap]:
    """Return the maps of a frame, in the order of the file.

    Parameters
    ----------
    value_of
        Keyword → element value of this frame; a sequence of functional groups comes whole.
    badges
        Gets the reason for each map that is left out.
    signed
        Whether stored values are: decides how the ends of a map are read.
    """
    maps: list[RealWorldMap] = []
    for at, item in enumerate(value_of("RealWorldValueMappingSequence") or ()):
        try:
            maps.append(_map(item, at, signed=signed))
        except (ValueError, TypeError, AttributeError, OverflowError) as problem:
            reason = f"Item {at + 1} of Real World Value Mapping Sequence (0040,9096): {problem}"
            badges.append({"text": "REAL WORLD MAP?", "reason": reason, "level": "warning"})
    return maps


def chosen_map(display: FrameDisplay, which: int | str) -> RealWorldMap:
    """Return a map by its number, from 0, or its label.

    Raises
    ------
    ArgumentError
        Where the frame has no such map, with those it has.
    """
    maps = display["real_world"]
    for at, each in enumerate(maps):
        if which in (at, each["label"]):
            return each
    have = ", ".join(f"{at}: {each['label']!r}" for at, each in enumerate(maps))
    raise ArgumentError(
        f"This frame has no Real World Value Map {which!r}.",
        remedy=f"It has {have}." if maps else "Its file holds none (0040,9096).",
    )


def real_world_values(
    stored: NDArray[Any], chosen: RealWorldMap, display: FrameDisplay
) -> NDArray[np.float64]:
    """Return stored values in the unit of the map; NaN where it does not hold, and for padding.

    Parameters
    ----------
    stored
        Stored values, any shape.
    chosen
        One of ``display["real_world"]``.
    display
        The frame's; its padding has no value.
    """
    values = stored.astype(np.float64)
    outside = ~((values >= chosen["first"]) & (values <= chosen["last"]))
    table = chosen["values"]
    if table is None:
        with np.errstate(over="ignore", invalid="ignore"):
            values *= chosen["slope"]
            values += chosen["intercept"]
    else:
        entries = np.asarray(table, dtype=np.float64)
        index = np.clip(np.nan_to_num(values) - chosen["first"], 0, len(entries) - 1)
        values = entries[index.astype(np.intp)]
    values[outside] = np.nan
    nothing = background(stored, display)
    if nothing is not None:
        values[nothing] = np.nan
    return values


def _map(item: Dataset, at: int, *, signed: bool) -> RealWorldMap:
    first, last = _end(item, _FIRST, signed=signed), _end(item, _LAST, signed=signed)
    if first is None or last is None or first > last:
        raise ValueError("it does not say which stored values it maps.")
    slope = number(value_or_none(item, "RealWorldValueSlope"))
    intercept = number(value_or_none(item, "RealWorldValueIntercept"))
    table = numbers(value_or_none(item, "RealWorldValueLUTData")) or None
    if table is not None and len(table) != last - first + 1:
        raise ValueError(f"its LUT holds {len(table)} of {last - first + 1:g} values.")
    if table is None and slope is None:
        raise ValueError("it has neither a slope nor a LUT.")
    label = _text(item, "LUTLabel") or _text(item, "LUTExplanation") or f"Map {at + 1}"
    return {
        "label": label,
        "unit": _unit(item),
        "first": first,
        "last": last,
        "slope": 1.0 if slope is None else slope,
        "intercept": intercept or 0.0,
        "values": table,
    }


def _end(item: Dataset, keywords: tuple[str, str], *, signed: bool) -> float | None:
    """Return one end of a map; written as a short it may have been read with the other sign."""
    double, short = (number(value_or_none(item, keyword)) for keyword in keywords)
    if double is not None or short is None:
        return double
    if signed and short > 32767:
        return short - 65536
    return short + 65536 if short < 0 and not signed else short


def _text(item: Dataset, keyword: str) -> str:
    return next(iter(texts(value_or_none(item, keyword))), "")


def _unit(item: Dataset) -> str:
    """Return the unit of a map: the UCUM code, plain where it has a plain form."""
    codes = value_or_none(item, "MeasurementUnitsCodeSequence")
    if not codes:
        return ""
    code, meaning = _text(codes[0], "CodeValue"), _text(codes[0], "CodeMeaning")
    if _text(codes[0], "CodingSchemeDesignator") != "UCUM":
        return meaning or code
    if code in _PLAIN_UNITS:
        return _PLAIN_UNITS[code]
    # What stands in braces is a remark: {SUVbw}g/ml.
    return re.sub(r"\{(.*?)\}", r"\1 ", code).strip()
