"""One row of the header table: an element as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from pydicom import config
from pydicom.dataelem import RawDataElement
from pydicom.valuerep import validate_value

from dicomwidgets.elements.decode import HEAD, decode
from dicomwidgets.elements.values import bytes_text, code_text, cut, plain_values, value_text
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.tags import is_private, tag_info, tag_text
from dicomwidgets.reference.vrs import VRS, vr_of

if TYPE_CHECKING:
    from dicomwidgets.elements.scope import Element
    from dicomwidgets.elements.walk import Node

__all__ = ["Row", "Shown", "make_row", "show"]

_UNDEFINED = 0xFFFFFFFF


class Row(TypedDict):
    """One element of a header (PS3.5 7.1), or one item of a sequence.

    `id` is opaque and the same for the same element of another slice; `depth` is 0 at the top;
    `children` counts the rows directly below; `match` says that the row itself matches the query
    (its parents are kept without it). `value` is text made for reading.
    """

    id: int
    depth: int
    tag: str
    vr: str
    vm: str
    keyword: str
    name: str
    value: str
    length: int | None
    children: int
    match: bool
    private: bool
    problem: str | None


class Shown(TypedDict):
    """A value as it is shown: the whole text, how many values, and what is wrong with it."""

    text: str
    count: int
    problem: str | None


def make_row(node: Node, *, match: bool, note: str = "") -> Row:
    """Return the row of an element or item, its value decoded now.

    Parameters
    ----------
    node
        The element.
    match
        Whether it matches the query.
    note
        Stands for a value that was not read.
    """
    info = tag_info(node.tag, node.scope.creator(node.tag))
    shown = show(node, note)
    element = node.element
    return {
        "id": node.id,
        "depth": node.depth,
        "tag": tag_text(node.tag),
        "vr": _vr_shown(node),
        "vm": str(shown["count"]) if element is not None else "",
        "keyword": info.keyword if element is not None else "",
        "name": info.name if element is not None else f"Item {node.item}",
        "value": cut(shown["text"]),
        "length": _length(element),
        "children": node.children,
        "match": match,
        "private": is_private(node.tag),
        "problem": shown["problem"],
    }


def show(node: Node, note: str = "") -> Shown:
    """Return a node's value as text; what goes wrong is told, not raised."""
    if node.problem:
        return {"text": _count_text(node), "count": 1, "problem": node.problem}
    with kept_warnings() as kept:
        try:
            shown = _show(node, note)
        except Exception as error:  # noqa: BLE001 - values are wrong in any way there is
            shown = _raw(node, error)
    if kept and not shown["problem"]:
        shown["problem"] = " ".join(kept)
    return shown


def _show(node: Node, note: str) -> Shown:
    element = node.element
    if element is None:
        return {"text": _item_text(node), "count": 1, "problem": None}
    if node.vr == "SQ":
        return {"text": _count_text(node), "count": 1, "problem": None}
    if isinstance(element, RawDataElement):
        if element.value is None and element.length:
            return {"text": note or f"{element.length:,} bytes", "count": 1, "problem": None}
        values, count = decode(
            node.vr,
            element.value or b"",
            little_endian=element.is_little_endian,
            encodings=node.scope.encodings,
        )
    else:
        values, count = _values_in_memory(node, element)
    text = value_text(node.vr, values, count)
    return {"text": text, "count": count, "problem": _remark(node, values)}


def _values_in_memory(node: Node, element: Element) -> tuple[list[Any] | bytes, int]:
    value: Any = element.value
    if hasattr(value, "read") and hasattr(value, "seek"):  # a value that pydicom reads as it writes
        place = value.tell()
        size = value.seek(0, 2)
        value.seek(place)
        return [f"{size:,} bytes, buffered"], 1
    return plain_values(node.vr, value)


def _remark(node: Node, values: list[Any] | bytes) -> str | None:
    """Say what the standard would not allow in the value, and what was assumed to read it."""
    if node.vr not in VRS:
        return f"The standard has no VR {node.vr!r}."
    if isinstance(values, bytes):
        return None
    kind = vr_of(node.vr).kind
    if kind in ("string", "text"):
        for value in values[:64]:
            try:
                validate_value(node.vr, str(value), config.RAISE)
            except ValueError as wrong:
                # The value stands in the row; quoted here it would escape the masking.
                return f"{str(wrong).partition(': ')[0].rstrip('.')}."
    data = node.element.value if isinstance(node.element, RawDataElement) else None
    if kind == "text" and data and not data[:HEAD].isascii() and not node.scope.declares_charset:
        return "No Specific Character Set is given: read as ISO 8859-1 (Latin 1)."
    return None


def _raw(node: Node, error: Exception) -> Shown:
    """Return the value as bytes, with the reason why it is no more."""
    element = node.element
    data = element.value if isinstance(element, RawDataElement) else None
    text = bytes_text(data, "UN") if isinstance(data, bytes) else ""
    return {"text": text, "count": 1, "problem": str(error) or type(error).__name__}


def _count_text(node: Node) -> str:
    return f"{node.children:,} item{'' if node.children == 1 else 's'}"


def _item_text(node: Node) -> str:
    """Return the coded entry that the item is, if it is one (PS3.3 8.1)."""
    code = next(iter(node.scope.texts(0x00080100, 0x00080119, 0x00080120)), "")
    meaning = next(iter(node.scope.texts(0x00080104)), "")
    if not code and not meaning:
        return ""
    return code_text(code, next(iter(node.scope.texts(0x00080102)), ""), meaning)


def _vr_shown(node: Node) -> str:
    """Return the VR that the file has, and where it has none, the one it is read by."""
    element = node.element
    if element is None:
        return ""
    vr = str(element.VR or "")
    return vr if vr and " " not in vr else node.vr


def _length(element: Element | None) -> int | None:
    """Return the length as it stands in the file; ``None`` if undefined or not in a file."""
    if isinstance(element, RawDataElement) and element.length != _UNDEFINED:
        return element.length
    return None
