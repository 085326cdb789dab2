"""What a page keeps of the rows of a collection browser: twin of ``sync/groups_archive.ts``."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from dicomwidgets.browsing.columns import COUNTS
from dicomwidgets.browsing.sorting import SORTED_BY
from dicomwidgets.errors import DicomWidgetsError, TooLargeError
from dicomwidgets.privacy import MASK, is_revealed, masked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dicomwidgets.widgets._base import DicomWidget
    from dicomwidgets.widgets.sharing.keeping import Blobs

__all__ = ["MOST_SERIES", "cells_of", "kept_groups"]

MOST_SERIES = 1000
"""Of a collection of more series, no page is made: select some of them."""

_LEVELS = ("patients", "studies", "series")
_SHOWN = frozenset(
    {
        *("modality", "series_number", "body_part", "manufacturer", "model", "thickness"),
        *("sop_class", "transfer_syntax", "findings", *COUNTS),
    }
)
"""Columns, and facets of the same names, that tell of equipment and method alone."""
_UID = re.compile(r"\d+(\.\d+)+")
_ASKED: dict[str, Any] = {"query": "", "facets": {}, "sort": None, "closed": [], "tree": False}


def kept_groups(widget: DicomWidget, blobs: Blobs) -> dict[str, Any] | None:
    """Return the rows of a browser, in every order, and what is told of them.

    Parameters
    ----------
    widget
        As it is now; of a widget that browses nothing, ``None`` is returned.
    blobs
        Buffers of the page, to which the small pictures are added.

    Raises
    ------
    TooLargeError
        For more than `MOST_SERIES` series.
    """
    if "get_groups" not in widget.commands:
        return None
    try:
        collection = getattr(widget, "collection")  # noqa: B009 - browsers have it
        collection.wait()
    except DicomWidgetsError:
        return None
    asking = _Browser(widget)
    tree = asking.rows(tree=True, level="series")
    ids = [row["id"] for row in tree["rows"] if row["level"] == "series"]
    if len(ids) > MOST_SERIES:
        raise TooLargeError(
            f"There are {len(ids):,} series; a page holds the rows of {MOST_SERIES:,}.",
            remedy="Browse fewer: dw.browse(browser.selected).",
        )
    return {
        "whole": {**tree, "rows": _masked_rows(tree["rows"]), "title": ""},
        "orders": asking.orders(),
        "weights": asking.weights(),
        "facets": asking.facets(),
        "findings": asking.findings(ids),
        "thumbnails": asking.thumbnails(tree["rows"], blobs),
        "selection": list(getattr(widget, "selection", ())),
    }


def cells_of(widget: DicomWidget) -> list[dict[str, Any]]:
    """Return the rows of a browser as they are shown live."""
    try:
        rows: list[dict[str, Any]] = _Browser(widget).rows(tree=True, level="series")["rows"]
    except DicomWidgetsError:
        return []
    return rows


class _Browser:
    def __init__(self, widget: DicomWidget) -> None:
        self._widget = widget

    def _ask(self, command: str, **args: Any) -> Any:
        return getattr(self._widget, self._widget.commands[command])(args)

    def rows(self, **asked: Any) -> dict[str, Any]:
        """Return all rows; an answer holds some of them."""
        args = {**_ASKED, **asked, "stop": 10**6}
        result = dict(self._ask("get_groups", start=0, **args)[0])
        while len(result["rows"]) < min(result["total"], 3 * MOST_SERIES + 1):
            more = self._ask("get_groups", start=len(result["rows"]), **args)[0]["rows"]
            result["rows"] = [*result["rows"], *more]
        return result

    def _ids(self, level: str, **asked: Any) -> list[int]:
        args = {**_ASKED, "level": level, **asked, "start": 0, "stop": 10**6}
        found: list[int] = self._ask("get_group_ids", **args)[0]["ids"]
        return found

    def orders(self) -> dict[str, dict[str, list[int]]]:
        """Return level → column and direction → ids; of what is masked the order tells, too."""
        return {level: self._orders(level) for level in _LEVELS}

    def _orders(self, level: str) -> dict[str, list[int]]:
        orders = {"": self._ids(level)}
        for column in SORTED_BY:
            if is_revealed() or column in _SHOWN:
                for descending in (False, True):
                    sort = {"column": column, "descending": descending}
                    orders[f"{column}{'-' * descending}"] = self._ids(level, sort=sort)
        return orders

    def weights(self) -> list[list[int]]:
        """Return id, instances and bytes of every series."""
        feed = self._widget._feed.result()  # noqa: SLF001 - a browser's
        weights: list[list[int]] = feed.weights()
        return weights

    def facets(self) -> list[dict[str, Any]]:
        """Return the facets, and the series of each value."""
        told = self._ask("get_browser_facets", query="", facets={})[0]["facets"]
        return [
            {**facet, "values": [self._held(facet["name"], each) for each in facet["values"]]}
            for facet in told
            if is_revealed() or facet["name"] in _SHOWN
        ]

    def _held(self, facet: str, value: Mapping[str, Any]) -> dict[str, Any]:
        label = value["label"] if is_revealed() else _UID.sub(MASK, value["label"])
        key = value["key"] if is_revealed() else _UID.sub(label, value["key"])
        series = self._ids("series", facets={facet: [value["key"]]})
        return {**value, "key": key, "label": label, "series": series}

    def findings(self, ids: Sequence[int]) -> dict[str, Any]:
        """Return what is wrong: each finding with the series that it is about."""
        result = dict(self._ask("get_group_findings", ids=list(ids))[0])
        of: dict[int, list[Any]] = {
            each: self._ask("get_group_findings", ids=[each])[0]["findings"] for each in ids
        }
        return {
            "remark": result["remark"],
            "of": {each: [_masked_finding(one) for one in found] for each, found in of.items()},
        }

    def thumbnails(self, rows: Sequence[Mapping[str, Any]], blobs: Blobs) -> list[dict[str, Any]]:
        """Return the small pictures; none that may spell out a name, unless asked for."""
        found = []
        for row in rows:
            if not row["thumbnail"]:
                continue
            result, buffers = self._ask("get_thumbnails", series=[row["id"]])
            for buffer, described in zip(buffers, result["buffers"], strict=True):
                found.append({"id": row["id"], **blobs.keep(buffer, described)})
        return found


def _masked_finding(finding: Mapping[str, Any]) -> dict[str, Any]:
    about = finding["about"] if is_revealed() else ""
    return {**finding, "about": about, "file": finding["file"] and masked(finding["file"])}


def _masked_rows(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if is_revealed():
        return [dict(row) for row in rows]
    counts: Counter[str] = Counter()
    found = []
    for row in rows:
        counts[row["level"]] += 1
        cells = {name: _masked_cell(name, text) for name, text in row["cells"].items()}
        found.append({**row, "cells": {**cells, "title": _title(row, counts[row["level"]])}})
    return found


def _masked_cell(column: str, text: str) -> str:
    return _UID.sub(MASK, text) if column in _SHOWN else MASK


def _title(row: Mapping[str, Any], number: int) -> str:
    """Return what a group is called without the words of its files."""
    if row["level"] == "patients":
        return f"Patient {number}"
    if row["level"] == "studies":
        return f"Study {number}"
    cells = row["cells"]
    said = (cells.get("series_number", ""), cells.get("modality", "") or "Series")
    return " · ".join(filter(None, said))
