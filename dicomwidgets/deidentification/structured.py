"""Content items: what the Clean Structured Content Option makes of them (PS3.15 E.3.4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dicomwidgets.deidentification import reasons
from dicomwidgets.deidentification.actions import Verdict, dummy, keep
from dicomwidgets.deidentification.by_option import option_for
from dicomwidgets.deidentification.content_concepts import CONCEPTS, LOCAL
from dicomwidgets.deidentification.rule_checks import DATES
from dicomwidgets.reference.tags import tag_info

if TYPE_CHECKING:
    from dicomwidgets.deidentification.policy import Policy
    from dicomwidgets.deidentification.profile import Profile

__all__ = [
    "CONCEPT_NAME",
    "MARK",
    "concept_at",
    "content_verdict",
    "is_content",
    "local_code",
    "told_apart",
]

CONCEPT_NAME = 0x0040A043
MARK = re.compile(r"<[^>]*>")
"""The key of a concept, in a place."""

_OPTION = "clean_structured_content"
_DESCRIPTORS = "clean_descriptors"
_CONTENT = {
    0x0040A730: "ContentSequence",
    0x00400555: "AcquisitionContextSequence",
    0x00400612: "SpecimenPreparationStepContentItemSequence",
    0x00400440: "ProtocolContextSequence",
    0x00400441: "ContentItemModifierSequence",
}
_INSIDE = re.compile(rf"(?:^|\.)(?:{'|'.join(_CONTENT.values())})[\[<.]")
_VALUES = frozenset(
    {
        *(0x0040A120, 0x0040A121, 0x0040A122, 0x0040A123, 0x0040A124, 0x0040A160),
        *(0x0040A168, 0x0040A300, 0x0040A30A, 0x0040A161, 0x0040A162, 0x0040A163),
    }
)
"""What holds the value of a content item (PS3.3 C.17.3.2, 10.2)."""
_CODES, _MEASURED, _MEANING, _CODE_VALUE = 0x0040A168, 0x0040A300, 0x00080104, 0x00080100
_TEXT, _NUMBER = 0x0040A160, 0x0040A30A
_PATIENT = frozenset({0x00100010, 0x00100020})
_NO_SEX = {"CodeValue": "U", "CodingSchemeDesignator": "DCM", "CodeMeaning": "Unknown sex"}


def is_content(place: str, policy: Policy) -> bool:
    """Whether a place is in structured content that stays and is cleaned."""
    return _OPTION in policy.options and bool(_INSIDE.search(place))


def told_apart(place: str, tag: int, policy: Policy) -> str:
    """Return by what the items of a sequence are told apart.

    Returns
    -------
    str
        ``"concept"``: by their Concept Name; ``"scheme"``: codes, by their scheme; "" by nothing.
    """
    if _OPTION in policy.options and tag in _CONTENT:
        return "concept"
    cleans = _DESCRIPTORS in policy.options or is_content(place, policy)
    return "scheme" if cleans and tag_info(tag).keyword.endswith("CodeSequence") else ""


def local_code(concept: str, tag: int) -> Verdict | None:
    """Return what happens to the words of a code of somebody's own; ``None`` for all else."""
    if concept != LOCAL or tag not in (_MEANING, _CODE_VALUE):
        return None
    return Verdict("clean", "C", reasons.CLEAN["local_code"], "clean")


def concept_at(place: str) -> str:
    """Return the key of the concept that the elements at a place belong to, "" for none."""
    last = place.removesuffix("MeasuredValueSequence.").rstrip(".").rpartition(".")[2]
    found = MARK.search(last)
    return found[0][1:-1] if found else ""


def content_verdict(
    policy: Policy, profile: Profile, concept: str, tag: int, vr: str
) -> Verdict | None:
    """Return what happens to an element of a content item; ``None``: what happens elsewhere.

    Parameters
    ----------
    policy, profile
        Options and the table.
    concept
        Key of the item's concept, "" for one that names nobody.
    tag, vr
        Of the element.
    """
    if concept in CONCEPTS and tag in _VALUES:
        return _like(policy, profile, concept, tag, vr)
    if tag == _TEXT:
        return Verdict("clean", "C", reasons.CLEAN["content"], "clean")
    return None


def _like(policy: Policy, profile: Profile, key: str, tag: int, vr: str) -> Verdict | None:
    """Treat a value as the attribute that it is like."""
    concept = CONCEPTS[key]
    like = tag_info(concept.like)
    row = profile.rule_for(concept.like)
    if row is None:
        return None
    why = reasons.concept(concept.name, key, like.name)
    kind = like.vr if like.vr in DATES else vr
    cell = option_for(row, kind, policy.options)
    if cell is not None and cell[1] == "K" and tag == _NUMBER and like.vr == "AS":
        return Verdict("clean", "K", f"{why} {reasons.kept_by(cell[0], 'AS')}", "age")
    if cell is not None and cell[1] == "K":
        return keep(f"{why} {reasons.kept_by(cell[0], vr)}", "K", descend=vr == "SQ")
    if cell is not None and vr in DATES:
        return Verdict("clean", "C", f"{why} {reasons.cleaned_by(cell[0])}", "date")
    return _without(concept.like, row.code, f"{why} {reasons.concept_goes(row.code)}", tag, vr)


def _without(like: int, code: str, why: str, tag: int, vr: str) -> Verdict:
    if tag == _MEASURED:
        return Verdict("empty", code, why)
    if tag == _CODES and like == _SEX:
        return Verdict("replace", code, why, "item", _NO_SEX)
    if like in _PATIENT and vr not in {"SQ", "UI"}:
        return Verdict("replace", code, why, "pseudonym")
    if vr == "UI":
        return Verdict("uid", code, why, "uid")
    return dummy(code, why, tag_info(tag).keyword, vr)


_SEX = 0x00100040
