"""What answers ``get_difference``: rows of a comparison, and where the next difference is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from dicomwidgets.elements.compared import KINDS
from dicomwidgets.elements.ignoring import SWITCHES
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reference.tags import tag_text
from dicomwidgets.widgets._base import error_payload

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dicomwidgets.elements.compared import Chosen, Compared, DifferenceRow, Spread
    from dicomwidgets.errors import ErrorPayload
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._difference_commands import (
        DifferenceLine,
        DifferenceSpread,
        GetDifferenceResult,
    )
    from dicomwidgets.widgets._difference_opening import Opened

__all__ = ["DifferenceFeed"]

MOST_ROWS = 1000
"""Rows in one answer at most; of a longer stretch the first ones are given."""

_NAMED_FILES = 20


@dataclass(frozen=True, slots=True)
class DifferenceFeed:
    """Rows of one comparison; never changed, so any number of threads may ask.

    Parameters
    ----------
    compared, opened
        ``None`` while there is nothing, or where nothing can be compared: `problems` say why.
    rules
        Those in force beside the switches.
    """

    compared: Compared | None = None
    opened: Opened | None = None
    rules: tuple[str, ...] = ()
    problems: tuple[ErrorPayload, ...] = ()

    def get_difference(self, args: Mapping[str, Any]) -> Reply:
        """Return a stretch of the rows that a question leaves (`GetDifferenceArgs`)."""
        start, stop = args.get("start"), args.get("stop")
        if not (isinstance(start, int) and isinstance(stop, int) and 0 <= start <= stop):
            raise ArgumentError("get_difference takes start ≤ stop.")
        result = self._empty(start)
        if self.compared is None or self.opened is None:
            return result, []
        chosen = self._chosen(args)
        shown = chosen.indices[start : min(stop, start + MOST_ROWS)]
        result["rows"] = [
            _line(self.compared.row(at), self.opened, match=at in chosen.matches) for at in shown
        ]
        result["total"] = len(chosen.indices)
        result["matches"] = len(chosen.matches)
        result["differences"] = len(chosen.stops)
        result["counts"] = {str(kind): n for kind, n in self.compared.counts.items()}
        result["ignored"] = self.compared.ignored
        result["in_common"] = self.compared.in_common
        result["columns"] = list(self.opened.columns)
        result["complete"] = self.opened.complete
        result["problems"] = [*_remarks(self.compared), *self.opened.problems, *self.problems]
        return result, []

    def get_next(self, args: Mapping[str, Any]) -> Reply:
        """Return the next difference, or the one before (`GetNextDifferenceArgs`)."""
        place, step = args.get("from"), args.get("step")
        if not isinstance(place, int) or step not in (1, -1):
            raise ArgumentError("get_next_difference takes a place and a step of 1 or -1.")
        stops = self._chosen(args).stops if self.compared is not None else ()
        if not stops:
            return {"index": None, "number": 0, "total": 0}, []
        at = bisect_right(stops, place) if step == 1 else bisect_left(stops, place) - 1
        at %= len(stops)
        return {"index": stops[at], "number": at + 1, "total": len(stops)}, []

    def _chosen(self, args: Mapping[str, Any]) -> Chosen:
        query, collapsed = args.get("query", ""), args.get("collapsed", [])
        show, kinds = args.get("show", "different"), args.get("kinds", [])
        ids = isinstance(collapsed, list) and all(isinstance(each, int) for each in collapsed)
        known = isinstance(kinds, list) and all(each in KINDS for each in kinds)
        if not (ids and known and isinstance(query, str) and show in ("different", "all")):
            raise ArgumentError("A question is a query, ids of closed rows, show and kinds.")
        compared = cast("Compared", self.compared)
        return compared.choose(query, collapsed, show=show, kinds=kinds)

    def _empty(self, start: int) -> GetDifferenceResult:
        series = self.opened is not None and self.opened.mode == "series"
        return {
            "rows": [],
            "start": start,
            "total": 0,
            "matches": 0,
            "differences": 0,
            "counts": {},
            "ignored": 0,
            "in_common": 0,
            "columns": [],
            "rules": [each for each in self.rules if each not in SWITCHES],
            "mode": "series" if series else "datasets",
            "complete": bool(self.problems),
            "changeable": True,
            "problems": list(self.problems),
        }


def _remarks(compared: Compared) -> list[ErrorPayload]:
    """Say what is remarkable about the whole."""
    if len(compared.labels) > 1 and not compared.in_common:
        return [error_payload("warning", "There is no element that all of them have.")]
    return []


def _line(row: DifferenceRow, opened: Opened, *, match: bool) -> DifferenceLine:
    return {
        "id": row.id,
        "depth": row.depth,
        "tag": tag_text(row.tag),
        "vr": row.vr,
        "keyword": row.keyword,
        "name": row.name,
        "path": row.path,
        "paths": [] if set(row.paths) <= {row.path} else list(row.paths),
        "values": list(row.values),
        "kind": row.kind,
        "note": row.note,
        "ignored": row.ignored,
        "inherited": row.inherited,
        "private": row.is_private,
        "item": row.is_item,
        "children": row.children,
        "below": row.below,
        "match": match,
        "spreads": [
            None if each is None else _spread(each, files)
            for each, files in zip(row.spreads, opened.files, strict=False)
        ],
    }


def _spread(spread: Spread, files: Sequence[str]) -> DifferenceSpread:
    return {
        "files": spread.files,
        "present": spread.present,
        "distinct": spread.distinct,
        "values": [
            {"text": each.text, "count": each.count, "file": files[each.first]}
            for each in spread.values[:_NAMED_FILES]
        ],
        "missing": [files[each] for each in spread.missing[:_NAMED_FILES]],
    }
