"""The ways in which a known day is written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.known.disguised import disguised
from dicomwidgets.deidentification.known.months import MONTHS
from dicomwidgets.deidentification.known.spelling import Kind, Spelling

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["spelled_day"]

_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


def spelled_day(text: str, kind: Kind) -> Iterator[Spelling]:
    """Yield how a date (DA) may be written elsewhere.

    Parameters
    ----------
    text
        ``"19610203"``; what is no date yields nothing.
    kind
        A day of birth counts in rare spellings as well, and in six digits.

    Notes
    -----
    As DICOM writes it, it counts inside longer numbers as well: a time may follow it.
    """
    digits = "".join(sign for sign in text if sign in "0123456789")
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return
    rare = _rare(day) if kind == "birth date" else ()
    for spelled in (*_long(day), *_short(day), *rare):
        if spelled == digits[:8]:
            yield Spelling(spelled, kind, "")
        else:
            yield Spelling(spelled, kind, "signs" if spelled.isalnum() else "digits")
    if kind == "birth date":
        hidden = disguised(digits[:8])
        yield from (Spelling(spelled, kind, bound) for spelled, bound in hidden)


def _long(day: date) -> Iterator[str]:
    y, m, d = f"{day.year:04}", f"{day.month:02}", f"{day.day:02}"
    yield f"{y}{m}{d}"
    for between in ("-", ".", "/", ". ", " / "):
        yield from _ordered(day, between)
    for month in MONTHS[day.month][:2]:
        yield from _named(month, {d, str(day.day)}, y)
    ordinal = f"{day.day}{_ENDINGS.get(day.day, 'th')}"
    month = MONTHS[day.month][1]
    yield from (f"{ordinal} of {month} {y}", f"{ordinal} {month} {y}")
    yield from (f"{month} {ordinal}, {y}", f"{month} {ordinal} {y}")


def _rare(day: date) -> Iterator[str]:
    y, m, d = f"{day.year:04}", f"{day.month:02}", f"{day.day:02}"
    yield from (f"{d}{m}{y}", f"{m}{d}{y}", *_six_digits(day))
    yield f"{y}-{day.timetuple().tm_yday:03}"
    for between in "_ ":
        yield from _ordered(day, between)
    for between in (".", "-", "/", " ", ". "):
        month = _ROMAN[day.month]
        for number in {d, str(day.day)}:
            yield from (f"{number}{between}{month}{between}{y}",)
            yield f"{month}{between}{number}{between}{y}"
    for month in MONTHS[day.month][2:]:
        yield from _named(month, {d, str(day.day)}, y)
        yield from (f"{number} de {month} de {y}" for number in (d, str(day.day)))
    for month in MONTHS[day.month]:
        yield from _named(month, {d, str(day.day)}, y[2:])


def _ordered(day: date, between: str) -> Iterator[str]:
    y, m, d = f"{day.year:04}", f"{day.month:02}", f"{day.day:02}"
    for month, number in {(m, d), (str(day.month), str(day.day))}:
        for order in ((y, month, number), (number, month, y), (month, number, y)):
            yield between.join(order)


def _six_digits(day: date) -> Iterator[str]:
    y, m, d = f"{day.year % 100:02}", f"{day.month:02}", f"{day.day:02}"
    yield from (f"{y}{m}{d}", f"{d}{m}{y}", f"{m}{d}{y}")


def _short(day: date) -> Iterator[str]:
    """Yield spellings with two digits of the year and signs between."""
    y, m, d = f"{day.year % 100:02}", f"{day.month:02}", f"{day.day:02}"
    for between in "-./":
        for month, number in {(m, d), (str(day.month), str(day.day))}:
            yield from (between.join((number, month, y)), between.join((month, number, y)))
        yield between.join((y, m, d))
    for month in MONTHS[day.month][:2]:
        yield from (f"{d}{between}{month}{between}{y}" for between in "- ")


def _named(month: str, days: set[str], year: str) -> Iterator[str]:
    for day in days:
        for between in ("", " ", "-", "/"):
            yield from (f"{day}{between}{month}{between}{year}",)
        yield from (f"{month} {day}, {year}", f"{month} {day} {year}", f"{day}. {month} {year}")
        yield f"{month}-{day}-{year}"
