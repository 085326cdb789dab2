"""Kinds of reasons for what happens to an element, and what a rule of one's own could do to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.deidentification.own_rules import OWN_ACTIONS, OwnRule, rules_from
from dicomwidgets.deidentification.rule_checks import TEXTS, fits_vr, is_protected
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reference.tags import is_private

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.deidentification.own_rules import OwnAction
    from dicomwidgets.deidentification.plan_rows import PlanRow

__all__ = ["REASONS", "actions_for", "reason_of", "rule_for"]

REASONS = ("table", "option", "own", "private", "sequence", "stamp", "meta", "unlisted")
"""Kinds of reasons: PS3.15 Table E.1-1, an option, an own rule, private, gone with the sequence
around, a stamp of the anonymization, file meta information, not in the table."""

_BY_OPTION = frozenset({"K", "C"})
_NOT_LISTED = "—"


def reason_of(row: PlanRow, tree: Sequence[PlanRow]) -> str:
    """Return the kind of the reason, one of `REASONS`."""
    if row.code == "own":
        return "own"
    if _goes_with_another(row, tree):
        return "sequence"
    if row.tag >> 16 == 2 or is_private(row.tag):
        return "private" if is_private(row.tag) else "meta"
    if row.code == _NOT_LISTED:
        return "stamp" if row.action == "replace" else "unlisted"
    return "option" if row.code in _BY_OPTION else "table"


def actions_for(row: PlanRow, tree: Sequence[PlanRow]) -> list[OwnAction]:
    """Return what a rule of one's own can do to the element; nothing where it has no say."""
    if row.is_item or row.added or _goes_with_another(row, tree):
        return []
    place = row.path.rpartition(".")[0]
    return [
        action
        for action in OWN_ACTIONS
        if not is_protected(row.tag, place, action)
        and fits_vr(action, row.vr)
        and (action != "clean" or row.vr in TEXTS or row.vr == "SQ")
    ]


def rule_for(row: PlanRow, action: OwnAction, value: str | None) -> OwnRule:
    """Return the rule that does something to the element of a row, in all files.

    Raises
    ------
    ArgumentError
        When that can't be done to the element, or the value is none that it can have.
    """
    creator = row.node.scope.creator(row.tag) if row.node and is_private(row.tag) else ""
    values = tuple(value.split("\\")) if value and action == "replace" and row.vr != "SQ" else None
    rule = OwnRule(row.path, action, values, (), creator.strip(" \0"))
    if action not in OWN_ACTIONS or not fits_vr(action, row.vr):
        raise ArgumentError("This can't be done to the element.", remedy="Choose another action.")
    return rules_from([rule])[0]


def _goes_with_another(row: PlanRow, tree: Sequence[PlanRow]) -> bool:
    """Whether a sequence around decides."""
    return row.parent >= 0 and tree[row.parent].action == "remove"
