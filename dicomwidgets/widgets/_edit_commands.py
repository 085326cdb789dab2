"""What is asked and told when a header is edited; twin of ``js/src/sync/edit_messages.ts``."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

__all__ = [
    "EditRow",
    "EditsChanged",
    "GetChangesResult",
    "GetEditArgs",
    "GetEditResult",
    "PutEditArgs",
    "PutEditResult",
    "SaveEditsArgs",
    "SaveEditsResult",
    "SaveState",
    "Suggestion",
]


class EditRow(TypedDict):
    """One edit, its values as text; `follows`: it came with the row before and goes with it."""

    action: Literal["set", "insert", "delete"]
    path: str
    tag: str
    keyword: str
    name: str
    vr: str
    old: str
    new: str
    follows: bool


class SaveState(TypedDict):
    """What became of saving. `where` is the file or folder; `missing`: path → in how many files."""

    running: bool
    done: int
    total: int
    where: str
    counts: dict[str, int]
    missing: dict[str, int]
    notes: list[str]
    errors: list[str]


class GetChangesResult(TypedDict):
    """The edits, and what can be done with them.

    `touched` are the ids of edited rows of the file shown, `missing` the paths that it has no
    place for. `code` makes the edits again. `files` counts the series, `all_files` the source;
    `names` proposes where to save one file, and many.
    """

    rows: list[EditRow]
    undo: bool
    redo: bool
    touched: list[int]
    missing: list[str]
    code: str
    json: str
    files: int
    all_files: int
    names: list[str]
    saving: SaveState | None


class GetEditArgs(TypedDict):
    """The id of the row to be edited."""

    id: int


class GetEditResult(TypedDict):
    """What can be done with a row.

    `kind`: an element with a value, a sequence, an item, or what can't be edited, with the reason
    in `refused`. `text` is its value as one types it, `allowed` what its VR can hold.
    """

    kind: Literal["value", "sequence", "item", "fixed"]
    path: str
    vr: str
    text: str
    lines: bool
    allowed: str
    refused: str


class PutEditArgs(TypedDict):
    """An edit, or with `check` the question whether it could be made.

    `id` is the row: to be set or deleted; for ``"insert"`` with an `element` (keyword or tag) one
    of the dataset to insert it in, 0 for the top; without, the item to insert one before; for
    ``"append"`` the sequence.
    """

    action: Literal["set", "insert", "append", "delete"]
    id: int
    element: NotRequired[str]
    text: NotRequired[str]
    vr: NotRequired[str]
    creator: NotRequired[str]
    widen: NotRequired[bool]
    check: NotRequired[bool]


class Suggestion(TypedDict):
    """An element whose keyword, name or tag holds what was typed."""

    element: str
    tag: str
    name: str
    vr: str


class PutEditResult(TypedDict):
    """Whether it was made, or could be, and if not, why and what to do.

    `widen`: it could if the character set became UTF-8. `vr`, `name` and `allowed` are of the
    element; `needs_vr`, `needs_creator`: it can't be inserted without.
    """

    ok: bool
    message: str
    remedy: str
    widen: bool
    vr: str
    name: str
    allowed: str
    needs_vr: bool
    needs_creator: bool
    suggestions: list[Suggestion]


class SaveEditsArgs(TypedDict):
    """Save this file, its series or all files of the source, under a name beside the source."""

    scope: Literal["this", "series", "all"]
    name: str
    overwrite: NotRequired[bool]
    keep_tail: NotRequired[bool]


class SaveEditsResult(TypedDict):
    """The number of the job; `progress` and `edits` events tell how it goes."""

    job: int


class EditsChanged(TypedDict):
    """There are other edits, or saving got on: ask for them. `count`: how many there are."""

    count: int
