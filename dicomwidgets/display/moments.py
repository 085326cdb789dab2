"""Dates and times of a dataset as one moment (PS3.5 6.2: DA, TM, DT)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

__all__ = ["moment", "on_day", "zone"]

_TIME = re.compile(r"(\d\d):?(\d\d)?:?(\d\d)?(?:\.(\d{1,6}))?")
_ZONE = re.compile(r"([+-])(\d\d)(\d\d)$")
_DATE = re.compile(r"(\d{4})\.?(\d\d)\.?(\d\d)")


def moment(date: str, time: str) -> datetime | None:
    """Return a moment; ``None`` where either is missing or no date or time.

    Parameters
    ----------
    date
        DA, or the beginning of a DT.
    time
        TM, or what follows the date in a DT; a UTC offset is left out.
    """
    day, clock = _DATE.match(date.strip()), _TIME.match(time.strip())
    if not day or not clock:
        return None
    hour, minute, second = (int(part or 0) for part in clock.groups()[:3])
    year, month, number = map(int, day.groups())
    try:
        whole = datetime(year, month, number, hour, minute)  # noqa: DTZ001 - DICOM's have no zone
    except ValueError:
        return None
    # A leap second is the first of the next minute.
    return whole + timedelta(seconds=second, microseconds=int((clock.group(4) or "").ljust(6, "0")))


def zone(text: str) -> timedelta | None:
    """Return the UTC offset at the end of a DT, or of an offset alone; ``None`` without one."""
    found = _ZONE.search(text.strip())
    if found is None:
        return None
    sign, hours, minutes = found.groups()
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return -ahead if sign == "-" else ahead


def on_day(time: str, before: datetime) -> datetime | None:
    """Return the last moment at which the clock showed `time`, not after `before`."""
    same = moment(before.strftime("%Y%m%d"), time)
    if same is None:
        return None
    return same if same <= before else same - timedelta(days=1)
