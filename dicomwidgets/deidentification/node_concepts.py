"""What an item of structured content is about, in a tree of nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.deidentification.content_concepts import concept_key, scheme_key
from dicomwidgets.deidentification.structured import CONCEPT_NAME
from dicomwidgets.elements.scope import Scope

if TYPE_CHECKING:
    from dicomwidgets.elements.walk import Node

__all__ = ["node_concept"]

_CODES, _SCHEME, _MEANING = (0x00080100, 0x00080119, 0x00080120), 0x00080102, 0x00080104


def node_concept(item: Node, apart: str) -> str:
    """Return the key of what an item is about; "" for nothing that matters.

    Parameters
    ----------
    item
        Of a sequence.
    apart
        By what it differs from others (`structured.told_apart`).
    """
    if not apart:
        return ""
    if apart == "scheme":
        return scheme_key(_first(item.scope, _SCHEME))
    try:
        named = item.scope.items(item.scope.element(CONCEPT_NAME))
        code = Scope(next(iter(named))) if named else None
    except Exception:  # noqa: BLE001 - a broken sequence fails in any way pydicom can
        code = None
    if code is None:
        return ""
    value = next(filter(None, (_first(code, tag) for tag in _CODES)), "")
    return concept_key(value, _first(code, _SCHEME), _first(code, _MEANING))


def _first(scope: Scope, tag: int) -> str:
    return next(iter(scope.strings(tag)), "").strip(" \0")
