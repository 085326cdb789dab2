r"""A value as it is written in the file: padding, separators and control characters included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydicom.dataelem import RawDataElement

from dicomwidgets.elements.characters import decode_text
from dicomwidgets.elements.decode import HEAD
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.vrs import vr_of

if TYPE_CHECKING:
    from dicomwidgets.elements.walk import Node

__all__ = ["written", "written_plainly"]

_UNDEFINED = 0xFFFFFFFF

_HEX = 1024
"""Bytes of a binary value that are written out."""


def written(node: Node, most: int = HEAD) -> str:
    r"""Return the value of an element as it stands in the file.

    Parameters
    ----------
    node
        The element; sequences and items have no value of their own.
    most
        Characters of a text at most.

    Returns
    -------
    str
        Text in its character set, values separated by ``\``, padding kept, control characters
        escaped (``\x00``); binary values in hexadecimal, in the file's byte order.
    """
    element = node.element
    if element is None or node.vr == "SQ":
        return ""
    if not isinstance(element, RawDataElement):
        return _in_memory(element.value, most)
    data = element.value
    if data is None:
        return f"{element.length:,} bytes" if 0 < element.length < _UNDEFINED else ""
    if vr_of(node.vr).kind not in ("string", "text"):
        return _hexadecimal(data, most)
    return _cut(_escaped(_text(node, data[: 4 * most])), most, len(data) > 4 * most)


def written_plainly(vr: str, data: bytes) -> str:
    """Return a short value in ASCII as it stands in the file."""
    if vr_of(vr).kind not in ("string", "text"):
        return data.hex(" ").upper()
    return _escaped(data.decode("ascii"))


def _text(node: Node, data: bytes) -> str:
    if vr_of(node.vr).kind == "string" or (data.isascii() and b"\x1b" not in data):
        return data.decode("latin-1")
    with kept_warnings():  # whoever decodes the value tells what is wrong with it
        return decode_text(data, node.scope.encodings, name=node.vr == "PN")


def _in_memory(value: Any, most: int) -> str:
    """Return a value that was set in Python: as pydicom would write it."""
    if value is None or hasattr(value, "read"):  # pydicom reads it as it writes
        return ""
    if isinstance(value, (bytes, bytearray)):
        return _hexadecimal(bytes(value), most)
    if isinstance(value, str) or not hasattr(value, "__iter__") or hasattr(value, "components"):
        return _cut(_escaped(_original(value)), most, False)
    return _cut(_escaped("\\".join(_original(each) for each in value)), most, False)


def _original(value: Any) -> str:
    original = getattr(value, "original_string", None)
    return original if isinstance(original, str) else str(value)


def _hexadecimal(data: bytes, most: int) -> str:
    bound = min(_HEX, most // 3)
    shown = data[:bound].hex(" ").upper()
    return shown if len(data) <= bound else f"{shown} … ({len(data):,} bytes)"


def _escaped(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or each in "\r\n\t" else f"\\x{ord(each):02x}" for each in text
    )


def _cut(text: str, most: int, more: bool) -> str:
    return f"{text[:most]} …" if more or len(text) > most else text
