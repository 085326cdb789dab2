"""Whole elements as bytes: values, and the dummy item of a sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.deidentification.dummies import SAME
from dicomwidgets.editing.encode import Style, element_header, value_bytes
from dicomwidgets.editing.value_form import Value, empty, join
from dicomwidgets.reference.dictionary import tag_of
from dicomwidgets.reference.tags import tag_info
from dicomwidgets.reference.vrs import vr_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["ASCII", "element_bytes", "item_bytes", "needs_original"]

ASCII = ("ascii",)
"""The characters of what the engine itself writes: in every character set, and in none."""

_ITEM = 0xFFFEE000


def element_bytes(tag: int, letters: str, vr: str, value: Any, style: Style) -> bytes:
    """Return an element, header and value.

    Parameters
    ----------
    tag
        Of the element.
    letters
        The VR that is written.
    vr
        The VR by which the value is encoded; ``"UN"`` may be written in its place.
    value
        Text, a list of texts, numbers, bytes; of a sequence a mapping, its one item, or a list of
        them; empty for no value.
    style
        How the dataset is encoded; of a sequence written as UN, its items are in implicit VR little
        endian (PS3.5 6.2.2).
    """
    if vr == "SQ":
        inner = Style(implicit=True, little=True) if letters == "UN" else style
        items = value if isinstance(value, list) else [value] if value != "" else []
        data = b"".join(item_bytes(each, inner) for each in items)
    else:
        data = value_bytes(vr, _form(vr, value), style._replace(encodings=ASCII))
    return element_header(tag, letters, len(data), style) + data


def item_bytes(
    item: Mapping[str, Any], style: Style, same: Callable[[str], Any] = lambda _: ""
) -> bytes:
    """Return an item.

    Parameters
    ----------
    item
        Keyword → value, as `element_bytes` takes them.
    style
        How it is encoded.
    same
        Gives the original's value for a keyword whose value is `SAME`.
    """
    parts = []
    for keyword, value in sorted(item.items(), key=lambda each: tag_of(each[0]) or 0):
        tag = tag_of(keyword) or 0
        vr = tag_info(tag).vr
        given = same(keyword) if value == SAME else value
        if isinstance(given, bytes):
            parts.append(element_header(tag, vr, len(given), style) + given)
        else:
            parts.append(element_bytes(tag, vr, vr, given, style))
    data = b"".join(parts)
    return element_header(_ITEM, "", len(data), style) + data


def needs_original(item: Mapping[str, Any]) -> bool:
    """Whether a dummy item repeats a value of the original's first one."""
    return SAME in item.values()


def _form(vr: str, value: Any) -> Value:
    """Return a value in the form that is encoded."""
    if isinstance(value, bytes):
        return value
    if vr_of(vr).kind in ("string", "text"):
        if isinstance(value, str):
            several = value.split("\\") if vr_of(vr).several else (value,)
            return join(vr, several) if value else empty(vr)
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return join(vr, value)
    from dicomwidgets.editing.values import canonical  # noqa: PLC0415 - it knows all of pydicom's

    return canonical(vr, _numbers(vr, value))


def _numbers(vr: str, value: Any) -> Any:
    """Return the numbers that texts stand for, where the VR holds numbers."""
    several = value if isinstance(value, list) else [value]
    if vr in _NUMBERS and several != [""] and all(isinstance(each, str) for each in several):
        return [_NUMBERS[vr](each) for each in several]
    return value


_NUMBERS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("FD", "FL"), float),
    **dict.fromkeys(("SL", "SS", "SV", "UL", "US", "UV"), int),
    "AT": lambda text: int(text.strip("()").replace(",", ""), 16),
}
