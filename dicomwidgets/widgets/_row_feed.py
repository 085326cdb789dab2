"""What answers the questions about the rows of one header."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, Never

from dicomwidgets.elements.copies import copied
from dicomwidgets.elements.detail import detail_of
from dicomwidgets.elements.facets import FACETS
from dicomwidgets.elements.marks import Marks
from dicomwidgets.elements.order import SORTED_BY, Order
from dicomwidgets.elements.selection import RowView
from dicomwidgets.errors import ArgumentError
from dicomwidgets.widgets._asked import are_facets, are_ids
from dicomwidgets.widgets._byte_feed import ByteFeed
from dicomwidgets.widgets._explanation_feed import ExplanationFeed
from dicomwidgets.widgets._traits import MOST_SELECTED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dicomwidgets.editing.change import Change
    from dicomwidgets.editing.draft import Draft
    from dicomwidgets.elements.rows import RowTable
    from dicomwidgets.elements.selection import Selection
    from dicomwidgets.errors import ErrorPayload
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._header_commands import GetRowsResult, MarksTold

__all__ = ["MOST_ROWS", "RowFeed"]

MOST_ROWS = 1000
"""Rows in one answer at most; of a longer stretch the first ones are given."""


class RowFeed:
    """Rows of one table; never changed, so any number of threads may ask.

    Parameters
    ----------
    table
        ``None`` if there is nothing to show; `problems` then say why.
    title
        What stands above the table; no identifier.
    problems
        What was odd about the file as a whole.
    file
        The bytes that the rows were read from.
    told
        What is told of the rows beside their values.
    remake
        Makes the table of the same object as edited, and what is told of it.
    """

    def __init__(  # noqa: PLR0913 - by keyword, what is known of an object
        self,
        table: RowTable | None,
        *,
        title: str = "",
        problems: Sequence[ErrorPayload] = (),
        file: ByteFeed | None = None,
        told: ExplanationFeed | None = None,
        remake: Callable[[Draft], tuple[RowTable, ExplanationFeed]] | None = None,
    ) -> None:
        self.table = table
        self.title = title
        self.problems = tuple(problems)
        self.file = file or ByteFeed(None)
        self.told = told or ExplanationFeed()
        self.marks = Marks()
        self._remake = remake

    def edited(self, draft: Draft, changes: Sequence[Change]) -> RowFeed:
        """Return the rows of the object as edited, and the bytes that would be written.

        Parameters
        ----------
        draft
            The object with its edits.
        changes
            They themselves, as made in it.
        """
        if self._remake is None:
            return self
        made = copy(self)
        made.table, made.told = self._remake(draft)
        made.file = self.file.edited(made.table.nodes, changes)
        return made

    def marked(self, marks: Marks) -> RowFeed:
        """Return the same rows with what is known of them by comparison with other files."""
        marked = copy(self)
        marked.marks = marks
        return marked

    def get_rows(self, args: Mapping[str, Any]) -> Reply:
        """Return a stretch of the rows that match.

        Parameters
        ----------
        args
            `GetRowsArgs`.

        Raises
        ------
        ArgumentError
            When `args` are not what the protocol says.
        """
        start, stop = _stretch(args, "get_rows")
        view, locate = _view(args, "get_rows"), args.get("locate", [])
        if not are_ids(locate):
            _refuse("get_rows")
        result: GetRowsResult = {
            "rows": [],
            "start": start,
            "total": 0,
            "matches": 0,
            "elements": 0,
            "title": self.title,
            "problems": list(self.problems),
            "flat": False,
            "remark": "",
            "places": [-1] * len(locate),
            "marks": self._marks_told(),
        }
        if self.table is None:
            return result, []
        selection = self.table.select(view, self.marks)
        stretch = selection.indices[start : min(stop, start + MOST_ROWS)]
        result["rows"] = [
            self.table.row(index, number=selection.number(index), marks=self.marks)
            for index in stretch
        ]
        if selection.flat:
            for row in result["rows"]:
                row["depth"] = row["children"] = 0
        result["total"] = len(selection.indices)
        result["matches"] = len(selection.matches)
        result["elements"] = self.table.elements
        result["flat"] = selection.flat
        result["remark"] = selection.remark
        result["places"] = [self._place(selection, each) for each in locate]
        return result, []

    def _place(self, selection: Selection, row: int) -> int:
        index = self.table.find(row) if self.table else -1
        return selection.place(index) if index >= 0 else -1

    def _marks_told(self) -> MarksTold:
        return {
            "previous": self.marks.previous is not None,
            "gone": self.marks.gone,
            "looked_at": self.marks.looked_at,
            "total": self.marks.total,
        }

    def get_match(self, args: Mapping[str, Any]) -> Reply:
        """Return the place of the next match (`GetMatchArgs`)."""
        view, place, step = _view(args, "get_match"), args.get("place"), args.get("step")
        if not isinstance(place, int) or step not in (1, -1):
            _refuse("get_match")
        if self.table is None:
            return {"place": -1}, []
        return {"place": self.table.select(view, self.marks).next_match(place, step)}, []

    def get_facets(self, args: Mapping[str, Any]) -> Reply:
        """Return the facets (`GetFacetsArgs`)."""
        view = _view(args, "get_facets")
        return {"facets": self.table.facets(view, self.marks) if self.table else []}, []

    def get_row_ids(self, args: Mapping[str, Any]) -> Reply:
        """Return the ids of a stretch of the rows (`GetRowIdsArgs`)."""
        start, stop = _stretch(args, "get_row_ids")
        view = _view(args, "get_row_ids")
        if self.table is None:
            return {"ids": []}, []
        indices = self.table.select(view, self.marks).indices
        shown = indices[start : min(stop, start + MOST_SELECTED)]
        return {"ids": [self.table.nodes[index].id for index in shown]}, []

    def get_element(self, args: Mapping[str, Any]) -> Reply:
        """Return all that is told of a row (`GetElementArgs`)."""
        table, index = self._row(args)
        return detail_of(table, index), []

    def get_copy(self, args: Mapping[str, Any]) -> Reply:
        """Return a row in another form (`GetCopyArgs`)."""
        table, index = self._row(args)
        return {"text": copied(table, index, args.get("form"))}, []  # type: ignore[arg-type]

    def _row(self, args: Mapping[str, Any]) -> tuple[RowTable, int]:
        row = args.get("id")
        index = self.table.find(row) if self.table is not None and isinstance(row, int) else -1
        if self.table is None or index < 0:
            raise ArgumentError("This file has no such element.")
        return self.table, index


def _stretch(args: Mapping[str, Any], command: str) -> tuple[int, int]:
    start, stop = args.get("start"), args.get("stop")
    if not (isinstance(start, int) and isinstance(stop, int) and 0 <= start <= stop):
        _refuse(command)
    return start, stop


def _view(args: Mapping[str, Any], command: str) -> RowView:
    query, collapsed = args.get("query", ""), args.get("collapsed", [])
    facets, sort = args.get("facets", {}), args.get("sort")
    if not (isinstance(query, str) and are_ids(collapsed) and are_facets(facets, FACETS)):
        _refuse(command)
    chosen = tuple((name, tuple(values)) for name, values in sorted(facets.items()) if values)
    return RowView(query.strip(), frozenset(collapsed), chosen, _order(sort, command))


def _order(sort: Any, command: str) -> Order | None:
    if sort is None:
        return None
    if not isinstance(sort, dict) or sort.get("column") not in SORTED_BY:
        _refuse(command)
    return Order(sort["column"], bool(sort.get("descending")))


def _refuse(command: str) -> Never:
    raise ArgumentError(
        f"{command} takes a query, the ids of closed rows, facets, a sorting, and where it asks "
        "for a stretch of the rows, start ≤ stop."
    )
