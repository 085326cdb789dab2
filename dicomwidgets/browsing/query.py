"""Which series a query means: plain words, and words for one column.

``thorax`` is looked for in names, numbers, dates and descriptions, ``Modality:CT`` in one column of
the table; ``SliceThickness:<2``, ``StudyDate:2020..2022`` and ``instances:>100`` compare.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.browsing.columns import COUNTS, KEYWORDS, date_text, uid_text
from dicomwidgets.browsing.groups import SERIES
from dicomwidgets.browsing.values import is_empty
from dicomwidgets.collection.masks import rows_of
from dicomwidgets.elements.query import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from dicomwidgets.browsing.findings import FoundBySeries
    from dicomwidgets.browsing.groups import Groups
    from dicomwidgets.collection.columns import Cell

__all__ = ["Found", "series_for"]

_WORDS = (
    *("PatientName", "PatientID", "StudyDate", "StudyDescription", "AccessionNumber"),
    *("SeriesDescription", "Modality", "BodyPartExamined", "Manufacturer"),
    *("ManufacturerModelName", "SOPClassUID", "TransferSyntaxUID"),
)
_UIDS = ("StudyInstanceUID", "SeriesInstanceUID")
_LIKE_UID = re.compile(r"\d[\d.]{5,}$")
_COMPARED = re.compile(r"(<=|>=|<|>|=)(.+)$")
_BETWEEN = re.compile(r"(.*)\.\.(.*)$")
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "=": lambda one, other: one == other,
}
_ALSO = {name.replace("_", ""): keyword for name, keyword in KEYWORDS.items()}
"""What columns are called beside their keywords: ``patient:``, ``bodypart:``."""

_FINDING = ("finding", "findings")


class Found(NamedTuple):
    """What a query leaves.

    Parameters
    ----------
    held
        For each series whether it fits.
    remark
        What was not understood, and how it was taken.
    """

    held: NDArray[np.bool_]
    remark: str = ""


def series_for(query: str, groups: Groups, found: FoundBySeries) -> Found:
    """Return the series that fit all words of a query.

    Parameters
    ----------
    query
        As it was typed.
    groups
        What is searched.
    found
        What is wrong with it, for ``finding:gap``.
    """
    held = np.ones(groups.count(SERIES), bool)
    remark = ""
    for prefix, text in words(query):
        if not text:
            continue
        fits = _fitting(prefix, text, groups, found) if prefix else None
        if fits is None:
            if prefix:
                remark = remark or _no_such(prefix)
            fits = _anywhere(f"{prefix}:{text}" if prefix else text, groups)
        held &= fits
    return Found(held, remark)


def _no_such(prefix: str) -> str:
    return (
        f"There is no column {prefix}: (there are those of the table, such as Modality:, "
        "SliceThickness:, and instances:, series:, finding:). It was looked for as text."
    )


def _fitting(
    prefix: str, text: str, groups: Groups, found: FoundBySeries
) -> NDArray[np.bool_] | None:
    """Return the series that fit a word for one column; ``None`` where there is none."""
    if prefix in _FINDING:
        return found.matching(text)
    if prefix in COUNTS:
        return _counted(prefix, text, groups)
    names = {name.lower(): name for name in groups.table.names}
    keyword = names.get(prefix) or _ALSO.get(prefix)
    if keyword is None:
        return None
    if keyword in _WORDS or keyword in KEYWORDS.values():
        values = groups.values(keyword)
        return values.having(wanted(keyword, text, values.values))
    column = groups.table.column(keyword)
    mask = rows_of(column, wanted(keyword, text, column.values))
    fits = np.zeros(groups.count(SERIES), bool)
    rows = np.asarray(mask, bool)[: groups.rows]
    fits[groups.series_of.all[: len(rows)][rows]] = True
    return fits


def _counted(name: str, text: str, groups: Groups) -> NDArray[np.bool_] | None:
    amounts = {"instances": groups.instances.all, "bytes": groups.bytes.all}.get(name)
    if amounts is None:  # of studies and series: those in the group above
        level = 0 if name == "studies" else 1
        above = groups.to_level(level)
        if name == "studies":
            amounts = np.bincount(groups.above[1].all, minlength=groups.count(0))[above]
        else:
            amounts = np.bincount(above, minlength=groups.count(level))[above]
    different, places = np.unique(amounts, return_inverse=True)
    fits: NDArray[np.bool_] = np.array(wanted(name, text, different.tolist()), bool)[places]
    return fits


def _anywhere(text: str, groups: Groups) -> NDArray[np.bool_]:
    fits = np.zeros(groups.count(SERIES), bool)
    for keyword in (*_WORDS, *(_UIDS if _LIKE_UID.match(text) else ())):
        values = groups.values(keyword)
        fits |= values.having([text in each for each in _read(keyword, values)])
    return fits


def _read(keyword: str, values: Any) -> list[str]:
    """Return what is looked at of each value, in lower case; made once a value."""

    def made() -> list[str]:
        return [_readable(keyword, value) for value in values.values]

    return values.derived("read", made, by_value=True)  # type: ignore[no-any-return]


def _readable(keyword: str, value: Cell) -> str:
    if is_empty(value):
        return ""
    if keyword.endswith("Date"):
        return f"{value} {date_text(value)}"
    if keyword.endswith("UID"):
        return f"{value} {uid_text(value)}".lower()
    return str(value).lower()


def wanted(keyword: str, text: str, values: Sequence[Cell]) -> list[bool]:
    """Say of each value whether it fits the word after the colon.

    Numbers are equal, of texts the word is a part; ``<2``, ``>=20200101``, ``2020..2022`` compare,
    dates as far as they are written.
    """
    if between := _BETWEEN.match(text):
        low, high = between.groups()
        asked = [(sign, each) for sign, each in ((">=", low), ("<=", high)) if each]
        found = [wanted(keyword, f"{sign}{each}", values) for sign, each in asked]
        return [all(each) for each in zip(*found, strict=True)] if found else [True] * len(values)
    if compared := _COMPARED.match(text):
        sign, against = compared.groups()
        return [_compares(keyword, sign, value, against) for value in values]
    number = _number(text)
    return [
        value == number
        if isinstance(value, (int, float)) and number is not None
        else text in _readable(keyword, value)
        for value in values
    ]


def _compares(keyword: str, sign: str, value: Cell, against: str) -> bool:
    if is_empty(value):
        return False
    if isinstance(value, (int, float)):
        number = _number(against)
        return number is not None and bool(_COMPARE[sign](value, number))
    text = str(value).lower()
    if keyword.endswith("Date"):
        against = against.replace("-", "")
        text = text.replace("-", "")[: len(against)]
    return bool(_COMPARE[sign](text, against))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
