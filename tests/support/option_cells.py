"""The option columns of PS3.15 Table E.1-1, read apart from the package."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from dicomwidgets.deidentification.policy import FORBIDDEN_PAIRS, OPTIONS

__all__ = ["CHOICES", "COLUMNS", "DATES", "PIXELS", "cell"]

COLUMNS = {
    "retain_full_dates": "rtnLongFullDatesOpt",
    "retain_modified_dates": "rtnLongModifDatesOpt",
    "retain_patient_characteristics": "rtnPatCharsOpt",
    "retain_device_identity": "rtnDevIdOpt",
    "retain_institution_identity": "rtnInstIdOpt",
    "retain_uids": "rtnUIDsOpt",
    "clean_descriptors": "cleanDescOpt",
    "clean_structured_content": "cleanStructContOpt",
    "clean_graphics": "cleanGraphOpt",
}
"""Option → its column in the published table; three options have none, or a rule of their own."""

PIXELS = {"clean_pixel_data", "clean_recognizable_visual_features"}
DATES = {"DA", "DT", "TM"}

CHOICES: list[tuple[str, ...]] = [
    (),
    *((name,) for name in OPTIONS),
    *(pair for pair in combinations(OPTIONS, 2) if frozenset(pair) not in FORBIDDEN_PAIRS),
]
"""No option, each of the twelve, and every pair that is allowed."""


def cell(row: dict[str, Any], options: tuple[str, ...]) -> str:
    """Return the code of the options in use, by a reading of the table of its own."""
    found = {name: row[COLUMNS[name]] for name in options if COLUMNS.get(name) in row}
    if row["vr"] in DATES:
        found = {name: code for name, code in found.items() if "dates" in name} or found
    return "K" if "K" in found.values() else next(iter(found.values()), "")
