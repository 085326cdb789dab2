"""Kept values that hold more than their VR allows: what hides behind a NUL, or in a number."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from dicomwidgets.deidentification.dummies import dummy_value
from dicomwidgets.reference.character_sets import defined_terms
from dicomwidgets.reference.tags import is_private, tag_info
from dicomwidgets.reference.vrs import VRS

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["POOLS", "SMALL", "Pool", "is_doubtful", "plain", "plain_terms", "pool_of", "shown"]

Pool = Literal["text", "digits", "bytes"]
"""What a value is by its VR and the dictionary: a text; digits, written as text; bytes."""

POOLS: tuple[Pool, ...] = ("text", "digits", "bytes")

SMALL = 8
"""Bytes of binary numbers in which nobody looks for a name."""

_BEHIND = re.compile(rb"\0[^\0 \n\\]")
_LETTERS = re.compile(rb"[A-Za-z]{3}|[\x80-\xff]")
_OF_NUMBERS = b"0123456789+-.eE \\\n\0"
_WORD = re.compile(r"[^\W\d_]{3,}|[^\x00-\x7f]")
_NO_NUMBER = frozenset({"inf", "infinity", "ind", "nan", "qnan", "snan"})
_DIGITS = frozenset({"DS", "IS", "UI"})
_TEXTS = frozenset(code for code, vr in VRS.items() if vr.kind in ("string", "text"))
_NUMBERS = frozenset(code for code, vr in VRS.items() if vr.kind in ("number", "tag"))
_ONE = frozenset(code for code, vr in VRS.items() if not vr.several)
_TERM = re.compile(r"(?:ISO|GB|UTF|JIS|KS|LATIN|ASCII|WINDOWS|CP|BIG|EUC|SHIFT)[A-Z0-9 _.:-]{0,16}")


@lru_cache(maxsize=4096)
def pool_of(tag: int, vr: str) -> Pool:
    """Return what a kept element's value is.

    Parameters
    ----------
    tag
        Of the element.
    vr
        By which it is read. A number that is written as a text is one of digits all the same.
    """
    if vr not in _TEXTS:
        return "bytes"
    known = "" if is_private(tag) else tag_info(tag).vr
    is_number = known[:2] in _DIGITS or known[:2] in _NUMBERS
    return "digits" if vr in _DIGITS or is_number else "text"


def shown(vr: str, data: bytes) -> bytes:
    """Return a value of text as far as programs show it: not what stands behind a NUL.

    Notes
    -----
    A NUL is no character of a text; it may pad a UID (PS3.5 6.2).
    """
    if b"\0" not in data or vr not in _TEXTS or not _BEHIND.search(data):
        return data
    values = [data] if vr in _ONE else data.split(b"\\")
    return _padded(vr, b"\\".join(value.partition(b"\0")[0] for value in values))


def is_doubtful(pool: Pool, data: bytes) -> bool:
    """Whether a value, or several with line feeds between them, may hold what it has no place for.

    Numbers come by the million, so the signs that they consist of are looked at first.
    """
    if pool == "bytes":
        return False
    if b"\0" in data and _BEHIND.search(data):
        return True
    is_odd = pool == "digits" and data.translate(None, _OF_NUMBERS)
    return bool(is_odd and _LETTERS.search(data))


def plain(tag: int, vr: str, data: bytes, new_uid: Callable[[str], str]) -> bytes:
    """Return a value of text without what its VR does not allow.

    Parameters
    ----------
    tag, vr
        Of the element.
    data
        Its value.
    new_uid
        Gives the UID that takes the place of what is none.

    Notes
    -----
    What stands behind a NUL goes (`shown`). A number with words in it, as a UID, becomes a dummy;
    NaN and infinities stay.
    """
    data = shown(vr, data)
    if pool_of(tag, vr) != "digits":
        return data
    values = [data] if vr in _ONE else data.split(b"\\")
    new = [_number(tag, vr, value, new_uid) for value in values]
    return data if new == values else _padded(vr, b"\\".join(new))


def _padded(vr: str, data: bytes) -> bytes:
    return data + (b"\0" if vr == "UI" else b" ") * (len(data) % 2)


def _number(tag: int, vr: str, value: bytes, new_uid: Callable[[str], str]) -> bytes:
    text = value.decode("latin-1")
    if not any(word.lower() not in _NO_NUMBER for word in _WORD.findall(text)):
        return value
    if "UI" in (vr, tag_info(tag).vr):
        return new_uid(text).encode("ascii", "replace")
    return str(dummy_value("IS")).encode()


def plain_terms(data: bytes) -> bytes:
    """Return a Specific Character Set without what is no name of one."""
    terms = [term.strip(" \0") for term in data.decode("latin-1").split("\\")]
    kept = [term for term in terms if not term or term in defined_terms() or _TERM.fullmatch(term)]
    if kept == terms:
        return data
    new = "\\".join(kept).encode("ascii")
    return new + b" " * (len(new) % 2)
