"""The messages of `HeaderTable`; twin of ``js/src/sync/header_messages.ts``.

`_commands` names them again: they are of the one protocol.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from dicomwidgets.elements.cells import Row
from dicomwidgets.elements.copies import Form
from dicomwidgets.elements.detail import ElementDetail
from dicomwidgets.elements.facets import Facet, FacetName
from dicomwidgets.elements.order import SortColumn
from dicomwidgets.errors import ErrorPayload

__all__ = [
    "FirstRows",
    "GetCopyArgs",
    "GetCopyResult",
    "GetElementArgs",
    "GetElementResult",
    "GetFacetsArgs",
    "GetFacetsResult",
    "GetMatchArgs",
    "GetMatchResult",
    "GetRowIdsArgs",
    "GetRowIdsResult",
    "GetRowsArgs",
    "GetRowsResult",
    "MarksTold",
    "RowSort",
    "RowsAsked",
]


class RowSort(TypedDict):
    """By which column the rows are sorted: then they are shown without their nesting."""

    column: SortColumn
    descending: bool


class RowsAsked(TypedDict):
    """Which rows are meant: what `query`, `facets` and the closed rows (`collapsed` ids) leave.

    `facets` holds facet → chosen values; `sort` is ``None`` for the order of the file.
    """

    query: str
    collapsed: list[int]
    facets: NotRequired[dict[FacetName, list[str]]]
    sort: NotRequired[RowSort | None]


class GetRowsArgs(RowsAsked):
    """A stretch of the rows; `locate` are ids of rows whose places are wanted as well."""

    start: int
    stop: int
    locate: NotRequired[list[int]]


class MarksTold(TypedDict):
    """What the rows were compared with.

    `previous` says whether the file before was, and `gone` how many of its rows are not here;
    `looked_at` of `total` files of the series were, none while that is not known.
    """

    previous: bool
    gone: int
    looked_at: int
    total: int


class GetRowsResult(TypedDict):
    """`rows` from `start`; `total` rows after the query; `matches` of them by themselves.

    `flat` says that they are sorted, and so without their nesting; `remark` what of the query was
    not understood; `places` where the rows of `locate` are, -1 for those that are not shown.
    """

    rows: list[Row]
    start: int
    total: int
    matches: int
    elements: int
    title: str
    problems: list[ErrorPayload]
    flat: bool
    remark: str
    places: list[int]
    marks: MarksTold


class FirstRows(TypedDict):
    """The rows of the first screen, before the header is read: `get_rows` then has all of them."""

    rows: list[Row]


class GetMatchArgs(RowsAsked):
    """The next match after the row at a place (`step` 1), or before it (-1); -1: from outside."""

    place: int
    step: Literal[1, -1]


class GetMatchResult(TypedDict):
    """The place of the match; -1 where there is none."""

    place: int


class GetFacetsArgs(RowsAsked):
    """Ask for the facets, and how many elements each of their values would leave."""


class GetFacetsResult(TypedDict):
    """The facets that the header has."""

    facets: list[Facet]


class GetElementArgs(TypedDict):
    """A row, by its id, to be told of alone."""

    id: int


class GetElementResult(ElementDetail):
    """One element, unfolded."""


class GetCopyArgs(TypedDict):
    """A row, by its id, and the form in which it is taken elsewhere."""

    id: int
    form: Form


class GetCopyResult(TypedDict):
    """The row in that form."""

    text: str


class GetRowIdsArgs(RowsAsked):
    """The ids of a stretch of the rows, to select them."""

    start: int
    stop: int


class GetRowIdsResult(TypedDict):
    """The ids, as many as may be selected at a time."""

    ids: list[int]
