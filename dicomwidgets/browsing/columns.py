"""The columns of a browser: which elements they show, and how their values read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.reference.uids import uid_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dicomwidgets.collection.columns import Cell

__all__ = [
    "COLUMNS",
    "COUNTS",
    "KEYWORDS",
    "SHOWN_COLUMNS",
    "bytes_text",
    "date_text",
    "joined",
    "name_text",
    "uid_text",
    "value_text",
    "year_text",
]

KEYWORDS = {
    "patient": "PatientName",
    "patient_id": "PatientID",
    "birth_date": "PatientBirthDate",
    "sex": "PatientSex",
    "study_date": "StudyDate",
    "study_description": "StudyDescription",
    "accession_number": "AccessionNumber",
    "modality": "Modality",
    "series_number": "SeriesNumber",
    "series_description": "SeriesDescription",
    "body_part": "BodyPartExamined",
    "manufacturer": "Manufacturer",
    "model": "ManufacturerModelName",
    "thickness": "SliceThickness",
    "sop_class": "SOPClassUID",
    "transfer_syntax": "TransferSyntaxUID",
}
"""Column → the element that it shows."""

COUNTS = ("studies", "series", "instances", "bytes")
"""Columns that count."""

COLUMNS = (
    "title",
    "findings",
    "patient",
    "patient_id",
    "modality",
    "study_date",
    "body_part",
    "manufacturer",
    "sop_class",
    "transfer_syntax",
    "series",
    "instances",
    "bytes",
)
"""The columns that may be shown, in their order."""

SHOWN_COLUMNS = ("title", "findings", "modality", "study_date", "instances", "bytes")
"""Those that are at first."""

_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_MOST = 4


def bytes_text(count: float) -> str:
    """Return bytes with their unit, in powers of a thousand.

    >>> bytes_text(999), bytes_text(6_140_000)
    ('999 bytes', '6.1 MB')
    """
    unit = 0
    while count >= 999.5 and unit < len(_UNITS) - 1:
        count /= 1000
        unit += 1
    return f"{count:.{int(unit > 0 and count < 9.95)}f} {_UNITS[unit]}"


def date_text(value: Cell) -> str:
    """Return a DA as it is read; what is none stays as it is (PS3.5 6.2).

    >>> date_text("20260102"), date_text("2026.01.02")
    ('2026-01-02', '2026.01.02')
    """
    text = str(value)
    if len(text) == 8 and text.isdecimal():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text


def year_text(value: Cell) -> str:
    """Return the year of a DA."""
    text = str(value)
    return text[:4] if text[:4].isdecimal() else text


def uid_text(value: Cell) -> str:
    """Return the name of a UID that the standard gives one; without the word that all have."""
    return (uid_name(str(value)) or str(value)).removesuffix(" Storage")


def value_text(value: Cell) -> str:
    """Return a value as it is read."""
    return f"{value:g}" if isinstance(value, float) else str(value).rstrip("^ ")


def name_text(value: Cell) -> str:
    """Return the groups of a PN that are there: as letters, as ideographs, as it sounds.

    >>> name_text("Yamada^Tarou=山田^太郎=やまだ^たろう")
    'Yamada^Tarou · 山田^太郎 · やまだ^たろう'
    """
    groups = (group.rstrip("^ ") for group in str(value).split("="))
    return " · ".join(filter(None, groups))


_TEXTS: dict[str, Callable[[Cell], str]] = {
    "PatientName": name_text,
    "StudyDate": date_text,
    "PatientBirthDate": date_text,
    "SOPClassUID": uid_text,
    "TransferSyntaxUID": uid_text,
}


def joined(keyword: str, values: Sequence[Cell]) -> str:
    """Return the values of a column as one text: those of a group, sorted.

    >>> joined("StudyDate", ["20250102", "20260304"]), joined("Modality", ["CT", "PT"])
    ('2025-01-02 – 2026-03-04', 'CT, PT')
    """
    text = _TEXTS.get(keyword, value_text)
    if keyword == "StudyDate" and len(values) > 1:
        return f"{text(values[0])} – {text(values[-1])}"
    told = list(dict.fromkeys(text(value) for value in values[:_MOST]))
    more = len(values) - _MOST
    return ", ".join(told) + (f" and {more:,} more" if more > 0 else "")
