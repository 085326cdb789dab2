"""What an item of structured content is about, read before it is gone through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.deidentification.content_concepts import concept_key, scheme_key
from dicomwidgets.deidentification.structured import CONCEPT_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dicomwidgets.encoding.span import SpanRow

__all__ = ["item_concept"]

_CODE, _SCHEME, _MEANING = 0x00080100, 0x00080102, 0x00080104
_WANTED = {_CODE: _CODE, 0x00080119: _CODE, 0x00080120: _CODE, _SCHEME: _SCHEME, _MEANING: _MEANING}


def item_concept(
    rows: Sequence[SpanRow], index: int, apart: str, read: Callable[[int, int], bytes]
) -> str:
    """Return the key of what an item is about; "" for nothing that matters.

    Parameters
    ----------
    rows, index
        The item.
    apart
        By what it differs from others (`structured.told_apart`).
    read
        Gives the bytes between two offsets.
    """
    depth = rows[index].depth + 1
    if apart == "scheme":
        return scheme_key(_values(rows, index + 1, depth, read).get(_SCHEME, ""))
    for place in range(index + 1, len(rows)):
        row = rows[place]
        if row.depth < depth or (row.depth == depth and row.tag > CONCEPT_NAME):
            break
        if row.depth == depth and row.tag == CONCEPT_NAME:
            said = _values(rows, place + 2, depth + 2, read)
            return concept_key(*(said.get(tag, "") for tag in (_CODE, _SCHEME, _MEANING)))
    return ""


def _values(
    rows: Sequence[SpanRow], start: int, depth: int, read: Callable[[int, int], bytes]
) -> dict[int, str]:
    """Return code, scheme and meaning, of the elements at a depth from an index on."""
    found: dict[int, str] = {}
    for place in range(start, len(rows)):
        offset, tag, _, header, length, deep, *_ = rows[place]
        if deep < depth or (deep == depth and found and tag > _MEANING and tag < 0x00080110):
            break
        if deep == depth and tag in _WANTED:
            data = read(offset + header, offset + header + length)
            found.setdefault(_WANTED[tag], data.decode("latin-1").strip(" \0"))
    return found
