"""What answers ``get_bytes`` and ``get_file_map``: the file that a header was read from.

What walks it is imported when it is first asked for: the first rows do not wait for it.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dicomwidgets.elements.node import BREAK_ID
from dicomwidgets.elements.nodes import Nodes
from dicomwidgets.errors import ArgumentError, ReadError
from dicomwidgets.reference.tags import tag_info, tag_text
from dicomwidgets.reference.uids import transfer_syntax_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO

    from pydicom.dataset import Dataset

    from dicomwidgets.editing.change import Change
    from dicomwidgets.editing.written_dataset import WrittenDataset
    from dicomwidgets.editing.written_file import WrittenFile
    from dicomwidgets.elements.node import Node
    from dicomwidgets.encoding.file_map import Segment
    from dicomwidgets.encoding.walk import Break, FileMap
    from dicomwidgets.reading.header import Header
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._byte_commands import WhichBytes
    from dicomwidgets.widgets._commands import (
        ByteSpan,
        FileSegment,
        GetBytesResult,
        GetFileMapResult,
    )

__all__ = ["MOST_BYTES", "MOST_SPANS", "ByteFeed"]

MOST_BYTES = 64 * 1024
"""Bytes in one answer at most."""

MOST_SPANS = 1024
"""Spans in one answer at most: where there are more, there are fewer bytes."""

_UNDEFINED = 0xFFFFFFFF
_MOST_REMARKS = 50
_KINDS = {
    "preamble": "Preamble",
    "prefix": "Prefix",
    "item": "Item",
    "fragment": "Fragment",
    "padding": "Padding",
    "unread": "Not understood",
}
_DELIMITERS = {0xFFFEE00D: "Item Delimitation Item", 0xFFFEE0DD: "Sequence Delimitation Item"}


@dataclass(frozen=True, slots=True)
class _Walked:
    """A file's map, and which span is which row's."""

    file_map: FileMap
    nodes: Nodes
    spans: Sequence[int]
    indices: Mapping[int, int]
    written: WrittenFile | WrittenDataset | None

    def span_of(self, row: int) -> int:
        """Return the index of the span of a row; -1 where it is not in the file."""
        broken = self.file_map.broken
        if row == BREAK_ID and broken is not None:
            return self.file_map.spans.at(min(broken.offset, self.file_map.size - 1))
        index = self.nodes.find(row)
        return self.spans[index] if index >= 0 else -1

    def node_of(self, span: int) -> Node | None:
        """Return the node that a span is."""
        index = self.indices.get(span, -1)
        return self.nodes[index] if index >= 0 else None


class ByteFeed:
    """The bytes of the file that a header was read from, walked when they are first asked for.

    Parameters
    ----------
    header
        Read from a file; ``None`` for what is in memory only.
    nodes
        The elements that the rows show.
    source
        What answers for the file as it is, where `written` is what its edits make of it.
    written
        The file as edited.
    dataset
        What is in memory only: shown is what saving it would write.
    """

    def __init__(
        self,
        header: Header | None,
        nodes: Nodes | None = None,
        *,
        source: ByteFeed | None = None,
        written: WrittenFile | WrittenDataset | None = None,
        dataset: Dataset | None = None,
    ) -> None:
        self._header = header
        self._dataset = dataset
        self._nodes = nodes if nodes is not None else Nodes()
        self._source = source
        self._written = written
        self._walked: _Walked | None = None
        self._lock = threading.Lock()

    def edited(self, nodes: Nodes, changes: Sequence[Change]) -> ByteFeed:
        """Return what answers for the same file as edited.

        Parameters
        ----------
        nodes
            The elements that the rows show now.
        changes
            The edits, as they were found possible in it.
        """
        from dicomwidgets.editing.written_dataset import WrittenDataset  # noqa: PLC0415 - who edits
        from dicomwidgets.editing.written_file import WrittenFile  # noqa: PLC0415

        plain = self._source or self
        if self._dataset is not None:
            made = WrittenDataset(self._dataset, changes)
            return ByteFeed(None, nodes, source=plain, written=made, dataset=self._dataset)
        written = WrittenFile(plain.open, changes)
        return ByteFeed(self._header, nodes, source=plain, written=written)

    def get_bytes(self, args: Mapping[str, Any]) -> Reply:
        """Return bytes and the spans that they belong to.

        Parameters
        ----------
        args
            `GetBytesArgs`.

        Raises
        ------
        ArgumentError
            When `args` are not what the protocol says.
        ReadError
            When there is no file, it can't be read, or it is not the one that was read before.
        EditError
            When an edit finds no place in the bytes of the file.
        """
        from dicomwidgets.encoding.bytes_at import bytes_at  # noqa: PLC0415 - see above

        if self._source is not None and args.get("source"):
            return self._source.get_bytes(args)
        with self.open() as file:
            walked = self._walk(file)
            offset, length, place = _checked(args, walked)
            indices, stop = _stretch(walked.file_map, offset, length)
            data = bytes_at(file, walked.file_map, offset, max(0, stop - offset))
        result: GetBytesResult = {
            "offset": offset,
            "size": walked.file_map.size,
            "spans": [_span(walked, index) for index in indices],
            "span": None if place is None else _span(walked, place),
            "buffers": [{"dtype": "uint8", "shape": [len(data)], "encoding": "raw"}],
        }
        return result, [data]

    def get_file_map(self, args: Mapping[str, Any]) -> Reply:
        """Return the segments of the whole file.

        Raises
        ------
        ReadError, EditError
            As `get_bytes`.
        """
        from dicomwidgets.encoding.file_map import segments  # noqa: PLC0415 - see above

        if self._source is not None and args.get("source"):
            return {**self._source.get_file_map(args)[0], "shown": "source"}, []
        with self.open() as file:
            walked = self._walk(file)
        found = walked.file_map
        uid = found.transfer_syntax_uid
        result: GetFileMapResult = {
            "shown": self._shown(),
            "size": found.size,
            "file_size": found.file_size,
            "dataset": found.dataset,
            "inflated": found.inflated,
            "transfer_syntax": transfer_syntax_name(uid) or uid,
            "implicit": found.implicit,
            "little": found.little,
            "segments": [_segment(walked, each) for each in segments(found)],
            "broken": None if found.broken is None else _place(found.broken),
            "remarks": [_place(each) for each in found.remarks[:_MOST_REMARKS]],
            "remark_count": len(found.remarks),
        }
        return result, []

    def _shown(self) -> WhichBytes:
        if self._dataset is not None:
            return "memory"
        return "file" if self._written is None else "written"

    def broken(self) -> Break | None:
        """Return where the file stops making sense; ``None`` where nowhere, or nobody can tell."""
        try:
            with self.open() as file:
                return self._walk(file).file_map.broken
        except ReadError:
            return None

    def open(self) -> BinaryIO:
        """Return a handle on the file, or on what its edits make of it.

        Raises
        ------
        ReadError, EditError
            As `get_bytes`.
        """
        if self._written is not None:
            return self._written.open()
        if self._dataset is not None:
            return self._in_memory().open()
        header = self._header
        if header is None or header.source is None:
            raise ReadError(
                "What is shown is in memory: there is no file whose bytes could be seen.",
                remedy="Inspect the file itself: dw.inspect(path).",
            )
        try:
            file = header.source.open(header.item)
        except OSError as error:
            raise ReadError(
                f"The file can't be read: {error.strerror or type(error).__name__}.",
                file=header.item.name,
                remedy="Check that it is still there.",
            ) from None
        try:
            self._check_stamp(file)
        except ReadError:
            file.close()
            raise
        return file

    def _in_memory(self) -> WrittenDataset:
        from dicomwidgets.editing.written_dataset import WrittenDataset  # noqa: PLC0415 - as above

        if self._written is None and self._dataset is not None:
            self._written = WrittenDataset(self._dataset)
        return self._written  # type: ignore[return-value]

    def _walk(self, file: BinaryIO) -> _Walked:
        from dicomwidgets.encoding.located import locate  # noqa: PLC0415 - see above
        from dicomwidgets.encoding.walk import walk_file  # noqa: PLC0415

        with self._lock:
            if self._walked is None:
                found = walk_file(file, self._nodes.sequences)
                spans = locate(self._nodes, found)
                indices = dict(zip(spans, range(len(spans)), strict=True))
                indices.pop(-1, None)
                self._walked = _Walked(found, self._nodes, spans, indices, self._written)
            return self._walked

    def _check_stamp(self, file: BinaryIO) -> None:
        header = self._header
        if header is None or header.stamp is None:
            return
        status = os.fstat(file.fileno())
        if (status.st_size, status.st_mtime_ns) != header.stamp:
            raise ReadError(
                "The file is another one than when its header was read.",
                file=header.item.name,
                remedy="Show it again.",
            )


def _checked(args: Mapping[str, Any], walked: _Walked) -> tuple[int, int, int | None]:
    """Return offset and length of what is asked for, and the span of the row if one is."""
    row, offset, length = args.get("id"), args.get("offset"), args.get("length", MOST_BYTES)
    numbers = all(each is None or isinstance(each, int) for each in (row, offset, length))
    if not numbers or (row is None) == (offset is None) or length < 0 or (offset or 0) < 0:
        raise ArgumentError("get_bytes takes the id of a row, or offset and length ≥ 0.")
    if row is None:
        return offset, length, None  # type: ignore[return-value]
    place = walked.span_of(row)
    if place < 0:
        raise ArgumentError("This row is not in the file.", remedy="Show the file again.")
    span = walked.file_map.spans[place]
    return span.offset, min(length, span.stop - span.offset), place


def _stretch(file_map: FileMap, offset: int, length: int) -> tuple[range, int]:
    """Return the spans of a stretch, and where it ends, cut to what one answer may hold."""
    spans = file_map.spans
    stop = min(offset + min(length, MOST_BYTES), file_map.size)
    first = spans.at(offset)
    if first < 0 or stop <= offset:
        return range(0), offset
    last = spans.at(stop - 1)
    if last - first >= MOST_SPANS:
        last = first + MOST_SPANS - 1
        stop = spans[last].own_stop
    return range(first, last + 1), stop


def _span(walked: _Walked, index: int) -> ByteSpan:
    span = walked.file_map.spans[index]
    node = walked.node_of(index)
    has_length = span.header > 0 and span.length != _UNDEFINED
    return {
        "offset": span.offset,
        "header": span.header,
        "own_stop": span.own_stop,
        "stop": span.stop,
        "depth": span.depth,
        "kind": span.kind,
        "tag": tag_text(span.tag) if span.header else "",
        "vr": span.vr,
        "length": span.length if has_length else None,
        "name": _name(span.kind, span.tag, node),
        "row": None if node is None else node.id,
        "edited": walked.written is not None and walked.written.is_new(span.offset, span.own_stop),
    }


def _name(kind: str, tag: int, node: Node | None) -> str:
    if kind == "delimiter":
        return _DELIMITERS.get(tag, "Delimiter")
    if kind != "element":
        number = f" {node.item}" if node is not None and node.item else ""
        return f"{_KINDS[kind]}{number}"
    return tag_info(tag, node.scope.creator(tag) if node is not None else "").name


def _segment(walked: _Walked, each: Segment) -> FileSegment:
    node = walked.node_of(each.span)
    return {
        "kind": each.kind,
        "start": each.start,
        "stop": each.stop,
        "label": each.label,
        "elements": each.elements,
        "row": None if node is None else node.id,
        "parts": [
            {
                "start": part.start,
                "stop": part.stop,
                "first": part.first,
                "fragments": part.fragments,
            }
            for part in each.parts
        ],
    }


def _place(each: Any) -> Any:
    return {"offset": each.offset, "why": each.why}
