"""The bytes that a text may be, in all character sets in which it can be written."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["WIDE", "written_bytes"]

_CODECS = (
    *("utf-8", "latin-1", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6"),
    *("iso8859-7", "iso8859-8", "iso8859-9", "iso8859-15", "tis-620", "shift_jis", "euc_jp"),
    *("iso2022_jp", "iso2022_jp_2", "euc_kr", "gb2312", "gbk", "gb18030", "big5"),
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("koi8-r", "cp437", "cp850", "cp852", "cp866", "mac-roman", "mac-latin2", "mac-cyrillic"),
    *("cp932", "cp949"),
)
"""Those of DICOM (PS3.3 C.12.1.1.2), and those in which devices write what is private."""

WIDE = ("utf-16-le", "utf-16-be")
_ESCAPE = re.compile(rb"\x1b[\x20-\x2f]+[\x30-\x7e]")


@lru_cache(maxsize=1024)
def written_bytes(text: str, declared: tuple[str, ...] = ()) -> frozenset[bytes]:
    """Return the bytes of a text in each set that has its characters, in either case.

    Parameters
    ----------
    text
        In lower case.
    declared
        Python's names of the sets that the file declares, besides those that are tried anyway.

    Notes
    -----
    Escape sequences of ISO 2022 are left out: a word is looked for between them. ASCII letters
    come in lower case, as what is searched is lowered.
    """
    if text.isascii():
        return frozenset((text.encode(),))
    found = set()
    for spelled in {text, text.upper(), text.title(), text.capitalize()}:
        for codec in {*_CODECS, *declared}:
            try:
                found.add(_ESCAPE.sub(b"", spelled.encode(codec)).lower())
            except (UnicodeError, LookupError):
                continue
    return frozenset(found)
