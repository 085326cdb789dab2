"""What may tell files at the same place from each other: time, echo, b-value."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
from pydicom.tag import BaseTag

from dicomwidgets.elements.path import parse_path
from dicomwidgets.reading.quick import quick_decimal, quick_text
from dicomwidgets.series.facts import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pydicom.dataset import Dataset

__all__ = ["MARKS", "Mark", "Value", "decimal_of", "first_told", "marks_of"]

Value = str | float | None
"""What stands in an element: a number, or text, several values joined by backslashes."""

_LARGEST = 1e12


class Mark(NamedTuple):
    """One element, and what its values are called.

    Parameters
    ----------
    source
        Its keyword.
    name, unit
        To be shown.
    paths
        Where it may stand: the first that says something counts.
    told
        Makes of a value, as text or number, what tells files apart.
    is_text
        Whether its text is what counts, and not a number.
    """

    source: str
    name: str
    unit: str
    paths: tuple[str, ...]
    told: Callable[[Value], float | str | None]
    is_text: bool = False


def decimal_of(value: Value) -> float | None:
    """Return the first number of a value."""
    if isinstance(value, str):
        try:
            value = float(value.split("\\")[0])
        except ValueError:
            return None
    return float(value) if value is not None and -_LARGEST < value < _LARGEST else None


def _seconds(value: Value) -> float | None:
    """Return Acquisition Time as seconds since midnight."""
    text = str(value or "").replace(":", "")
    try:
        return 3600 * int(text[:2]) + 60 * int(text[2:4]) + float(text[4:] or 0)
    except ValueError:
        return None


def _kind(value: Value) -> str | None:
    """Return what the third and later values of Image Type say: M, P, IN_PHASE."""
    return " ".join(plain_text(str(value or "")).upper().split("\\")[2:]) or None


def _number(keyword: str, name: str, unit: str, *also: str) -> Mark:
    return Mark(keyword, name, unit, (keyword, *also), decimal_of)


MARKS = (
    _number("EchoTime", "Echo time", "ms"),
    # Philips and Siemens keep it in private elements where the object has no place for it.
    _number("DiffusionBValue", "b-value", "s/mm²", "(2001,1003)", "(0019,100C)"),
    _number("InversionTime", "Inversion time", "ms"),
    _number("FlipAngle", "Flip angle", "°"),
    _number("TemporalPositionIdentifier", "Time", ""),
    _number("FrameReferenceTime", "Time", "ms"),
    _number("TriggerTime", "Trigger time", "ms"),
    Mark("ImageType", "Image type", "", ("ImageType",), _kind, is_text=True),
    _number("AcquisitionNumber", "Acquisition", ""),
    Mark("AcquisitionTime", "Time", "s", ("AcquisitionTime",), _seconds, is_text=True),
)
"""In the order in which they are tried."""

_TAGS = [(mark, [BaseTag(parse_path(path)[0].tag) for path in mark.paths]) for mark in MARKS]


def marks_of(dataset: Dataset) -> tuple[float | str | None, ...]:
    """Return the values of `MARKS` in one file."""
    return tuple(_mark_of(dataset, mark, tags) for mark, tags in _TAGS)


def first_told(mark: Mark, values: Iterable[Value]) -> float | str | None:
    """Return what the first value says that says something."""
    return next((told for value in values if (told := mark.told(value)) is not None), None)


def _mark_of(dataset: Dataset, mark: Mark, tags: Sequence[BaseTag]) -> float | str | None:
    read = quick_text if mark.is_text else quick_decimal
    return first_told(mark, (read(dataset, tag) for tag in tags))
