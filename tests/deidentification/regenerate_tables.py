"""Write the tables that dicomwidgets.deidentification carries, from the published ones.

Development only: ``DICOMWIDGETS_TEST_DATA=… python tests/deidentification/regenerate_tables.py``.
``test_profile.py`` and ``test_safe_private.py`` fail where the package and the published tables
differ.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

HOME = Path(__file__).parents[2] / "dicomwidgets" / "deidentification"

THEMES = (
    ("rtnUIDsOpt", "uid"),
    ("rtnPatCharsOpt", "patient"),
    ("rtnInstIdOpt", "institution"),
    ("rtnDevIdOpt", "device"),
    ("rtnLongFullDatesOpt", "time"),
    ("cleanGraphOpt", "graphic"),
    ("cleanStructContOpt", "content"),
    ("cleanDescOpt", "text"),
)
"""Which option of the standard speaks about an attribute says what kind of thing it tells."""

OPTIONS = {
    "rtnLongFullDatesOpt": "retain_full_dates",
    "rtnLongModifDatesOpt": "retain_modified_dates",
    "rtnPatCharsOpt": "retain_patient_characteristics",
    "rtnDevIdOpt": "retain_device_identity",
    "rtnInstIdOpt": "retain_institution_identity",
    "rtnUIDsOpt": "retain_uids",
    "rtnSafePrivOpt": "retain_safe_private",
    "cleanDescOpt": "clean_descriptors",
    "cleanStructContOpt": "clean_structured_content",
    "cleanGraphOpt": "clean_graphics",
}
"""The ten option columns of the published table, and the options' names in the package."""

VR_THEMES = {"PN": "person", "DA": "time", "TM": "time", "DT": "time", "UI": "uid", "AE": "device"}

TEXT_VRS = {"LO", "LT", "SH", "ST", "UC", "UT"}
KEYWORD_THEMES = (
    ("Physician|Observer|Operator|Person|Reviewer|Owner|Author|Participant", "person"),
    ("ClinicalTrial|EthicsCommittee", "trial"),
    ("GPS|Location|Residence|Address|Telephone|Telecom", "place"),
    ("Institution|Organization|Service$|Custodial", "institution"),
    ("Signature|Certificate|^MAC|Encrypted", "signature"),
    (
        "OrderNumber|Issuer$|(ID|IDs|Number|Numbers|Identifier|IDsSequence|IdentifierSequence)$",
        "number",
    ),
)


def theme(row: dict[str, Any]) -> str:
    """Say in one word what an attribute of the table is about."""
    candidates = (
        "person" if row["vr"] == "PN" else None,
        next((name for option, name in THEMES if option in row), None),
        VR_THEMES.get(row["vr"]),
        next(
            (name for pattern, name in KEYWORD_THEMES if re.search(pattern, row["keyword"])), None
        ),
        "patient" if row["tag"].startswith("0010") else None,
        "items" if row["vr"] == "SQ" else None,
        "text" if row["vr"] in TEXT_VRS else "other",
    )
    return next(filter(None, candidates))


def cells(row: dict[str, Any]) -> str:
    """Return the row's option columns that are not empty; "?" where they are not known."""
    if row.get("options"):
        return "?"
    return " ".join(f"{name}:{row[key]}" for key, name in OPTIONS.items() if key in row)


def profile_lines(table: dict[str, Any]) -> list[str]:
    """Return the profile as lines: tag, keyword, VR, action code, theme, options."""
    rows = (
        "\t".join((row["tag"], row["keyword"], row["vr"], row["basic"], theme(row), cells(row)))
        for row in table["rows"]
    )
    edition, options = (table[f"edition_{part}"].split()[0] for part in ("basic", "options"))
    return [f"# PS3.15 Table E.1-1, edition {edition}, its option columns {options}", *rows]


def safe_private_lines(table: dict[str, Any]) -> list[str]:
    """Return the safe private attributes as lines: group, element, VR, creator, meaning."""
    rows = []
    for row in table["rows"]:
        group, element = row["tag"].strip("()").upper().split(",XX")
        meaning = " ".join(row["meaning"].split())
        rows.append("\t".join((group, element, row["vr"], row["creator"], meaning)))
    edition = table["edition"].split()[3]
    return [f"# PS3.15 Table E.3.10-1, safe private attributes, text of {edition}", *rows]


TABLES = {
    "profile_basic.tsv": ("ps3_15_E1-1.json", profile_lines),
    "safe_private.tsv": ("ps3_15_E3.10-1_safe_private.json", safe_private_lines),
}
"""Table of the package → the published one and what makes it of that."""


def regenerated(folder: Path, name: str) -> list[str]:
    """Return the lines of one table of the package.

    Parameters
    ----------
    folder
        With the published tables.
    name
        One of `TABLES`.
    """
    published, lines = TABLES[name]
    return lines(json.loads((folder / published).read_text(encoding="utf-8")))


def main() -> None:
    """Write the tables."""
    folder = Path(os.environ["DICOMWIDGETS_TEST_DATA"]) / "deid"
    for name in TABLES:
        text = "\n".join(regenerated(folder, name)) + "\n"
        (HOME / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
