"""Private elements that are known to identify nobody (PS3.15 E.3.10)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.elements.scope import Scope
from dicomwidgets.reference.tags import is_private_creator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydicom.dataset import Dataset

__all__ = ["NOTHING_DECLARED", "SafeBlock", "SafePrivate", "declared_safe", "listed_safe"]

_CHARACTERISTICS = 0x00080300
_GROUP = 0x00080301
_CREATOR = 0x00080302
_STATUS = 0x00080303
_NONIDENTIFYING = 0x00080304


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
        What the file itself says (`declared_safe`), besides the standard's own list.
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


def declared_safe(dataset: Dataset | Scope) -> frozenset[SafeBlock]:
    """Return what a file says of its own private elements.

    The items of Private Data Element Characteristics Sequence (0008,0300) name a block and its
    status (PS3.3 C.12.1.1.7): all of a ``SAFE`` block may stay, and of a ``MIXED`` one what
    Nonidentifying Private Elements (0008,0304) lists.
    """
    scope = dataset if isinstance(dataset, Scope) else Scope(dataset)
    found: set[SafeBlock] = set()
    try:
        for item in scope.items(scope.element(_CHARACTERISTICS)):
            found.update(_declared(item))
    except Exception:  # noqa: BLE001 - a broken sequence fails in any way pydicom can
        return NOTHING_DECLARED
    return frozenset(found)


def _declared(item: Dataset) -> Iterable[SafeBlock]:
    group = item[_GROUP].value if _GROUP in item else None
    creator = str(item[_CREATOR].value or "").strip() if _CREATOR in item else ""
    status = str(item[_STATUS].value) if _STATUS in item else ""
    if not isinstance(group, int) or not creator:
        return
    if status == "SAFE":
        yield SafeBlock(group, creator, None)
    elif status == "MIXED" and _NONIDENTIFYING in item:
        listed = item[_NONIDENTIFYING].value
        for byte in [listed] if isinstance(listed, int) else listed or ():
            yield SafeBlock(group, creator, int(byte) & 0xFF)


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
