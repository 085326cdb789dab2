"""What an item of structured content is about, in a tree of nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.deidentification.content_concepts import concept_key, scheme_key
from dicomwidgets.deidentification.structured import CONCEPT_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.elements.node import Node
    from dicomwidgets.elements.scope import Scope

__all__ = ["node_concept"]

_CODES, _SCHEME, _MEANING = (0x00080100, 0x00080119, 0x00080120), 0x00080102, 0x00080104


def node_concept(nodes: Sequence[Node], index: int, apart: str) -> str:
    """Return the key of what an item is about; "" for nothing that matters.

    Parameters
    ----------
    nodes, index
        An item of a sequence.
    apart
        By what it differs from others (`structured.told_apart`).
    """
    if not apart:
        return ""
    if apart == "scheme":
        return scheme_key(_first(nodes[index].scope, _SCHEME))
    code = _name_of(nodes, index)
    if code is None:
        return ""
    value = next(filter(None, (_first(code, tag) for tag in _CODES)), "")
    return concept_key(value, _first(code, _SCHEME), _first(code, _MEANING))


def _name_of(nodes: Sequence[Node], index: int) -> Scope | None:
    """Return the first item of an item's Concept Name; ``None`` where it has none."""
    place, stop = index + 1, nodes[index].stop
    while place < stop and nodes[place].tag < CONCEPT_NAME:
        place = nodes[place].stop
    if place < stop and nodes[place].tag == CONCEPT_NAME and nodes[place].children:
        return nodes[place + 1].scope
    return None


def _first(scope: Scope, tag: int) -> str:
    return next(iter(scope.strings(tag)), "").strip(" \0")
