"""Elements written by hand, right or wrong, for what pydicom would not write."""

from __future__ import annotations

import struct

__all__ = ["ITEM_END", "PREAMBLE", "SEQUENCE_END", "explicit", "head", "implicit", "item", "meta"]

UNDEFINED = 0xFFFFFFFF
PREAMBLE = bytes(128) + b"DICM"
ITEM_END = b"\xfe\xff\x0d\xe0\0\0\0\0"
SEQUENCE_END = b"\xfe\xff\xdd\xe0\0\0\0\0"
_LONG = b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split()


def head(tag: int, vr: bytes, length: int, order: str = "<") -> bytes:
    """Return the header of an element in explicit VR, or with ``b""`` in implicit VR."""
    start = struct.pack(f"{order}HH", tag >> 16, tag & 0xFFFF) + vr
    if vr in _LONG:
        return start + struct.pack(f"{order}xxL", length)
    return start + struct.pack(f"{order}H" if vr else f"{order}L", length)


def explicit(tag: int, vr: bytes, value: bytes = b"", order: str = "<") -> bytes:
    """Return an element in explicit VR."""
    return head(tag, vr, len(value), order) + value


def implicit(tag: int, value: bytes = b"") -> bytes:
    """Return an element in implicit VR."""
    return head(tag, b"", len(value)) + value


def item(value: bytes = b"", *, undefined: bool = False, order: str = "<") -> bytes:
    """Return an item of a sequence, with its delimiter if its length is undefined."""
    length = UNDEFINED if undefined else len(value)
    end = struct.pack(f"{order}HHL", 0xFFFE, 0xE00D, 0) if undefined else b""
    return head(0xFFFEE000, b"", length, order) + value + end


def meta(uid: str | None = "1.2.840.10008.1.2.1") -> bytes:
    """Return preamble, prefix and a file meta information that names a transfer syntax."""
    if uid is None:
        return PREAMBLE
    value = uid.encode() + b"\0" * (len(uid) % 2)
    return PREAMBLE + explicit(0x00020010, b"UI", value)
