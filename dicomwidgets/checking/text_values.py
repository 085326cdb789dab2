"""Whether a text is what its value representation allows (PS3.5 6.2)."""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.reference.vrs import vr_of, vr_rules

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Fault", "text_fault"]


class Fault(NamedTuple):
    """A kind of fault (`RULES`) and what was found, without the value."""

    rule: str
    message: str


_UID = re.compile(r"(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))*", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_AGE = re.compile(r"\d{3}[DWMY]", re.ASCII)
_DATE = re.compile(r"\d{8}", re.ASCII)
_OLD_DATE = re.compile(r"\d{4}\.\d\d\.\d\d", re.ASCII)
_TIME = re.compile(r"\d\d(?:\d\d(?:\d\d(?:\.\d{1,6})?)?)?", re.ASCII)
_OLD_TIME = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?", re.ASCII)
_STAMP = re.compile(
    r"\d{4}(?:\d\d(?:\d\d(?:\d\d(?:\d\d(?:\d\d(?:\.\d{1,6})?)?)?)?)?)?(?:[+-]\d{4})?", re.ASCII
)
_NOT_CODE = re.compile(r"[^A-Z0-9 _]")
_NOT_PRINTABLE = re.compile(r"[^ -~]")
_CONTROL = re.compile(r"[\x00-\x1a\x1c-\x1f\x7f]")
_CONTROL_IN_LINES = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_NOT_IN_ADDRESS = re.compile(r"[^!-~]")


def text_fault(vr: str, value: str) -> Fault | None:
    """Return what the standard would not allow in one value, or ``None``.

    Parameters
    ----------
    vr
        A value representation that is text.
    value
        Decoded, without its padding; empty is never wrong here.
    """
    if not value:
        return None
    checks = _CHECKS.get(vr, ())
    return next((fault for check in checks if (fault := check(vr, value))), None)


def _length(vr: str, value: str) -> Fault | None:
    longest = vr_rules()[vr].longest
    if longest is None or len(value) <= longest:
        return None
    unit = "characters" if vr_of(vr).kind == "text" else "bytes"
    return Fault("value-length", f"{len(value):,} {unit}; {vr} allows {longest:,}.")


def _form(pattern: re.Pattern[str], expected: str) -> Callable[[str, str], Fault | None]:
    def check(vr: str, value: str) -> Fault | None:
        if pattern.fullmatch(value):
            return None
        return Fault("value-format", f"This is no {vr}: {expected} is expected.")

    return check


def _without(pattern: re.Pattern[str], allowed: str) -> Callable[[str, str], Fault | None]:
    def check(vr: str, value: str) -> Fault | None:
        wrong = pattern.search(value)
        if wrong is None:
            return None
        sign = _sign(wrong[0])
        return Fault(
            "value-characters", f"Character {wrong.start() + 1} is {sign}; {vr} allows {allowed}."
        )

    return check


def _sign(character: str) -> str:
    """Say what a character is, and not which letter."""
    if character.islower():
        return "a small letter"
    if character.isdigit():
        return "a digit"
    if ord(character) < 32 or ord(character) == 127:
        return f"the control character {ord(character):#04x}"
    if ord(character) > 127:
        return "no ASCII character"
    return f"{character!r}" if not character.isalpha() else "a letter"


def _uid(_vr: str, value: str) -> Fault | None:
    if not _UID.fullmatch(value):
        parts = value.split(".")
        if any(character not in "0123456789." for character in value):
            return Fault("uid-form", "There are other characters in it than digits and dots.")
        if not all(parts):
            return Fault("uid-form", "A number is missing between two dots, or at an end.")
        return Fault("uid-form", "A number in it begins with a zero.")
    if len(value) > 64:
        return Fault("uid-form", f"It has {len(value)} characters; 64 are allowed.")
    return None


def _date(_vr: str, value: str) -> Fault | None:
    if _OLD_DATE.fullmatch(value):
        return Fault("value-format", "The date has dots, as before 1993: YYYYMMDD is expected.")
    if not _DATE.fullmatch(value):
        return Fault("value-format", "This is no DA: YYYYMMDD is expected.")
    return None if _is_day(value) else Fault("date-none", "The calendar has no such day.")


def _is_day(value: str) -> bool:
    """Whether YYYY, YYYYMM or YYYYMMDD exists."""
    year, month = int(value[:4]), int(value[4:6] or 1)
    if year < 1 or not 1 <= month <= 12:
        return False
    return 1 <= int(value[6:8] or 1) <= calendar.monthrange(year, month)[1]


def _time(_vr: str, value: str) -> Fault | None:
    if _OLD_TIME.fullmatch(value):
        return Fault("value-format", "The time has colons, as before 1993: HHMMSS is expected.")
    if not _TIME.fullmatch(value):
        return Fault("value-format", "This is no TM: HHMMSS.FFFFFF is expected.")
    return None if _is_time(value) else Fault("date-none", "The day has no such time.")


def _is_time(value: str) -> bool:
    hours, minutes, seconds = (int(value[at : at + 2] or 0) for at in (0, 2, 4))
    return hours < 24 and minutes < 60 and seconds <= 60


def _stamp(_vr: str, value: str) -> Fault | None:
    if not _STAMP.fullmatch(value):
        return Fault("value-format", "This is no DT: YYYYMMDDHHMMSS.FFFFFF&ZZXX is expected.")
    stamp = re.split("[+-]", value)[0]
    if not (_is_day(stamp[:8]) and _is_time(stamp[8:])):
        return Fault("date-none", "There is no such day or time.")
    offset = value[len(stamp) :]
    if offset and not (-1200 <= int(offset) <= 1400 and int(offset[3:]) < 60):
        return Fault("date-none", "No time zone is that far from UTC: -1200 to +1400 is expected.")
    return None


def _range(_vr: str, value: str) -> Fault | None:
    if -(1 << 31) <= int(value) < 1 << 31:
        return None
    return Fault("value-format", "The number does not fit into 32 bits.")


def _name(_vr: str, value: str) -> Fault | None:
    groups = value.split("=")
    longest = max(map(len, groups))
    if longest > 64:
        return Fault(
            "value-length", f"A group of the name has {longest} characters; 64 are allowed."
        )
    if len(groups) > 3:
        return Fault("value-format", f"The name has {len(groups)} groups; 3 are allowed.")
    components = max(group.count("^") + 1 for group in groups)
    if components > 5:
        return Fault("value-format", f"The name has {components} components; 5 are allowed.")
    return None


_ONE_LINE = _without(_CONTROL, "no control characters")
_LINES = _without(_CONTROL_IN_LINES, "no control characters but those of lines and pages")
_CHECKS: dict[str, tuple[Callable[[str, str], Fault | None], ...]] = {
    "AE": (_without(_NOT_PRINTABLE, "printable ASCII"), _length),
    "AS": (_form(_AGE, "three digits and D, W, M or Y"),),
    "CS": (_without(_NOT_CODE, "capitals, digits, space and underscore"), _length),
    "DA": (_date,),
    "DS": (_form(_DECIMAL, "a decimal number"), _length),
    "DT": (_stamp,),
    "IS": (_form(_INTEGER, "a whole number"), _length, _range),
    "LO": (_ONE_LINE, _length),
    "LT": (_LINES, _length),
    "PN": (_ONE_LINE, _name),
    "SH": (_ONE_LINE, _length),
    "ST": (_LINES, _length),
    "TM": (_time,),
    "UC": (_ONE_LINE,),
    "UI": (_uid,),
    "UR": (_without(_NOT_IN_ADDRESS, "the characters of a URI"),),
    "UT": (_LINES,),
}
