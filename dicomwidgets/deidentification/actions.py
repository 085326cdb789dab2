"""From an action code of PS3.15 Table E.1-1 to what happens to one element."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from dicomwidgets.deidentification import reasons
from dicomwidgets.deidentification.dummies import DUMMY_ITEMS, FOLLOWS_TABLE, dummy_value

if TYPE_CHECKING:
    from dicomwidgets.deidentification.attribute_types import Type
    from dicomwidgets.deidentification.profile import Rule

__all__ = [
    "ACTIONS",
    "OWN",
    "Action",
    "Make",
    "Verdict",
    "choose",
    "decide",
    "dummy",
    "keep",
    "remove",
]

Action = Literal["keep", "remove", "empty", "replace", "uid", "clean"]
ACTIONS: tuple[Action, ...] = ("remove", "empty", "replace", "uid", "clean", "keep")

Make = Literal["", "value", "item", "uid", "date", "age", "clean", "pseudonym", "zeros"]
"""How the new value comes about: nothing new or none at all; the verdict's own; its one item; new
UIDs; shifted; ages over 89 made 90; known values and identifiers taken out; a pseudonym;
as many bytes, all zero."""

OWN = "own"
"""Stands for the code where a rule of the user's own decides."""

_STRENGTH = {"X": 0, "Z": 1, "D": 2, "U*": 2, "U": 2}
_NEEDED = {"3": 0, "2": 1, "1": 2, "unknown": 2}
_BY_LETTER: dict[str, Action] = {"X": "remove", "Z": "empty", "D": "replace", "U*": "uid"}


class Verdict(NamedTuple):
    """What happens to one kind of element at one place; no values have been looked at.

    Parameters
    ----------
    action
        What is done.
    code
        The action code behind it, ``"—"`` where the table has none, ``"own"`` for an own rule.
    why
        The reason in words.
    make
        How the new value comes about.
    value
        Of ``make="value"`` the new value, a text, a list of texts, or bytes for VRs that are no
        texts; of ``make="item"`` the one dummy item, keyword → value.
    descend
        Of a sequence: whether its items stay and are treated one by one.
    """

    action: Action
    code: str
    why: str
    make: Make = ""
    value: Any = None
    descend: bool = False


def keep(why: str, code: str = "—", make: Make = "", *, descend: bool = False) -> Verdict:
    """Return the verdict to leave an element as it is."""
    return Verdict("keep", code, why, make, descend=descend)


def remove(why: str, code: str = "—") -> Verdict:
    """Return the verdict to remove an element, with all that is in it."""
    return Verdict("remove", code, why)


def choose(code: str, kind: Type) -> str:
    """Return the mildest letter of a compound code that an attribute of this Type allows.

    Notes
    -----
    PS3.15 E.1, Table E.1-1a: ``X/Z/D`` is X, unless Z (Type 2) or D (Type 1) is needed to stay
    conformant; likewise ``X/Z``, ``X/D``, ``Z/D`` and ``X/Z/U*``. Where the Type is not known
    the strongest letter is taken: a value that is not empty is valid for every Type. Of Type 2,
    references get new UIDs (U*) and are not emptied: the object's Common Instance Reference
    Module would list what nothing in it refers to.
    """
    letters = code.split("/")
    needed = _NEEDED[kind]
    if kind == "2" and "U*" in letters:
        return "U*"
    return next((letter for letter in letters if _STRENGTH[letter] >= needed), letters[-1])


def decide(rule: Rule, kind: Type, noun: str, keyword: str, vr: str) -> Verdict:
    """Decide about an element as its row's code of the Basic Profile says.

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
    if rule.code == "U" or (rule.code == "D" and vr == "UI"):
        action: Action = "replace" if rule.code == "D" else "uid"
        return Verdict(action, rule.code, reasons.uid_reason(rule.code), "uid")
    action = _BY_LETTER[choose(rule.code, kind)]
    if action == "empty" and kind == "1":
        action = "replace"
    why = reasons.listed(rule, action, kind, noun)
    if action in {"remove", "empty"}:
        return Verdict(action, rule.code, why)
    if keyword in FOLLOWS_TABLE:
        return Verdict(action, rule.code, why, descend=True)
    return dummy(rule.code, why, keyword, vr)


def dummy(code: str, why: str, keyword: str, vr: str) -> Verdict:
    """Return the verdict that a dummy takes the place of a value or of a sequence's items."""
    if vr == "SQ":
        return Verdict("replace", code, why, "item", DUMMY_ITEMS.get(keyword, {}))
    if vr == "UI":
        return Verdict("replace", code, why, "uid")
    return Verdict("replace", code, why, "value", dummy_value(vr))
