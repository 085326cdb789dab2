"""Dates and times in free text: found in their usual forms, and moved or taken out."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.deidentification.instants import DAY, NOON
from dicomwidgets.deidentification.known.months import MONTH_OF, month_like

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Found", "dates_in"]

_MONTHS = "|".join(sorted(MONTH_OF, key=len, reverse=True))
_CLOCK = r"(?P<H>[01]?\d|2[0-3]):(?P<M>[0-5]\d)(?::(?P<S>[0-5]\d)(?:[.,]\d{1,6})?)?"
_THEN = (
    rf"(?:(?:T|[ ,_-]{{1,2}}|\sat\s|\sum\s){_CLOCK}"
    r"|[T_ ]?(?P<h>[01]\d|2[0-3])(?P<mi>[0-5]\d)(?P<s>[0-5]\d)(?:\.\d{1,6})?)?"
)
_Y4 = r"(?P<y>(?:18|19|20|21)\d\d)"
_D2, _M2 = r"(?P<d>0[1-9]|[12]\d|3[01])", r"(?P<m>0[1-9]|1[0-2])"
_D, _M = r"(?P<d>0?[1-9]|[12]\d|3[01])", r"(?P<m>0?[1-9]|1[0-2])"
_TWO = r"(?P<a>0?[1-9]|[12]\d|3[01])(?P<sep>[-./])(?P<b>0?[1-9]|[12]\d|3[01])(?P=sep)"
_DAY_NAME = rf"{_D}(?:st|nd|rd|th|er)?[-. ]{{0,2}}(?:of |de )?(?P<n>{_MONTHS})"
_YEAR = rf"(?:\.?[-, ]{{0,2}}(?:of |de )?(?:{_Y4}|(?P<yy>\d\d))\b{_THEN})?"
_START, _STOP = r"(?<![^\W_])(?<!\d[.,:/-])", r"(?![^\W_])(?![.,:/-]\d)"

_FORMS = tuple(
    re.compile(_START + form + _STOP, re.IGNORECASE)
    for form in (
        rf"{_Y4}{_M2}{_D2}{_THEN}",
        rf"{_Y4}(?P<sep>[-./_]){_M}(?P=sep){_D}{_THEN}",
        rf"{_TWO}{_Y4}{_THEN}",
        r"(?P<a>0?[1-9]|[12]\d|3[01])/(?P<b>0?[1-9]|[12]\d|3[01])/(?P<y>\d\d)" + _THEN,
        r"(?P<a>0[1-9]|[12]\d|3[01])(?P<sep>[-.])(?P<b>0[1-9]|1[0-2])(?P=sep)(?P<y>\d\d)" + _THEN,
        _DAY_NAME + _YEAR,
        rf"(?P<n>{_MONTHS})\.?[- ]{_D}(?:st|nd|rd|th)?(?:,? {_Y4})?{_THEN}",
        rf"(?P<n>{_MONTHS})\.?[-, ]{{1,2}}{_Y4}",
    )
)
_CLOCK_ALONE = re.compile(
    r"(?<![\w.:/,-])(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,6})?)?"
    r"|(?:0?[1-9]|1[0-2])(?::[0-5]\d){0,2}\s?[ap]\.?m\b\.?|\d{1,2}(?:[:.][0-5]\d)?\s?(?:uhr|h)\b|\d{1,2}h[0-5]\d\b)"
    r"(?![\w:/]|[.,-]\d)",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?P<H>\d\d):(?P<M>\d\d)(?::(?P<S>\d\d))?(?P<f>[.,]\d+)?")
_PIVOT = 30
"""Two digits of a year: from here on of the 20th century."""


class Found(NamedTuple):
    """A date or a time in a text.

    Parameters
    ----------
    start, stop
        Where.
    moved
        What it becomes when moved; ``None`` where that can't be said, as of a day without a year,
        and of 3/4/2020, which is two days.
    """

    start: int
    stop: int
    moved: str | None


def dates_in(text: str, back: int) -> Iterator[Found]:
    """Yield the dates and times in a text, and what they become.

    Parameters
    ----------
    text
        Free text. A year alone is no date here, and neither are fractions and versions.
    back
        Seconds that dates go back.
    """
    for form in _FORMS:
        for hit in form.finditer(text):
            if _means_a_date(hit):
                yield Found(*hit.span(), _moved(hit, back))
    for hit in _CLOCK_ALONE.finditer(text):
        yield Found(*hit.span(), _clock_moved(hit[0], back))


class _Day(NamedTuple):
    year: int | None
    month: int
    day: int | None


def _means_a_date(hit: re.Match[str]) -> bool:
    """Whether there is such a day; a month's short name alone makes no date of a number."""
    found = hit.groupdict()
    if _year(found) is None and len(found["n"]) <= 3:
        return False
    return any(_ordinal(day) is not None for day in _readings(found))


