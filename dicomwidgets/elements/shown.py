"""A value as it is shown: its text, how many values there are, what is wrong with it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from pydicom import config
from pydicom.dataelem import RawDataElement
from pydicom.valuerep import validate_value

from dicomwidgets.elements.characters import doubt
from dicomwidgets.elements.decode import HEAD, decode
from dicomwidgets.elements.values import bytes_text, code_text, plain_values, value_text
from dicomwidgets.elements.walk import BREAK_TAG, Node
from dicomwidgets.elements.written import written_plainly
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.vrs import VRS, vr_of

if TYPE_CHECKING:
    from dicomwidgets.elements.scope import Element

__all__ = ["Shown", "is_small", "show", "values_of"]

_SMALL = 64
"""Bytes of a value that is worth remembering: headers say the same many times."""


_CODES = (0x00080100, 0x00080119, 0x00080120)
_MEANING = 0x00080104
_CODED = (*_CODES, _MEANING)


class Shown(NamedTuple):
    """A value as it is shown.

    Parameters
    ----------
    text
        The whole of it.
    vm
        How many values there are.
    problem
        What is wrong with it; ``None`` where nothing is.
    raw
        As it stands in the file, where that came along.
    """

    text: str
    vm: int
    problem: str | None = None
    raw: str | None = None


_PLAIN_ITEM = Shown("", 1, raw="")


def show(node: Node, note: str = "") -> Shown:
    """Return a node's value as text; what goes wrong is told, not raised.

    Parameters
    ----------
    node
        The element or item.
    note
        Stands for a value that was not read.
    """
    element = node.element
    if type(element) is RawDataElement and is_small(node):
        return _small(node.vr, element.value or b"", element.is_little_endian)
    if node.tag == BREAK_TAG:
        return Shown(note, 1, node.problem)
    if node.problem or node.vr == "SQ":
        return Shown(_count_text(node), 1, node.problem)
    if element is None and not node.scope.has_any(_CODED):
        return _PLAIN_ITEM
    with kept_warnings() as kept:
        try:
            shown = _show(node, note)
        except Exception as error:  # noqa: BLE001 - values are wrong in any way there is
            shown = _raw(element, error)
    return _with_warnings(shown, kept)


def values_of(node: Node) -> tuple[list[Any] | bytes, int]:
    """Return the values of an element, as far as they are looked at, and how many there are.

    Raises
    ------
    ValueError
        If they are no values of their VR.
    """
    element = node.element
    if element is None or node.vr == "SQ":
        return [], 0
    if not isinstance(element, RawDataElement):
        return _values_in_memory(node, element)
    return decode(
        node.vr,
        element.value or b"",
        little_endian=element.is_little_endian,
        encodings=node.scope.encodings,
    )


def is_small(node: Node) -> bool:
    """Whether a raw value is short, and its bytes and VR alone tell what it is.

    Its character set makes no difference.
    """
    data = node.element.value if node.element is not None else None
    if not data or len(data) > _SMALL or node.vr == "SQ":
        return False
    return data.isascii() and b"\x1b" not in data


@lru_cache(maxsize=8192)
def _small(vr: str, data: bytes, little_endian: bool) -> Shown:
    """Return a short value whose bytes alone tell what it is."""
    with kept_warnings() as kept:
        try:
            values, count = decode(vr, data, little_endian=little_endian)
            shown = Shown(value_text(vr, values, count), count, _remark(vr, values))
        except Exception as error:  # noqa: BLE001 - values are wrong in any way there is
            shown = Shown(bytes_text(data, "UN"), 1, str(error) or type(error).__name__)
    return _with_warnings(shown, kept)._replace(raw=written_plainly(vr, data))


def _with_warnings(shown: Shown, kept: list[str]) -> Shown:
    return shown._replace(problem=" ".join(kept)) if kept and not shown.problem else shown


def _show(node: Node, note: str) -> Shown:
    element = node.element
    if element is None:
        return Shown(_item_text(node), 1)
    if isinstance(element, RawDataElement) and element.value is None and element.length:
        return Shown(note or f"{element.length:,} bytes", 1)
    values, count = values_of(node)
    remark = _remark(node.vr, values) or _charset_remark(node, values)
    return Shown(value_text(node.vr, values, count), count, remark)


def _values_in_memory(node: Node, element: Element) -> tuple[list[Any] | bytes, int]:
    value: Any = element.value
    if hasattr(value, "read") and hasattr(value, "seek"):  # a value that pydicom reads as it writes
        place = value.tell()
        size = value.seek(0, 2)
        value.seek(place)
        return [f"{size:,} bytes, buffered"], 1
    return plain_values(node.vr, value)


def _remark(vr: str, values: list[Any] | bytes) -> str | None:
    """Say what the standard would not allow in the value."""
    if vr not in VRS:
        return f"The standard has no VR {vr!r}."
    if isinstance(values, bytes) or vr_of(vr).kind not in ("string", "text"):
        return None
    return next(filter(None, (_fault(vr, str(value)) for value in values[:64])), None)


@lru_cache(maxsize=8192)
def _fault(vr: str, text: str) -> str | None:
    try:
        validate_value(vr, text, config.RAISE)
    except ValueError as wrong:
        # The value stands in the row; quoted here it would escape the masking.
        return f"{str(wrong).partition(': ')[0].rstrip('.')}."
    return None


def _charset_remark(node: Node, values: list[Any] | bytes) -> str | None:
    """Say what was assumed to read a text."""
    element = node.element
    data = element.value if isinstance(element, RawDataElement) else None
    if not data or isinstance(values, bytes) or vr_of(node.vr).kind != "text":
        return None
    return doubt(data[:HEAD], node.scope.charset)


def _raw(element: Element | None, error: Exception) -> Shown:
    """Return the value as bytes, with the reason why it is no more."""
    data = element.value if isinstance(element, RawDataElement) else None
    text = bytes_text(data, "UN") if isinstance(data, bytes) else ""
    return Shown(text, 1, str(error) or type(error).__name__)


def _count_text(node: Node) -> str:
    return f"{node.children:,} item{'' if node.children == 1 else 's'}"


def _item_text(node: Node) -> str:
    """Return the coded entry that the item is, if it is one (PS3.3 8.1)."""
    code = next(iter(node.scope.texts(*_CODES)), "")
    meaning = next(iter(node.scope.texts(_MEANING)), "")
    if not code and not meaning:
        return ""
    return code_text(code, next(iter(node.scope.texts(0x00080102)), ""), meaning)
