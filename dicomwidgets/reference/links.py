"""Where the standard says it: addresses that a user may click, and that nothing here fetches.

They lead to the current edition, whose sections keep their numbers.
"""

from __future__ import annotations

__all__ = [
    "CHARACTER_SETS",
    "SOP_CLASSES",
    "TRANSFER_SYNTAXES",
    "VRS",
    "element_link",
    "section_link",
]

_HOME = "https://dicom.nema.org/medical/dicom/current/output/chtml"

VRS = f"{_HOME}/part05/sect_6.2.html#table_6.2-1"
"""PS3.5 Table 6.2-1."""

CHARACTER_SETS = f"{_HOME}/part03/sect_C.12.html#sect_C.12.1.1.2"
"""PS3.3 C.12.1.1.2."""

TRANSFER_SYNTAXES = f"{_HOME}/part05/chapter_A.html"
"""PS3.5 Annex A."""

SOP_CLASSES = f"{_HOME}/part04/sect_B.5.html#table_B.5-1"
"""PS3.4 Table B.5-1."""

_DICTIONARY = f"{_HOME}/part06/chapter_6.html#table_6-1"
_FILE_META = f"{_HOME}/part10/chapter_7.html#table_7.1-1"
_DIRECTORY = f"{_HOME}/part06/chapter_8.html#table_8-1"
_PRIVATE = f"{_HOME}/part05/sect_7.8.html"


def section_link(part: int, place: str) -> str:
    """Return the address of a section, or of a table in it, of a part of the standard.

    >>> section_link(3, "C.7.6.3#C.7-11a")
    'https://dicom.nema.org/medical/dicom/current/output/chtml/part03/sect_C.7.6.3.html#table_C.7-11a'
    """
    if not place:
        return f"{_HOME}/part{part:02d}/ps3.{part}.html"
    section, _, table = place.partition("#")
    return f"{_HOME}/part{part:02d}/sect_{section}.html{f'#table_{table}' if table else ''}"


def element_link(tag: int) -> str:
    """Return where the standard lists the element `tag` (PS3.6, PS3.10 7.1, PS3.5 7.8)."""
    group = tag >> 16
    if group & 1:
        return _PRIVATE
    return {0x0002: _FILE_META, 0x0004: _DIRECTORY}.get(group, _DICTIONARY)
