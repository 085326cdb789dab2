"""Dates that contradict each other, today, or the calendar."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dicomwidgets.checking.text_values import text_fault
from dicomwidgets.collection.checks.archive import Mark
from dicomwidgets.reference.tags import keyword_tag, tag_info

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from dicomwidgets.collection.checks.archive import Archive

__all__ = ["check_dates"]

_DATES = ("PatientBirthDate", "StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate")
_WORDS = {
    "date-none": "is a day that no calendar has",
    "value-format": "is not written as a date",
    "date-future": "lies in the future",
}
_AFTER_STUDY = ("SeriesDate", "AcquisitionDate", "ContentDate")


def check_dates(archive: Archive, today: date | None = None) -> Iterator[Mark]:
    """Yield dates that no calendar has, of the future, and in the wrong order.

    Parameters
    ----------
    archive
        What to look at.
    today
        By default the machine's date.
    """
    # East of here it may be tomorrow already.
    limit = (today or datetime.now().astimezone().date()) + timedelta(days=1)
    for keyword in _DATES:
        yield from _of_one(archive, keyword, f"{limit:%Y%m%d}")
    yield from _in_order(archive, _AFTER_STUDY, "StudyDate", "date-order")
    yield from _in_order(archive, ("StudyDate",), "PatientBirthDate", "date-before-birth")


def _of_one(archive: Archive, keyword: str, limit: str) -> Iterator[Mark]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for text in dict.fromkeys(archive.texts(keyword)):
        rule = _fault(text, limit) if text else ""
        if rule:
            found[rule].add(text)
    for rule, texts in found.items():
        rows = archive.rows(keyword, texts.__contains__)
        text = f"{_name(keyword)} {_WORDS[rule]} in {_files(rows)}."
        yield Mark(rule, text, rows, keyword=keyword, numbers={"files": len(rows)})


def _fault(text: str, limit: str) -> str:
    fault = text_fault("DA", text)
    if fault is not None:
        return "date-none" if fault.rule == "date-none" else "value-format"
    return "date-future" if text > limit else ""


def _in_order(archive: Archive, later: Sequence[str], earlier: str, rule: str) -> Iterator[Mark]:
    """Yield, study by study, what happened before what it follows."""
    studies, first = archive.texts("StudyInstanceUID"), archive.texts(earlier)
    found: defaultdict[str, dict[int, int]] = defaultdict(dict)
    named: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for keyword in later:
        for row, (before, after) in enumerate(zip(first, archive.texts(keyword), strict=True)):
            if before > after and _is_date(before) and _is_date(after):
                days = _days(after, before)
                found[studies[row]][row] = max(days, found[studies[row]].get(row, 0))
                named[studies[row]][_name(keyword)] = None
    for study, rows in found.items():
        text = f"{_name(earlier)} lies after {', '.join(named[study])} in {_files(list(rows))}."
        numbers = {"days": max(rows.values()), "files": len(rows)}
        yield Mark(rule, text, list(rows), keyword=earlier, numbers=numbers)


def _is_date(text: str) -> bool:
    return len(text) == 8 and text_fault("DA", text) is None


def _days(first: str, second: str) -> int:
    form = "%Y%m%d"
    return (datetime.strptime(second, form) - datetime.strptime(first, form)).days  # noqa: DTZ007 - dates


def _name(keyword: str) -> str:
    return tag_info(keyword_tag(keyword)).name


def _files(rows: list[int]) -> str:
    return "1 file" if len(rows) == 1 else f"{len(rows)} files"
