"""Every element of a dataset, at every depth, in the order of the file; no value is decoded."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from pydicom.dataelem import RawDataElement

from dicomwidgets.elements.node import BREAK_TAG, Node
from dicomwidgets.elements.nodes import Nodes
from dicomwidgets.elements.scope import Scope
from dicomwidgets.elements.stretch import PlainRows, SequenceRows
from dicomwidgets.encoding.syntax import LONG, SHORT, is_sequence
from dicomwidgets.reference.tags import ITEM_TAG

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from pydicom.dataset import Dataset

    from dicomwidgets.elements.scope import Element

__all__ = ["BREAK_TAG", "Node", "Nodes", "walk"]

_WORTH_IT = 4096
"""Bytes of a sequence from which on its rows wait until they are looked at."""

_FEW = 8
"""Elements without a sequence among them from which on they do."""

_NONE: frozenset[int] = frozenset()
_VR = attrgetter("VR")
_PLAIN = frozenset({*SHORT.values(), *LONG.values()} - {"SQ", "UN"})


def walk(*datasets: Dataset | None) -> Nodes:
    """Return the nodes of the parts of a file: file meta, dataset, what follows the pixels.

    Sequences that pydicom has not parsed yet are parsed aside; the datasets stay as they are. Of
    a long one only the headers are passed over. Nodes are made when they are looked at, but those
    of the sequences and of what is in a short one.
    """
    nodes = Nodes()
    scope: Scope | None = None
    seen: set[int] = set()
    for dataset in datasets:
        if dataset is not None:
            scope = Scope(dataset, scope)
            _walk_dataset(scope, -1, 0, nodes, seen)
            seen.update(dataset.keys())
    return nodes


def _walk_dataset(
    scope: Scope, parent: int, depth: int, nodes: Nodes, seen: AbstractSet[int] = _NONE
) -> int:
    """Append the elements of one dataset; return how many there are at its own level.

    `seen` are tags that are there already at this level, in another part of the file.
    """
    root = nodes[parent].id if parent >= 0 else 0
    tags, elements = scope.columns()
    start = 0
    apart = _looked_into(tags, elements, seen) if len(tags) >= _FEW else ()
    for at in [*apart, len(tags)]:
        if at - start >= _FEW:
            nodes.put_off(PlainRows(scope, parent, tags[start:at], elements[start:at]))
            start = at
        for tag, element in zip(tags[start : at + 1], elements[start : at + 1], strict=True):
            place = len(nodes)
            vr = scope.vr(tag, element)
            row = nodes.free_id(root, tag, taken=tag in seen)
            node = Node(row, parent, depth, tag, vr, scope, element)
            nodes.append(node)
            if vr == "SQ":
                _walk_sequence(node, place, nodes)
            node.stop = len(nodes)
        start = at + 1
    return len(tags)


def _looked_into(
    tags: Sequence[int], elements: Sequence[Element], seen: AbstractSet[int]
) -> list[int]:
    """Return the places of the elements that are sequences, or may be, or are there twice."""
    unlike = [(at, vr) for at, vr in enumerate(map(_VR, elements)) if vr not in _PLAIN]
    places = {at for at, vr in unlike if vr or tags[at] & 0x10000 or is_sequence(tags[at])}
    if not seen.isdisjoint(tags):
        places.update(at for at, tag in enumerate(tags) if tag in seen)
    return sorted(places)


def _walk_sequence(node: Node, place: int, nodes: Nodes) -> None:
    try:
        rows = _rows_in(node)
        if rows is not None:
            nodes.put_off(rows)
            node.children = rows.items
            return
        items = node.scope.items(node.element)
        for number, dataset in enumerate(items, 1):
            scope = Scope(dataset, node.scope)
            item_id = nodes.free_id(node.id, number)
            item = Node(item_id, place, node.depth + 1, ITEM_TAG, "", scope, None, number)
            index = len(nodes)
            nodes.append(item)
            node.children += 1
            item.children = _walk_dataset(scope, index, node.depth + 2, nodes)
            item.stop = len(nodes)
    except Exception as error:  # noqa: BLE001 - broken sequences fail in any way pydicom can
        node.problem = f"The sequence can't be read to its end: {type(error).__name__}: {error}"
        _close(nodes, place)


def _rows_in(node: Node) -> SequenceRows | None:
    """Return what is in a long sequence that pydicom has not parsed, where nothing in it is odd."""
    element = node.element
    if not isinstance(element, RawDataElement) or element.length < _WORTH_IT:
        return None
    # One whose VR was written as UN is encoded in implicit VR little endian (PS3.5 6.2.2).
    unknown = element.VR == "UN"
    element = node.scope.loaded(element)
    if not element.value or not (element.is_little_endian or unknown):
        return None
    from dicomwidgets.encoding.walk import walk_items  # noqa: PLC0415 - not for the first rows

    implicit = element.is_implicit_VR or unknown
    spans = walk_items(element.value, implicit=implicit)
    return None if spans is None else SequenceRows(element, spans, implicit=implicit)


def _close(nodes: Nodes, place: int) -> None:
    """Settle the nodes that a failure left open below `place`."""
    for index in range(place, len(nodes)):
        if not nodes[index].stop:
            nodes[index].stop = len(nodes)
