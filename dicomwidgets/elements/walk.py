"""Every element of a dataset, at every depth, in the order of the file; no value is decoded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dicomwidgets.elements.scope import Element, Scope
from dicomwidgets.reference.tags import ITEM_TAG

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["BREAK_TAG", "Node", "walk"]

BREAK_TAG = -1
"""Stands for the tag of the row that tells where a file breaks off."""

_ID_MASK = (1 << 53) - 1


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


def walk(*datasets: Dataset | None) -> list[Node]:
    """Return the nodes of the parts of a file: file meta, dataset, what follows the pixels.

    Sequences that pydicom has not parsed yet are parsed aside; the datasets stay as they are.
    """
    nodes: list[Node] = []
    ids: set[int] = set()
    scope: Scope | None = None
    for dataset in datasets:
        if dataset is not None:
            scope = Scope(dataset, scope)
            _walk_dataset(scope, -1, 0, nodes, ids)
    return nodes


def _walk_dataset(scope: Scope, parent: int, depth: int, nodes: list[Node], ids: set[int]) -> int:
    """Append the elements of one dataset; return how many there are at its own level."""
    root = nodes[parent].id if parent >= 0 else 0
    count = 0
    for tag, element in scope.elements():
        count += 1
        place = len(nodes)
        vr = scope.vr(tag, element)
        node = Node(_made_id(root, tag, ids), parent, depth, tag, vr, scope, element)
        nodes.append(node)
        if vr == "SQ":
            _walk_sequence(node, place, nodes, ids)
        node.stop = len(nodes)
    return count


def _walk_sequence(node: Node, place: int, nodes: list[Node], ids: set[int]) -> None:
    try:
        items = node.scope.items(node.element)
        for number, dataset in enumerate(items, 1):
            scope = Scope(dataset, node.scope)
            item_id = _made_id(node.id, number, ids)
            item = Node(item_id, place, node.depth + 1, ITEM_TAG, "", scope, None, number)
            index = len(nodes)
            nodes.append(item)
            node.children += 1
            item.children = _walk_dataset(scope, index, node.depth + 2, nodes, ids)
            item.stop = len(nodes)
    except Exception as error:  # noqa: BLE001 - broken sequences fail in any way pydicom can
        node.problem = f"The sequence can't be read to its end: {type(error).__name__}: {error}"
        _close(nodes, place)


def _close(nodes: list[Node], place: int) -> None:
    """Settle the nodes that a failure left open below `place`."""
    for index in range(place, len(nodes)):
        if not nodes[index].stop:
            nodes[index].stop = len(nodes)


def _made_id(parent: int, step: int, ids: set[int]) -> int:
    """Mix the parent's id with a step of the path; move on while another row has the result."""
    mixed = (parent ^ (step + 0x9E3779B97F4A7C15)) * 0xBF58476D1CE4E5B9
    mixed = ((mixed ^ (mixed >> 31)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    made = (mixed ^ (mixed >> 29)) & _ID_MASK
    while made in ids:
        made = (made + 1) & _ID_MASK
    ids.add(made)
    return made
