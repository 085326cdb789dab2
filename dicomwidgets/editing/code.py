"""Edits as a line of Python that makes them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.elements.path import path_name
from dicomwidgets.reference.tags import tag_info

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwidgets.editing.change import Change
    from dicomwidgets.editing.values import ItemElement, Value

__all__ = ["python_of"]


def python_of(changes: Iterable[Change], name: str) -> str:
    """Return a chain of calls; rows that come with others are left out: they come again."""
    calls = "".join(f"\n    .{_call(change)}" for change in changes if not change.follows)
    return f"(\n    dw.edit({name}){calls}\n)" if calls else f"dw.edit({name})"


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
    return repr(list(value)) if isinstance(value, tuple) else repr(value)


def _item(item: tuple[ItemElement, ...]) -> str:
    return "{" + ", ".join(f"{path_name(tag)!r}: {_value(vr, v)}" for tag, vr, v in item) + "}"
