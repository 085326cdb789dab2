"""The form in which changes keep values of every VR; nothing in it can change.

A value is ``""``, ``b""`` or ``()`` where it is empty, itself where it is one, a tuple where there
are several. Strings stay as they are spelt (``"0.50"``), bytes are little endian, a sequence is a
tuple of items, an item a tuple of `ItemElement`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.reference.vrs import vr_of

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ItemElement", "UnfitError", "Value", "empty", "join", "split", "swapped"]

Value = str | int | float | bytes | tuple[Any, ...]
"""A value in the form that changes keep; see the module."""


class UnfitError(ValueError):
    """A value that its VR can't hold; says why without the value."""


class ItemElement(NamedTuple):
    """One element of an item that a change writes."""

    tag: int
    vr: str
    value: Value


def empty(vr: str) -> Value:
    """Return the value of length zero."""
    kind = vr_of(vr).kind
    return b"" if kind == "bytes" else "" if kind in ("string", "text") else ()


def join(vr: str, values: Iterable[Any]) -> Value:
    """Return several values, one, or none as a `Value`."""
    values = tuple(values)
    if vr == "SQ":
        return values
    if not values:
        return empty(vr)
    return values[0] if len(values) == 1 else values


def split(vr: str, value: Value) -> tuple[Any, ...]:
    """Return the single values of a `Value`; nothing for an empty one."""
    if isinstance(value, tuple):
        return value
    return () if vr != "SQ" and value in ("", b"") else (value,)


def swapped(vr: str, data: bytes, *, little: bool) -> bytes:
    """Return bytes of words of one byte order in the other, where the file is big endian."""
    size = vr_of(vr).size or 1
    if little or size == 1:
        return data
    whole = len(data) - len(data) % size
    turned = bytearray(data)
    for place in range(size):
        turned[place:whole:size] = data[size - 1 - place : whole : size]
    return bytes(turned)
