"""Studies of several patients, series of several studies (PS3.3 A.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.collection.checks.archive import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.collection.checks.archive import Archive

__all__ = ["check_hierarchy"]

_LEVELS = (
    ("study-patients", "StudyInstanceUID", "PatientID", "study", "patients"),
    ("series-studies", "SeriesInstanceUID", "StudyInstanceUID", "series", "studies"),
)


def check_hierarchy(archive: Archive) -> Iterator[Mark]:
    """Yield what belongs to more than one of what it should belong to one of."""
    for rule, part, whole, one, many in _LEVELS:
        owners = archive.texts(whole)
        for rows in archive.groups(part).values():
            held: dict[str, list[int]] = {}
            for row in rows:
                held.setdefault(owners[row], []).append(row)
            if len(held) > 1:
                groups = sorted(held.values(), key=len)
                ordered = [*(each[0] for each in groups), *(n for each in groups for n in each[1:])]
                text = f"One {one} has files of {len(held)} {many}."
                yield Mark(rule, text, ordered, keyword=whole, numbers={many: len(held)})
