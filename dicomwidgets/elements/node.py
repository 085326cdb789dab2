"""One row of the tree that a dataset is: an element, or an item of a sequence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwidgets.elements.scope import Element, Scope

__all__ = ["BREAK_ID", "BREAK_TAG", "Node", "mixed_id"]

BREAK_TAG = -1
"""Stands for the tag of the row that tells where a file breaks off."""

_ID_MASK = (1 << 53) - 1

BREAK_ID = _ID_MASK
"""The id of that row."""


@dataclass(slots=True)
class Node:
    """One element, or one item of a sequence, and its place in the tree.

    Parameters
    ----------
    id
        Made from the path: the same element of another slice has the same, 53 bits.
    parent
        Index of the row above it in the tree, -1 at the top.
    depth
        0 at the top.
    tag
        Group and element as one number; that of an item is (FFFE,E000).
    vr
        By which the value is read.
    scope
        The dataset it stands in; for an item the item itself.
    element
        pydicom's, raw or not; ``None`` for an item.
    item
        Number of the item, from 1; 0 for an element.
    children
        How many rows stand directly below.
    stop
        Index after the last row below.
    problem
        Why a sequence can't be opened.
    """

    id: int
    parent: int
    depth: int
    tag: int
    vr: str
    scope: Scope
    element: Element | None
    item: int = 0
    children: int = 0
    stop: int = 0
    problem: str | None = None

    @property
    def vr_shown(self) -> str:
        """The VR that the file has, and where it has none, the one the value is read by."""
        if self.element is None:
            return ""
        vr = str(self.element.VR or "")
        return vr if vr and " " not in vr else self.vr


def mixed_id(parent: int, step: int) -> int:
    """Return the id that a step of a path makes of the parent's: a tag, an item's number."""
    mixed = (parent ^ (step + 0x9E3779B97F4A7C15)) * 0xBF58476D1CE4E5B9
    mixed = ((mixed ^ (mixed >> 31)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return (mixed ^ (mixed >> 29)) & _ID_MASK
