"""Images that probably have text in their pixels."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pydicom.dataset import Dataset

from dicomwidgets.collection.checks.archive import Mark
from dicomwidgets.deidentification.pixels.burned_in import burned_in_risk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.collection.checks.archive import Archive

__all__ = ["burned_in_score", "check_burned_in"]

_TELLING = ("BurnedInAnnotation", "Modality", "SOPClassUID", "ConversionType")
_RISKY = 0.5


def check_burned_in(archive: Archive) -> Iterator[Mark]:
    """Yield images by what their headers tell, with the risk from 0 to 1 (PS3.15 E.3.1)."""
    columns = [archive.texts(keyword) for keyword in _TELLING]
    found: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for row in archive.images():
        found[tuple(column[row] for column in columns)].append(row)
    for told, rows in found.items():
        score, why = burned_in_score(*told)
        if score >= _RISKY:
            files = "1 image" if len(rows) == 1 else f"{len(rows)} images"
            text = f"Text may be burned into {files}. {why}"
            numbers = {"risk": score, "files": len(rows)}
            yield Mark("burned-in", text, rows, keyword="BurnedInAnnotation", numbers=numbers)


def burned_in_score(
    burned_in: str, modality: str, sop_class: str, conversion: str
) -> tuple[float, str]:
    """Return how likely text is burned in, from 0 to 1, and why."""
    told = Dataset()
    told.BurnedInAnnotation, told.Modality = burned_in, modality
    told.SOPClassUID, told.ConversionType = sop_class, conversion
    risk = burned_in_risk(told)
    return risk.score, " ".join(risk.why)
