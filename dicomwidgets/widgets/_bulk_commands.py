"""The messages by which a collection is edited and exported; twin of ``bulk_messages.ts``."""

from __future__ import annotations

from typing import Literal, TypedDict

from dicomwidgets.errors import ErrorPayload

__all__ = [
    "BulkAsked",
    "BulkChange",
    "BulkEditing",
    "BulkExporting",
    "BulkPlan",
    "BulkProblem",
    "BulkRow",
    "BulkState",
    "GetBulkPlanArgs",
    "GetBulkStateResult",
    "WriteBulkArgs",
]


class BulkChange(TypedDict):
    """One edit of every file: `value` as it is typed, several parted by backslashes."""

    action: Literal["set", "insert", "delete"]
    path: str
    value: str


class BulkEditing(TypedDict):
    """What is to be edited; `widen` lets character sets become UTF-8."""

    changes: list[BulkChange]
    widen: bool


class BulkExporting(TypedDict):
    """What is to be exported as what; `window` as (centre, width), or ``None`` for the file's.

    `values` is ``"display"``, ``"stored"`` or ``"modality"``; `pattern` ``""`` leaves the names to
    us, `metadata` ``""`` writes no table.
    """

    format: str
    pattern: str
    identifiers: bool
    window: list[float] | None
    values: str
    metadata: Literal["", "csv", "json"]


class BulkAsked(TypedDict):
    """The rows whose files are meant, by their ids, and what is to be done: one of both."""

    ids: list[int]
    editing: BulkEditing | None
    exporting: BulkExporting | None


class GetBulkPlanArgs(BulkAsked):
    """Ask what would be done."""


class BulkRow(TypedDict):
    """What becomes of a file, or one change in it.

    `what` is the path of an element, or the name of the file written; `old` and `new` are values as
    they are shown. `status` is that of `EditRow` or `ExportRow`, `said` what is to be known.
    """

    file: str
    files: int
    what: str
    old: str
    new: str
    status: str
    said: list[str]


class BulkPlan(TypedDict):
    """The first rows of a plan.

    `looked` of `files` files were looked at: the rest is as these are, or told when it is written.
    `counts` are files by status, `written` how many files there will be, of `bytes` together,
    `clashes` how many of them get another name. `omitted` rows are not told.
    """

    rows: list[BulkRow]
    omitted: int
    files: int
    looked: int
    counts: dict[str, int]
    written: int
    bytes: int
    clashes: int
    remarks: list[str]


class WriteBulkArgs(BulkAsked):
    """Do it, and write to the folder `target`."""

    target: str


class BulkProblem(TypedDict):
    """A file that was not written, and why."""

    file: str
    status: str
    reason: str


class BulkState(TypedDict):
    """How far the writing is, or what it came to; `kind` is ``"edit"`` or ``"export"``."""

    kind: Literal["edit", "export"]
    running: bool
    done: int
    total: int | None
    where: str
    counts: dict[str, int]
    problems: list[BulkProblem]
    remarks: list[str]
    error: ErrorPayload | None


class GetBulkStateResult(TypedDict):
    """What is being written, or was written last; ``None`` before anything was.

    For a pane that is opened while files are written, or after.
    """

    state: BulkState | None
