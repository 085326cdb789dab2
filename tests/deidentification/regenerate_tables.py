"""Write the tables that dicomwidgets.deidentification carries, from the published ones.

Development only: ``DICOMWIDGETS_TEST_DATA=… python tests/deidentification/regenerate_tables.py``.
``test_tables.py`` fails where the package and the published tables differ.
"""

from __future__ import annotations

import gzip
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

DIRECTORY = "basic-directory"
DIRECTORY_TYPES = {
    "PatientName": "2",
    "PatientID": "1",
    "StudyDate": "1",
    "StudyTime": "1",
    "StudyID": "1",
    "AccessionNumber": "2",
    "ContentDate": "1",
    "ContentTime": "1",
    "ContentCreatorName": "2",
    "StructureSetDate": "2",
    "StructureSetTime": "2",
    "RTPlanDate": "2",
    "RTPlanTime": "2",
    "TreatmentDate": "2",
    "TreatmentTime": "2",
}
"""The keys of directory records (PS3.3 F.5), which the IOD tables leave out."""


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


def needs_type(table: dict[str, Any]) -> set[str]:
    """Return the keywords whose action depends on the attribute's Type."""
    return {row["keyword"] for row in table["rows"] if "/" in row["basic"] or row["basic"] == "Z"}


def type_lines(table: dict[str, Any], types: dict[str, Any]) -> list[str]:
    """Return the Types as lines: the IODs, the SOP classes of each, then a line a path.

    A path's line holds, for each Type, the numbers of the IODs in which it has that Type.
    """
    paths = types["paths"] | {
        DIRECTORY: {f"DirectoryRecordSequence.{key}": t for key, t in DIRECTORY_TYPES.items()}
    }
    iods = sorted(paths)
    wanted = needs_type(table)
    found: dict[str, dict[str, list[str]]] = {}
    for number, iod in enumerate(iods):
        for path, kind in paths[iod].items():
            if path.rpartition(".")[2] in wanted:
                found.setdefault(path, {}).setdefault(kind[0], []).append(str(number))
    classes: dict[str, list[str]] = {}
    for uid, iod in types["sop_class_to_iod"].items():
        classes.setdefault(iod, []).append(uid)
    return [
        "# Attribute Types (PS3.5 7.4) that decide the compound action codes: 1, 2, 3",
        *(f"@{iod}\t{' '.join(sorted(classes.get(iod, [])))}" for iod in iods),
        *(
            "\t".join((path, *(f"{kind}:{','.join(numbers)}" for kind, numbers in by.items())))
            for path, by in sorted(found.items())
        ),
    ]


def load(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read the published tables: the profile, and the Types of every IOD."""
    table = json.loads((folder / "ps3_15_E1-1.json").read_text(encoding="utf-8"))
    packed = (folder / "iod_types_for_E1-1_all_paths.json.gz").read_bytes()
    return table, json.loads(gzip.decompress(packed))


def main() -> None:
    """Write both tables."""
    table, types = load(Path(os.environ["DICOMWIDGETS_TEST_DATA"]) / "deid")
    for name, lines in (
        ("profile_basic.tsv", profile_lines(table)),
        ("attribute_types.tsv", type_lines(table, types)),
    ):
        (HOME / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
