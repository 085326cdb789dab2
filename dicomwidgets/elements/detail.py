"""All that is told of one element when it stands alone: every value, unfolded."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from dicomwidgets.elements.copies import python_text
from dicomwidgets.elements.path import path_text
from dicomwidgets.elements.shown import values_of
from dicomwidgets.elements.values import meanings
from dicomwidgets.elements.written import written

if TYPE_CHECKING:
    from typing import Any

    from dicomwidgets.elements.rows import RowTable

__all__ = ["ElementDetail", "NameGroup", "ValueMeaning", "detail_of"]

MOST_VALUES = 256
"""Values that are listed; of more the first ones."""

MOST_TEXT = 64 * 1024
"""Characters of a value that are unfolded."""

_GROUPS = ("Alphabetic", "Ideographic", "Phonetic")
_PARTS = ("Family name", "Given name", "Middle name", "Prefix", "Suffix")


class ValueMeaning(TypedDict):
    """One value, and what it means; empty where that says no more."""

    text: str
    meaning: str


class NameGroup(TypedDict):
    """A component group of a person's name (PS3.5 6.2.1): label and text of each part."""

    group: str
    parts: list[list[str]]


class ElementDetail(TypedDict):
    """One element, unfolded.

    `written` is the value as it stands in the file; `values` are all of them, up to a limit, of
    `count`; `names` holds a person's names apart, one list for each value.
    """

    id: int
    path: str
    python: str
    written: str
    values: list[ValueMeaning]
    count: int
    names: list[list[NameGroup]]


def detail_of(table: RowTable, index: int) -> ElementDetail:
    """Return all that is told of a row.

    Parameters
    ----------
    table
        The rows.
    index
        Of the row.
    """
    node = table.nodes[index]
    steps = table.steps(index)
    values, count = _values(table, index)
    person = node.vr == "PN" and not isinstance(values, bytes)
    return {
        "id": node.id,
        "path": path_text(steps),
        "python": python_text(steps),
        "written": written(node, MOST_TEXT),
        "values": _listed(node.vr, values),
        "count": count,
        "names": [_name(str(each)) for each in values[:MOST_VALUES]] if person else [],
    }


def _values(table: RowTable, index: int) -> tuple[list[Any] | bytes, int]:
    try:
        return values_of(table.nodes[index])
    except Exception:  # noqa: BLE001 - the row says what is wrong with the value
        return [], 0


def _listed(vr: str, values: list[Any] | bytes) -> list[ValueMeaning]:
    if isinstance(values, bytes):
        return []
    listed = meanings(vr, values[:MOST_VALUES])
    return [{"text": text[:MOST_TEXT], "meaning": meaning} for text, meaning in listed]


def _name(text: str) -> list[NameGroup]:
    """Return the groups of a person's name, each with the parts that are there."""
    groups: list[NameGroup] = []
    for label, group in zip(_GROUPS, text.split("="), strict=False):
        parts = [
            [part, value]
            for part, value in zip(_PARTS, group.split("^"), strict=False)
            if value.strip()
        ]
        if parts:
            groups.append({"group": label, "parts": parts})
    return groups
