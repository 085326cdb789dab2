"""Values for indexing, straight from the raw bytes: no conversion, no validation, no warning."""

from __future__ import annotations

import struct
from math import nan
from typing import TYPE_CHECKING, Any

from pydicom.dataelem import RawDataElement
from pydicom.tag import BaseTag

from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = [
    "integer_in",
    "numbers_in",
    "quick_decimal",
    "quick_integer",
    "quick_numbers",
    "quick_text",
    "text_in",
    "value_or_none",
]

_SHORT = {
    *(0x00280002, 0x00280010, 0x00280011, 0x00280100, 0x00280101, 0x00280103),
    0x00540081,
}
_SHORTS = ("US", "UN", None)
_FLOATS = {"FD": "d", "FL": "f"}
_FLOAT_TAGS = {0x00189087: "FD", 0x20011003: "FL"}
"""What has another VR than text, where the file does not say which."""


def quick_text(dataset: Dataset, tag: int) -> str:
    """Return a text value as stored, ASCII, its values joined by backslashes; ``""`` if absent."""
    element: Any = dataset.get_item(BaseTag(tag), keep_deferred=True)
    if element is None:
        return ""
    value = element.value
    if isinstance(value, bytes):
        return text_in(value)
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    return "\\".join(map(str, value)) if hasattr(value, "__iter__") else str(value)


def text_in(value: bytes) -> str:
    """Return the text of raw bytes, as `quick_text` does."""
    return value.decode("latin-1").strip(" \0")


def quick_decimal(dataset: Dataset, tag: int) -> float | None:
    """Return the first value of a decimal or integer string, or of a binary float, or ``None``."""
    element: Any = dataset.get_item(BaseTag(tag), keep_deferred=True)
    try:
        if isinstance(element, RawDataElement) and (form := _float_form(element)):
            number = next(struct.iter_unpack(form, element.value or b""), (nan,))[0]
        else:
            number = float(quick_text(dataset, tag).split("\\")[0])
    except (struct.error, ValueError):
        return None
    return number if _is_finite(number) else None


def _float_form(element: RawDataElement) -> str | None:
    vr = element.VR if element.VR not in (None, "UN") else _FLOAT_TAGS.get(element.tag)
    form = _FLOATS.get(vr or "")
    return form and ("<" if element.is_little_endian else ">") + form


def quick_numbers(dataset: Dataset, tag: int, count: int) -> tuple[float, ...] | None:
    """Return the `count` decimal strings of an element, or ``None`` if it has not as many."""
    return numbers_in(quick_text(dataset, tag), count)


def numbers_in(text: str, count: int) -> tuple[float, ...] | None:
    """Return `count` decimal strings, or ``None`` if a text has not as many."""
    try:
        numbers = tuple(map(float, text.split("\\")))
    except ValueError:
        return None
    return numbers if len(numbers) == count and all(map(_is_finite, numbers)) else None


def quick_integer(dataset: Dataset, tag: int) -> int | None:
    """Return the first unsigned short or integer string of an element, or ``None``."""
    element: Any = dataset.get_item(BaseTag(tag), keep_deferred=True)
    if isinstance(element, RawDataElement) and element.VR in _SHORTS and _is_short(tag):
        value = element.value
        if isinstance(value, bytes) and value and len(value) % 2 == 0:
            return int.from_bytes(value[:2], "little" if element.is_little_endian else "big")
    return integer_in(quick_text(dataset, tag))


def integer_in(text: str) -> int | None:
    """Return the first integer string of a text, or ``None``."""
    try:
        return int(float(text.split("\\", maxsplit=1)[0]))
    except (ValueError, OverflowError):
        return None


def value_or_none(dataset: Dataset, keyword: str) -> Any:
    """Return a converted value; ``None`` if it is absent or so damaged that pydicom gives up."""
    with kept_warnings():
        try:
            return dataset.get(keyword)
        except Exception:  # noqa: BLE001 - damaged bytes can make pydicom raise anything
            return None


def _is_short(tag: int) -> bool:
    return tag in _SHORT


def _is_finite(number: float) -> bool:
    return -1e12 < number < 1e12
