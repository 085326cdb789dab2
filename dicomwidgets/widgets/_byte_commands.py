"""The messages about the bytes of a file; twin of ``js/src/sync/byte_messages.ts``.

`_commands` names them again: they are of the one protocol.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from dicomwidgets.display.description import BufferInfo

__all__ = [
    "ByteSpan",
    "FilePart",
    "FilePlace",
    "FileSegment",
    "GetBytesArgs",
    "GetBytesResult",
    "GetFileMapArgs",
    "GetFileMapResult",
    "WhichBytes",
]

WhichBytes = Literal["file", "written", "source", "memory"]
"""What is shown: a file as it is; where it is edited, what would be written, or its source; of what
is in memory only, what pydicom would write."""


class GetBytesArgs(TypedDict):
    """Bytes from `offset` on, or without it those of the row `id`, from its tag on.

    Of an edited file they are those that would be written, with `source` those of its source.
    """

    id: NotRequired[int]
    offset: NotRequired[int]
    length: NotRequired[int]
    source: NotRequired[bool]


class GetFileMapArgs(TypedDict):
    """As `GetBytesArgs`."""

    source: NotRequired[bool]


class ByteSpan(TypedDict):
    """A stretch of the file that means one thing, as `encoding.span.Span`.

    `own_stop` is where its own bytes end: other spans may be in it. `length` is as written,
    ``None`` if undefined or if it has none; `row` is the id of its row, ``None`` without one.
    `edited`: some of its own bytes are not the source's.
    """

    offset: int
    header: int
    own_stop: int
    stop: int
    depth: int
    kind: str
    tag: str
    vr: str
    length: int | None
    name: str
    row: int | None
    edited: bool


class GetBytesResult(TypedDict):
    """Bytes from `offset` on in the one buffer, and the spans that they belong to, in order.

    `span` is that of the row that was asked for. There may be fewer bytes than asked for.
    """

    offset: int
    size: int
    spans: list[ByteSpan]
    span: ByteSpan | None
    buffers: list[BufferInfo]


class FilePart(TypedDict):
    """Fragments of compressed pixels that follow each other; number 0 is the offset table."""

    start: int
    stop: int
    first: int
    fragments: int


class FileSegment(TypedDict):
    """A stretch of the file that is shown as one, as `encoding.file_map.Segment`."""

    kind: str
    start: int
    stop: int
    label: str
    elements: int
    row: int | None
    parts: list[FilePart]


class FilePlace(TypedDict):
    """A place in the file and what is wrong there."""

    offset: int
    why: str


class GetFileMapResult(TypedDict):
    """The whole file.

    `size` is that of the offsets, `file_size` that of the file; `inflated` is where offsets begin
    to count in the inflated stream, ``None`` for all but deflated files. From `dataset` on the
    transfer syntax rules. Of many remarks the first are given, `remark_count` says how many.
    """

    shown: WhichBytes
    size: int
    file_size: int
    dataset: int
    inflated: int | None
    transfer_syntax: str
    implicit: bool
    little: bool
    segments: list[FileSegment]
    broken: FilePlace | None
    remarks: list[FilePlace]
    remark_count: int
