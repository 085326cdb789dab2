"""What answers ``get_rows``: the rows of one header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError
from dicomwidgets.widgets._byte_feed import ByteFeed
from dicomwidgets.widgets._explanation_feed import ExplanationFeed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dicomwidgets.elements.rows import RowTable
    from dicomwidgets.errors import ErrorPayload
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._commands import GetRowsResult

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
    """

    def __init__(
        self,
        table: RowTable | None,
        *,
        title: str = "",
        problems: Sequence[ErrorPayload] = (),
        file: ByteFeed | None = None,
        told: ExplanationFeed | None = None,
    ) -> None:
        self.table = table
        self.title = title
        self.problems = tuple(problems)
        self.file = file or ByteFeed(None)
        self.told = told or ExplanationFeed()

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
        start, stop, query, collapsed = _checked(args)
        result: GetRowsResult = {
            "rows": [],
            "start": start,
            "total": 0,
            "matches": 0,
            "elements": 0,
            "title": self.title,
            "problems": list(self.problems),
        }
        if self.table is None:
            return result, []
        selection = self.table.search(query, collapsed)
        result["rows"] = [
            self.table.row(index, match=index in selection.matches)
            for index in selection.indices[start : min(stop, start + MOST_ROWS)]
        ]
        result["total"] = len(selection.indices)
        result["matches"] = len(selection.matches)
        result["elements"] = self.table.elements
        return result, []


def _checked(args: Mapping[str, Any]) -> tuple[int, int, str, list[int]]:
    start, stop = args.get("start"), args.get("stop")
    query, collapsed = args.get("query", ""), args.get("collapsed", [])
    numbers = isinstance(start, int) and isinstance(stop, int) and 0 <= start <= stop
    ids = isinstance(collapsed, list) and all(isinstance(each, int) for each in collapsed)
    if not (numbers and ids and isinstance(query, str)):
        raise ArgumentError("get_rows takes start ≤ stop, a query and the ids of closed rows.")
    return start, stop, query, collapsed  # type: ignore[return-value]
