"""The ways in which a known day is written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.known.months import MONTHS
from dicomwidgets.deidentification.known.spelling import Kind, Spelling

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["spelled_day"]


def spelled_day(text: str, kind: Kind) -> Iterator[Spelling]:
    """Yield how a date (DA) may be written elsewhere.

    Parameters
    ----------
    text
        ``"19610203"``; what is no date yields nothing.
    kind
        A day of birth counts in rare spellings and with two digits of its year as well.

    Notes
    -----
    As DICOM writes it, it counts inside longer numbers as well: a time may follow it.
    """
    digits = "".join(sign for sign in text if sign in "0123456789")
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return
    spellings = (*_long(day), *_rare(day), *_short(day)) if kind == "birth date" else _long(day)
    for spelled in spellings:
        yield Spelling(spelled, kind, "" if spelled == digits[:8] else "signs")


def _long(day: date) -> Iterator[str]:
    y, m, d = f"{day.year:04}", f"{day.month:02}", f"{day.day:02}"
    yield f"{y}{m}{d}"
    for between in "-./":
        yield from _ordered(day, between)
    for month in MONTHS[day.month][:2]:
        yield from _named(month, {d, str(day.day)}, y)


def _rare(day: date) -> Iterator[str]:
    y, m, d = f"{day.year:04}", f"{day.month:02}", f"{day.day:02}"
    yield from (f"{d}{m}{y}", f"{m}{d}{y}")
    for between in "_ ":
        yield from _ordered(day, between)
    for month in MONTHS[day.month][2:]:
        yield from _named(month, {d, str(day.day)}, y)


def _ordered(day: date, between: str) -> Iterator[str]:
    y, m, d = f"{day.year:04}", f"{day.month:02}", f"{day.day:02}"
    for month, number in {(m, d), (str(day.month), str(day.day))}:
        for order in ((y, month, number), (number, month, y), (month, number, y)):
            yield between.join(order)


def _short(day: date) -> Iterator[str]:
    y, m, d = f"{day.year % 100:02}", f"{day.month:02}", f"{day.day:02}"
    yield from (f"{y}{m}{d}", f"{d}{m}{y}", f"{m}{d}{y}")
    for between in "-./":
        for month, number in {(m, d), (str(day.month), str(day.day))}:
            yield from (between.join((number, month, y)), between.join((month, number, y)))
        yield between.join((y, m, d))
    for month in MONTHS[day.month]:
        yield from _named(month, {d}, y)


def _named(month: str, days: set[str], year: str) -> Iterator[str]:
    for day in days:
        yield from (f"{day}{between}{month}{between}{year}" for between in ("", " ", "-"))
        yield from (f"{month} {day}, {year}", f"{month} {day} {year}", f"{day}. {month} {year}")
