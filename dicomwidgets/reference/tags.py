"""Names, VR and VM of the elements (PS3.6), private ones included where pydicom knows them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from dicomwidgets.reference.dictionary import entry_of, tag_of

__all__ = [
    "ITEM_TAG",
    "TagInfo",
    "is_private",
    "is_private_creator",
    "keyword_tag",
    "tag_info",
    "tag_text",
]

ITEM_TAG = 0xFFFEE000


@dataclass(frozen=True, slots=True)
class TagInfo:
    """What is known of an element before its value is read.

    Parameters
    ----------
    keyword
        As the standard spells it; empty for private and unknown elements.
    name
        In words; empty if unknown.
    vr, vm
        As the dictionary has them: ``"US or SS"``, ``"1-n"``; empty if unknown.
    retired
        Whether the standard has given it up.
    """

    keyword: str
    name: str
    vr: str
    vm: str
    retired: bool = False


_UNKNOWN = TagInfo("", "", "", "")


def tag_text(tag: int) -> str:
    """Return the tag as the standard writes it.

    >>> tag_text(0x00100010)
    '(0010,0010)'
    """
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


def keyword_tag(keyword: str) -> int:
    """Return the tag of a keyword of the standard.

    Raises
    ------
    KeyError
        Where the standard has no such keyword.

    >>> tag_text(keyword_tag("PatientName"))
    '(0010,0010)'
    """
    tag = tag_of(keyword)
    if tag is None:
        raise KeyError(keyword)
    return tag


def is_private(tag: int) -> bool:
    """Whether the element is private: its group number is odd (PS3.5 7.8)."""
    return bool(tag >> 16 & 1)


def is_private_creator(tag: int) -> bool:
    """Whether the element reserves a block of private elements (PS3.5 7.8.1)."""
    return is_private(tag) and 0x10 <= tag & 0xFFFF <= 0xFF


@lru_cache(maxsize=8192)
def tag_info(tag: int, creator: str = "") -> TagInfo:
    """Return what the dictionaries say about an element.

    Parameters
    ----------
    tag
        Group and element as one number.
    creator
        The private creator of its block, for private elements.
    """
    if is_private_creator(tag):
        return TagInfo("", "Private Creator", "LO", "1")
    if is_private(tag):
        return _private(tag, creator)
    if (found := entry_of(tag)) is not None:
        return TagInfo(found.keyword, found.name, found.vr, found.vm, bool(found.retired))
    if tag & 0xFFFF == 0:
        return TagInfo("", "Group Length", "UL", "1", retired=True)
    return _UNKNOWN


def _private(tag: int, creator: str) -> TagInfo:
    if not creator:
        return _UNKNOWN
    from pydicom.datadict import get_private_entry  # noqa: PLC0415 - few are asked for

    try:
        vr, vm, name, *_ = get_private_entry(tag, creator)
    except KeyError:
        return _UNKNOWN
    return TagInfo("", "" if name == "Unknown" else name, vr, vm)
