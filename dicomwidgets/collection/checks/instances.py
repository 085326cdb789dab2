"""SOP Instance UIDs that several files share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.collection.checks.archive import Mark
from dicomwidgets.elements.difference import difference
from dicomwidgets.elements.digest import digest_of_pixels
from dicomwidgets.errors import ReadError
from dicomwidgets.reading.header import read_header

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.collection.checks.archive import Archive
    from dicomwidgets.reading.header import Header

__all__ = ["check_instances"]

_NAMED = 4


def check_instances(archive: Archive) -> Iterator[Mark]:
    """Yield the UIDs that more than one file has, and say whether these are the same."""
    for rows in archive.repeated("SOPInstanceUID"):
        yield _of_one(archive, rows)


def _of_one(archive: Archive, rows: Sequence[int]) -> Mark:
    count = f"{len(rows)} files have the same SOP Instance UID"
    numbers = {"files": len(rows)}
    try:
        differs = _differs(archive, rows)
    except ReadError:
        text = f"{count}; whether their content is the same could not be read."
        return Mark("instance-differs", text, rows, keyword="SOPInstanceUID", numbers=numbers)
    if not differs:
        text = f"{count} and the same content."
        return Mark("instance-copied", text, rows, keyword="SOPInstanceUID", numbers=numbers)
    named = ", ".join(differs[:_NAMED]) + (" …" if len(differs) > _NAMED else "")
    text = f"{count} and differ in {named}."
    return Mark("instance-differs", text, rows, keyword="SOPInstanceUID", numbers=numbers)


def _differs(archive: Archive, rows: Sequence[int]) -> list[str]:
    """Return in which elements the files differ from the first, the meta information left out."""
    first = _read(archive, rows[0])
    pixels = digest_of_pixels(archive.source, first)
    found: dict[str, None] = {}
    for row in rows[1:]:
        other = _read(archive, row)
        for line in difference(first.dataset, other.dataset, ignore="(0002,xxxx)").rows:
            found[line.keyword or line.path] = None
        if digest_of_pixels(archive.source, other) != pixels:
            found["PixelData"] = None
    return list(found)


def _read(archive: Archive, row: int) -> Header:
    return read_header(archive.source, archive.item(row))
