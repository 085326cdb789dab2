"""Objects that do not say what they are, or that are of a kind that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.collection.checks.archive import Mark
from dicomwidgets.reference.tags import keyword_tag, tag_info
from dicomwidgets.reference.uids import sop_class_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.collection.checks.archive import Archive
    from dicomwidgets.collection.columns import Cell

__all__ = ["check_objects"]

_NEEDED = ("SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID")


def check_objects(archive: Archive) -> Iterator[Mark]:
    """Yield objects without one of their UIDs (PS3.3 C.7 and C.12.1), and private kinds."""
    for keyword in _NEEDED:
        rows = archive.rows(keyword, lambda uid: not uid)
        if rows:
            name = tag_info(keyword_tag(keyword)).name
            text = f"{_files(rows)} no {name}."
            yield Mark("uid-missing", text, rows, keyword=keyword, numbers={"files": len(rows)})
    strange = archive.rows("SOPClassUID", lambda uid: bool(uid) and sop_class_name(uid) is None)
    kinds: dict[Cell, list[int]] = {}
    for row, uid in zip(strange, archive.column("SOPClassUID").cells(strange), strict=True):
        kinds.setdefault(uid, []).append(row)
    for rows in kinds.values():
        text = f"{_files(rows)} a SOP Class that the standard does not know."
        numbers = {"files": len(rows)}
        yield Mark("object-unknown", text, rows, keyword="SOPClassUID", numbers=numbers)


def _files(rows: Sequence[int]) -> str:
    return "1 file has" if len(rows) == 1 else f"{len(rows)} files have"
