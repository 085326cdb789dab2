"""Dates and times of a file, moved by one patient's shift and by nothing else.

A date and its time move as one instant. A date alone moves as its noon does, a time alone within
its day. Precision, fractions, zones and ranges stay as they are written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.instants import (
    DAY,
    NOON,
    read_date,
    read_datetime,
    read_time,
    write_date,
    write_datetime,
    write_time,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["moved"]

_ZONE = r"[+-](?:0\d|1[0-4])[0-5]\d"
_ZONED = re.compile(rf"([\d.]+)({_ZONE})?")
_RANGE = re.compile(r"([\d.:]*)-([\d.:]*)")
_ZONED_RANGE = re.compile(rf"((?:[\d.]+(?:{_ZONE})?)?)-((?:[\d.]+(?:{_ZONE})?)?)")


def moved(vr: str, text: str, back: int, partner: str = "") -> str | None:
    """Return one value of a date or time, moved; ``None`` where it can't be read as one.

    Parameters
    ----------
    vr
        DA, TM or DT.
    text
        The value, without padding; it may be a range (PS3.4 C.2.2.2.5).
    back
        Seconds that it goes back.
    partner
        Of a DA the TM that belongs to it. A TM needs none: whole days do not change it.

    Notes
    -----
    ``None`` is also the answer for what would come before year 1.
    """
    if vr == "DA":
        return _date(text, back, partner) or _range(_RANGE, _date, text, back)
    if vr == "TM":
        return _time(text, back) or _range(_RANGE, _time, text, back)
    return _datetime(text, back) or _range(_ZONED_RANGE, _datetime, text, back)


def _date(text: str, back: int, partner: str = "") -> str | None:
    day = read_date(text)
    if day is None:
        return None
    time = read_time(partner) if partner else None
    seconds = day.seconds if time is None else day.seconds - NOON + time.seconds
    return write_date(seconds - back, day)


def _time(text: str, back: int) -> str | None:
    time = read_time(text)
    return write_time(time.seconds - back % DAY, time) if time else None


def _datetime(text: str, back: int) -> str | None:
    found = _ZONED.fullmatch(text)
    moment = read_datetime(found[1]) if found else None
    if found is None or moment is None:
        return None
    new = write_datetime(moment.seconds - back, moment)
    return new and new + (found[2] or "")


def _range(
    form: re.Pattern[str], single: Callable[[str, int], str | None], text: str, back: int
) -> str | None:
    """Move both ends of a range, of which one may be open."""
    found = form.fullmatch(text)
    if found is None or not (found[1] or found[2]):
        return None
    ends = [single(end, back) if end else "" for end in found.groups()]
    return None if None in ends else "-".join(end or "" for end in ends)
