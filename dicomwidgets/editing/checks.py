"""Whether a VR can hold a value (PS3.5 6.2), and how many values an element may have (PS3.6)."""

from __future__ import annotations

import datetime as dt
import math
import re
import struct
from typing import TYPE_CHECKING, Any

from dicomwidgets.editing.value_form import ItemElement, UnfitError, Value, split
from dicomwidgets.reference.tags import is_private, tag_info
from dicomwidgets.reference.vrs import VRS, vr_of

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["check_count", "check_item", "check_value", "check_vr"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROL_OF_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_TIME = re.compile(r"([01]\d|2[0-3])([0-5]\d(([0-5]\d|60)(\.\d{1,6})?)?)?")
_ZONE = re.compile(r"(.*)([+-])(\d\d)([0-5]\d)")
_CHARACTERS = {"AE": 16, "CS": 16, "DS": 16, "IS": 12, "UI": 64, "SH": 16, "LO": 64}
_TEXT_CHARACTERS = {"ST": 1024, "LT": 10240}
_RANGES = {
    **{vr: (0, 2**bits - 1) for vr, bits in (("US", 16), ("UL", 32), ("UV", 64))},
    **{vr: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for vr, bits in (("SS", 16), ("SL", 32))},
    "SV": (-(2**63), 2**63 - 1),
}
_FORMS = {
    "AS": (re.compile(r"\d{3}[DWMY]"), "an age is three digits and D, W, M or Y"),
    "CS": (re.compile(r"[A-Z0-9_ ]*"), "it may have capitals, digits, spaces and underscores"),
    "DS": (
        re.compile(r" *[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)? *"),
        "it is no decimal number, such as 1.5 or -2e3",
    ),
    "IS": (re.compile(r" *[+-]?\d+ *"), "it is no whole number"),
    "UI": (
        re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*))*"),
        "a UID is numbers without leading zeros, joined by dots",
    ),
    "UR": (
        re.compile(r"[A-Za-z0-9:/?#\[\]@!$&'()*+,;=%\-._~]+ *"),
        "it holds a character that no URI may have",
    ),
}


def check_value(vr: str, value: Value) -> None:
    """Refuse a value that its VR can't hold.

    Parameters
    ----------
    vr
        Value representation.
    value
        As `canonical` returns it; an empty one fits every VR.

    Raises
    ------
    UnfitError
        With the reason; the value is not quoted.
    """
    if vr not in VRS:
        raise UnfitError(f"The standard has no VR {vr}.")
    if vr == "SQ":
        for item in split(vr, value):
            check_item(item)
    elif isinstance(value, bytes):
        _check_bytes(vr, value)
    else:
        if isinstance(value, tuple) and len(value) > 1 and not vr_of(vr).several:
            raise UnfitError("The VR holds one text only.")
        check = _CHECKS.get(vr) or _KINDS[vr_of(vr).kind]
        for each in split(vr, value):
            check(vr, each)


def check_item(item: tuple[ItemElement, ...]) -> None:
    """Refuse an item with a value that its VR can't hold, or with an element twice."""
    if len({element.tag for element in item}) != len(item):
        raise UnfitError("An item has the same element twice.")
    for element in item:
        try:
            check_value(element.vr, element.value)
        except UnfitError as error:
            name = tag_info(element.tag).keyword or "a private element"
            raise UnfitError(f"In the item, {name}: {error}") from None


def check_count(tag: int, vr: str, value: Value, creator: str = "") -> None:
    """Refuse a number of values that the element can't have (PS3.6, VM); none always fit.

    Raises
    ------
    UnfitError
        With what is allowed.
    """
    vm = tag_info(tag, creator).vm
    count = len(split(vr, value))
    if not vm or not count or vr == "SQ" or vr_of(vr).kind == "bytes" or _allows(vm, count):
        return
    raise UnfitError(f"There are {count} values, and the dictionary allows {vm}.")


def check_vr(tag: int, vr: str, found: str, creator: str = "") -> None:
    """Refuse a VR that is neither the dictionary's nor the one in the file.

    Raises
    ------
    UnfitError
        With the VR to write.
    """
    if vr not in VRS:
        raise UnfitError(f"The standard has no VR {vr!r}.")
    known = tag_info(tag, creator).vr
    if is_private(tag) or not known or vr == found or vr in known.split(" or "):
        return
    raise UnfitError(f"The standard gives this element the VR {known}, not {vr}.")


def _allows(vm: str, count: int) -> bool:
    """Whether a VM such as ``1``, ``1-3``, ``2-2n`` or ``1 or 4`` allows a number of values."""
    for each in vm.split(" or "):
        least, _, most = each.strip().partition("-")
        if not most and count == int(least):
            return True
        if most.endswith("n") and count >= int(least) and count % int(most[:-1] or 1) == 0:
            return True
        if most.isdigit() and int(least) <= count <= int(most):
            return True
    return False


