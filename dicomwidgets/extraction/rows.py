"""A file as rows, one an element, at every depth and in the order of the tags."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydicom.dataelem import RawDataElement

from dicomwidgets.elements.cells import length_of
from dicomwidgets.elements.masking import is_identifier, is_identifying_sequence
from dicomwidgets.elements.rows import RowTable
from dicomwidgets.elements.written import written
from dicomwidgets.encoding.located import locate
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.extraction.row import ElementRow
from dicomwidgets.privacy import MASK
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.tags import tag_info, tag_text
from dicomwidgets.reference.vrs import vr_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwidgets.elements.node import Node
    from dicomwidgets.elements.nodes import Nodes
    from dicomwidgets.extraction.files import ReadFile
    from dicomwidgets.reading.header import Header

__all__ = ["QUOTING", "load_text", "masked_rows", "rows_of"]

_WHOLE = 1 << 30
_UNDEFINED = 0xFFFFFFFF
QUOTING = f"There is a remark, which may quote a value: {MASK}"
"""Stands for what was said while a value, or a file, was read."""


def rows_of(file: ReadFile) -> Iterator[ElementRow]:
    """Yield the rows of a file: remarks on it, then its elements; or the reason of having none."""
    if file.header is None:
        yield ElementRow(file.name, problem=file.reason, kind=file.kind)
        return
    for problem in file.header.problems:
        keyword, tag = problem.keyword or "", problem.tag or ""
        yield ElementRow(
            file.name,
            path=keyword or tag,
            tag=tag,
            keyword=keyword,
            problem=problem.message,
            kind="remark",
        )
    table = RowTable(file.header.dataset, tail=file.tail, pixels=file.pixels)
    lengths = _lengths(file.header, table.nodes)
    for index, node in enumerate(table.nodes):
        load_text(node)
        yield _row(file.name, table, index, lengths[index])


def _lengths(header: Header, nodes: Nodes) -> list[int | None]:
    """Return the lengths as they are written in the file, where there is one.

    Of the elements that pydicom looks at while it reads it forgets them.
    """
    known = [length_of(node.element) for node in nodes]
    if header.source is None:
        return known
    try:
        with header.source.open(header.item) as opened:
            file_map = walk_file(opened, nodes.sequences)
    except OSError:  # gone since its header was read
        return known
    lengths: list[int | None] = [row.length for row in file_map.spans.rows()]
    lengths = [None if length == _UNDEFINED else length for length in lengths]
    return [lengths[at] if at >= 0 else None for at in locate(nodes, file_map)]


def load_text(node: Node) -> None:
    """Read a long value that was put off, if it is more than bytes."""
    element = node.element
    if isinstance(element, RawDataElement) and element.value is None and element.length:
        if vr_of(node.vr).kind in ("bytes", "sequence") or node.tag >> 16 == 0x7FE0:
            return
        with kept_warnings():
            node.element = node.scope.loaded(element)


def _is_put_off(node: Node) -> bool:
    """Whether the value was not read: pixels, and long values that are bytes."""
    return isinstance(node.element, RawDataElement) and node.element.value is None


def _row(name: str, table: RowTable, index: int, length: int | None) -> ElementRow:
    node = table.nodes[index]
    shown = table.shown(node)
    with kept_warnings():  # `shown` has told of them
        raw = "" if _is_put_off(node) else written(node, _WHOLE)
    row = ElementRow(
        name,
        path=table.path(index),
        tag=tag_text(node.tag),
        vr=node.vr_shown,
        value=shown.text,
        raw=raw,
        length=length,
        depth=node.depth,
        problem=shown.problem or "",
    )
    if node.element is None:
        return replace(row, name=f"Item {node.item}", kind="item")
    creator = node.scope.creator(node.tag)
    info = tag_info(node.tag, creator)
    return replace(row, keyword=info.keyword, name=info.name, vm=shown.vm, creator=creator)


def masked_rows(rows: Iterable[ElementRow]) -> Iterator[ElementRow]:
    """Yield rows whose values identify nobody (`elements.masking`), whether revealed or not.

    Parameters
    ----------
    rows
        Of one file, in order: what stands in a sequence that identifies is masked as a whole.
    """
    inside = _WHOLE
    for row in rows:
        if row.kind == "remark":
            yield replace(row, problem=QUOTING)
            continue
        inside = _WHOLE if row.depth <= inside else inside
        hidden = row.depth > inside or is_identifier(row.keyword, row.vr, row.value)
        if row.kind == "item":
            hidden = row.depth > inside
        elif inside == _WHOLE and row.vr == "SQ" and is_identifying_sequence(row.keyword):
            inside, hidden = row.depth, False
        yield _masked(row) if hidden and row.vr != "SQ" else row


def _masked(row: ElementRow) -> ElementRow:
    """Hide the value of a row, and what might quote it."""
    return replace(
        row,
        value=row.value and MASK,
        raw=row.raw and MASK,
        creator=row.creator and MASK,
        problem=row.problem and QUOTING,
    )
