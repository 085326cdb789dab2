"""What two values have in common: the same, the same in another spelling, or another."""

from __future__ import annotations

import re
import struct
from array import array
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import isnan
from typing import TYPE_CHECKING, Any

from pydicom.dataelem import RawDataElement

from dicomwidgets.elements.decode import HEAD, decode
from dicomwidgets.elements.digest import digest, digest_of_stream
from dicomwidgets.elements.values import plain_values
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.vrs import vr_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from dicomwidgets.elements.walk import Node

__all__ = ["UNREAD", "Content", "content_of", "meant_as"]

UNREAD = "unread"
"""Stands first in what is meant by a value that can't be compared with any other."""

_UNDEFINED = 0xFFFFFFFF
_SWAPPED = {"OW": "H", "OL": "I", "OF": "I", "OD": "Q", "OV": "Q"}
_DIGITS = 26
"""So many characters are exact in a decimal number as Python reckons with it."""

_OLD_DATE = re.compile(r"\d{4}\.\d\d\.\d\d")
_FRACTION = re.compile(r"(\.\d*?)0+(?=$|[+-])")


@dataclass(frozen=True, slots=True)
class Content:
    """A value, as far as comparing needs it.

    Parameters
    ----------
    vr
        As the file writes it; where it writes none (implicit VR), the one it is read by.
    exact
        The value in its own spelling, without the byte that fills up to an even length.
    meant
        The value without what makes no difference (PS3.5 6.2): padding, the way a number, a date
        or a name is written.
    raw
        The bytes of a text that is not ASCII; they depend on the character set. Else ``None``.
    size
        Bytes of a value that is compared by its digest; else ``None``.
    """

    vr: str
    exact: Any
    meant: Any
    raw: bytes | None = None
    size: int | None = None

    def is_spelt_like(self, other: Content) -> bool:
        """Whether two values that mean the same are also written in the same way."""
        if self.exact != other.exact:
            return False
        return self.raw is None or other.raw is None or self.raw == other.raw


def content_of(node: Node, pixels: bytes | None = None) -> Content:
    """Return what a value is compared by; values over 64 kB stand as a digest.

    Parameters
    ----------
    node
        An element, not an item and no sequence.
    pixels
        Digest of the pixels, where `node` has them without their value.
    """
    vr = _written(node)
    with kept_warnings():
        try:
            if isinstance(node.element, RawDataElement):
                return _raw(node, node.element, vr, pixels)
            return _in_memory(node, vr)
        except Exception:  # noqa: BLE001 - damaged values fail in any way there is
            return _as_bytes(node, vr)


def meant_as(node: Node, vr: str) -> Any:
    """Return what a value of unknown VR means when it is read by another one."""
    element = node.element
    if not isinstance(element, RawDataElement) or not isinstance(element.value, bytes):
        return None
    try:
        return _content(vr, node, element.value, little=element.is_little_endian).meant
    except Exception:  # noqa: BLE001 - bytes that are no such values
        return None


def _written(node: Node) -> str:
    vr = str(node.element.VR or "") if node.element is not None else ""
    return vr if vr and " " not in vr else node.vr


def _raw(node: Node, element: RawDataElement, vr: str, pixels: bytes | None) -> Content:
    if element.value is None and element.length:
        if pixels is not None:
            return _digested(vr, pixels, element.length)
        if element.length == _UNDEFINED:
            return _content(vr, node, node.scope.loaded(element).value or b"", little=True)
        stream = node.scope.stream(element)
        if not element.is_little_endian:
            stream = (_swapped(node.vr, piece) for piece in stream)
        return _digested(vr, digest_of_stream(stream), element.length)
    return _content(vr, node, element.value or b"", little=element.is_little_endian)


def _content(vr: str, node: Node, data: bytes, *, little: bool) -> Content:
    read_by = node.vr if vr == _written(node) else vr
    kind = vr_of(read_by).kind
    if kind in ("bytes", "sequence"):
        return _of_bytes(vr, read_by, data, little=little)
    if len(data) > HEAD:
        order = b"" if little or kind in ("string", "text") else b"big"
        return _digested(vr, digest(order + data.rstrip(b" \0")), len(data))
    spelt = data[:-1] if kind in ("string", "text") and data[-1:] in (b" ", b"\0") else data
    values, _ = decode(read_by, data, little_endian=little, encodings=node.scope.encodings)
    meant = _meant(read_by, values)
    if kind not in ("string", "text"):
        return Content(vr, meant, meant)
    exact = spelt.decode("latin-1")
    if data.isascii() and b"\x1b" not in data:
        return Content(vr, exact, meant)
    text, _ = decode("UT", spelt, encodings=node.scope.encodings)
    return Content(vr, str(text[0]) if text else "", meant, raw=data)


