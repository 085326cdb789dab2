"""The messages of `ReportViewer`; twin of ``js/src/sync/report_messages.ts``."""

from __future__ import annotations

from typing import Literal, TypedDict

from dicomwidgets.display.description import BufferInfo
from dicomwidgets.errors import ErrorPayload

__all__ = [
    "DocumentInfo",
    "GetDocumentArgs",
    "GetDocumentResult",
    "GetReportArgs",
    "GetReportResult",
    "GetWaveformArgs",
    "GetWaveformResult",
    "RecordingInfo",
    "ReportChannel",
    "ReportCode",
    "ReportFact",
    "ReportItem",
    "ReportNote",
    "ReportReference",
    "ReportTable",
]


class ReportCode(TypedDict):
    """A coded entry (PS3.3 8)."""

    value: str
    scheme: str
    version: str
    meaning: str


class ReportReference(TypedDict):
    """An object that an item names, in words, and whether it can be opened.

    `state` is ``"image"`` (opens in a viewer), ``"report"`` (the report number `report` of this
    widget), ``"here"`` (found, and nothing to look at), ``"missing"`` (looked for, not found) or
    ``"unknown"`` (not looked for yet). `drawn` says that coordinates are drawn over it.
    """

    label: str
    state: Literal["image", "report", "here", "missing", "unknown"]
    report: int | None
    drawn: bool


class ReportTable(TypedDict):
    """A TABLE: names of its columns, and its rows, each beginning with its name."""

    columns: list[str]
    rows: list[list[str]]


class ReportItem(TypedDict):
    """One item of the content tree; `id` is its place in the document, `target` that of another.

    `code` is that of a CODE's value, `unit_code` that of a NUM's unit.
    """

    id: int
    depth: int
    number: str
    relationship: str
    type: str
    concept: ReportCode | None
    value: str
    code: ReportCode | None
    unit: str
    unit_code: ReportCode | None
    qualifier: str
    observed: str
    template: str
    target: int | None
    children: int
    references: list[ReportReference]
    table: ReportTable | None
    problems: list[str]


class ReportFact(TypedDict):
    """One line of the cover; what `identifies` somebody is masked in saved pages."""

    label: str
    value: str
    identifies: bool


class DocumentInfo(TypedDict):
    """A document in the object: `text` is whether it can be read as such."""

    kind: str
    title: str
    mime_type: str
    suffix: str
    length: int
    text: bool


class ReportChannel(TypedDict):
    """One channel of a recording."""

    name: str
    unit: str
    filters: str
    problems: list[str]


class RecordingInfo(TypedDict):
    """A multiplex group: channels recorded together."""

    label: str
    originality: str
    frequency: float
    samples: int
    channels: list[ReportChannel]
    problems: list[str]


class ReportNote(TypedDict):
    """A remark of the file on a recording."""

    text: str
    value: str
    unit: str


class GetReportArgs(TypedDict):
    """A stretch of the items of the report shown."""

    start: int
    stop: int


class GetReportResult(TypedDict):
    """What is shown: `kind` ``"report"``, ``"recording"``, ``"document"``, or ``"none"``.

    `looked` says whether the objects that the report names have been looked for.
    """

    kind: Literal["report", "recording", "document", "none"]
    title: str
    facts: list[ReportFact]
    items: list[ReportItem]
    start: int
    total: int
    document: DocumentInfo | None
    recording: list[RecordingInfo]
    notes: list[ReportNote]
    looked: bool
    problems: list[ErrorPayload]


class GetDocumentArgs(TypedDict):
    """A stretch of the document's bytes, at most 1 MiB."""

    start: int
    stop: int


class GetDocumentResult(TypedDict):
    """The bytes from `start`, one buffer; `total` in all."""

    start: int
    total: int
    buffers: list[BufferInfo]


class GetWaveformArgs(TypedDict):
    """The samples `start` to `stop` of a multiplex group."""

    group: int
    start: int
    stop: int


class GetWaveformResult(TypedDict):
    """Samples in the units of their channels: one buffer, float32 (channels, samples)."""

    group: int
    start: int
    stop: int
    buffers: list[BufferInfo]
