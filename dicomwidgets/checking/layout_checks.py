"""How the bytes of the file are laid out: lengths, order, groups, what is too much (PS3.5 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.checking.pixel_checks import fragments_fault
from dicomwidgets.checking.subject import Mark, Subject
from dicomwidgets.encoding.located import locate
from dicomwidgets.encoding.span import UNDEFINED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.encoding.span import FileMap, SpanRow

__all__ = ["check_layout"]

_META_LENGTH = 0x00020000
_PIXEL_DATA = 0x7FE00010
_TOLD = "No Transfer Syntax UID"
"""A remark that the reader of the header makes as well."""


def check_layout(subject: Subject, file_map: FileMap) -> Iterator[Mark]:
    """Yield what is wrong with the bytes of a file, apart from the values."""
    rows = list(file_map.spans.rows())
    nodes = [-1] * len(rows)
    for node, place in enumerate(locate(subject.nodes, file_map)):
        if place >= 0:
            nodes[place] = node
    yield from _odd_lengths(rows, nodes)
    yield from _order(rows, nodes)
    yield from _group_lengths(subject, file_map, rows, nodes)
    yield from _fragments(subject, rows, nodes)
    yield from _rest(subject, file_map, rows, nodes)


def _odd_lengths(rows: list[SpanRow], nodes: list[int]) -> Iterator[Mark]:
    fragments: dict[int, int] = {}
    for place, row in enumerate(rows):
        if not row.length & 1 or row.length == UNDEFINED:
            continue
        if row.kind == "element":
            yield Mark("length-odd", f"A length of {row.length:,} bytes.", nodes[place])
        elif row.kind == "fragment":
            fragments.setdefault(row.parent, row.length)
    for parent, length in fragments.items():
        yield Mark("length-odd", f"A fragment of {length:,} bytes.", nodes[parent])


def _order(rows: list[SpanRow], nodes: list[int]) -> Iterator[Mark]:
    last: dict[int, int] = {}
    for place, row in enumerate(rows):
        if row.kind != "element":
            continue
        before = last.get(row.parent, -1)
        if row.tag == before:
            yield Mark("tag-twice", "The tag stands twice in this dataset.", nodes[place])
        elif row.tag < before:
            text = f"It stands after ({before >> 16:04X},{before & 0xFFFF:04X})."
            yield Mark("tag-order", text, nodes[place])
        last[row.parent] = max(row.tag, before)


def _group_lengths(
    subject: Subject, file_map: FileMap, rows: list[SpanRow], nodes: list[int]
) -> Iterator[Mark]:
    stops: dict[tuple[int, int], int] = {}
    lengths: list[tuple[int, SpanRow]] = []
    for place, row in enumerate(rows):
        if row.kind != "element":
            continue
        stops[row.parent, row.tag >> 16] = file_map.spans[place].stop
        if not row.tag & 0xFFFF and nodes[place] >= 0:
            lengths.append((place, row))
    for place, row in lengths:
        value = subject.value(nodes[place]).values
        written = value[0] if isinstance(value, list) and value else None
        true = stops[row.parent, row.tag >> 16] - file_map.spans[place].stop
        if written is not None and written != true:
            text = f"It says {written:,} bytes; {true:,} follow in this group."
            yield Mark("group-length", text, nodes[place])


def _fragments(subject: Subject, rows: list[SpanRow], nodes: list[int]) -> Iterator[Mark]:
    pixels = next(
        (n for n, row in enumerate(rows) if row.tag == _PIXEL_DATA and row.parent < 0), -1
    )
    if pixels < 0 or rows[pixels].length != UNDEFINED:
        return
    # The first item is the Basic Offset Table.
    count = sum(row.kind == "fragment" and row.parent == pixels for row in rows) - 1
    frames = subject.number("NumberOfFrames") or 1
    fault = fragments_fault(frames, count, subject.text("TransferSyntaxUID"))
    if fault:
        yield Mark("pixels-frames", fault, nodes[pixels])


def _rest(
    subject: Subject, file_map: FileMap, rows: list[SpanRow], nodes: list[int]
) -> Iterator[Mark]:
    for row in rows:
        if row.kind == "padding" and row.depth == 0:
            size = file_map.size - row.offset
            yield Mark("trailing-bytes", f"{size:,} bytes of zeros after the last element.")
    problems = subject.header.problems if subject.header else ()
    if file_map.broken and not any(each.severity == "error" for each in problems):
        where = f" (Offset {file_map.broken.offset:,}.)"
        yield Mark("file-broken", f"{file_map.broken.why}{where}")
    for remark in file_map.remarks:
        if not remark.why.startswith(_TOLD):
            at = file_map.spans.at(remark.offset)
            text = f"{remark.why} (Offset {remark.offset:,}.)"
            yield Mark("layout", text, nodes[at] if at >= 0 else -1)
