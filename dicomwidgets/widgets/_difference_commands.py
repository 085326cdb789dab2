"""The messages of `HeaderDiff`; twin of ``js/src/sync/difference_messages.ts``."""

from __future__ import annotations

from typing import Literal, TypedDict

from dicomwidgets.elements.compared import Kind
from dicomwidgets.errors import ErrorPayload

__all__ = [
    "DifferenceColumn",
    "DifferenceLine",
    "DifferenceQuestion",
    "DifferenceSpread",
    "DifferenceValue",
    "GetDifferenceArgs",
    "GetDifferenceResult",
    "GetNextDifferenceArgs",
    "GetNextDifferenceResult",
    "PutRulesArgs",
]


class DifferenceValue(TypedDict):
    """One value of a series: its text, in how many files, and the name of the first of them."""

    text: str
    count: int
    file: str


class DifferenceSpread(TypedDict):
    """What a series has for an element: see `elements.compared.Spread`; `missing` are names."""

    files: int
    present: int
    distinct: int
    values: list[DifferenceValue]
    missing: list[str]


class DifferenceLine(TypedDict):
    """One element, or one item of a sequence, as all sides have it.

    `values` and `paths` hold ``None`` for a side without it; `paths` is empty where all are `path`.
    `below` counts the differences that are nested in it; `spreads` is empty but for series.
    """

    id: int
    depth: int
    tag: str
    vr: str
    keyword: str
    name: str
    path: str
    paths: list[str | None]
    values: list[str | None]
    kind: Kind
    note: str
    ignored: bool
    inherited: bool
    private: bool
    item: bool
    children: int
    below: int
    match: bool
    spreads: list[DifferenceSpread | None]


class DifferenceColumn(TypedDict):
    """One side: what it is called, the file's name, and what kind of object it is."""

    label: str
    name: str
    about: str


class DifferenceQuestion(TypedDict):
    """Which rows: words, closed rows, with or without what is the same, of some kinds only."""

    query: str
    collapsed: list[int]
    show: Literal["different", "all"]
    kinds: list[str]


class GetDifferenceArgs(DifferenceQuestion):
    """A stretch of the rows that a question leaves."""

    start: int
    stop: int


class GetDifferenceResult(TypedDict):
    """Rows from `start`; `total` after the question, `matches` of them by themselves.

    `counts` are differences by kind, and elements that are the same; `ignored` differences that
    the `rules` pass over; `mode` is ``"datasets"``, or ``"series"`` where each side is many files.
    `complete` is false while files are read, and where reading was stopped.
    `changeable` says whether rules can be changed.
    """

    rows: list[DifferenceLine]
    start: int
    total: int
    matches: int
    differences: int
    counts: dict[str, int]
    ignored: int
    in_common: int
    columns: list[DifferenceColumn]
    rules: list[str]
    mode: Literal["datasets", "series"]
    complete: bool
    changeable: bool
    problems: list[ErrorPayload]


# The functional form: `from` is a keyword of Python.
GetNextDifferenceArgs = TypedDict(
    "GetNextDifferenceArgs",
    {
        "query": str,
        "collapsed": list[int],
        "show": Literal["different", "all"],
        "kinds": list[str],
        "from": int,
        "step": Literal[1, -1],
    },
)
"""The row from where to look for the next difference (`step` 1), or the one before (-1).

-1 as `from` begins at the top. After the last one comes the first.
"""


class GetNextDifferenceResult(TypedDict):
    """The place of the difference among the rows, ``None`` without any; its number, from 1."""

    index: int | None
    number: int
    total: int


class PutRulesArgs(TypedDict):
    """The rules beside the switches: keywords, tags, VRs, patterns."""

    rules: list[str]
