"""A first search: rows whose bytes may say a word, before any value is decoded.

Only for words that no value gains by being shown: those with a letter or a point, which no date as
it is read, and no count of bytes, values or items can hold; and tags.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from dicomwidgets.elements.descriptors import Descriptor
from dicomwidgets.elements.node import BREAK_TAG
from dicomwidgets.reference.tags import ITEM_TAG, tag_info
from dicomwidgets.reference.uids import uid_name
from dicomwidgets.reference.vrs import VRS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.elements.masks import Mask
    from dicomwidgets.elements.nodes import Nodes
    from dicomwidgets.elements.query import Term

__all__ = ["RawSearch", "may_be_raw"]

_WORD = re.compile(r"(?=.*[a-z.])[a-z0-9.^_-]{3,}|[0-9a-f]{4},[0-9a-f]{4}")
_REAL = re.compile(r"[0-9.e+-]+")
_MADE = (
    "items bytes values characters buffered compressed fragments days weeks months years nan "
    "infinity the file breaks off here"
)
"""Words that stand in no file: how values are shown adds them."""

_CODED = frozenset({0x00080100, 0x00080102, 0x00080104, 0x00080119, 0x00080120})
"""Elements that are shown with the item that they are in."""

_NO_ELEMENTS = frozenset({ITEM_TAG, BREAK_TAG})
_KNOWN_UIDS = b"1.2.840.10008."
_REALS = ("FL", "FD")
_WORDS = frozenset(vr for vr, each in VRS.items() if each.kind in ("string", "text")) | {"UN"}
_SIZES = {vr: each.size or 1 for vr, each in VRS.items() if each.kind == "number"}
_NEVER = 1 << 40
_SILENT = frozenset(vr for vr, each in VRS.items() if each.kind in ("bytes", "sequence")) - {"UN"}


def may_be_raw(text: str) -> bool:
    """Whether a word, in lower case, can be looked for in the bytes of the values."""
    return _WORD.fullmatch(text) is not None and text not in _MADE


class RawSearch:
    """The bytes of all values of a table, one after the other, those of one VR together.

    Parameters
    ----------
    nodes
        The rows.
    """

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._tags = nodes.tags()
        self._unsure: list[int] = []
        self._uids: dict[bytes, list[int]] = {}
        self._rows: list[int] = []
        self._reals: list[int] = []
        parts: list[bytes] = []
        for vr, rows in _by_vr(nodes).items():
            values = nodes.values(rows)
            if None in values:
                self._unsure += [
                    row for row, value in zip(rows, values, strict=True) if value is None
                ]
            if vr in _WORDS:
                self._rows += rows
                parts += [value or b"" for value in values]
                if vr == "UI":
                    self._note_uids(rows, parts[-len(rows) :])
            elif vr not in _SILENT:
                size = _SIZES.get(vr, _NEVER)
                pairs = zip(rows, values, strict=True)
                self._unsure += [row for row, value in pairs if value and len(value) % size]
                self._reals += rows if vr in _REALS else ()
        data = b"\0".join(parts)
        if not data.isascii() or b"\x1b" in data:
            said_by = zip(self._rows, parts, strict=True)
            self._unsure += [row for row, part in said_by if not _is_plain(part)]
        self._data = data.lower()
        self._ends = [*accumulate(map(len, parts))]

    def _note_uids(self, rows: Sequence[int], values: Sequence[bytes]) -> None:
        for row, value in zip(rows, values, strict=True):
            if _KNOWN_UIDS in value:
                self._uids.setdefault(value, []).append(row)

    @cached_property
    def _distinct(self) -> frozenset[int]:
        return frozenset(self._tags)

    @cached_property
    def _private(self) -> list[int]:
        """The rows of private elements."""
        private = {tag for tag in self._distinct if tag > 0 and tag & 0x10000}
        return [row for row, tag in enumerate(self._tags) if tag in private] if private else []

    def rows(self, text: str) -> set[int]:
        """Return the rows whose value may hold a word; there may be others among them."""
        found = {*self._unsure, *(self._reals if _REAL.fullmatch(text) else ())}
        asked, at, data = text.encode(), -1, self._data
        while (at := data.find(asked, at + 1)) >= 0:
            place = self._place(at)
            found.add(self._rows[place])
            at = max(at, self._ends[place] + place - 1)
        for uids, rows in self._uids.items():
            names = map(uid_name, uids.decode("latin-1").strip(" \0").split("\\"))
            if any(text in name.lower() for name in names if name):
                found.update(rows)
        coded = [self._nodes[row].parent for row in found if self._tags[row] in _CODED]
        return {*found, *coded} - {-1}

    def _place(self, at: int) -> int:
        """Return which of the values a byte is in; one stands between two values."""
        low, high = 0, len(self._ends)
        while low < high:
            middle = (low + high) // 2
            if self._ends[middle] + middle <= at:
                low = middle + 1
            else:
                high = middle
        return low

    def named(self, term: Term) -> Mask:
        """Return the rows that a word fits by what all know of their element."""
        fits = {tag for tag in self._distinct if not tag & 0x10000 and _fits(tag, "", term)}
        found = bytearray(map(fits.__contains__, self._tags) if fits else len(self._tags))
        for row in self._private:
            creator = self._nodes[row].scope.creator(self._tags[row])
            found[row] = _fits(self._tags[row], creator, term)
        return bytes(found)

    @property
    def elements(self) -> Mask:
        """The rows that are elements, not items."""
        return bytes(tag not in _NO_ELEMENTS for tag in self._tags)


def _by_vr(nodes: Nodes) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for row, vr in enumerate(nodes.vrs()):
        found[vr].append(row)
    # Those without a VR are items, and where the file breaks off.
    return {vr: rows for vr, rows in found.items() if vr and vr != "SQ"}


def _is_plain(part: bytes) -> bool:
    return part.isascii() and b"\x1b" not in part


def _fits(tag: int, creator: str, term: Term) -> bool:
    return tag not in _NO_ELEMENTS and _described(tag, creator).fits(term)


@lru_cache(maxsize=8192)
def _described(tag: int, creator: str) -> Descriptor:
    info = tag_info(tag, creator)
    return Descriptor(tag, info.keyword, info.name, "", creator, "")
