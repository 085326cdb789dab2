"""A first search: rows whose bytes may say a word, before any value is decoded.

Only for words that no value gains by being shown: those of letters, which no number, date, or count
of bytes can hold.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from pydicom.dataelem import RawDataElement

from dicomwidgets.elements.descriptors import Descriptor
from dicomwidgets.reference.tags import tag_info
from dicomwidgets.reference.uids import uid_name
from dicomwidgets.reference.vrs import VRS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.elements.masks import Mask
    from dicomwidgets.elements.node import Node
    from dicomwidgets.elements.query import Term

__all__ = ["RawSearch", "may_be_raw"]

_WORD = re.compile("[a-z]{3,}")
_MADE = (
    "items bytes values characters buffered compressed fragments days weeks months years nan "
    "infinity the file breaks off here"
)
"""Words that stand in no file: how values are shown adds them."""

_CODED = frozenset({0x00080100, 0x00080102, 0x00080104, 0x00080119, 0x00080120})
"""Elements that are shown with the item that they are in."""

_KNOWN_UIDS = b"1.2.840.10008."
_WORDS = frozenset(vr for vr, each in VRS.items() if each.kind in ("string", "text")) | {"UN"}
_SIZES = {vr: each.size or 1 for vr, each in VRS.items() if each.kind == "number"}
_SILENT = frozenset(vr for vr, each in VRS.items() if each.kind in ("bytes", "sequence")) - {"UN"}


def may_be_raw(text: str) -> bool:
    """Whether a word, in lower case, can be looked for in the bytes of the values."""
    return _WORD.fullmatch(text) is not None and text not in _MADE


class RawSearch:
    """The bytes of all values of a table, one after the other.

    Parameters
    ----------
    nodes
        The rows.
    """

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes
        self._tags: list[int] = []
        self._private: list[int] = []
        self._unsure: list[int] = []
        self._uids: dict[bytes, list[int]] = {}
        parts = [self._part(row, node) for row, node in enumerate(nodes)]
        data = b"\0".join(parts)
        if not data.isascii() or b"\x1b" in data:
            self._unsure += [row for row, part in enumerate(parts) if not _is_plain(part)]
        self._data = data.lower()
        self._ends = [*accumulate(len(part) + 1 for part in parts)]

    def _part(self, row: int, node: Node) -> bytes:
        """Return the bytes of a row in which words may stand; take note of what they don't tell."""
        element, tag = node.element, node.tag
        self._tags.append(tag if element is not None else 0)
        if element is None:
            return b""
        if tag & 0x10000:
            self._private.append(row)
        if type(element) is not RawDataElement:
            self._unsure.append(row)
            return b""
        vr, data = node.vr, element.value or b""
        if vr in _WORDS:
            if vr == "UI" and _KNOWN_UIDS in data:
                self._uids.setdefault(data, []).append(row)
            return data
        if vr not in _SILENT and len(data) % _SIZES.get(vr, len(data) + 1):
            self._unsure.append(row)
        return b""

    def rows(self, text: str) -> set[int]:
        """Return the rows whose value may hold a word; there may be others among them."""
        found = {*self._unsure}
        asked, at = text.encode(), -1
        while (at := self._data.find(asked, at + 1)) >= 0:
            row = bisect_right(self._ends, at)
            found.add(row)
            at = self._ends[row] - 1
        for uids, rows in self._uids.items():
            names = map(uid_name, uids.decode("latin-1").strip(" \0").split("\\"))
            if any(text in name.lower() for name in names if name):
                found.update(rows)
        coded = [self._nodes[row].parent for row in found if self._tags[row] in _CODED]
        return {*found, *coded} - {-1}

    def named(self, term: Term) -> Mask:
        """Return the rows that a word fits by what all know of their element."""
        fits = {tag for tag in {*self._tags} if not tag & 0x10000 and _fits(tag, "", term)}
        found = bytearray(map(fits.__contains__, self._tags))
        for row in self._private:
            creator = self._nodes[row].scope.creator(self._tags[row])
            found[row] = _fits(self._tags[row], creator, term)
        return bytes(found)


def _is_plain(part: bytes) -> bool:
    return part.isascii() and b"\x1b" not in part


def _fits(tag: int, creator: str, term: Term) -> bool:
    if not tag:
        return False
    info = tag_info(tag, creator)
    return Descriptor(tag, info.keyword, info.name, "", creator, "").fits(term)
