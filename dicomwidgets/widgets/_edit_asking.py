"""Rows and texts from the front end as edits, and edits as what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.editing.encode import CharacterSetError
from dicomwidgets.editing.resolving import Intent, rows_of, rule_text, unfit
from dicomwidgets.editing.rules import refuse_untouchable
from dicomwidgets.editing.text import value_from_text, value_text
from dicomwidgets.editing.value_form import UnfitError
from dicomwidgets.elements.path import Step, index_of, parse_path, path_text, steps_of
from dicomwidgets.errors import AbsentError, ArgumentError, DicomWidgetsError
from dicomwidgets.reference.keywords import tags_like
from dicomwidgets.reference.tags import is_private, is_private_creator, tag_info, tag_text
from dicomwidgets.reference.vrs import VRS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dicomwidgets.editing.change import Change
    from dicomwidgets.editing.session import Edit
    from dicomwidgets.elements.walk import Node
    from dicomwidgets.widgets._edit_commands import (
        EditRow,
        GetChangesResult,
        GetEditResult,
        PutEditResult,
        Suggestion,
    )

__all__ = ["editable", "put", "told"]

_MOST_BYTES = 4096
_ACTIONS = ("set", "insert", "append", "delete")


def editable(edit: Edit, nodes: Sequence[Node], args: Mapping[str, Any]) -> GetEditResult:
    """Return what can be done with a row (`GetEditResult`).

    Raises
    ------
    ArgumentError
        When there is no such row.
    """
    index = _index(nodes, args.get("id"))
    node, steps = nodes[index], steps_of(nodes, index)
    result: GetEditResult = {
        "kind": "value",
        "path": path_text(steps),
        "vr": node.vr,
        "text": "",
        "lines": node.vr in ("LT", "ST", "UT"),
        "allowed": rule_text(node.vr) if node.element is not None else "",
        "refused": "",
    }
    if not steps:
        return {**result, "kind": "fixed", "refused": "The file breaks off here."}
    try:
        refuse_untouchable(steps)
    except DicomWidgetsError as error:
        return {**result, "kind": "fixed", "refused": error.message}
    if node.element is None or node.vr == "SQ":
        return {**result, "kind": "item" if node.element is None else "sequence"}
    value = edit.get(path_text(steps))
    if isinstance(value, bytes) and len(value) > _MOST_BYTES:
        refused = f"{len(value):,} bytes are too many to be typed: use dw.edit(…) in Python."
        return {**result, "kind": "fixed", "refused": refused}
    return {**result, "text": "" if value is None else value_text(node.vr, value)}


def put(edit: Edit, nodes: Sequence[Node], args: Mapping[str, Any]) -> PutEditResult:
    """Make an edit, or look whether it could be made; what is wrong is told, not raised.

    Raises
    ------
    ArgumentError
        When `args` are not what the protocol says.
    """
    result = _nothing_said()
    if args.get("action") not in _ACTIONS:
        raise ArgumentError("put_edit takes set, insert, append or delete.")
    if args.get("check") and args.get("element") is not None:
        result["suggestions"] = _suggestions(str(args["element"]))
    try:
        intent = _intent(edit, nodes, args, result)
        rows_of(edit.draft, intent)
    except CharacterSetError as error:
        if not intent.widen:
            _say(result, unfit(intent, error))
            result["widen"] = True
            return result
    except DicomWidgetsError as error:
        _say(result, error)
        return result
    try:
        if not args.get("check"):
            edit.do(intent)
    except DicomWidgetsError as error:
        _say(result, error)
        return result
    result["ok"] = True
    return result


def told(edit: Edit | None, nodes: Sequence[Node]) -> GetChangesResult:
    """Return the edits as the front end shows them (`GetChangesResult`)."""
    changes = edit.changes if edit else ()
    here = edit.here if edit else ()
    found = {index_of(nodes, change.steps) for change in here if change.new is not None}
    return {
        "rows": [_row(change) for change in changes],
        "undo": edit is not None and edit.can_undo,
        "redo": edit is not None and edit.can_redo,
        "touched": sorted(nodes[index].id for index in found if index >= 0),
        "missing": [*edit.missing] if edit else [],
        "code": edit.changes.to_python() if edit else "",
        "json": edit.changes.to_json() if edit else "",
        "files": 0,
        "all_files": 0,
        "names": ["", ""],
        "saving": None,
    }


def _row(change: Change) -> EditRow:
    return {
        "action": change.action,
        "path": change.path,
        "tag": tag_text(change.tag),
        "keyword": change.keyword,
        "name": change.name,
        "vr": change.vr,
        "old": change.old_text,
        "new": change.new_text,
        "follows": change.follows,
    }


def _intent(
    edit: Edit, nodes: Sequence[Node], args: Mapping[str, Any], result: PutEditResult
) -> Intent:
    action, text = args["action"], str(args.get("text", ""))
    creator, vr = str(args.get("creator", "")), str(args.get("vr", ""))
    steps = _steps(edit, nodes, args)
    tag = steps[-1].tag
    on_item = steps[-1].item is not None
    found = index_of(nodes, steps)
    known = _vr_of(edit, steps, creator) if found < 0 else nodes[found].vr
    vr = vr or known
    result["vr"], result["name"] = vr, tag_info(tag, creator).name
    result["needs_vr"] = not on_item and not known
    private = is_private(tag) and not is_private_creator(tag) and not on_item
    result["needs_creator"] = action == "insert" and private and not _reserved(edit, steps)
    if action == "append":
        action = "insert"
    intent = Intent(action, steps, None, vr, creator, widen=bool(args.get("widen")))
    if on_item or action == "delete":
        return intent._replace(vr="" if action == "delete" else vr)
    refuse_untouchable(steps)
    if vr not in VRS:
        raise ArgumentError("Its VR is not known.", remedy="Choose one.")
    result["allowed"] = rule_text(vr)
    try:
        return intent._replace(given=value_from_text(vr, text))
    except UnfitError as error:
        raise unfit(intent._replace(given=text), error, vr) from None


def _reserved(edit: Edit, steps: tuple[Step, ...]) -> str:
    """Return the private creator of an element's block where it would stand."""
    try:
        return edit.draft.level(steps).scope.creator(steps[-1].tag)
    except AbsentError:
        return ""


