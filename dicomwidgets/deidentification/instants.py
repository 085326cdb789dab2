"""Dates and times of DICOM as instants, in the precision and form in which they are written.

An instant counts seconds from the midnight that begins 1 January of year 1; a time of day counts
from midnight. What is written in part stands for the middle of what it may mean.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

__all__ = [
    "DAY",
    "NOON",
    "Moment",
    "read_date",
    "read_datetime",
    "read_time",
    "write_date",
    "write_datetime",
    "write_time",
]

DAY = 86_400
"""Seconds."""

NOON = DAY // 2
"""Where in its day a date without a time is taken to be."""

_TWO = tuple(f"{number:02}" for number in range(60))
_DATE = re.compile(r"(\d{4})([-./]?)(\d{2})\2(\d{2})", re.ASCII)
_TIME = re.compile(r"(\d{2})(?:(:?)(\d{2})(?:\2(\d{2})(\.\d{1,6})?)?)?", re.ASCII)
_DATETIME = re.compile(
    r"(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(\.\d{1,6})?)?)?)?)?)?", re.ASCII
)


class Moment(NamedTuple):
    """What a date, a time or both say.

    Parameters
    ----------
    seconds
        The instant, or the time of day.
    fields
        How much is written: of a time hours (1), minutes (2), seconds (3); of a date with time
        the year (1) to the seconds (6).
    separator
        Between the fields, in the forms that were in use before DICOM 3 (PS3.5 6.2).
    fraction
        Of a second, with its point, as written.
    """

    seconds: int
    fields: int
    separator: str = ""
    fraction: str = ""


_PLAIN = Moment(0, 3)


def read_date(text: str) -> Moment | None:
    """Return the noon of a date (DA): ``20240229``, ``2024.02.29``; ``None`` for what is none."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    days = _days(int(found[1]), int(found[3]), int(found[4]))
    return None if days is None else Moment(days * DAY + NOON, 3, found[2])


def read_time(text: str) -> Moment | None:
    """Return a time of day (TM): ``10``, ``1030``, ``103000.5``, ``10:30:00``.

    Second 60, which a leap second has, counts as the first of the next minute.
    """
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, separator, minute, second, fraction = found.groups()
    fields = 1 + (minute is not None) + (second is not None)
    seconds = _clock(hour, minute, second)
    return None if seconds is None else Moment(seconds, fields, separator or "", fraction or "")


def read_datetime(text: str) -> Moment | None:
    """Return a date with time (DT) without its zone, from ``2024`` to ``20240229103000.5``."""
    found = _DATETIME.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction = found.groups()
    days = _days(int(year), int(month or 7), int(day or (15 if month else 2)))
    seconds = NOON if hour is None else _clock(hour, minute, second)
    if days is None or seconds is None:
        return None
    fields = sum(part is not None for part in found.groups()[:6])
    return Moment(days * DAY + seconds, fields, "", fraction or "")


def _clock(hour: str, minute: str | None, second: str | None) -> int | None:
    hours, minutes = int(hour), int(minute or 30)
    seconds = int(second or (30 if minute else 0))
    if hours > 23 or minutes > 59 or seconds > 60:
        return None
    return hours * 3600 + minutes * 60 + seconds


def _days(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).toordinal() - 1
    except ValueError:
        return None


def write_date(seconds: int, like: Moment) -> str | None:
    """Return the date of an instant, in the form of `like`; ``None`` before year 1."""
    if seconds < 0:
        return None
    day = date.fromordinal(seconds // DAY + 1).isoformat()
    return day if like.separator == "-" else day.replace("-", like.separator)


def write_time(seconds: int, like: Moment) -> str:
    """Return the time of day of an instant, with as many fields as `like`."""
    minutes, second = divmod(seconds % DAY, 60)
    fields = (_TWO[minutes // 60], _TWO[minutes % 60], _TWO[second])
    return like.separator.join(fields[: like.fields]) + like.fraction


def write_datetime(seconds: int, like: Moment) -> str | None:
    """Return an instant as DT with as many fields as `like`; ``None`` before year 1."""
    day = write_date(seconds, _PLAIN)
    if day is None or like.fields <= 3:
        return day and day[: 2 + 2 * like.fields]
    return day + write_time(seconds, like._replace(fields=like.fields - 3))
