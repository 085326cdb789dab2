"""A first search: rows whose bytes may say a word, before any value is decoded.

For words that a value gains by being shown in ways that can be told: those with a letter or a
point, which no date as it is read, and no count of bytes, values or items can hold; digits, which
numbers and counts hold besides; and tags.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from dicomwidgets.elements.decode import HEAD
from dicomwidgets.elements.descriptors import NAMES_OF_OTHERS, Descriptor
from dicomwidgets.elements.raw_pieces import (
    Hit,
    LooseRows,
    Piece,
    RowsInSequence,
    is_plain,
    is_searched_at_once,
)
from dicomwidgets.reference.tags import tag_info
from dicomwidgets.reference.uids import uid_name
from dicomwidgets.reference.vrs import VRS

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.elements.masks import Mask
    from dicomwidgets.elements.nodes import Nodes
    from dicomwidgets.elements.query import Term

__all__ = ["RawSearch", "may_be_raw"]

_WORD = re.compile(r"(?=.*[a-z.])[a-z0-9.^_-]{3,}|[0-9]+|[0-9a-f]{4},[0-9a-f]{4}")
_REAL = re.compile(r"[0-9.e+-]+")
_MADE = (
    "items bytes values characters buffered compressed fragments days weeks months years nan "
    "infinity the file breaks off here"
)
"""Words that stand in no file: how values are shown adds them."""

_CODE, _SCHEME, _MEANING = 0x00080100, 0x00080102, 0x00080104
_CODED = frozenset({_CODE, _SCHEME, _MEANING, 0x00080119, 0x00080120})
"""Elements that are shown with the item that they are in."""

_KNOWN_UIDS = b"1.2.840.10008."
_SHOWN = frozenset(vr for vr, each in VRS.items() if each.kind in ("string", "text"))
"""Of which the value is shown as it is written."""


def may_be_raw(text: str) -> bool:
    """Whether a word, in lower case, can be looked for in the bytes of the values."""
    return _WORD.fullmatch(text) is not None and text not in _MADE


class RawSearch:
    """The bytes of all values of a table.

    Parameters
    ----------
    nodes
        The rows.
    """

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        at_once = [each for each in nodes.sequences if is_searched_at_once(each, nodes)]
        self._pieces: list[Piece] = [LooseRows(nodes, at_once), *map(RowsInSequence, at_once)]

    def prepare(self, wanted: Callable[[], bool]) -> None:
        """Gather what searches need, as long as that is wanted."""
        steps = [
            self._describe,
            lambda: self._unsure,
            lambda: self._uids,
            lambda: self._private,
            lambda: self.elements,
        ]
        for step in [*steps, *(each.prepare for each in self._pieces)]:
            if wanted():
                step()

    def _describe(self) -> None:
        for piece in self._pieces:
            for tag in piece.tags:
                _described(tag, "")

    def rows(self, text: str) -> tuple[set[int], set[int]]:
        """Return the rows whose value holds a word, and those that may hold it."""
        sure: set[int] = set()
        maybe: set[int] = set()
        word, whole = text.encode(), text.isdigit()
        maybe.update(self._unsure)
        for piece in self._pieces:
            for hit in piece.hits(word):
                plain = hit.vr in _SHOWN and len(hit.value) <= HEAD and is_plain(hit.value)
                (sure if plain else maybe).add(hit.row)
                if hit.tag in _CODED:
                    shown = plain and _is_shown_above(piece, hit)
                    (sure if shown else maybe).add(piece.parent(hit.row))
            if _REAL.fullmatch(text):
                found, others = piece.numbers(text, whole=whole)
                sure.update(found)
                maybe.update(others)
        for uids, rows in self._uids.items():
            names = map(uid_name, uids.decode("latin-1").strip(" \0").split("\\"))
            if any(text in name.lower() for name in names if name):
                maybe.update(rows)
        return sure, maybe - sure - {-1}

    @cached_property
    def _unsure(self) -> set[int]:
        """The rows whose bytes do not tell what is shown, and the items that show them."""
        found = {row for piece in self._pieces for row in piece.unsure()}
        above = (self._nodes[row] for row in found)
        return found | {node.parent for node in above if node.tag in _CODED}

    @cached_property
    def _uids(self) -> dict[bytes, list[int]]:
        """The values with UIDs that have a name, and their rows."""
        found: dict[bytes, list[int]] = {}
        for piece in self._pieces:
            for hit in piece.hits(_KNOWN_UIDS):
                if hit.vr == "UI":
                    found.setdefault(hit.value, []).append(hit.row)
        return found

    @cached_property
    def _private(self) -> list[tuple[int, int, str]]:
        """The rows of private elements: row, tag, creator."""
        found = []
        for piece in self._pieces:
            private = {tag for tag in piece.tags if tag > 0 and tag & 0x10000}
            for row in piece.with_tags(private) if private else ():
                node = self._nodes[row]
                found.append((row, node.tag, node.scope.creator(node.tag)))
        return found

    def named(self, term: Term) -> Mask:
        """Return the rows that a word fits by what all know of their element."""
        found = bytearray(len(self._nodes))
        for piece in self._pieces:
            common = {tag for tag in piece.tags if tag in NAMES_OF_OTHERS or not tag & 0x10000}
            fits = {tag for tag in common if _described(tag, "").fits(term)}
            for row in piece.with_tags(fits) if fits else ():
                found[row] = 1
        for row, tag, creator in self._private:
            found[row] = _described(tag, creator).fits(term)
        return bytes(found)

    @cached_property
    def elements(self) -> Mask:
        """The rows that are elements, not items."""
        found = bytearray(b"\x01") * len(self._nodes)
        for piece in self._pieces:
            for row in piece.with_tags(NAMES_OF_OTHERS):
                found[row] = 0
        return bytes(found)


def _is_shown_above(piece: Piece, hit: Hit) -> bool:
    """Whether a plain part of a coded entry is shown with its item, beyond doubt (PS3.3 8.1)."""
    if b"\\" in hit.value:
        return False
    if hit.tag != _SCHEME:
        return hit.tag in (_CODE, _MEANING)
    tag, code = piece.before(hit.row)
    return tag == _CODE and bool(code.strip(b" \0\\")) and is_plain(code)


@lru_cache(maxsize=8192)
def _described(tag: int, creator: str) -> Descriptor:
    if tag in NAMES_OF_OTHERS:
        return Descriptor(None, "", NAMES_OF_OTHERS[tag], "", "", "")
    info = tag_info(tag, creator)
    return Descriptor(tag, info.keyword, info.name, "", creator, "")