def _vr_of(edit: Edit, steps: tuple[Step, ...], creator: str) -> str:
    try:
        level = edit.draft.level(steps)
    except AbsentError:
        return ""
    tag = steps[-1].tag
    return level.scope.settled(tag_info(tag, creator or level.scope.creator(tag)).vr)


def _steps(edit: Edit, nodes: Sequence[Node], args: Mapping[str, Any]) -> tuple[Step, ...]:
    action, element = args["action"], args.get("element")
    if action == "insert" and element is not None:
        last = parse_path(str(element).strip())
        if len(last) > 1 or last[0].item is not None:
            raise ArgumentError("This is no single element.", remedy="Type a keyword or a tag.")
        return (*_around(nodes, args.get("id")), *last)
    steps = steps_of(nodes, _index(nodes, args.get("id")))
    if not steps:
        raise ArgumentError("The file breaks off here.")
    if action == "append":
        level = edit.draft.level(steps)
        items = edit.draft.items(level, steps[-1].tag)
        return (*steps[:-1], steps[-1]._replace(item=0 if items is None else len(items)))
    return steps


def _around(nodes: Sequence[Node], row: Any) -> tuple[Step, ...]:
    """Return the steps to the dataset that a row is in, or is."""
    if not row:
        return ()
    index = _index(nodes, row)
    steps = steps_of(nodes, index)
    return steps if nodes[index].element is None else steps[:-1]


def _index(nodes: Sequence[Node], row: Any) -> int:
    found = next((index for index, node in enumerate(nodes) if node.id == row), -1)
    if found < 0:
        raise ArgumentError("This file has no such element.")
    return found


def _say(result: PutEditResult, error: DicomWidgetsError) -> None:
    result["message"], result["remedy"] = error.message, error.remedy or ""


def _nothing_said() -> PutEditResult:
    return {
        "ok": False,
        "message": "",
        "remedy": "",
        "widen": False,
        "vr": "",
        "name": "",
        "allowed": "",
        "needs_vr": False,
        "needs_creator": False,
        "suggestions": [],
    }


def _suggestions(typed: str) -> list[Suggestion]:
    found = [(tag_text(tag), tag_info(tag)) for tag in tags_like(typed)]
    return [
        {"element": info.keyword, "tag": tag, "name": info.name, "vr": info.vr}
        for tag, info in found
    ]