def _readings(found: dict[str, str | None]) -> list[_Day]:
    """Return the days that a date may mean: two where day and month can change places."""
    year = _year(found)
    if found.get("a"):
        first, second = int(found["a"] or 0), int(found["b"] or 0)
        orders = (
            {(first, second)} if found.get("sep") == "." else {(first, second), (second, first)}
        )
        return [_Day(year, month, day) for day, month in orders if month <= 12]
    name, day = found.get("n"), found.get("d")
    month = MONTH_OF[name.lower()] if name else int(found["m"] or 0)
    return [_Day(year, month, int(day) if day else None)]


def _year(found: dict[str, str | None]) -> int | None:
    text = found.get("y") or found.get("yy")
    if not text:
        return None
    number = int(text)
    return number if len(text) > 2 else number + (1900 if number >= _PIVOT else 2000)


def _ordinal(day: _Day) -> int | None:
    try:
        return date(2000 if day.year is None else day.year, day.month, day.day or 15).toordinal()
    except ValueError:
        return None


def _moved(hit: re.Match[str], back: int) -> str | None:
    found = hit.groupdict()
    readings = {day: at for day in _readings(found) if (at := _ordinal(day)) is not None}
    if len(readings) != 1 or _year(found) is None:
        return None
    [(old, at)] = readings.items()
    clock = _clock(found)
    seconds = (at - 1) * DAY + (NOON if clock is None else clock) - back
    if seconds < 0:
        return None
    day = date.fromordinal(seconds // DAY + 1)
    return _replaced(hit, {**_day_fields(found, old, day), **_clock_fields(seconds)})


def _day_fields(found: dict[str, str | None], old: _Day, new: date) -> dict[str, str | int]:
    """Return what the groups of a match become, by their names."""
    fields: dict[str, str | int] = {
        "y": new.year,
        "yy": new.year % 100,
        "d": new.day,
        "m": new.month,
    }
    if len(found.get("y") or "") == 2:
        fields["y"] = new.year % 100
    if found.get("n"):
        fields["n"] = month_like(found["n"] or "", new.month)
    day_first = int(found.get("a") or 0) == old.day
    fields["a"], fields["b"] = (new.day, new.month) if day_first else (new.month, new.day)
    return fields


def _clock(found: dict[str, str | None]) -> int | None:
    hour = found.get("H") or found.get("h")
    if not hour:
        return None
    minute, second = found.get("M") or found.get("mi"), found.get("S") or found.get("s")
    return int(hour) * 3600 + int(minute or 0) * 60 + int(second or 0)


def _clock_fields(seconds: int) -> dict[str, int]:
    minutes, second = divmod(seconds % DAY, 60)
    hour, minute = divmod(minutes, 60)
    return {"H": hour, "h": hour, "M": minute, "mi": minute, "S": second, "s": second}


def _replaced(hit: re.Match[str], fields: dict[str, str | int] | dict[str, int]) -> str:
    """Return a match with its groups replaced, numbers as wide as they were."""
    text, start = hit[0], hit.start()
    groups = [(hit.span(name), new) for name, new in fields.items() if name in hit.re.groupindex]
    for (begin, end), new in sorted(groups, reverse=True):
        if begin >= 0:
            written = new if isinstance(new, str) else f"{new:0{end - begin}}"
            text = text[: begin - start] + written + text[end - start :]
    return text


def _clock_moved(text: str, back: int) -> str | None:
    hit = _TIME.fullmatch(text)
    clock = _clock(hit.groupdict()) if hit else None
    return None if hit is None or clock is None else _replaced(hit, _clock_fields(clock - back))
