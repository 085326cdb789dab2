"""The bytes of a value as Python values, without pydicom's conversion and its opinions.

A header shows what is in the file: ``0.50`` stays ``0.50``, a date that is none is shown as it is.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from dicomwidgets.elements.characters import decode_text
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.vrs import ValueRepresentation, vr_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["HEAD", "decode"]

HEAD = 64 * 1024
"""Bytes of a value that are looked at: the rest is counted, not read."""

_PADDING = " \x00"


def decode(
    vr: str,
    data: bytes,
    *,
    little_endian: bool = True,
    encodings: Sequence[str] = ("iso8859",),
    head: int = HEAD,
) -> tuple[list[Any] | bytes, int]:
    """Decode a value as far as it is looked at.

    Parameters
    ----------
    vr
        Value representation, unambiguous.
    data
        The value as it stands in the file.
    little_endian
        Byte order of numbers.
    encodings
        Python's names of the Specific Character Set (PS3.3 C.12.1.1.2).
    head
        Bytes that are looked at, of numbers a sixteenth as many values.

    Returns
    -------
    tuple
        The first values (strings, numbers, tags as numbers), or `data` itself for the VRs that
        are bytes; and how many values there are in all.

    Raises
    ------
    ValueError
        If the length fits no whole number of values.
    """
    representation = vr_of(vr)
    if representation.kind in ("bytes", "sequence"):
        return data, 1 if data else 0
    if not data:
        return [], 0
    if representation.kind in ("number", "tag"):
        return _numbers(representation, data, little_endian, head)
    return _strings(representation, data, encodings, head)


def _numbers(
    representation: ValueRepresentation, data: bytes, little_endian: bool, head: int
) -> tuple[list[Any], int]:
    size = representation.size or 1
    count, rest = divmod(len(data), size)
    if rest:
        raise ValueError(f"{len(data)} bytes are no whole number of values of {size} bytes.")
    shown = min(count, head // 16)
    order = "<" if little_endian else ">"
    codes = (
        representation.format * shown
        if representation.kind == "tag"
        else (f"{shown}{representation.format}")
    )
    values = list(struct.unpack(order + codes, data[: shown * size]))
    if representation.kind == "tag":
        values = [
            group << 16 | element for group, element in zip(values[::2], values[1::2], strict=True)
        ]
    return values, count


def _whole_characters(head: bytes, encodings: Sequence[str]) -> bytes:
    """Return the beginning of a text without the character that it was cut in, if it was."""
    for fewer in range(4):
        with kept_warnings() as kept:
            decode_text(head[: len(head) - fewer], encodings)
        if not kept:
            return head[: len(head) - fewer]
    return head


def _strings(
    representation: ValueRepresentation, data: bytes, encodings: Sequence[str], most: int
) -> tuple[list[Any], int]:
    head = data[:most]
    if representation.kind == "string" or (head.isascii() and b"\x1b" not in head):
        text = head.decode("latin-1")
    else:
        head = head if len(data) <= most else _whole_characters(head, encodings)
        text = decode_text(head, encodings, name=representation.code == "PN")
    if not representation.several:
        return [text.rstrip(_PADDING)], 1
    values = [value.strip(_PADDING) for value in text.split("\\")]
    more = data[most:].count(b"\\")
    if len(data) > most:
        values[-1] += "…"
    if values == [""]:
        return [], 0
    return values, len(values) + more
