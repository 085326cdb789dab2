"""The messages of `CollectionBrowser`; twin of ``js/src/sync/browser_messages.ts``."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from dicomwidgets.errors import ErrorPayload

__all__ = [
    "BrowserFacet",
    "BrowserFacetValue",
    "CollectionProgress",
    "GetBrowserFacetsArgs",
    "GetBrowserFacetsResult",
    "GetGroupFindingsArgs",
    "GetGroupFindingsResult",
    "GetGroupIdsArgs",
    "GetGroupIdsResult",
    "GetGroupsArgs",
    "GetGroupsResult",
    "GroupCounts",
    "GroupFinding",
    "GroupFindings",
    "GroupLevel",
    "GroupRow",
    "GroupSort",
    "GroupsAsked",
]

GroupLevel = Literal["patients", "studies", "series"]
"""What a row stands for."""


class GroupSort(TypedDict):
    """By which column rows are sorted; in a tree, among those of the same group."""

    column: str
    descending: bool


class GroupsAsked(TypedDict):
    """Which rows are meant: what `query`, `facets` and the closed groups leave.

    `tree`: patients, below them studies, below them series; else one row for each group of `level`.
    `facets` holds facet → chosen values, any of which may hold; `sort` is ``None`` for the order of
    the files. `closed` are ids of closed groups. With `folded`, groups of that level are closed all
    but those of `opened`.
    """

    level: GroupLevel
    tree: bool
    query: str
    facets: dict[str, list[str]]
    sort: GroupSort | None
    closed: list[int]
    folded: NotRequired[list[GroupLevel]]
    opened: NotRequired[list[int]]


class GetGroupsArgs(GroupsAsked):
    """A stretch of the rows; `locate` are ids whose places are wanted as well."""

    start: int
    stop: int
    locate: NotRequired[list[int]]


class GroupFindings(TypedDict):
    """What is wrong within a group: how bad the worst of it is, how much, and the worst in words.

    Counted are kinds of finding, each once a series.
    """

    severity: Literal["error", "warning", "info"]
    count: int
    text: str


class GroupRow(TypedDict):
    r"""One patient, study or series.

    `id` stays the same while the collection fills. `cells` holds column → text as it is shown, for
    the columns that say something of this level; several values are joined by `` \ ``. `children`
    is how many groups stand right below it in the tree, `thumbnail` whether there may be a picture
    (`get_thumbnails` with the `id` among ``series``).
    """

    id: int
    level: GroupLevel
    depth: int
    children: int
    cells: dict[str, str]
    findings: GroupFindings | None
    thumbnail: bool


class GroupCounts(TypedDict):
    """How much query and facets leave; `bytes` are those of the files."""

    patients: int
    studies: int
    series: int
    instances: int
    bytes: int


class CollectionProgress(TypedDict):
    """How far the reading is: `total` is ``None`` while the files are listed.

    `loading` while it goes on; `complete` once every file was looked at; neither: it was cancelled.
    `skipped` files are no DICOM, `unreadable` ones could not be read, or only in part. `checking`
    while what is wrong is searched for, `checked` once that was done. `problem` is what ended the
    reading early, for a page that was not there when it did.
    """

    done: int
    total: int | None
    loading: bool
    complete: bool
    skipped: int
    unreadable: int
    checking: bool
    checked: bool
    problem: ErrorPayload | None


class GetGroupsResult(TypedDict):
    """`rows` from `start`; `total` rows in all; `matches` of them fit the query by themselves.

    Above a series that fits stand its study and its patient. `places` are those of `locate`, -1 for
    rows that are not shown; `counts` what is left, `all` what there is; `remark` what of the query
    was not understood.
    """

    rows: list[GroupRow]
    start: int
    total: int
    matches: int
    places: list[int]
    counts: GroupCounts
    all: GroupCounts
    progress: CollectionProgress
    remark: str
    title: str


class GetGroupIdsArgs(GroupsAsked):
    """A stretch of the rows, to select them."""

    start: int
    stop: int


class GetGroupIdsResult(TypedDict):
    """The ids, as many as may be selected at a time."""

    ids: list[int]


class BrowserFacetValue(TypedDict):
    """One value of a facet, and how many series it would leave."""

    key: str
    label: str
    count: int


class BrowserFacet(TypedDict):
    """A facet; `more` values that leave less are not told."""

    name: str
    label: str
    values: list[BrowserFacetValue]
    more: int


class GetBrowserFacetsArgs(TypedDict):
    """Ask for the facets of what `query` and the chosen `facets` leave."""

    query: str
    facets: dict[str, list[str]]


class GetBrowserFacetsResult(TypedDict):
    """The facets that tell series from each other, in the order in which they are offered."""

    facets: list[BrowserFacet]


class GetGroupFindingsArgs(TypedDict):
    """The ids of rows, to be told what is wrong with what they hold."""

    ids: list[int]


class GroupFinding(TypedDict):
    """Something that is wrong, as `dicomwidgets.finding.Finding`.

    `group` is the id of the series that it is about, `about` that series in words; `file` the first
    of `files` files.
    """

    group: int
    about: str
    severity: Literal["error", "warning", "info"]
    rule: str
    message: str
    why: str
    fix: str
    file: str
    files: int


class GetGroupFindingsResult(TypedDict):
    """The findings, the worst first; `omitted` are how many more there are.

    `remark` says what was not looked at, and why.
    """

    findings: list[GroupFinding]
    omitted: int
    remark: str