def _of_bytes(vr: str, read_by: str, data: bytes, *, little: bool) -> Content:
    data = data if little else _swapped(read_by, data)
    if len(data) > HEAD:
        return _digested(vr, digest(data), len(data))
    unfilled = data[:-1] if data[-1:] == b"\0" and len(data) % 2 == 0 else data
    return Content(vr, data, ("bytes", unfilled) if data else ())


def _swapped(vr: str, data: bytes) -> bytes:
    """Return big endian words as little endian ones; bytes and odd ends stay."""
    if vr not in _SWAPPED or len(data) % array(_SWAPPED[vr]).itemsize:
        return data
    words = array(_SWAPPED[vr], data)
    words.byteswap()
    return words.tobytes()


def _in_memory(node: Node, vr: str) -> Content:
    value: Any = node.element.value if node.element is not None else None
    if hasattr(value, "read") and hasattr(value, "seek"):
        place = value.tell()
        content = _digested(vr, digest_of_stream(iter(lambda: value.read(1 << 20), b"")), 0)
        value.seek(place)
        return content
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _of_bytes(vr, node.vr, bytes(value), little=node.scope.is_little_endian)
    values, count = plain_values(node.vr, value)
    if isinstance(values, bytes) or (not values and vr_of(node.vr).kind == "bytes"):
        return Content(vr, b"", ())
    if count > len(values):
        return _digested(vr, digest(repr(list(value)).encode()), count)
    meant = _meant(node.vr, [_stripped(node.vr, each) for each in values])
    if vr_of(node.vr).kind not in ("string", "text"):
        return Content(vr, meant, meant)
    return Content(vr, "\\".join(map(str, values)), meant)


def _stripped(vr: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return value.strip(" \0") if vr_of(vr).several else value.rstrip(" \0")


def _digested(vr: str, found: bytes, size: int) -> Content:
    return Content(vr, found, ("digest", found), size=size)


def _as_bytes(node: Node, vr: str) -> Content:
    """Compare as bytes what is no value of its VR."""
    data = node.element.value if isinstance(node.element, RawDataElement) else None
    if isinstance(data, bytes):
        return Content(vr, data, ("bytes", data.rstrip(b"\0 ")))
    return Content(vr, (UNREAD, node.id), (UNREAD, node.id))


def _meant(vr: str, values: list[Any] | bytes) -> Hashable:
    return tuple(_plainest(vr, each) for each in values)


def _plainest(vr: str, value: Any) -> Hashable:
    """Return the one form of all the spellings of a value."""
    if isinstance(value, (int, float)):
        return _number(vr, value)
    text = str(value)
    if vr == "DA" and _OLD_DATE.fullmatch(text):
        return text.replace(".", "")
    form = _FORMS.get(vr)
    return form(text) if form else text


def _number(vr: str, value: float) -> Hashable:
    if isnan(value):
        return "nan"  # which equals no other, not even itself
    if vr == "FL":
        return struct.unpack("<f", struct.pack("<f", value))[0]  # type: ignore[no-any-return]
    return float(value) if vr == "FD" else value


def _decimal(text: str) -> Hashable:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or len(text) > _DIGITS:
        return text
    return (number + 0).normalize()


def _clock(text: str) -> str:
    return _FRACTION.sub(r"\1", text.replace(":", "")).replace(".+", "+").rstrip(".")


def _person(text: str) -> str:
    groups = (
        "^".join(part.strip() for part in group.split("^")).rstrip("^") for group in text.split("=")
    )
    return "=".join(groups).rstrip("=")


_FORMS: dict[str, Callable[[str], Hashable]] = {
    "DS": _decimal,
    "IS": _decimal,
    "TM": _clock,
    "DT": _clock,
    "PN": _person,
}
