"""What the files of one series should have in common, as their headers say it."""

from __future__ import annotations

from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Literal, NamedTuple

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
from pydicom.tag import BaseTag

from dicomwidgets.elements.path import parse_path
from dicomwidgets.reading.quick import quick_integer, quick_text, value_or_none

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

__all__ = ["FACTS", "Fact", "Facts", "Kind", "facts_of", "number_or_text", "plain_text"]

Kind = Literal["text", "number", "integer", "presence"]
"""As it stands, as a number where it is one, as a whole one, or whether it is there at all."""


class Facts(NamedTuple):
    """Values at the top level of one file; ``""`` where absent. What is no number is its text.

    Files of one series mostly share one of these. The first four identify the patient: they are
    compared, and never shown.
    """

    patient_id: str = ""
    patient_name: str = ""
    birth_date: str = ""
    sex: str = ""
    image_type: str = ""
    pixel_spacing: str = ""
    thickness: float | str = ""
    spacing_between: float | str = ""
    photometric: str = ""
    slope: float | str = ""
    intercept: float | str = ""
    rescale_type: str = ""
    units: str = ""
    kernel: str = ""
    patient_position: str = ""
    tilt: float | str = ""
    lossy: str = ""
    temporal_positions: int | None = None
    bits_stored: int | None = None
    signed: int | None = None
    samples: int | None = None
    slice_count: int | None = None
    has_table: bool = False

    def __repr__(self) -> str:
        return "Facts(…)"

    @property
    def spacing(self) -> tuple[float, float] | None:
        """Pixel Spacing (0028,0030): millimetres between rows, and between columns."""
        return _spacing(self.pixel_spacing)

    @property
    def quantity(self) -> str:
        """What the values measure, where the file says so: HU, BQML."""
        return self.units or self.rescale_type


@lru_cache(maxsize=256)
def _spacing(text: str) -> tuple[float, float] | None:
    try:
        rows, columns = map(float, text.split("\\"))
    except ValueError:
        return None
    return (rows, columns) if rows > 0 and columns > 0 else None


class Fact(NamedTuple):
    """Where a fact stands, and what it is."""

    tag: int
    path: str
    kind: Kind


def _fact(path: str, kind: Kind) -> Fact:
    return Fact(parse_path(path)[0].tag, path, kind)


FACTS: dict[str, Fact] = {
    "patient_id": _fact("PatientID", "text"),
    "patient_name": _fact("PatientName", "text"),
    "birth_date": _fact("PatientBirthDate", "text"),
    "sex": _fact("PatientSex", "text"),
    "image_type": _fact("ImageType", "text"),
    "pixel_spacing": _fact("PixelSpacing", "text"),
    "thickness": _fact("SliceThickness", "number"),
    "spacing_between": _fact("SpacingBetweenSlices", "number"),
    "photometric": _fact("PhotometricInterpretation", "text"),
    "slope": _fact("RescaleSlope", "number"),
    "intercept": _fact("RescaleIntercept", "number"),
    "rescale_type": _fact("RescaleType", "text"),
    "units": _fact("Units", "text"),
    "kernel": _fact("ConvolutionKernel", "text"),
    "patient_position": _fact("PatientPosition", "text"),
    "tilt": _fact("GantryDetectorTilt", "number"),
    "lossy": _fact("LossyImageCompression", "text"),
    "temporal_positions": _fact("NumberOfTemporalPositions", "integer"),
    "bits_stored": _fact("BitsStored", "integer"),
    "signed": _fact("PixelRepresentation", "integer"),
    "samples": _fact("SamplesPerPixel", "integer"),
    "slice_count": _fact("NumberOfSlices", "integer"),
    "has_table": _fact("ModalityLUTSequence", "presence"),
}
"""Field of `Facts` → the element it is of."""

_READ: dict[Kind, Callable[[Dataset, int], float | str | None]] = {
    "text": lambda dataset, tag: plain_text(quick_text(dataset, tag)),
    "number": lambda dataset, tag: number_or_text(quick_text(dataset, tag)),
    "integer": quick_integer,
    "presence": lambda dataset, tag: BaseTag(tag) in dataset.keys(),  # noqa: SIM118
}
_READERS = [(_READ[fact.kind], BaseTag(fact.tag)) for fact in FACTS.values()]


def facts_of(dataset: Dataset) -> Facts:
    """Return the facts of one header, raw values left unconverted where they are plain ASCII."""
    facts = Facts._make(read(dataset, tag) for read, tag in _READERS)
    name = facts.patient_name
    if not name.isascii() or "\x1b" in name:
        decoded = value_or_none(dataset, "PatientName")
        name = name if decoded is None else str(decoded)
    # Empty component groups at the end say nothing (PS3.5 6.2).
    name = name.rstrip("=")
    return facts if name == facts.patient_name else facts._replace(patient_name=name)


def plain_text(text: str) -> str:
    r"""Return text without the spaces around its values (PS3.5 6.2).

    >>> plain_text("DERIVED \\PRIMARY ")
    'DERIVED\\PRIMARY'
    """
    return "\\".join(part.strip() for part in text.split("\\")) if " " in text else text


def number_or_text(text: str) -> float | str:
    """Return a number that is written as one, else the text.

    >>> number_or_text("1.250"), number_or_text("1,25"), number_or_text("")
    (1.25, '1,25', '')
    """
    try:
        number = float(text)
    except ValueError:
        return text
    return number if isfinite(number) else text
