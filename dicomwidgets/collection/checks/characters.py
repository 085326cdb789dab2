"""Texts that were garbled, and names in several character sets (PS3.3 C.12.1.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.collection.checks.archive import Mark
from dicomwidgets.collection.checks.names import is_garbled
from dicomwidgets.reference.tags import keyword_tag, tag_info

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.collection.checks.archive import Archive

__all__ = ["check_characters"]

_TEXTS = (
    "PatientName",
    "InstitutionName",
    "StudyDescription",
    "SeriesDescription",
    "ProtocolName",
    "Manufacturer",
)


def check_characters(archive: Archive) -> Iterator[Mark]:
    """Yield garbled texts, element by element, and patients whose name is encoded in two ways."""
    for keyword in _TEXTS:
        rows = archive.rows(keyword, is_garbled)
        if rows:
            files = "1 file" if len(rows) == 1 else f"{len(rows)} files"
            text = f"{tag_info(keyword_tag(keyword)).name} was garbled in {files}."
            yield Mark("text-garbled", text, rows, keyword=keyword, numbers={"files": len(rows)})
    yield from _mixed(archive)


def _mixed(archive: Archive) -> Iterator[Mark]:
    names, sets = archive.texts("PatientName"), archive.texts("SpecificCharacterSet")
    for rows in archive.groups("PatientID").values():
        # What is plain ASCII has the same bytes in all of them.
        written = [row for row in rows if not names[row].isascii()]
        found: dict[str, int] = {}
        for row in written:
            found.setdefault(sets[row], row)
        if len(found) > 1:
            first = list(found.values())
            text = f"The name of one patient is written in {len(found)} character sets."
            yield Mark(
                "charset-mixed",
                text,
                [*first, *(row for row in written if row not in first)],
                keyword="SpecificCharacterSet",
                numbers={"character_sets": len(found)},
            )