def _check_bytes(vr: str, value: bytes) -> None:
    representation = vr_of(vr)
    if representation.kind != "bytes":
        raise UnfitError(f"VR {vr} takes no bytes.")
    size = representation.size or 1
    if len(value) % size:
        raise UnfitError(f"{len(value)} bytes are no whole number of words of {size} bytes.")
    if len(value) > 0xFFFFFFFE:
        raise UnfitError("A value has at most 4,294,967,294 bytes.")


def _check_length(text: str, most: int) -> None:
    if len(text) > most:
        raise UnfitError(f"It has {len(text)} characters, and at most {most} are allowed.")


def _check_string(vr: str, text: str) -> None:
    """Hold a text to the default repertoire and to the form of its VR."""
    if not isinstance(text, str):
        raise UnfitError(f"VR {vr} takes text.")
    _check_length(text, _CHARACTERS.get(vr, 0xFFFFFFFE))
    if not text.isascii() or _CONTROL.search(text):
        raise UnfitError("It holds a character outside the default repertoire (ASCII).")
    if vr_of(vr).several and "\\" in text:
        raise UnfitError("A backslash would end the value.")
    form, why = _FORMS.get(vr, (None, ""))
    if text and form is not None and not form.fullmatch(text):
        raise UnfitError(f"{why[0].upper()}{why[1:]}.")
    if vr == "AE" and text and not text.strip():
        raise UnfitError("Spaces alone name no application.")


def _check_integer_string(vr: str, text: str) -> None:
    _check_string(vr, text)
    if text.strip() and not -(2**31) <= int(text) < 2**31:
        raise UnfitError("It is outside the range from -2,147,483,648 to 2,147,483,647.")


def _check_text(vr: str, text: str) -> None:
    """Hold a text to what the VRs with a Specific Character Set allow."""
    if not isinstance(text, str):
        raise UnfitError(f"VR {vr} takes text.")
    several = vr_of(vr).several
    _check_length(text, _CHARACTERS.get(vr, _TEXT_CHARACTERS.get(vr, 0xFFFFFFFE)))
    if (_CONTROL if several else _CONTROL_OF_TEXT).search(text):
        raise UnfitError("It holds a control character.")
    if several and "\\" in text:
        raise UnfitError("A backslash would end the value.")


def _check_name(vr: str, text: str) -> None:
    _check_text(vr, text)
    groups = text.split("=")
    if len(groups) > 3:
        raise UnfitError("A person name has at most three groups: alphabetic=ideographic=phonetic.")
    for group in groups:
        _check_length(group, 64)
        if group.count("^") > 4:
            raise UnfitError("A group of a person name has at most five parts, joined by ^.")


def _check_date(vr: str, text: str) -> None:
    _check_string(vr, text)
    try:
        if text:
            dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise UnfitError("It is no day of the calendar, written YYYYMMDD.") from None
    if text and not re.fullmatch(r"\d{8}", text):
        raise UnfitError("It is no day of the calendar, written YYYYMMDD.")


def _check_time(vr: str, text: str) -> None:
    _check_string(vr, text)
    if text and not _TIME.fullmatch(text):
        raise UnfitError("It is no time of day, written HHMMSS.FFFFFF; the end may be left out.")


def _check_date_time(vr: str, text: str) -> None:
    _check_string(vr, text)
    zone = _ZONE.fullmatch(text)
    stamp = zone[1] if zone else text
    if zone and not -1200 <= int(f"{zone[2]}{zone[3]}{zone[4]}") <= 1400:
        raise UnfitError("The offset from UTC lies between -1200 and +1400.")
    if not text:
        return
    if (len(stamp) not in (4, 6) and not len(stamp) >= 8) or not stamp[:4].isdigit():
        raise UnfitError("It is no date and time, written YYYYMMDDHHMMSS.FFFFFF&ZZXX.")
    date = stamp[:8] + "01" * ((8 - len(stamp[:8])) // 2)
    _check_date("DA", date)
    _check_time("TM", stamp[8:])


def _check_whole(vr: str, number: int) -> None:
    if not isinstance(number, int):
        raise UnfitError(f"VR {vr} takes whole numbers.")
    low, high = _RANGES[vr]
    if not low <= number <= high:
        raise UnfitError(f"It is outside the range from {low:,} to {high:,}.")


def _check_real(vr: str, number: float) -> None:
    try:
        struct.pack(f"<{vr_of(vr).format}", number)
    except (OverflowError, struct.error):
        raise UnfitError("It is too large for the VR.") from None
    if vr == "FL" and math.isfinite(number) and abs(number) > 3.4028235677973366e38:
        raise UnfitError("It is too large for the VR.")


def _check_tag(_vr: str, number: int) -> None:
    if not 0 <= number <= 0xFFFFFFFF:
        raise UnfitError("It is no tag.")


_CHECKS: dict[str, Callable[[str, Any], None]] = {
    "DA": _check_date,
    "DT": _check_date_time,
    "IS": _check_integer_string,
    "PN": _check_name,
    "TM": _check_time,
    "FL": _check_real,
    "FD": _check_real,
}
_KINDS: dict[str, Callable[[str, Any], None]] = {
    "string": _check_string,
    "text": _check_text,
    "number": _check_whole,
    "tag": _check_tag,
    "bytes": _check_bytes,
}
