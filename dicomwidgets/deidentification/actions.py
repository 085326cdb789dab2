"""From an action code of PS3.15 Table E.1-1 to what happens to one element."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from dicomwidgets.deidentification import reasons
from dicomwidgets.deidentification.dummies import DUMMY_ITEMS, FOLLOWS_TABLE, dummy_value
from dicomwidgets.deidentification.uids import is_registered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.deidentification.attribute_types import Type
    from dicomwidgets.deidentification.profile import Rule
    from dicomwidgets.deidentification.uids import UidMapping

__all__ = ["ACTIONS", "Action", "Decision", "choose", "decide", "decide_uid", "keep"]

Action = Literal["keep", "remove", "empty", "replace", "uid"]
ACTIONS: tuple[Action, ...] = ("remove", "empty", "replace", "uid", "keep")

_STRENGTH = {"X": 0, "Z": 1, "D": 2, "U*": 2, "U": 2}
_NEEDED = {"3": 0, "2": 1, "1": 2, "unknown": 2}
_BY_LETTER: dict[str, Action] = {"X": "remove", "Z": "empty", "D": "replace", "U*": "uid"}


class Decision(NamedTuple):
    """What happens to one element.

    Parameters
    ----------
    action
        What is done.
    code
        The action code behind it, ``"—"`` where the table has none.
    why
        The reason in words.
    value
        The new value, ``None`` where there is none.
    descend
        Of a sequence: whether its items stay and are treated one by one.
    """

    action: Action
    code: str
    why: str
    value: Any = None
    descend: bool = False


def keep(why: str, code: str = "—", *, descend: bool = False) -> Decision:
    """Return the decision to leave an element as it is."""
    return Decision("keep", code, why, descend=descend)


def choose(code: str, kind: Type) -> str:
    """Return the mildest letter of a compound code that an attribute of this Type allows.

    Notes
    -----
    PS3.15 E.1, Table E.1-1a: ``X/Z/D`` is X, unless Z (Type 2) or D (Type 1) is needed to stay
    conformant; likewise ``X/Z``, ``X/D``, ``Z/D`` and ``X/Z/U*``. Where the Type is not known
    the strongest letter is taken: a value that is not empty is valid for every Type.
    """
    letters = code.split("/")
    needed = _NEEDED[kind]
    return next((letter for letter in letters if _STRENGTH[letter] >= needed), letters[-1])


def decide(rule: Rule, kind: Type, noun: str, keyword: str, vr: str) -> Decision:
    """Decide about an element that the table lists with X, Z, D or a compound code.

    Parameters
    ----------
    rule
        Its row of the table.
    kind
        The attribute's Type in this object.
    noun
        The object in words, for the reason.
    keyword, vr
        Of the element.

    Notes
    -----
    Z lets a dummy take the place of the empty value (PS3.15 E.1), which is what an attribute of
    Type 1 gets. A sequence with D gets one dummy item; where its items are nothing but references
    they stay, with new UIDs.
    """
    action = _BY_LETTER[choose(rule.code, kind)]
    if action == "empty" and kind == "1":
        action = "replace"
    why = reasons.listed(rule, action, kind, noun)
    if action in {"remove", "empty"}:
        return Decision(action, rule.code, why)
    if keyword in FOLLOWS_TABLE:
        return Decision(action, rule.code, why, descend=True)
    if vr == "SQ":
        return Decision(action, rule.code, why, DUMMY_ITEMS.get(keyword, {}))
    return Decision(action, rule.code, why, dummy_value(vr))


def decide_uid(code: str, old: Sequence[str], uids: UidMapping) -> Decision:
    """Decide about an element that holds UIDs and gets new ones (code U, or D with VR UI)."""
    if not any(old):
        return keep(reasons.OUTSIDE["no_uid"], code)
    if all(is_registered(uid) for uid in old):
        return keep(reasons.OUTSIDE["registered"], code)
    new = [uids.new(uid) for uid in old]
    action: Action = "replace" if code == "D" else "uid"
    return Decision(action, code, reasons.uid_reason(code), new[0] if len(new) == 1 else new)
