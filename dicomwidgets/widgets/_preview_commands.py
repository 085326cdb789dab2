"""What is asked and told in a preview; twin of ``js/src/sync/preview_messages.ts``."""

from __future__ import annotations

from typing import Literal, TypedDict

from dicomwidgets.display.description import Badge, BufferInfo
from dicomwidgets.errors import ErrorPayload

__all__ = [
    "DropBoxArgs",
    "GetPolicyResult",
    "GetPreviewArgs",
    "GetPreviewResult",
    "GetRedactionResult",
    "GetRemainingResult",
    "OptionRow",
    "PolicyChanged",
    "PreviewImage",
    "PreviewRow",
    "PutBoxArgs",
    "PutBoxResult",
    "PutOverrideArgs",
    "RedactionBox",
    "RedactionRegion",
    "RuleRow",
    "WriteAnonymizedArgs",
    "WriteProblem",
    "WriteState",
]


class PreviewRow(TypedDict):
    """One element before and after. `action`: keep, remove, empty, replace, uid or clean.

    `code` is the action code of PS3.15 Table E.1-1 (X, Z, D, K, C, U, Z/D …) or ``"own"``, `why`
    the reason in words and `reason` its kind. `can` names what a rule of one's own can do to the
    element: nothing where something else decides.
    """

    id: int
    depth: int
    tag: str
    vr: str
    keyword: str
    name: str
    before: str
    after: str
    action: Literal["keep", "remove", "empty", "replace", "uid", "clean"]
    code: str
    why: str
    reason: str
    can: list[str]


class GetPreviewArgs(TypedDict):
    """A stretch of the anonymization table; `show` is ``"changed"`` or ``"all"``.

    A word of `query` such as ``action:uid`` keeps the rows with that action, ``reason:option``
    those with that kind of reason. `locate` are ids of rows whose places are asked for.
    """

    start: int
    stop: int
    query: str
    show: Literal["changed", "all"]
    locate: list[int]


class PreviewImage(TypedDict):
    """Which slice of which series a file is: the image pane shows one series at a time."""

    series: int
    frame: int


class GetPreviewResult(TypedDict):
    """Rows of the plan, `counts` per action over the whole file, and what remains risky.

    `changed` counts the elements that are not as before, `reasons` all elements by kind of reason;
    `places` are those of `locate` among the rows, -1 for rows that are not there. `notes` say what
    is done beside the elements. `index` is the stop the rows belong to, `image` its place among the
    images (``None`` for a file that is none), `edition` that of PS3.15.
    """

    rows: list[PreviewRow]
    start: int
    total: int
    places: list[int]
    counts: dict[str, int]
    changed: int
    reasons: dict[str, int]
    title: str
    risks: list[Badge]
    notes: list[str]
    index: int
    image: PreviewImage | None
    edition: str


class OptionRow(TypedDict):
    """An option of the profile (PS3.15 E.3): its code in CID 7050, what it does in a sentence.

    `excludes` names the options that can't be on beside it.
    """

    name: str
    code: str
    meaning: str
    words: str
    excludes: list[str]


class RuleRow(TypedDict):
    """A rule of one's own. `mine`: made in the widget, the newest of them can be undone."""

    pattern: str
    action: str
    value: list[str] | None
    mine: bool


class WriteProblem(TypedDict):
    """A file that was not anonymized, and why."""

    file: str
    status: str
    reason: str


class WriteState(TypedDict):
    """What became of writing. `where` is the folder; `total` is ``None`` before it is known."""

    running: bool
    done: int
    total: int | None
    where: str
    counts: dict[str, int]
    problems: list[WriteProblem]
    remarks: list[str]
    error: ErrorPayload | None


class GetPolicyResult(TypedDict):
    """All options, the rules in force, and how far writing is.

    `key` is the fingerprint of the key that values are made of; `keyed`: it was given, or is kept.
    `boxes` counts those drawn on images. `version` is another one whenever rules, boxes or the key
    are others.
    """

    options: list[OptionRow]
    rules: list[RuleRow]
    undo: bool
    key: str
    keyed: bool
    boxes: int
    version: int
    writing: WriteState | None


class PutOverrideArgs(TypedDict):
    """What is done to the element of a row, here and in all files; ``None``: no rule any more."""

    id: int
    action: str | None
    value: str | None


class RedactionBox(TypedDict):
    """A rectangle that is blacked out, in pixels of the frame.

    `id` is the number of one drawn here, ``None`` for others. `scope` tells in which files: all of
    them, those with images of this size, this one, or those for which a rule holds. `frames` are
    the first and the last one that a box drawn here is in, from 0; ``None`` for all. Others are
    told for the frame shown.
    """

    id: int | None
    x: int
    y: int
    width: int
    height: int
    scope: Literal["all", "size", "file", "rule"]
    frames: list[int] | None


class RedactionRegion(TypedDict):
    """An ultrasound region, in pixels of the frame: outside of all of them the image goes black."""

    x: int
    y: int
    width: int
    height: int


class GetRedactionResult(TypedDict):
    """What is done to the image shown, and the image before and after as pictures in `buffers`.

    There is one picture where both are the same. `index` is the stop it belongs to, `aspect` the
    height of a pixel over its width, `note` how it was decided what goes; `active`: boxes are
    applied, as the option for it is on; `undo`: one was drawn, changed or deleted; `scopes`: for
    which files one can be drawn. `frame` is the number of the frame in its file, from 0, which has
    `frames` of them.
    """

    index: int
    rows: int
    columns: int
    aspect: float
    frame: int
    frames: int
    boxes: list[RedactionBox]
    regions: list[RedactionRegion]
    note: str
    active: bool
    undo: bool
    scopes: list[str]
    buffers: list[BufferInfo]


class GetRemainingResult(TypedDict):
    """In how many of the `files` with images burned-in text is likely and not cleaned."""

    files: int
    likely: int


class PutBoxArgs(TypedDict):
    """A box to be drawn on the image shown, or changed; `id` is ``None`` for a new one.

    `frames` are the first and the last one that it is in, from 0; ``None`` for all.
    """

    id: int | None
    x: int
    y: int
    width: int
    height: int
    scope: Literal["size", "file"]
    frames: list[int] | None


class PutBoxResult(TypedDict):
    """The number of the box, which may have been cut into the image."""

    id: int


class DropBoxArgs(TypedDict):
    """The box to delete."""

    id: int


class WriteAnonymizedArgs(TypedDict):
    """The folder to write to."""

    target: str


class PolicyChanged(TypedDict):
    """The rules or the state of writing changed. `rules`: how many there are."""

    rules: int
    writing: bool
