"""The line from stored to modality values, and their unit (PS3.3 C.11.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from dicomwidgets.display.pet_units import pet_units
from dicomwidgets.display.tolerant import number, texts
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.display.description import Badge

__all__ = ["file_rescale", "plain_rescale"]

_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_MOST = 1e100

_UNITS = {"US": "", "UNSPECIFIED": "", "NONE": "", "HU_MOD": "HU", "GRAY": "Gy", "GY": "Gy"}


def file_rescale(
    value_of: Callable[[str], Any], has_table: bool, badges: list[Badge]
) -> tuple[float, float, str]:
    """Return slope, intercept and unit of the modality values.

    Parameters
    ----------
    value_of
        Keyword → element value of this frame.
    has_table
        Whether a Modality LUT takes the place of the rescale.
    badges
        Gets the reason where a rescale is refused.

    Returns
    -------
    slope, intercept
        1 and 0 where the file says nothing.
    unit
        Rescale Type, HU for original CT without one (PS3.3 C.8.2.1), Units for PET and NM, Dose
        Units for dose; ``""`` where nobody says.
    """
    if has_table:
        if number(value_of("RescaleSlope")) not in (None, 1):
            reason = "The file has a Modality LUT Sequence (0028,3000) as well, which comes first."
            badges.append(_ignored(reason))
        item = value_of("ModalityLUTSequence")[0]
        return 1.0, 0.0, _unit(texts(value_or_none(item, "ModalityLUTType")))
    dose = number(value_of("DoseGridScaling"))
    if dose is not None and dose > 0:
        return dose, 0.0, _unit(texts(value_of("DoseUnits")))
    slope, intercept = number(value_of("RescaleSlope")), number(value_of("RescaleIntercept"))
    for keyword, tag in (
        ("RescaleSlope", "Slope (0028,1053)"),
        ("RescaleIntercept", "Intercept (0028,1052)"),
    ):
        if number(value := value_of(keyword)) is None and any(texts(value)):
            badges.append(_ignored(f"Rescale {tag} is no number."))
            return 1.0, 0.0, ""
    if slope == 0:
        badges.append(_ignored("Rescale Slope (0028,1053) is 0: all values would be the same."))
        return 1.0, 0.0, ""
    rescaled = slope is not None or intercept is not None
    return (
        1.0 if slope is None else slope,
        intercept or 0.0,
        _rescale_unit(value_of, rescaled=rescaled),
    )


def plain_rescale(slope: str | None, intercept: str | None) -> tuple[float, float] | None:
    """Return slope and intercept as `file_rescale` does of elements that each hold one number.

    Parameters
    ----------
    slope, intercept
        As they are written; ``None`` for an element that is not there.

    Returns
    -------
    tuple or None
        ``None`` for anything that asks for a closer look.
    """
    first = 1.0 if slope is None else _plain(slope)
    second = 0.0 if intercept is None else _plain(intercept)
    return None if first is None or second is None or first == 0 else (first, second)


def _plain(text: str) -> float | None:
    if _DECIMAL.fullmatch(text.strip()) is None:
        return None
    value = float(text)
    return value if abs(value) < _MOST else None


def _rescale_unit(value_of: Callable[[str], Any], *, rescaled: bool) -> str:
    named = texts(value_of("RescaleType"))
    modality = next(iter(texts(value_of("Modality"))), "")
    if modality == "PT" and _unit(named) == "":
        return pet_units(value_of).units if rescaled else ""
    if any(named):
        return _unit(named)
    if not rescaled:
        return ""
    if modality == "CT" and texts(value_of("ImageType"))[:1] == ["ORIGINAL"]:
        return "HU"
    return _unit(texts(value_of("Units"))) if modality == "NM" else ""


def _ignored(reason: str) -> Badge:
    return {"text": "RESCALE IGNORED", "reason": reason, "level": "warning"}


def _unit(named: list[str]) -> str:
    name = next(iter(named), "")
    return _UNITS.get(name, name)
