"""By what groups are sorted: the rank of each group of a level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dicomwidgets.browsing.columns import COUNTS, KEYWORDS
from dicomwidgets.browsing.groups import LEVELS, SERIES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.browsing.findings import FoundBySeries
    from dicomwidgets.browsing.groups import Groups
    from dicomwidgets.browsing.screen import Order

__all__ = ["SORTED_BY", "order_of"]

SORTED_BY = (*KEYWORDS, *COUNTS, "title", "findings")
"""Columns that rows may be sorted by."""

_TITLES = (
    ("PatientName", "PatientID"),
    ("StudyDate", "StudyDescription"),
    ("SeriesNumber", "SeriesDescription"),
)
_LAST = np.iinfo(np.int64).max


def order_of(groups: Groups, found: FoundBySeries, column: str, *, descending: bool) -> Order:
    """Return the ranks of all groups by a column.

    Parameters
    ----------
    groups, found
        What is sorted.
    column
        One of `SORTED_BY`. Where a group has several values, the one that comes first counts.
    descending
        The largest first; what has no value is last either way.
    """
    ranks = [_ranks(groups, found, column, level, descending) for level in range(len(LEVELS))]
    return ranks[0], ranks[1], ranks[2]


def _ranks(
    groups: Groups, found: FoundBySeries, column: str, level: int, descending: bool
) -> NDArray[np.int64]:
    if column in COUNTS:
        amounts = _amounts(groups, column, level)
        return -amounts if descending else amounts
    if column == "findings":
        worst = np.zeros(groups.count(level), np.int64)
        np.maximum.at(worst, groups.to_level(level), found.badness())
        return -worst if descending else worst
    if column == "title":
        first, second = (_by_value(groups, each, level, descending) for each in _TITLES[level])
        order = np.lexsort((second, first))
        places = np.empty(len(order), np.int64)
        places[order] = np.arange(len(order))
        return places
    return _by_value(groups, KEYWORDS[column], level, descending)


def _by_value(groups: Groups, keyword: str, level: int, descending: bool) -> NDArray[np.int64]:
    values = groups.values(keyword)
    series, codes = values.pairs
    ranks = values.ranks[codes].astype(np.int64)
    keys = np.where(ranks < 0, _LAST, -ranks if descending else ranks)
    found = np.full(groups.count(level), _LAST)
    np.minimum.at(found, groups.to_level(level)[series], keys)
    return found


def _amounts(groups: Groups, column: str, level: int) -> NDArray[np.int64]:
    above, count = groups.to_level(level), groups.count(level)
    if column in ("instances", "bytes"):
        weights = (groups.instances if column == "instances" else groups.bytes).all
        return np.bincount(above, weights, count).astype(np.int64)
    if column == "series" or level == SERIES:
        return np.bincount(above, minlength=count)
    if level:
        return np.ones(count, np.int64)
    return np.bincount(groups.above[1].all, minlength=count)
