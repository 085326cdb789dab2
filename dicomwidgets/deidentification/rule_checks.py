"""Whether an own rule can be meant: before anything is read or written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.deidentification.patterns import compiled
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reference.tags import tag_info
from dicomwidgets.reference.vrs import VRS

if TYPE_CHECKING:
    from dicomwidgets.deidentification.own_rules import OwnAction, OwnRule

__all__ = ["DATES", "TEXTS", "check_rule", "fits_vr", "is_protected"]

DATES = frozenset({"DA", "DT", "TM"})
TEXTS = frozenset({"AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UT"})
"""VRs whose values people may have typed."""

_FITTING = {"uid": frozenset({"UI"}), "shift": DATES, "pseudonym": TEXTS - {"AE", "CS"}}
_STRINGS = TEXTS | DATES | {"AS", "DS", "IS", "UI", "UR"}

_NEVER = {
    0x00080005: "says how all texts are to be read",
    0x00080016: "says what kind of object the file holds",
    0x00120062: "is a stamp of the anonymization",
    0x00120063: "is a stamp of the anonymization",
    0x00120064: "is a stamp of the anonymization",
    0x00280303: "is a stamp of the anonymization",
    0x7FE00001: "belongs to the pixels",
    0x7FE00002: "belongs to the pixels",
    0x7FE00008: "is the image itself",
    0x7FE00009: "is the image itself",
    0x7FE00010: "is the image itself",
}
_NAMES_THE_FILE = 0x00080018


def is_protected(tag: int, place: str, action: OwnAction) -> bool:
    """Whether an element is none that own rules may treat so.

    The file meta information, group lengths, what the rest of the file can't be read without,
    the pixels and the stamps of an anonymization are left alone; SOP Instance UID (0008,0018) may
    be kept or get a new one, as each file must have its own.
    """
    if tag >> 16 == 2 or tag & 0xFFFF == 0:
        return True
    if place:
        return tag == 0x00080005
    return tag in _NEVER or (tag == _NAMES_THE_FILE and action not in {"keep", "uid"})


def fits_vr(action: OwnAction, vr: str) -> bool:
    """Whether an action can be done to elements of a VR."""
    return vr in _FITTING.get(action, {vr})


def check_rule(rule: OwnRule) -> None:
    """Refuse a rule that can't be meant.

    Raises
    ------
    ArgumentError
        When its pattern is none, an element may not be treated so, a VR is unknown, the action
        can't be done to the element, or the value is none that it can have.
    """
    pattern = compiled(rule.pattern)
    if unknown := [vr for vr in rule.vrs if vr not in VRS]:
        raise _refused(rule, f"There is no VR {unknown[0][:8]!r}", "VRs are two letters: LO, PN.")
    if rule.value is not None and rule.action != "replace":
        raise _refused(rule, f"{rule.action!r} takes no value", 'Write "action": "replace".')
    if pattern.tag >= 0:
        _check_element(rule, pattern.tag, "." if len(pattern.steps) > 1 else "")


def _check_element(rule: OwnRule, tag: int, place: str) -> None:
    if is_protected(tag, place, rule.action):
        reason = _NEVER.get(tag, "is written anew in every file")
        raise _refused(rule, f"This element {reason}", "Leave the rule out.")
    vr = tag_info(tag, rule.creator).vr
    if vr and " " not in vr and not fits_vr(rule.action, vr):
        fitting = ", ".join(sorted(_FITTING[rule.action]))
        raise _refused(rule, f"{rule.action!r} fits elements with VR {fitting}, not {vr}", "")
    if rule.value is None:
        return
    if vr == "SQ":
        raise _refused(rule, "A sequence can't be replaced by a text", "Write it without a value.")
    if vr not in _STRINGS:
        return
    from pydicom import config  # noqa: PLC0415 - few rules have a value
    from pydicom.valuerep import validate_value  # noqa: PLC0415

    for value in rule.value:
        try:
            validate_value(vr, value, config.RAISE)
        except ValueError:
            raise _refused(rule, f"The value is none that VR {vr} can have", "") from None


def _refused(rule: OwnRule, message: str, remedy: str) -> ArgumentError:
    return ArgumentError(f"The rule for {rule.pattern[:64]!r}: {message}.", remedy=remedy or None)
