"""Write the table that dicomwidgets.deidentification carries, from the published one.

Development only: ``DICOMWIDGETS_TEST_DATA=… python tests/deidentification/regenerate_tables.py``.
``test_profile.py`` fails where the package and the published table differ.
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


def profile_lines(table: dict[str, Any]) -> list[str]:
    """Return the profile as lines: tag, keyword, VR, action code, theme."""
    rows = (
        "\t".join((row["tag"], row["keyword"], row["vr"], row["basic"], theme(row)))
        for row in table["rows"]
    )
    edition = table["edition_basic"].split()[0]
    return [f"# PS3.15 Table E.1-1, Basic Profile, edition {edition}", *rows]


def load(folder: Path) -> dict[str, Any]:
    """Read the published profile."""
    table: dict[str, Any] = json.loads((folder / "ps3_15_E1-1.json").read_text(encoding="utf-8"))
    return table


def main() -> None:
    """Write the table."""
    lines = profile_lines(load(Path(os.environ["DICOMWIDGETS_TEST_DATA"]) / "deid"))
    (HOME / "profile_basic.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
