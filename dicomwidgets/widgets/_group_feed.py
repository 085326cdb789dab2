"""What answers the questions about the groups of a collection."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Never

import numpy as np

from dicomwidgets.browsing.cells import Cells
from dicomwidgets.browsing.facets import FACETS, Narrowing
from dicomwidgets.browsing.findings import FoundBySeries
from dicomwidgets.browsing.groups import LEVELS, SERIES, Groups
from dicomwidgets.browsing.query import series_for
from dicomwidgets.browsing.screen import Closed, Screen
from dicomwidgets.browsing.sorting import SORTED_BY, order_of
from dicomwidgets.errors import ArgumentError
from dicomwidgets.widgets._asked import are_facets, are_ids
from dicomwidgets.widgets._base import payload_of
from dicomwidgets.widgets._traits import MOST_SELECTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from dicomwidgets.browsing.query import Found
    from dicomwidgets.collection.collection import Collection
    from dicomwidgets.collection.table import Table
    from dicomwidgets.errors import ErrorPayload
    from dicomwidgets.finding import Finding
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._browser_commands import (
        CollectionProgress,
        GetGroupsResult,
        GroupCounts,
        GroupFindings,
        GroupRow,
    )

__all__ = ["MOST_GROUPS", "GroupFeed"]

MOST_GROUPS = 1000
"""Rows in one answer at most; of a longer stretch the first ones are given."""

_KEPT = 4


class GroupFeed:
    """Groups of a collection, also of one that is still filling; thread-safe.

    Parameters
    ----------
    collection
        Whose they are.
    """

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self._groups = Groups(collection.instances)
        self._findings: Sequence[Finding] = ()
        self._lock = threading.RLock()
        self._begin()

    def _begin(self) -> None:
        """Forget what followed from the rows as they were."""
        self._cells: Cells | None = None
        self._by_series: FoundBySeries | None = None
        self._searched: dict[str, Found] = {}
        self._screens: dict[Any, Screen] = {}

    def advance(self) -> bool:
        """Take in the rows that came since; say whether there were any."""
        with self._lock:
            changed = self._groups.advance(self.collection.instances)
            if changed:
                self._begin()
            return changed

    def follow(self) -> None:
        """Do ahead what the next question would have to wait for."""
        with self._lock:
            self.advance()
            self._told()

    def take_findings(self, findings: Sequence[Finding]) -> None:
        """Show what a check of the collection found."""
        with self._lock:
            self._findings = findings
            self._begin()

    # For the widget ---------------------------------------------------------------------------

    def rows_in(self, groups: Iterable[int]) -> tuple[NDArray[np.intp], Table]:
        """Return the rows of some groups, each once, and the table that they number."""
        with self._lock:
            self.advance()
            return self._groups.rows_in(groups), self._groups.table

    def series_rows(self, group: int) -> tuple[NDArray[np.intp], Table]:
        """Return the rows of a series, or of the first one with pixels of a group.

        Raises
        ------
        ArgumentError
            If there is no such group, or nothing to see in it.
        """
        with self._lock:
            self.advance()
            place = self._groups.place(group)
            if place is None:
                raise ArgumentError("There is no such row any more.")
            number = self._told().first_with_pixels(*place)
            if number is None:
                raise ArgumentError("There are no pixels in it.")
            rows = np.flatnonzero(self._groups.series_of.all == number)
            return rows, self._groups.table

    def series_of(self, groups: Sequence[int]) -> list[tuple[int, str, list[Finding]]]:
        """Return the series in some groups: id, title, what a check of all found of it."""
        with self._lock:
            self.advance()
            ids, told, found = self._groups.ids[SERIES].all, self._told(), self._found()
            return [
                (int(ids[number]), told.title(SERIES, number), found.of(number))
                for number in np.flatnonzero(self._groups.series_in(groups)).tolist()
            ]

    def counts(self) -> dict[str, int]:
        """Return how many patients, studies and series there are."""
        with self._lock:
            self.advance()
            return {name: self._groups.count(level) for level, name in enumerate(LEVELS)}

    def weights(self) -> list[list[int]]:
        """Return id, instances and bytes of every series."""
        with self._lock:
            self.advance()
            groups = self._groups
            each = (groups.ids[SERIES].all, groups.instances.all, groups.bytes.all)
            return [list(one) for one in zip(*(values.tolist() for values in each), strict=True)]

    # Commands ---------------------------------------------------------------------------------

    def get_groups(self, args: Mapping[str, Any]) -> Reply:
        """Return a stretch of the rows (`GetGroupsArgs`).

        Raises
        ------
        ArgumentError
            When `args` are not what the protocol says.
        """
        start, stop = _stretch(args, "get_groups")
        locate = args.get("locate", [])
        if not are_ids(locate):
            _refuse("get_groups")
        with self._lock:
            self.advance()
            screen, remark = self._screen(args, "get_groups")
            rows = screen.rows[start : min(stop, start + MOST_GROUPS)].tolist()
            result: GetGroupsResult = {
                "rows": [self._row(group, screen, is_tree=args["tree"]) for group in rows],
                "start": start,
                "total": len(screen.rows),
                "matches": screen.matches,
                "places": screen.places(locate),
                "counts": screen.counts,  # type: ignore[typeddict-item]
                "all": self._all(),
                "progress": self.progress(),
                "remark": remark,
                "title": "",
            }
        return result, []

    def get_group_ids(self, args: Mapping[str, Any]) -> Reply:
        """Return the ids of a stretch of the rows (`GetGroupIdsArgs`)."""
        start, stop = _stretch(args, "get_group_ids")
        with self._lock:
            self.advance()
            screen, _ = self._screen(args, "get_group_ids")
            return {"ids": screen.rows[start : min(stop, start + MOST_SELECTED)].tolist()}, []

    def get_browser_facets(self, args: Mapping[str, Any]) -> Reply:
        """Return the facets (`GetBrowserFacetsArgs`)."""
        query, facets = args.get("query"), args.get("facets")
        if not (isinstance(query, str) and are_facets(facets, FACETS)) or facets is None:
            _refuse("get_browser_facets")
        with self._lock:
            self.advance()
            narrowing = Narrowing(self._groups, self._found(), facets)
            return {"facets": narrowing.facets(self._search(query).held)}, []

    def progress(self) -> CollectionProgress:
        """Return how far the reading is; what is known of checks, the widget adds."""
        collection = self.collection
        done, total = collection.progress
        return {
            "done": done,
            "total": total,
            "loading": collection.loading,
            "complete": collection.complete,
            "skipped": collection.skipped,
            "unreadable": len({each.file for each in collection.problems}),
            "checking": False,
            "checked": False,
            "problem": _ended_by(collection),
        }

    # What they rest on ------------------------------------------------------------------------

    def _row(self, group: int, screen: Screen, *, is_tree: bool) -> GroupRow:
        level, number = self._groups.place(group) or (SERIES, 0)
        told = self._told()
        return {
            "id": group,
            "level": LEVELS[level],  # type: ignore[typeddict-item]
            "depth": level if is_tree else 0,
            "children": screen.children(level, number),
            "cells": told.of(level, number),
            "findings": self._findings_of(told.members(level, number)),
            "thumbnail": told.first_with_pixels(level, number) is not None,
        }

    def _findings_of(self, series: NDArray[np.intp]) -> GroupFindings | None:
        told = self._found().told(series.tolist())
        if told is None:
            return None
        return {"severity": told.severity, "count": told.kinds, "text": told.text}

    def _screen(self, args: Mapping[str, Any], command: str) -> tuple[Screen, str]:
        asked = _asked(args, command)
        key, facets, closed = asked
        found = self._search(args["query"])
        screen = self._screens.get(key)
        if screen is None:
            left = Narrowing(self._groups, self._found(), facets).left(found.held)
            sort, level = args.get("sort"), LEVELS.index(args["level"])
            screen = Screen(self._groups, left, self._order(sort))
            screen = screen.tree(closed) if args["tree"] else screen.table(level)
            _keep(self._screens, key, screen)
        return screen, found.remark

    def _order(self, sort: Mapping[str, Any] | None) -> Any:
        if sort is None:
            return None, None, None
        descending = bool(sort.get("descending"))
        return order_of(self._groups, self._found(), sort["column"], descending=descending)

    def _search(self, query: str) -> Found:
        found = self._searched.get(query)
        if found is None:
            found = series_for(query, self._groups, self._found())
            _keep(self._searched, query, found)
        return found

    def _told(self) -> Cells:
        if self._cells is None:
            self._cells = Cells(self._groups)
        return self._cells

    def _found(self) -> FoundBySeries:
        if self._by_series is None:
            self._by_series = FoundBySeries(self._findings, self._groups)
        return self._by_series

    def _all(self) -> GroupCounts:
        groups = self._groups
        return {
            "patients": groups.count(0),
            "studies": groups.count(1),
            "series": groups.count(2),
            "instances": groups.rows,
            "bytes": int(groups.bytes.all.sum()),
        }


def _ended_by(collection: Collection) -> ErrorPayload | None:
    """Return what ended the reading early, if anything did."""
    try:
        collection.wait(0)
    except Exception as problem:  # noqa: BLE001 - shown in place
        return payload_of(problem)
    return None


def _keep(kept: dict[Any, Any], key: Any, value: Any) -> None:
    kept[key] = value
    while len(kept) > _KEPT:
        del kept[next(iter(kept))]


def _asked(
    args: Mapping[str, Any], command: str
) -> tuple[Any, Mapping[str, Sequence[str]], Closed]:
    """Return what a view is kept by, its facets, and which groups are closed."""
    query, facets, sort = args.get("query"), args.get("facets"), args.get("sort")
    closed, opened, folded = (args.get(name, []) for name in ("closed", "opened", "folded"))
    is_fine = (
        isinstance(query, str)
        and isinstance(args.get("tree"), bool)
        and args.get("level") in LEVELS
        and are_facets(facets, FACETS)
        and are_ids(closed)
        and are_ids(opened)
        and isinstance(folded, list)
        and all(each in LEVELS for each in folded)
        and (sort is None or (isinstance(sort, dict) and sort.get("column") in SORTED_BY))
    )
    if not is_fine or facets is None:
        _refuse(command)
    shut = Closed(frozenset(closed), frozenset(folded), frozenset(opened))
    chosen = tuple((name, tuple(values)) for name, values in sorted(facets.items()) if values)
    order = (sort["column"], bool(sort.get("descending"))) if sort else None
    if not args["tree"]:
        return (query, chosen, order, args["level"]), facets, shut
    return (query, chosen, order, shut), facets, shut


def _stretch(args: Mapping[str, Any], command: str) -> tuple[int, int]:
    start, stop = args.get("start"), args.get("stop")
    if not (isinstance(start, int) and isinstance(stop, int) and 0 <= start <= stop):
        _refuse(command)
    return start, stop


def _refuse(command: str) -> Never:
    raise ArgumentError(
        f"{command} takes a level, whether a tree is shown, a query, facets, a sorting, ids of "
        "closed groups, and where it asks for a stretch of the rows, start ≤ stop."
    )
