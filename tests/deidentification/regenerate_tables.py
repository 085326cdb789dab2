"""Write the tables that dicomwidgets.deidentification carries, from the published ones.

Development only: ``DICOMWIDGETS_TEST_DATA=… python tests/deidentification/regenerate_tables.py
part15.xml``. Table E.1-1 comes from the test data and from ``newer_rows.tsv`` beside this script,
Tables E.3.4-1 and E.3.10-1 from the DocBook source of PS3.15. ``test_profile.py`` and
``test_safe_private.py`` fail where the package and the test data differ, ``make tables`` where the
newest edition does.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from published_tables import content_rows, safe_rows

HOME = Path(__file__).parents[2] / "dicomwidgets" / "deidentification"
NEWER = Path(__file__).with_name("newer_rows.tsv")

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
    """Return the row's option columns that are not empty."""
    return " ".join(f"{name}:{row[key]}" for key, name in OPTIONS.items() if key in row)


def newer_rows() -> tuple[str, dict[str, dict[str, Any]]]:
    """Return the edition of the newer rows, and tag → row in the form of the published table."""
    heading, *lines = NEWER.read_text("utf-8").splitlines()
    columns = {name: key for key, name in OPTIONS.items()}
    rows: dict[str, dict[str, Any]] = {}
    for line in lines:
        tag, keyword, vr, basic, options = line.split("\t")
        pairs = (cell.split(":") for cell in options.split())
        row = {columns[name]: code for name, code in pairs}
        rows[tag] = {"tag": tag, "keyword": keyword, "vr": vr, "basic": basic, **row}
    return re.findall(r"\d{4}[a-z]", heading)[0], rows


def newest(table: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of the published table, newer ones put in or in their place."""
    newer = newer_rows()[1]
    return sorted({row["tag"]: row for row in (*table["rows"], *newer.values())}.values(), key=_tag)


def _tag(row: dict[str, Any]) -> tuple[bool, str]:
    return "X" in row["tag"] or row["tag"] == "PRIVATE", row["tag"]


def profile_lines(table: dict[str, Any]) -> list[str]:
    """Return the profile as lines: tag, keyword, VR, action code, theme, options."""
    rows = (
        "\t".join((row["tag"], row["keyword"], row["vr"], row["basic"], theme(row), cells(row)))
        for row in newest(table)
    )
    return [f"# PS3.15 Table E.1-1, edition {newer_rows()[0]}", *rows]


def safe_private_lines(where: str) -> list[str]:
    """Return the safe private attributes as lines: group, element, VR, creator, meaning."""
    published, rows = safe_rows(where)
    lines = (
        "\t".join((tag[1:5], tag[-3:-1], row["VR"], row["Private Creator"], row["Meaning"]))
        for row in rows
        for tag in [row["Data Element"].upper()]
    )
    return [f"# PS3.15 Table E.3.10-1, safe private attributes, edition {published}", *lines]


def content_lines(where: str) -> list[str]:
    """Return the content items as lines: scheme, code, Value Type, meaning, code, options."""
    published, rows = content_rows(where)
    return [f"# PS3.15 Table E.3.4-1, edition {published}", *map("\t".join, rows)]


def regenerated(folder: Path) -> list[str]:
    """Return the lines of the profile's table.

    Parameters
    ----------
    folder
        With the published table.
    """
    return profile_lines(json.loads((folder / "ps3_15_E1-1.json").read_text(encoding="utf-8")))


def main() -> None:
    """Write the tables."""
    folder = Path(os.environ["DICOMWIDGETS_TEST_DATA"]) / "deid"
    tables = {
        "profile_basic": regenerated(folder),
        "safe_private": safe_private_lines(sys.argv[1]),
        "content_items": content_lines(sys.argv[1]),
    }
    for name, lines in tables.items():
        (HOME / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
