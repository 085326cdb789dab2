"""Values made for reading: what stands in the file, then what it means.

``1.2.840.10008.5.1.4.1.1.2 · CT Image Storage``, ``20040119 · 2004-01-19``, ``524,288 bytes``.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dicomwidgets.elements.decode import HEAD
from dicomwidgets.reference.tags import tag_info, tag_text
from dicomwidgets.reference.uids import uid_name

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "CUT",
    "SEPARATOR",
    "bytes_text",
    "code_text",
    "cut",
    "meanings",
    "number_text",
    "plain_values",
    "value_text",
]

CUT = 1000
"""Characters of a value that are shown."""

SEPARATOR = " · "
"""Stands between a value and its meaning."""

_HEX_BYTES = 16
_TEXT_BYTES = 1024


def value_text(vr: str, values: list[Any] | bytes, count: int) -> str:
    r"""Return a value as text.

    Parameters
    ----------
    vr
        Value representation.
    values
        The first values, or the bytes, as `decode` or `plain_values` give them.
    count
        How many values there are in all.

    Returns
    -------
    str
        Several values stand apart with `` \ ``; a meaning follows after `SEPARATOR`.
    """
    if isinstance(values, bytes):
        return bytes_text(values, vr)
    if vr in _MEANINGS:
        texts = [_with_meaning(*each) for each in meanings(vr, values)]
    else:
        texts = [_plain(vr, value) for value in values]
    text = " \\ ".join(texts)
    return text if count <= len(values) else f"{text} … ({count:,} values)"


def meanings(vr: str, values: list[Any]) -> list[tuple[str, str]]:
    """Return each value as text, and what it means; empty where that says no more.

    >>> meanings("DA", ["20040119"])
    [('20040119', '2004-01-19')]
    """
    meaning = _MEANINGS.get(vr)
    texts = [_plain(vr, value) for value in values]
    if meaning is None:
        return [(text, "") for text in texts]
    return [(text, meaning(text, each) or "") for text, each in zip(texts, values, strict=True)]


def cut(text: str) -> str:
    """Return `text` no longer than `CUT`, with its length where it was cut."""
    if len(text) <= CUT:
        return text
    return f"{text[:CUT]} … ({len(text):,} characters)"


def plain_values(vr: str, value: Any) -> tuple[list[Any] | bytes, int]:
    """Return a value that pydicom, or the user, has made as `decode` would.

    Parameters
    ----------
    vr
        Value representation.
    value
        The ``value`` of a pydicom ``DataElement``.

    Returns
    -------
    tuple
        The first values, or the bytes; and how many values there are in all.
    """
    if value is None or value == "":
        return [], 0
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value), 1 if len(value) else 0
    if hasattr(value, "tolist"):
        value = value.tolist()
    several = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    shown = several[: HEAD // 16]
    return [int(each) if vr == "AT" else _simple(each) for each in shown], len(several)


def bytes_text(data: bytes, vr: str = "OB") -> str:
    """Return bytes as text: few in hexadecimal, an unknown value that is plain text as such.

    >>> bytes_text(bytes(524288))
    '524,288 bytes'
    """
    if not data:
        return ""
    size = f"{len(data):,} byte{'s' if len(data) > 1 else ''}"
    if vr == "UN" and len(data) <= _TEXT_BYTES:
        text = data.rstrip(b" \0")
        if text.isascii() and (shown := text.decode()).isprintable() and shown:
            return _with_meaning(shown, size)
    if len(data) <= _HEX_BYTES:
        return _with_meaning(data.hex(" ").upper(), size)
    return size


def code_text(value: str, scheme: str, meaning: str) -> str:
    """Return a coded entry (PS3.3 8) in one line: ``T-A0100 (SRT) · Brain``."""
    code = f"{value} ({scheme})" if scheme else value
    return _with_meaning(code, meaning) if code else meaning


def _with_meaning(text: str, meaning: str | None) -> str:
    return f"{text}{SEPARATOR}{meaning}" if meaning else text


def _simple(value: Any) -> Any:
    """Return a number that Python prints well as itself, anything else as its text."""
    return value if type(value) in (int, float) else str(value)


def _plain(vr: str, value: Any) -> str:
    if vr == "AT" and isinstance(value, int):
        return tag_text(value)
    if isinstance(value, float):
        return number_text(vr, value)
    if vr == "PN":
        return SEPARATOR.join(group for group in str(value).split("=") if group)
    return str(value)


def number_text(vr: str, value: float) -> str:
    """Return a number as text: one of 32 bits in no more digits than it has."""
    return _single(value) if vr == "FL" else repr(value)


def _single(value: float) -> str:
    """Return the shortest text that reads back as the same 32-bit number."""
    for digits in range(6, 9):
        text = f"{value:.{digits}g}"
        try:
            if struct.pack("<f", float(text)) == struct.pack("<f", value):
                return text
        except OverflowError:
            break
    return f"{value:.9g}"


def _date(text: str, _value: Any) -> str | None:
    digits = text.replace(".", "")
    if len(digits) != 8 or not digits.isdigit():
        return None
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def _time(text: str, _value: Any) -> str | None:
    clock, _, fraction = text.partition(".")
    if not clock.isdigit() or len(clock) not in (4, 6):
        return None
    fraction = fraction.rstrip("0")
    parts = ":".join(clock[at : at + 2] for at in range(0, len(clock), 2))
    return f"{parts}.{fraction}" if fraction else parts


def _date_time(text: str, _value: Any) -> str | None:
    stamp, zone = text, ""
    for sign in "+-":
        stamp, found, offset = stamp.partition(sign)
        zone = f" {found}{offset[:2]}:{offset[2:]}" if found and len(offset) == 4 else zone
    date, time = _date(stamp[:8], None), _time(stamp[8:], None)
    return f"{date} {time}{zone}" if date and time else date


def _age(text: str, _value: Any) -> str | None:
    units = {"D": "day", "W": "week", "M": "month", "Y": "year"}
    if len(text) != 4 or not text[:3].isdigit() or text[3] not in units:
        return None
    number = int(text[:3])
    return f"{number} {units[text[3]]}{'' if number == 1 else 's'}"


def _uid(text: str, _value: Any) -> str | None:
    return uid_name(text)


def _tag(_text: str, value: Any) -> str | None:
    return tag_info(value).name if isinstance(value, int) else None


_MEANINGS: dict[str, Callable[[str, Any], str | None]] = {
    "AS": _age,
    "AT": _tag,
    "DA": _date,
    "DT": _date_time,
    "TM": _time,
    "UI": _uid,
}
