"""What a file is, told from its first bytes."""

from __future__ import annotations

import struct
from typing import Literal

from dicomwidgets.reference.dictionary import entry_of

__all__ = ["FIRST_BYTES", "Kind", "sniff"]

Kind = Literal["dicom", "dicomdir", "bare", "zip", "other"]

FIRST_BYTES = 1024
"""How many bytes `sniff` wants to see."""

_MEDIA_STORAGE_DIRECTORY = b"1.2.840.10008.1.3.10"
_FIRST_GROUPS = frozenset({0x0000, 0x0002, 0x0004, 0x0008, 0x0010, 0x0018, 0x0020, 0x0028})
_MAX_FIRST_LENGTH = 1 << 16


def sniff(start: bytes) -> Kind:
    """Say what a file is.

    Parameters
    ----------
    start
        Its first bytes, `FIRST_BYTES` of them if it has as many.

    Returns
    -------
    str
        ``"dicom"`` (with the prefix of PS3.10 7.1), ``"dicomdir"`` (the same, and a directory),
        ``"bare"`` (no preamble, but it begins with an element that a dataset begins with),
        ``"zip"`` or ``"other"``.
    """
    if start[128:132] == b"DICM":
        return "dicomdir" if _is_directory(start[132:]) else "dicom"
    if start[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return "zip"
    return "bare" if _begins_with_element(start) else "other"


def _is_directory(meta: bytes) -> bool:
    """Whether Media Storage SOP Class UID (0002,0002) is Media Storage Directory Storage."""
    place = meta.find(b"\x02\x00\x02\x00UI")
    length = int.from_bytes(meta[place + 6 : place + 8], "little")
    value = meta[place + 8 : place + 8 + length]
    return place >= 0 and value.rstrip(b"\0 ") == _MEDIA_STORAGE_DIRECTORY


def _begins_with_element(start: bytes) -> bool:
    """Whether the bytes read as an element of a group that datasets begin with (PS3.5 7.1)."""
    if len(start) < 8:
        return False
    return any(_is_element(start, endian) for endian in "<>")


def _is_element(start: bytes, endian: str) -> bool:
    group: int
    element: int
    length: int
    group, element, length = struct.unpack(f"{endian}HHL", start[:8])
    if group not in _FIRST_GROUPS:
        return False
    tag = group << 16 | element
    found = entry_of(tag)
    if element and found is None:
        return False
    vr = found.vr if found else "UL"
    if start[4:6] == vr.encode():
        return True
    # Implicit VR is always little endian; an empty or four-byte group length is never zero long.
    if endian == ">":
        return False
    return length == 4 if element == 0 else length < _MAX_FIRST_LENGTH
