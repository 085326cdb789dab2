"""What an anonymization would do to every element of a dataset, and why. Nothing is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pydicom.uid import UID

from dicomwidgets.deidentification import reasons
from dicomwidgets.deidentification.actions import Decision, decide, decide_uid, keep
from dicomwidgets.deidentification.attribute_types import ObjectTypes, Type, types_for
from dicomwidgets.deidentification.plan_rows import Plan, PlanRow, is_empty
from dicomwidgets.deidentification.profile import Profile, profile_named
from dicomwidgets.deidentification.risks import risks_of
from dicomwidgets.deidentification.stamps import STAMPS, meta_decision, stamp
from dicomwidgets.deidentification.uids import UidMapping, is_registered, session_mapping
from dicomwidgets.elements.path import path_name, path_of
from dicomwidgets.elements.walk import Node, walk
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.tags import tag_info, tag_text

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["plan"]

_PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
_MEDIA_DIRECTORY = "1.2.840.10008.1.3.10"
_MEDIA_STORAGE_SOP_CLASS = 0x00020002
_SOP_CLASS = 0x00080016


def plan(
    dataset: Dataset,
    profile: str = "basic",
    *,
    uids: UidMapping | None = None,
    tail: Dataset | None = None,
    pixels: str = "",
) -> Plan:
    """Say what an anonymization would do to every element of a dataset, and why.

    Parameters
    ----------
    dataset
        As read; its file meta information, where it has one, is part of the plan.
    profile
        ``"basic"``: the Basic Application Level Confidentiality Profile (PS3.15 E.2), Table
        E.1-1 in the edition that `Plan.edition` names.
    uids
        Gives new UIDs for old ones. By default one mapping for the session with a random key, so
        that all plans of a session agree.
    tail
        Elements after those of `dataset`, where that is a header (`elements.tail.read_tail`).
    pixels
        The pixels' size in words, where `tail` has them without their value.

    Returns
    -------
    Plan
        One frozen row for every element at every depth, in file order, and rows for the elements
        that would be added.

    Raises
    ------
    ArgumentError
        When there is no such profile.

    Notes
    -----
    The dataset keeps all its values. Compound codes such as X/Z/D are decided by the attribute's
    Type in this kind of object; a Standard Extended attribute counts as Type 3.
    """
    with kept_warnings():
        planner = _Planner(dataset, profile_named(profile), uids or session_mapping())
        return planner.plan(tail, pixels)


class _Place(NamedTuple):
    """What a row hands down to the rows below it.

    `types` is the way there without the numbers of items; `gone` is set inside a sequence that
    goes as a whole.
    """

    row: int = -1
    types: str = ""
    gone: Decision | None = None


class _Planner:
    def __init__(self, dataset: Dataset, profile: Profile, uids: UidMapping) -> None:
        self._dataset = dataset
        self._profile = profile
        self._uids = uids
        self._rows: list[PlanRow] = []
        self._places: dict[int, _Place] = {-1: _Place()}

    def plan(self, tail: Dataset | None, pixels: str) -> Plan:
        nodes = walk(getattr(self._dataset, "file_meta", None), self._dataset, tail)
        self._nodes = nodes
        self._sop_class = _sop_class(nodes)
        self._types: ObjectTypes = types_for(self._sop_class)
        self._noun = _noun(self._sop_class)
        missing = self._missing_stamps()
        for index, node in enumerate(nodes):
            while missing and node.depth == 0 and missing[0] < node.tag:
                self._add(missing.pop(0))
            if node.element is None:
                self._enter_item(index, node)
            else:
                self._visit(index, node, pixels)
        for tag in missing:
            self._add(tag)
        rows = tuple(self._rows)
        risks = risks_of(self._dataset, rows, object_known=self._types.known)
        return Plan(self._profile.name, self._profile.edition, rows, risks)

    def _missing_stamps(self) -> list[int]:
        if self._sop_class == _MEDIA_DIRECTORY:
            return []
        return sorted(tag for tag in STAMPS if tag not in self._dataset)

    def _enter_item(self, index: int, node: Node) -> None:
        outer = self._places[node.parent]
        self._append(index, node, outer, outer.gone or keep(""))
        self._places[index] = outer._replace(row=len(self._rows) - 1)

    def _visit(self, index: int, node: Node, pixels: str) -> None:
        place = self._places[node.parent]
        decision = place.gone or self._decide(node, place)
        self._append(index, node, place, decision, pixels if node.tag in _PIXELS else "")
        if node.children:
            name = path_name(node.tag)
            gone = place.gone or _gone_with(name, node.tag, decision)
            self._places[index] = _Place(len(self._rows) - 1, f"{place.types}{name}.", gone)

    def _append(
        self, index: int, node: Node, place: _Place, decision: Decision, note: str = ""
    ) -> None:
        action, code, why, value, _ = decision
        already = action == "empty" and is_empty(node)
        row = PlanRow(
            id=node.id,
            parent=place.row,
            depth=node.depth,
            path=path_of(self._nodes, index),
            tag=node.tag,
            vr=node.vr,
            action=action,
            code=code,
            why=why,
            value=value,
            changed=action != "keep" and not already,
            node=node,
            note=note,
        )
        self._rows.append(row)

    def _add(self, tag: int) -> None:
        keyword = STAMPS[tag][0]
        action, code, why, value, _ = stamp(tag)
        row = PlanRow(
            id=tag,
            parent=-1,
            depth=0,
            path=keyword,
            tag=tag,
            vr=tag_info(tag).vr,
            action=action,
            code=code,
            why=why,
            value=value,
            changed=True,
            node=None,
        )
        self._rows.append(row)

    def _decide(self, node: Node, place: _Place) -> Decision:
        tag = node.tag
        if node.depth == 0 and tag in STAMPS:
            return stamp(tag, node.scope.strings(tag) if node.vr != "SQ" else ())
        rule = self._profile.rule_for(tag)
        if rule is None:
            return meta_decision(tag) if tag >> 16 == 2 else _outside(node)
        if rule is self._profile.private:
            return Decision("remove", rule.code, reasons.OUTSIDE["private"])
        if rule.code == "U" or (rule.code == "D" and node.vr == "UI"):
            return decide_uid(rule.code, node.scope.strings(tag), self._uids)
        if node.problem:
            return Decision("remove", rule.code, reasons.OUTSIDE["unreadable"])
        keyword = tag_info(tag).keyword
        kind: Type = "unknown"
        if "/" in rule.code or rule.code == "Z":
            kind = self._types.type_of(place.types + keyword)
        return decide(rule, kind, self._noun, keyword, node.vr)


def _outside(node: Node) -> Decision:
    """Decide about an element that the table does not list."""
    tag, outside = node.tag, reasons.OUTSIDE
    if tag in _PIXELS:
        return keep(outside["pixels"])
    if tag & 0xFFFF == 0:
        return keep(outside["group_length"])
    if node.problem:
        return Decision("remove", "—", outside["unreadable"])
    if node.vr == "SQ":
        return keep(outside["items"])
    if node.vr == "UN":
        return Decision("remove", "—", outside["unknown"])
    return keep(outside["overlay" if tag >> 24 == 0x60 else "keep"])


def _gone_with(name: str, tag: int, decision: Decision) -> Decision | None:
    """Return what happens to all that is inside a sequence, ``None`` if each has its own action."""
    if decision.action == "keep" or decision.descend:
        return None
    why = reasons.gone_with(name, tag_text(tag), decision.action)
    return Decision("remove", decision.code, why)


def _sop_class(nodes: list[Node]) -> str:
    """Return the SOP Class UID, from the dataset, else from the file meta information."""
    for wanted in (_SOP_CLASS, _MEDIA_STORAGE_SOP_CLASS):
        for node in nodes:
            if node.tag == wanted and node.depth == 0:
                return next(iter(node.scope.strings(wanted)), "")
    return ""


def _noun(sop_class_uid: str) -> str:
    name = UID(sop_class_uid).name if is_registered(sop_class_uid) else ""
    name = name.removesuffix(" Storage").removesuffix(" - For Presentation")
    if not name or (name[0].isdigit() and name[1] == "."):
        return "this kind of object"
    return f"{'an' if name[0] in 'AEIOX' or name[:2] in {'MR', 'RT', 'SR', 'NM'} else 'a'} {name}"
