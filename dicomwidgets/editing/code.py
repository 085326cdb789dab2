"""Edits as a line of Python that makes them again."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from dicomwidgets.editing.change_json import FORM, change_to_json
from dicomwidgets.editing.value_form import split
from dicomwidgets.elements.path import path_name
from dicomwidgets.reference.tags import tag_info

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwidgets.editing.change import Change
    from dicomwidgets.editing.value_form import ItemElement, Value

__all__ = ["python_of"]


def python_of(changes: Iterable[Change], name: str) -> str:
    """Return a chain of calls; rows that come with others are left out: they come again.

    Items that no mapping of keywords can spell are written as JSON.
    """
    rows = [change for change in changes if not change.follows]
    if not all(_is_spelt(change) for change in rows):
        form = json.dumps({**FORM, "changes": [change_to_json(row) for row in rows]})
        return f"dw.edit({name}).replay(dw.ChangeSet.from_json({form!r}))"
    calls = "".join(f"\n    .{_call(change)}" for change in rows)
    return f"(\n    dw.edit({name}){calls}\n)" if calls else f"dw.edit({name})"


def _is_spelt(change: Change) -> bool:
    """Whether mappings of keywords can spell the items of a change."""
    if change.vr != "SQ" or change.new is None:
        return True
    items = (change.new,) if change.is_item else split("SQ", change.new)
    return all(_is_mapping(item) for item in items)


def _is_mapping(item: tuple[ItemElement, ...]) -> bool:
    return all(
        tag_info(tag).vr.partition(" or ")[0] == vr
        and (vr != "SQ" or all(_is_mapping(each) for each in split(vr, value)))
        for tag, vr, value in item
    )


def _call(change: Change) -> str:
    parts = [repr(change.path)]
    if change.new is not None:
        item = _item(change.new) if change.is_item else _value(change.vr, change.new)  # type: ignore[arg-type]
        parts.append(item)
        known = tag_info(change.tag, change.creator).vr
        if change.vr != known and not change.is_item:
            parts.append(f"vr={change.vr!r}")
    if change.creator:
        parts.append(f"creator={change.creator!r}")
    if not change.reencode:
        parts.append("reencode=False")
    return f"{change.action}({', '.join(parts)})"


def _value(vr: str, value: Value) -> str:
    if vr == "SQ" and isinstance(value, tuple):
        return f"[{', '.join(_item(item) for item in value)}]"
    if isinstance(value, tuple):
        return f"[{', '.join(_value(vr, each) for each in value)}]"
    if isinstance(value, float) and not math.isfinite(value):
        return f"float({str(value)!r})"
    return repr(value)


def _item(item: tuple[ItemElement, ...]) -> str:
    return "{" + ", ".join(f"{path_name(tag)!r}: {_value(vr, v)}" for tag, vr, v in item) + "}"
