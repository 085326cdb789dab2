"""What an anonymization would do to every element of a file, and why. Nothing is changed."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from struct import pack
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.deidentification import reasons
from dicomwidgets.deidentification.actions import Verdict, keep, remove
from dicomwidgets.deidentification.deciding import PIXELS, decider_for
from dicomwidgets.deidentification.declared_private import declared_safe
from dicomwidgets.deidentification.engine.job import Job
from dicomwidgets.deidentification.mapping import key_for, mapping_of
from dicomwidgets.deidentification.new_values import NewValues, values_of
from dicomwidgets.deidentification.node_concepts import node_concept
from dicomwidgets.deidentification.pixels.boxes import boxes_for
from dicomwidgets.deidentification.pixels.hidden import PIXEL_TAGS
from dicomwidgets.deidentification.plan_rows import Plan, PlanRow, is_empty
from dicomwidgets.deidentification.plan_view import view_of
from dicomwidgets.deidentification.planned_file import PlannedFile, planned_file
from dicomwidgets.deidentification.policy import Policy, policy_for
from dicomwidgets.deidentification.risks import risks_of
from dicomwidgets.deidentification.safe_private import NOTHING_DECLARED
from dicomwidgets.deidentification.stamps import Stamp, earlier_of, stamps
from dicomwidgets.elements.path import path_name
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.tags import is_private_creator, tag_info, tag_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from dicomwidgets.deidentification.deciding import Table
    from dicomwidgets.deidentification.mapping import Key
    from dicomwidgets.deidentification.plan_view import View
    from dicomwidgets.display.description import Badge
    from dicomwidgets.elements.node import Node

__all__ = ["plan"]

_MEDIA_DIRECTORY = "1.2.840.10008.1.3.10"
_MEDIA_STORAGE_SOP_CLASS = 0x00020002
_SOP_CLASS, _SOP_INSTANCE = 0x00080016, 0x00080018
_DATASET = 0x00030000
"""Where the tags begin that no file meta information has."""


def plan(  # noqa: PLR0913 - what is to be done, by keyword
    x: Any,
    profile: str | Policy = "basic",
    options: str | Iterable[str] = (),
    rules: Mapping[str, Any] | Iterable[Any] | str | Path | None = None,
    *,
    key: Key | bytes | str | None = None,
    boxes: Iterable[Any] = (),
) -> Plan:
    """Say what an anonymization would do to every element of a file, and why.

    Parameters
    ----------
    x
        A `Dataset`, a `reading.header.Header`, or what holds one file: a path, bytes, a file
        object. File meta information, where there is some, is part of the plan.
    profile
        ``"basic"``: the Basic Application Level Confidentiality Profile (PS3.15 E.2), Table
        E.1-1 in the edition that `Plan.edition` names. Or a `Policy`, which has options and rules.
    options
        Names of `policy.OPTIONS` (PS3.15 E.3): ``"retain_uids"``.
    rules
        Own rules (`own_rules.rules_from`): ``{"PatientComments": "remove"}``.
    key
        Of which pseudonyms, UIDs and shifts are made (`mapping.key_for`). By default that of the
        session, which is random, so that all plans of a session agree.
    boxes
        Rectangles of the image to black out (`pixels.boxes.boxes_for`); they bring the option
        ``"clean_pixel_data"`` with them.

    Returns
    -------
    Plan
        One frozen row for every element at every depth, in file order, and rows for the elements
        that would be added; and in words what would be done to all that is no element.

    Raises
    ------
    ArgumentError
        When there is no such profile or option, options exclude each other, a rule can't be
        meant, the key is none, or `x` is not one file.
    DicomWidgetsError
        When the file can't be read.

    Notes
    -----
    A dataset keeps all its values. Compound codes such as X/Z/D are decided by the attribute's
    Type in this kind of object; a Standard Extended attribute counts as Type 3. Of compressed
    pixels the streams are passed over, as what hides in them is part of the plan.
    """
    policy = profile if isinstance(profile, Policy) else policy_for(profile, options, rules)
    drawn = boxes_for(boxes)
    if drawn:
        policy = replace(policy, options=policy.options | {"clean_pixel_data"})
    file = x if isinstance(x, PlannedFile) else planned_file(x)
    with kept_warnings(), ExitStack() as until:
        job = Job(policy, key_for(key), drawn)
        return _Planner(view_of(file, job, until), job, is_whole=file.is_whole).plan()


class _Place(NamedTuple):
    """What a row hands down to the rows below it.

    `names` is the way there without the numbers of items, `path` the one with them; `gone` is set
    inside a sequence that goes as a whole. `known` are the verdicts given so far at such a place.
    """

    row: int
    names: str
    gone: Verdict | None
    path: str
    known: Table


class _Planner:
    def __init__(self, view: View, job: Job, *, is_whole: bool) -> None:
        self._view = view
        self._policy = job.policy
        self._is_whole = is_whole
        self._nodes = view.nodes
        self._values = NewValues(view.nodes, mapping_of(job.key), job.policy)
        self._ahead = view.ahead
        self._pixels = 0
        self._rows: list[PlanRow] = []
        self._places: dict[int, _Place] = {}
        self._blocks: dict[tuple[int, int], int] = {}

    def plan(self) -> Plan:
        sop_class = _sop_class(self._nodes)
        keeps_private = "retain_safe_private" in self._policy.options
        declared = declared_safe(self._view.scope) if keeps_private else NOTHING_DECLARED
        self._decider = decider_for(self._policy, sop_class, declared)
        self._places[-1] = _Place(-1, "", None, "", self._decider.table(""))
        self._stamps = self._stamps_of(sop_class)
        self._meta = self._new_meta()
        self._special = PIXEL_TAGS.union(self._stamps, self._meta)
        missing = self._missing()
        for index, node in enumerate(self._nodes):
            while missing and node.depth == 0 and missing[0] < node.tag:
                self._add(missing.pop(0))
            if node.element is None:
                self._enter_item(index, node)
            else:
                self._visit(index, node)
        for tag in missing:
            self._add(tag)
        for at, verdict in self._values.found():
            self._rewrite(at, verdict)
        self._drop_empty_blocks()
        rows = tuple(self._rows)
        risks = risks_of(self._view, self._policy, rows, object_known=self._decider.types.known)
        return Plan(
            self._policy,
            self._values.subject,
            rows,
            (*risks, *self._remarks()),
            tuple(dict.fromkeys((*self._ahead.notes, *self._values.notes))),
            self._ahead.redaction,
        )

    def _new_meta(self) -> Mapping[int, str | bytes]:
        """Return the file meta information that is written; nothing for what has none."""
        if not (self._is_whole or self._view.has_meta):
            return {}
        old = next(iter(self._view.scope.strings(_SOP_INSTANCE)), "")
        verdict = self._decider.verdict("", _SOP_INSTANCE, "UI")
        return self._ahead.meta(self._values.instance(verdict, old))

    def _missing(self) -> list[int]:
        """Return the tags of what would be added, in their order."""
        there = {node.tag for node in self._nodes if not node.depth}
        return sorted(tag for tag in (*self._stamps, *self._meta) if tag not in there)

    def _remarks(self) -> Iterator[Badge]:
        for note in self._values.notes:
            yield {"text": "Not as asked", "reason": note, "level": "warning"}

    def _stamps_of(self, sop_class: str) -> dict[int, Stamp]:
        if sop_class == _MEDIA_DIRECTORY:
            return {}
        earlier = earlier_of(self._view.scope)
        if earlier.methods:
            earlier = earlier._replace(methods=self._values.masked(earlier.methods))
        found = stamps(self._policy, earlier, done=self._ahead.done)
        changes = [
            Stamp(tag, keyword, vr, (str(value),), why)
            for tag, keyword, vr, value, why in self._ahead.image.outcome.changes
            if tag >> 16 != 2
        ]
        return {stamp.tag: stamp for stamp in (*found, *changes)}

    def _enter_item(self, index: int, node: Node) -> None:
        outer = self._places[node.parent]
        number = node.item - 1
        path = f"{outer.path}[{number}]"
        self._append(node, outer, path, outer.gone or _KEPT)
        names = outer.names
        sequence = self._nodes[node.parent]
        around = self._places[sequence.parent].names
        item = number if number in self._decider.numbers(sequence.tag) else -1
        concept = node_concept(self._nodes, index, self._decider.told_apart(around, sequence.tag))
        if item >= 0 or concept:
            names = self._decider.below(around, sequence.tag, item, concept)
        table = outer.known if names == outer.names else self._decider.table(names)
        self._places[index] = _Place(len(self._rows) - 1, names, outer.gone, f"{path}.", table)

    def _visit(self, index: int, node: Node) -> None:
        place, tag = self._places[node.parent], node.tag
        path = place.path + path_name(tag)
        if tag in self._special or tag & 0x10000 or tag < _DATASET or place.gone or node.problem:
            verdict = self._visit_special(node, place, path)
        else:
            known = place.known.get((tag, node.vr, ""))
            verdict = known or self._decider.verdict(place.names, tag, node.vr)
            if verdict.make or verdict.action == "keep":
                verdict = self._values.made(verdict, node, len(self._rows))
            self._append(node, place, path, verdict)
        if node.children:
            gone = place.gone or _gone_with(tag, verdict)
            below = self._decider.below(place.names, tag)
            table = place.known if gone else self._decider.table(below)
            self._places[index] = _Place(len(self._rows) - 1, below, gone, path, table)

    def _visit_special(self, node: Node, place: _Place, path: str) -> Verdict:
        """Visit what is more than an element of its dataset: pixels, stamps, private ones."""
        tag, note = node.tag, ""
        if tag in PIXEL_TAGS:
            self._pixels += 1
            note = self._view.pixels if tag in PIXELS else ""
        verdict = place.gone or self._verdict(node, place)
        self._append(node, place, path, verdict, note)
        if tag & 0x10000 and place.gone is None:
            self._note_block(node, verdict)
        return verdict

    def _note_block(self, node: Node, verdict: Verdict) -> None:
        """Remember which private blocks are reserved, and forget those of which something stays."""
        tag = node.tag
        if is_private_creator(tag):
            self._blocks[node.parent, tag] = len(self._rows) - 1
        elif verdict.action != "remove":
            self._blocks.pop((node.parent, tag & 0xFFFF0000 | tag >> 8 & 0xFF), None)

    def _drop_empty_blocks(self) -> None:
        for at in self._blocks.values():
            if self._rows[at].action != "remove":
                self._rewrite(at, remove(reasons.OUTSIDE["private_creator"], "X"))

    def _rewrite(self, at: int, verdict: Verdict) -> None:
        action, code, why, _, value, _ = verdict
        self._rows[at] = self._rows[at]._replace(
            action=action, code=code, why=why, value=value, changed=True
        )

    def _append(
        self, node: Node, place: _Place, path: str, verdict: Verdict, note: str = ""
    ) -> None:
        action, code, why, _, value, _ = verdict
        changed = action != "keep" and not (action == "empty" and is_empty(node))
        what = (node.id, place.row, node.depth, path, node.tag, node.vr)
        self._rows.append(_row((*what, action, code, why, value, changed, node, note)))

    def _add(self, tag: int) -> None:
        info = tag_info(tag)
        stamp = self._stamps.get(tag)
        row = PlanRow(
            id=tag,
            parent=-1,
            depth=0,
            path=info.keyword,
            tag=tag,
            vr=stamp.vr if stamp else info.vr,
            action="replace",
            code="—",
            why=stamp.why if stamp else reasons.META["added"],
            value=_stamped(stamp) if stamp else self._meta[tag],
            changed=True,
            node=None,
        )
        self._rows.append(row)

    def _verdict(self, node: Node, place: _Place) -> Verdict:
        """Return what happens to an element, with its new value."""
        tag = node.tag
        if node.depth == 0 and tag in self._stamps:
            stamp = self._stamps[tag]
            return Verdict("replace", "—", stamp.why, value=_stamped(stamp), descend=True)
        creator = ""
        if tag & 0x10000:
            creator = node.scope.creator(tag)
            if is_private_creator(tag):
                creator = next(iter(node.scope.strings(tag)), "")
        verdict = self._decider.verdict(place.names, tag, node.vr, creator)
        if node.problem and (verdict.action == "keep" or verdict.descend):
            return remove(reasons.OUTSIDE["unreadable"], verdict.code)
        if verdict.action == "keep" and tag in PIXEL_TAGS:
            return self._of_pixels(node, verdict)
        if self._meta and tag >> 16 == 2 and not node.depth:
            return self._of_meta(node, verdict)
        return self._values.made(verdict, node, len(self._rows))

    def _of_pixels(self, node: Node, verdict: Verdict) -> Verdict:
        """Return what happens to pixels, or to a table that leads to them."""
        seen = self._ahead.pixels(self._pixels - 1)
        if seen.fate == "keep":
            said = "" if node.depth else self._ahead.redaction.note
            return verdict._replace(why=said or verdict.why)
        if seen.fate == "remove":
            return remove(" ".join(seen.why))
        code = "C" if self._ahead.image.outcome.draws and not node.depth else "—"
        return Verdict("clean", code, " ".join(seen.why), value=_OVERWRITTEN)

    def _of_meta(self, node: Node, verdict: Verdict) -> Verdict:
        """Return the verdict about file meta information with the value that is written."""
        new, old = self._meta.get(node.tag), values_of(node)
        if new is None:
            return verdict if verdict.action == "remove" else remove(reasons.META["alone"])
        if isinstance(new, bytes) and node.vr == "UI":
            new = new.decode("latin-1").rstrip("\0 ")
        before = pack("<L", int(old[0])) if node.vr == "UL" and old else old
        if new == (before if isinstance(before, bytes) else "\\".join(before)):
            return keep(reasons.META["keep"]) if verdict.make == "uid" else verdict
        if verdict.action != "keep":
            return verdict._replace(value=new)
        return Verdict("replace", "—", _NEW_META.get(node.tag, reasons.META["added"]), value=new)


_row = partial(tuple.__new__, PlanRow)  # `PlanRow(…)` takes three times as long
_KEPT = keep("")
_OVERWRITTEN = "as many bytes, some of them overwritten"
_NEW_META = {0x00020000: reasons.META["length"], 0x00020002: reasons.META["class"]}


def _stamped(stamp: Stamp) -> Any:
    """Return a stamp's value as rows show it."""
    return stamp.value[0] if len(stamp.value) == 1 else list(stamp.value)


def _gone_with(tag: int, verdict: Verdict) -> Verdict | None:
    """Return what happens to all that is inside a sequence, ``None`` if each has its own action."""
    if verdict.action == "keep" or verdict.descend:
        return None
    why = reasons.gone_with(path_name(tag), tag_text(tag), verdict.action)
    return remove(why, verdict.code)


def _sop_class(nodes: Sequence[Node]) -> str:
    """Return the SOP Class UID, from the dataset, else from the file meta information."""
    for wanted in (_SOP_CLASS, _MEDIA_STORAGE_SOP_CLASS):
        for node in nodes:
            if node.tag == wanted and node.depth == 0:
                return next(iter(node.scope.strings(wanted)), "")
    return ""
