"""What the user's own rules make of an element."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.deidentification import reasons
from dicomwidgets.deidentification.actions import OWN, Action, Make, Verdict, dummy
from dicomwidgets.deidentification.rule_checks import fits_vr, is_protected
from dicomwidgets.reference.tags import tag_info

if TYPE_CHECKING:
    from dicomwidgets.deidentification.own_rules import OwnAction, OwnRule

__all__ = ["by_own_rule"]

_MADE: dict[OwnAction, tuple[Action, Make]] = {
    "keep": ("keep", ""),
    "remove": ("remove", ""),
    "empty": ("empty", ""),
    "uid": ("uid", "uid"),
    "shift": ("clean", "date"),
    "clean": ("clean", "clean"),
    "pseudonym": ("replace", "pseudonym"),
}


def by_own_rule(rule: OwnRule, place: str, tag: int, vr: str, creator: str = "") -> Verdict | None:
    """Return what a rule makes of an element; ``None`` where it does not fit.

    Parameters
    ----------
    rule
        The rule.
    place, tag, vr, creator
        Of the element, as for `Decider.verdict`.
    """
    if not rule.fits(place, tag, vr, creator) or is_protected(tag, place, rule.action):
        return None
    if not fits_vr(rule.action, vr):
        return None
    why = reasons.own_rule(rule.pattern, rule.action)
    if rule.action != "replace":
        action, make = _MADE[rule.action]
        if vr == "SQ":
            return Verdict(action, OWN, why, descend=action in {"keep", "clean"})
        return Verdict(action, OWN, why, make)
    if rule.value is None or vr == "SQ":
        return dummy(OWN, why, tag_info(tag).keyword, vr)
    value = rule.value[0] if len(rule.value) == 1 else list(rule.value)
    return Verdict("replace", OWN, why, "value", value)
