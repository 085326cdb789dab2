"""Private elements that are known to identify nobody (PS3.15 E.3.10)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.reference.tags import is_private_creator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["NOTHING_DECLARED", "SafeBlock", "SafePrivate", "listed_safe"]


class SafeBlock(NamedTuple):
    """A block of private elements, or one element of it, that identifies nobody.

    Parameters
    ----------
    group
        Number of the group.
    creator
        Private creator of the block (PS3.5 7.8.1).
    element
        The low byte of the element's number; ``None`` for all elements of the block.
    """

    group: int
    creator: str
    element: int | None


class SafePrivate:
    """Which private elements may stay under the Retain Safe Private Option.

    Parameters
    ----------
    declared
        What the file itself says (`declared_private.declared_safe`), besides the standard's list.
    """

    def __init__(self, declared: Iterable[SafeBlock] = ()) -> None:
        self._declared = frozenset(declared)
        self._reserved = {(block.group, block.creator) for block in self._declared}

    def why(self, tag: int, creator: str) -> str:
        """Return what makes an element safe: ``"listed"``, ``"declared"``, or ``""`` if nothing.

        Parameters
        ----------
        tag
            Of the private element.
        creator
            Private creator of its block; for the element that reserves the block, its value. It
            stays where anything in its block may.
        """
        creator = creator.strip(" \0")
        group, byte = tag >> 16, tag & 0xFF
        if is_private_creator(tag):
            if (group, creator) in _listed_blocks():
                return "listed"
            return "declared" if (group, creator) in self._reserved else ""
        if not creator:
            return ""
        if SafeBlock(group, creator, byte) in _listed():
            return "listed"
        here = {SafeBlock(group, creator, byte), SafeBlock(group, creator, None)}
        return "declared" if here & self._declared else ""


NOTHING_DECLARED: frozenset[SafeBlock] = frozenset()


def listed_safe() -> Mapping[SafeBlock, str]:
    """Return Table E.3.10-1 of PS3.15: element → what it holds."""
    return _listed()


@cache
def _listed() -> dict[SafeBlock, str]:
    text = (files(__package__) / "safe_private.tsv").read_text("utf-8")
    found = {}
    for line in text.splitlines()[1:]:
        group, element, _vr, creator, meaning = line.split("\t")
        found[SafeBlock(int(group, 16), creator, int(element, 16))] = meaning
    return found


@cache
def _listed_blocks() -> frozenset[tuple[int, str]]:
    return frozenset((block.group, block.creator) for block in _listed())
