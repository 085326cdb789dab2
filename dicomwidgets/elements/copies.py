"""An element to be taken elsewhere: as Python, as DICOM JSON, as its path, tag or value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from pydicom.dataelem import DataElement, RawDataElement, convert_raw_data_element

from dicomwidgets.elements.path import path_name, path_text
from dicomwidgets.elements.shown import values_of
from dicomwidgets.elements.values import meanings
from dicomwidgets.elements.written import written
from dicomwidgets.errors import ArgumentError, ReadError
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.tags import tag_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.elements.path import Step
    from dicomwidgets.elements.rows import RowTable
    from dicomwidgets.elements.walk import Node

__all__ = ["FORMS", "Form", "copied", "python_text"]

Form = Literal["value", "python", "json", "path", "tag"]
FORMS: tuple[Form, ...] = ("value", "python", "json", "path", "tag")
"""The forms in which an element is copied."""

_INLINE = 1 << 20
"""Bytes of a binary value that JSON takes in."""


def copied(table: RowTable, index: int, form: Form) -> str:
    """Return a row in one of `FORMS`.

    Parameters
    ----------
    table
        The rows.
    index
        Of the row.
    form
        ``"json"`` is the DICOM JSON model (PS3.18 F) of that element, or of the item.

    Raises
    ------
    ArgumentError
        When there is no such form.
    ReadError
        When the value was not read, or has no form in JSON.
    """
    node = table.nodes[index]
    if form == "python":
        return python_text(table.steps(index))
    if form == "path":
        return path_text(table.steps(index))
    if form == "tag":
        return tag_text(node.tag)
    if form == "value":
        return _value(table, node)
    if form == "json":
        return json.dumps(_json(table, index), ensure_ascii=False, indent=2)
    raise ArgumentError(f"A row is copied as one of {', '.join(FORMS)}, not as {form!r}.")


def python_text(steps: Sequence[Step]) -> str:
    """Return the expression that gets what is at a path from a pydicom dataset ``ds``.

    >>> python_text([Step(0x00081140, 0), Step(0x00081155)])
    'ds.ReferencedImageSequence[0].ReferencedSOPInstanceUID'
    >>> python_text([Step(0x00191001)])
    'ds[0x0019, 0x1001].value'
    """
    text = "ds.file_meta" if steps and steps[0].tag >> 16 == 2 else "ds"
    last = len(steps) - 1
    for at, (tag, item) in enumerate(steps):
        name = path_name(tag)
        keyword = not name.startswith("(")
        text += f".{name}" if keyword else f"[0x{tag >> 16:04X}, 0x{tag & 0xFFFF:04X}]"
        if item is not None:
            text += f"[{item}]"
        elif at == last and not keyword:
            text += ".value"
    return text


def _value(table: RowTable, node: Node) -> str:
    """Return the values as text, without padding and without what they mean."""
    element = node.element
    if element is None or node.vr == "SQ":
        return table.shown(node).text
    try:
        values, _ = values_of(node)
    except ValueError:
        return written(node)
    if isinstance(values, bytes):
        return written(node) or table.note(node)
    if node.vr == "PN":
        return "\\".join(str(each) for each in values)
    return "\\".join(text for text, _ in meanings(node.vr, values))


def _json(table: RowTable, index: int) -> dict[str, Any]:
    """Return the DICOM JSON model of an element, or of an item: its elements by their tags."""
    node = table.nodes[index]
    if node.element is None:
        children = [_json(table, each) for each in _children(table, index)]
        return {tag: value for each in children for tag, value in each.items()}
    return {f"{node.tag:08X}": _element_json(table, index)}


def _element_json(table: RowTable, index: int) -> dict[str, Any]:
    node = table.nodes[index]
    if node.vr == "SQ":
        items = [_json(table, each) for each in _children(table, index)]
        return {"vr": "SQ", "Value": items} if items else {"vr": "SQ"}
    try:
        with kept_warnings():
            made: dict[str, Any] = _converted(node).to_json_dict(None, _INLINE)
    except ReadError:
        raise
    except Exception as wrong:
        raise ReadError(
            "The value has no form in DICOM JSON.",
            tag=tag_text(node.tag),
            remedy=f"Copy it as Python instead ({type(wrong).__name__}).",
        ) from wrong
    return made


def _children(table: RowTable, index: int) -> Iterator[int]:
    at, stop = index + 1, table.nodes[index].stop
    while at < stop:
        yield at
        at = table.nodes[at].stop


def _converted(node: Node) -> DataElement:
    """Return the element as pydicom makes it of raw bytes; the dataset stays as it is."""
    element = node.element
    if not isinstance(element, RawDataElement):
        return element  # type: ignore[return-value]
    if element.length > _INLINE:
        raise ReadError(
            "The value is too large to stand in a text.",
            tag=tag_text(node.tag),
            remedy="Copy it as Python instead.",
        )
    raw = node.scope.loaded(element)._replace(VR=node.vr)
    made: DataElement = convert_raw_data_element(raw, encoding=list(node.scope.encodings))
    return made
