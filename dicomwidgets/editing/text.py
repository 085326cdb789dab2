"""Values as text, and text as values: what one types into a field, and what a row shows."""

from __future__ import annotations

import binascii
from typing import Any

from dicomwidgets.editing.value_form import UnfitError, Value, split
from dicomwidgets.editing.values import canonical
from dicomwidgets.elements.values import cut
from dicomwidgets.reference.tags import tag_text
from dicomwidgets.reference.vrs import vr_of

__all__ = ["value_from_text", "value_shown", "value_text"]

_BYTES = 64


def value_text(vr: str, value: Value) -> str:
    r"""Return a value as one types it: several apart by ``\``, tags in brackets, bytes as hex.

    >>> value_text("US", (1, 2))
    '1\\2'
    """
    if isinstance(value, bytes):
        return value.hex(" ").upper()
    return "\\".join(_one(vr, each) for each in split(vr, value))


def value_from_text(vr: str, text: str) -> Value:
    """Return the value that was typed.

    Raises
    ------
    UnfitError
        If it is none of the VR.
    """
    kind = vr_of(vr).kind
    if kind == "sequence":
        if text.strip():
            raise UnfitError("A sequence has items, not a value.")
        return ()
    if kind == "bytes":
        try:
            return bytes.fromhex(text)
        except (ValueError, binascii.Error):
            raise UnfitError("Bytes are typed in hexadecimal: 00 FF 10.") from None
    if kind in ("string", "text") or not text.strip():
        return canonical(vr, text)
    parts: list[Any] = text.split("\\")
    if kind == "number":
        parts = [_number(vr, part) for part in parts]
    return canonical(vr, parts)


def value_shown(vr: str, value: Value | None, *, item: bool = False) -> str:
    """Return a value for a row: sequences counted, long values cut."""
    if value is None:
        return ""
    if vr == "SQ":
        noun = "element" if item else "item"
        count = len(split(vr, value))
        return f"{count:,} {noun}{'' if count == 1 else 's'}"
    if isinstance(value, bytes) and len(value) > _BYTES:
        return f"{len(value):,} bytes"
    return cut(value_text(vr, value))


def _one(vr: str, value: Any) -> str:
    if vr == "AT":
        return tag_text(value)
    return repr(value) if isinstance(value, float) else str(value)


def _number(vr: str, text: str) -> float | int:
    try:
        return float(text) if vr in ("FD", "FL") else int(text)
    except ValueError:
        what = "numbers" if vr in ("FD", "FL") else "whole numbers"
        raise UnfitError(f"VR {vr} takes {what}; several stand apart by backslashes.") from None
