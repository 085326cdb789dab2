"""What may tell files at the same place from each other: time, echo, b-value."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.reading.quick import quick_decimal, quick_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

__all__ = ["MARKS", "Mark", "marks_of"]


class Mark(NamedTuple):
    """One element, and what its values are called."""

    source: str
    name: str
    unit: str
    read: Callable[[Dataset], float | str | None]


def _decimal(*tags: int) -> Callable[[Dataset], float | None]:
    """Return what reads the first of `tags` that holds a number."""

    def read(dataset: Dataset) -> float | None:
        found = (quick_decimal(dataset, tag) for tag in tags)
        return next((number for number in found if number is not None), None)

    return read


def _seconds(dataset: Dataset) -> float | None:
    """Return Acquisition Time as seconds since midnight."""
    text = quick_text(dataset, 0x00080032).replace(":", "")
    try:
        return 3600 * int(text[:2]) + 60 * int(text[2:4]) + float(text[4:] or 0)
    except ValueError:
        return None


def _kind(dataset: Dataset) -> str | None:
    """Return what the third and later values of Image Type say: M, P, IN_PHASE."""
    return " ".join(quick_text(dataset, 0x00080008).upper().split("\\")[2:]) or None


MARKS = (
    Mark("EchoTime", "Echo time", "ms", _decimal(0x00180081)),
    # Philips and Siemens keep it in private elements where the object has no place for it.
    Mark("DiffusionBValue", "b-value", "s/mm²", _decimal(0x00189087, 0x20011003, 0x0019100C)),
    Mark("InversionTime", "Inversion time", "ms", _decimal(0x00180082)),
    Mark("FlipAngle", "Flip angle", "°", _decimal(0x00181314)),
    Mark("TemporalPositionIdentifier", "Time", "", _decimal(0x00200100)),
    Mark("FrameReferenceTime", "Time", "ms", _decimal(0x00541300)),
    Mark("TriggerTime", "Trigger time", "ms", _decimal(0x00181060)),
    Mark("ImageType", "Image type", "", _kind),
    Mark("AcquisitionNumber", "Acquisition", "", _decimal(0x00200012)),
    Mark("AcquisitionTime", "Time", "s", _seconds),
)
"""In the order in which they are tried."""


def marks_of(dataset: Dataset) -> tuple[float | str | None, ...]:
    """Return the values of `MARKS` in one file."""
    return tuple(mark.read(dataset) for mark in MARKS)
