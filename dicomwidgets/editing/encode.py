"""Values as the bytes of a file (PS3.5 6.2, 7.1)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.editing.value_form import UnfitError, Value, split, swapped
from dicomwidgets.elements.characters import DEFAULT, charset_of, decode_text
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.vrs import vr_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "CharacterSetError",
    "Style",
    "element_header",
    "encodings_of",
    "text_bytes",
    "value_bytes",
]


_LONG = frozenset({"SV", "UV", "UC", "UN", "UR", "UT", "SQ", "OB", "OD", "OF", "OL", "OV", "OW"})
"""VRs whose length takes four bytes (PS3.5 7.1.2)."""


class CharacterSetError(UnfitError):
    """A text that the Specific Character Set has no characters for."""


class Style(NamedTuple):
    """How the elements of a dataset are encoded: VR written or not, byte order, characters."""

    implicit: bool
    little: bool
    encodings: tuple[str, ...] = (DEFAULT,)

    @property
    def order(self) -> str:
        """`struct`'s sign of the byte order."""
        return "<" if self.little else ">"


def encodings_of(names: Sequence[str]) -> tuple[str, ...]:
    """Return Python's names of a Specific Character Set (PS3.3 C.12.1.1.2).

    Raises
    ------
    UnfitError
        If one of the names is none of the standard's.
    """
    found = charset_of(tuple(names))
    if found.remark:
        raise UnfitError("The standard has no such character set, or not in this place.")
    return found.encodings


def value_bytes(vr: str, value: Value, style: Style) -> bytes:
    """Return a value as it stands in a file, of even length.

    Raises
    ------
    CharacterSetError
        If the characters of the style can't spell it.
    """
    kind = vr_of(vr).kind
    if isinstance(value, bytes):
        data = swapped(vr, value, little=style.little)
        return data + b"\0" * (len(data) % 2)
    values = split(vr, value)
    if kind == "number":
        return struct.pack(f"{style.order}{len(values)}{vr_of(vr).format}", *values)
    if kind == "tag":
        halves = [half for tag in values for half in (tag >> 16, tag & 0xFFFF)]
        return struct.pack(f"{style.order}{len(halves)}H", *halves)
    if kind == "string":
        data = "\\".join(values).encode("ascii")
    else:
        data = b"\\".join(text_bytes(vr, each, style.encodings) for each in values)
    return data + (b"\0" if vr == "UI" else b" ") * (len(data) % 2)


def text_bytes(vr: str, text: str, encodings: Sequence[str]) -> bytes:
    """Return one text in a Specific Character Set.

    Raises
    ------
    CharacterSetError
        If it would not be read as the same text again.
    """
    if text.isascii():
        return text.encode("ascii")
    from pydicom.charset import encode_string  # noqa: PLC0415 - most texts are ASCII
    from pydicom.valuerep import PersonName  # noqa: PLC0415

    several = list(encodings)
    with kept_warnings() as kept:
        data = PersonName(text).encode(several) if vr == "PN" else encode_string(text, several)
        same = decode_text(bytes(data), several, name=vr == "PN") == text
    if kept or not same:
        raise CharacterSetError("The character set of the dataset can't spell this text.")
    return bytes(data)


def element_header(tag: int, vr: str, length: int, style: Style) -> bytes:
    """Return tag, VR and length; a value too long for a short VR is written as UN (PS3.5 6.2.2)."""
    order = style.order
    start = struct.pack(f"{order}HH", tag >> 16, tag & 0xFFFF)
    if style.implicit or tag >> 16 == 0xFFFE:
        return start + struct.pack(f"{order}L", length)
    if vr not in _LONG and length > 0xFFFF:
        vr = "UN"
    if vr in _LONG:
        return start + vr.encode() + b"\0\0" + struct.pack(f"{order}L", length)
    return start + vr.encode() + struct.pack(f"{order}H", length)
