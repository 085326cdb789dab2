"""The content items that PS3.15 itself names, as data: Table E.3.4-1."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.deidentification.profile import Rule, option_cells

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ContentItem", "content_item", "item_key", "reference_item"]

_TEXT = 0x0040A160
_TYPES: Mapping[int, str] = MappingProxyType(
    {
        _TEXT: "TEXT",
        0x0040A123: "PNAME",
        0x0040A121: "DATE",
        0x0040A122: "TIME",
        0x0040A120: "DATETIME",
        0x0040A124: "UIDREF",
        0x0040A168: "CODE",
        0x0040A730: "CONTAINER",
        **dict.fromkeys((0x0040A300, 0x0040A30A, 0x0040A161, 0x0040A162, 0x0040A163), "NUM"),
    }
)
"""What holds a value → the Value Type of an item that has it (PS3.3 C.17.3.2, 10.2)."""
_SPELLED = frozenset({"DATE", "DATETIME", "PNAME", "TIME", "UIDREF"})
"""Value Types whose values somebody may as well have written as a text."""

_REFERENCES = frozenset({"COMPOSITE", "IMAGE", "WAVEFORM"})


class ContentItem(NamedTuple):
    """One row of PS3.15 Table E.3.4-1.

    Parameters
    ----------
    scheme, code, name
        The concept: Coding Scheme Designator, Code Value, Code Meaning.
    value_type
        Of the item, for example ``"TEXT"``.
    rule
        Code of the Basic Profile and of the options.
    """

    scheme: str
    code: str
    name: str
    value_type: str
    rule: Rule


def item_key(scheme: str, code: str) -> str:
    """Return the key of a concept that the table lists, "" for one that it does not."""
    return _keys().get((scheme, code), "")


def content_item(key: str, tag: int) -> ContentItem | None:
    """Return the row that decides about an element of a content item.

    Parameters
    ----------
    key
        Of the item's concept (`item_key`).
    tag
        Of the element: Text Value, Date, UID …

    Returns
    -------
    ContentItem | None
        The row of the concept and the Value Type that has this element. Where a text stands in
        place of a listed name, date or UID, no option keeps it. ``None`` where there is no row.
    """
    rows = _rows().get(key)
    wanted = _TYPES.get(tag)
    if not rows or wanted is None:
        return None
    if wanted in rows:
        return rows[wanted]
    other = next((row for kind, row in rows.items() if kind in _SPELLED), None)
    if tag != _TEXT or other is None:
        return None
    return other._replace(rule=Rule(other.rule.code, other.rule.theme))


def reference_item(key: str) -> ContentItem | None:
    """Return the row of a content item that refers to an object; ``None`` where there is none."""
    rows = _rows().get(key, {})
    return next((row for kind, row in rows.items() if kind in _REFERENCES), None)


@cache
def _table() -> tuple[ContentItem, ...]:
    _, *lines = (files(__package__) / "content_items.tsv").read_text("utf-8").splitlines()
    found = []
    for line in lines:
        scheme, code, value_type, name, basic, cells = line.split("\t")
        rule = Rule(basic, "content", option_cells(cells))
        found.append(ContentItem(scheme, code, name, value_type, rule))
    return tuple(found)


@cache
def _keys() -> Mapping[tuple[str, str], str]:
    return {(row.scheme, row.code): _key(row) for row in _table()}


@cache
def _rows() -> Mapping[str, Mapping[str, ContentItem]]:
    found: dict[str, dict[str, ContentItem]] = {}
    for row in _table():
        found.setdefault(_key(row), {})[row.value_type] = row
    return found


def _key(row: ContentItem) -> str:
    """Return the code alone of a concept of the standard's own, with the scheme of others.

    A key is a part of a place, where dots and brackets have a meaning.
    """
    scheme = re.sub(r"[^A-Za-z0-9]", "", row.scheme)
    return row.code if scheme == "DCM" else f"{scheme}:{row.code}"
