"""What own rules leave of what the profile takes away: the stamps must not claim more."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.deidentification.by_option import option_for
from dicomwidgets.deidentification.patterns import compiled
from dicomwidgets.deidentification.profile import profile_named
from dicomwidgets.deidentification.rule_checks import DATES, fits_vr, is_protected
from dicomwidgets.reference.tags import tag_info

if TYPE_CHECKING:
    from dicomwidgets.deidentification.own_rules import OwnAction, OwnRule
    from dicomwidgets.deidentification.policy import Policy

__all__ = ["keeps_identity", "times_left", "weakens"]

_LEAVING = frozenset({"keep", "clean", "shift"})
_PATIENT = 0x0010
_CHARACTERISTICS = "retain_patient_characteristics"


class _Left(NamedTuple):
    action: OwnAction
    tag: int
    vr: str
    is_characteristic: bool


def weakens(policy: Policy) -> bool:
    """Whether a rule leaves, wholly or in part, what profile and options take away."""
    return bool(_left(policy)) or any(
        rule.action in _LEAVING and compiled(rule.pattern).may_be_private for rule in policy.rules
    )


def keeps_identity(policy: Policy) -> bool:
    """Whether a rule keeps an attribute of the patient that the profile takes away.

    These are the attributes of group 0010 in PS3.15 Table E.1-1, but for those that the Retain
    Patient Characteristics Option would keep.
    """
    return any(
        left.tag >> 16 == _PATIENT and left.action == "keep" and not left.is_characteristic
        for left in _left(policy)
    )


def times_left(policy: Policy) -> str:
    """Return ``"UNMODIFIED"`` or ``"MODIFIED"`` where rules leave times so, else ``""``."""
    actions = {left.action for left in _left(policy) if left.vr in DATES}
    if "keep" in actions:
        return "UNMODIFIED"
    return "MODIFIED" if actions else ""


@lru_cache(maxsize=256)
def _left(policy: Policy) -> tuple[_Left, ...]:
    """Return what rules leave of the table's rows, as far as patterns alone tell."""
    leaving = [rule for rule in policy.rules if rule.action in _LEAVING]
    found: list[_Left] = []
    for tag, row in profile_named(policy.profile).rules.items() if leaving else ():
        vr = tag_info(tag).vr
        if option_for(row, vr, policy.options) is not None:
            continue
        is_characteristic = any(name == _CHARACTERISTICS for name, _ in row.options)
        found += [
            _Left(rule.action, tag, vr, is_characteristic)
            for rule in leaving
            if _may_fit(rule, tag, vr)
        ]
    return tuple(found)


def _may_fit(rule: OwnRule, tag: int, vr: str) -> bool:
    if rule.vrs and vr not in rule.vrs:
        return False
    if is_protected(tag, "", rule.action) or not fits_vr(rule.action, vr):
        return False
    return compiled(rule.pattern).may_match(tag)
