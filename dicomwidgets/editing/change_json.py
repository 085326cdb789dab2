"""Changes as JSON: values as in the DICOM JSON Model (PS3.18 F), bytes in base64."""

from __future__ import annotations

import base64
import binascii
import math
from typing import TYPE_CHECKING, Any

from dicomwidgets.editing.change import Change
from dicomwidgets.editing.checks import check_item, check_value
from dicomwidgets.editing.value_form import ItemElement, UnfitError, Value, empty, join, split
from dicomwidgets.editing.values import canonical
from dicomwidgets.elements.path import parse_path
from dicomwidgets.errors import ArgumentError, DicomWidgetsError
from dicomwidgets.reference.vrs import VRS, vr_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FORM", "change_from_json", "change_to_json"]

FORM = {"form": "dicomwidgets changes", "version": 1}
"""What a JSON of changes begins with."""

_GROUPS = ("Alphabetic", "Ideographic", "Phonetic")
_NOT_FINITE = {"NaN": math.nan, "inf": math.inf, "-inf": -math.inf}
_ACTIONS = ("set", "insert", "delete")


def change_to_json(change: Change) -> dict[str, Any]:
    """Return a change as what `json.dumps` takes."""
    made: dict[str, Any] = {
        "action": change.action,
        "path": change.path,
        "tag": f"{change.tag:08X}",
        "keyword": change.keyword,
        "vr": change.vr,
    }
    for name, value in (("old", change.old), ("new", change.new)):
        if value is not None:
            made[name] = _item(value) if change.is_item else _element(change.vr, value)
    if change.creator:
        made["creator"] = change.creator
    if change.follows:
        made["follows"] = True
    if not change.reencode:
        made["reencode"] = False
    return made


def change_from_json(row: Mapping[str, Any]) -> Change:
    """Return the change that `change_to_json` made a row of.

    Raises
    ------
    ArgumentError
        If the row is none, or has a value that its VR can't hold.
    """
    try:
        return _change(row)
    except DicomWidgetsError:
        raise
    except UnfitError as error:
        raise _no_row(str(error)) from None
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error):
        raise _no_row("It is not in the form that to_json writes.") from None


def _change(row: Mapping[str, Any]) -> Change:
    action, path, vr = row["action"], row["path"], row["vr"]
    steps = parse_path(path)
    if action not in _ACTIONS or vr not in VRS:
        raise UnfitError("Its action or its VR is unknown.")
    item = steps[-1].item is not None
    old, new = (_read(row.get(name), item=item) for name in ("old", "new"))
    if (new is None) != (action == "delete"):
        raise UnfitError("It has no new value, or deletes and has one.")
    if item:
        check_item(split("SQ", () if new is None else new))
    elif new is not None:
        check_value(vr, new)
    return Change(
        action,
        path,
        steps[-1].tag,
        vr,
        old,
        new,
        str(row.get("creator", "")),
        bool(row.get("follows", False)),
        bool(row.get("reencode", True)),
    )


def _no_row(why: str) -> ArgumentError:
    return ArgumentError(
        f"A row of the changes can't be used. {why}", remedy="Save them anew with to_json()."
    )


def _item(item: Value) -> dict[str, Any]:
    return {f"{tag:08X}": _element(vr, value) for tag, vr, value in split("SQ", item)}


def _element(vr: str, value: Value) -> dict[str, Any]:
    if isinstance(value, bytes):
        return {"vr": vr, "InlineBinary": base64.b64encode(value).decode()} if value else {"vr": vr}
    values = [_json(vr, each) for each in split(vr, value)]
    return {"vr": vr, "Value": values} if values else {"vr": vr}


def _json(vr: str, value: Any) -> Any:
    if vr == "SQ":
        return _item(value)
    if vr == "PN":
        return {name: text for name, text in zip(_GROUPS, value.split("="), strict=False) if text}
    if vr == "AT":
        return f"{value:08X}"
    if isinstance(value, float) and not math.isfinite(value):
        return next(name for name, each in _NOT_FINITE.items() if repr(each) == repr(value))
    return value


def _read(element: Any, *, item: bool) -> Value | None:
    if element is None:
        return None
    return _item_read(element) if item else _element_read(element)


def _item_read(item: Mapping[str, Any]) -> tuple[ItemElement, ...]:
    return tuple(
        sorted(
            ItemElement(int(tag, 16), element["vr"], _element_read(element))
            for tag, element in item.items()
        )
    )


def _element_read(element: Mapping[str, Any]) -> Value:
    vr = element["vr"]
    if "InlineBinary" in element:
        return base64.b64decode(element["InlineBinary"], validate=True)
    values = element.get("Value", ())
    if vr == "SQ":
        return tuple(_item_read(each) for each in values)
    if not values:
        return empty(vr)
    kind = vr_of(vr).kind
    if vr == "PN":
        values = ["=".join(each.get(name, "") for name in _GROUPS).rstrip("=") for each in values]
    elif vr == "AT":
        values = [int(each, 16) for each in values]
    elif vr in ("FD", "FL"):
        values = [float(_NOT_FINITE.get(each, each)) for each in values]
    elif kind != "number":
        # DS and IS may stand as numbers too.
        values = [each if isinstance(each, str) else canonical(vr, each) for each in values]
    return join(vr, values)
