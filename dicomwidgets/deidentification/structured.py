"""Content items: what the Clean Structured Content Option makes of them (PS3.15 E.3.4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.deidentification import reasons
from dicomwidgets.deidentification.actions import Verdict, dummy, keep, remove
from dicomwidgets.deidentification.by_option import option_for
from dicomwidgets.deidentification.content_concepts import CONCEPTS, LOCAL
from dicomwidgets.deidentification.content_items import content_item, reference_item
from dicomwidgets.deidentification.dummies import dummy_value
from dicomwidgets.deidentification.rule_checks import DATES, TEXTS
from dicomwidgets.reference.tags import tag_info

if TYPE_CHECKING:
    from dicomwidgets.deidentification.content_items import ContentItem
    from dicomwidgets.deidentification.policy import Policy
    from dicomwidgets.deidentification.profile import Profile, Rule

__all__ = [
    "CONCEPT_NAME",
    "TEXT_VALUE",
    "concept_at",
    "content_verdict",
    "is_content",
    "local_code",
    "told_apart",
    "told_of_reference",
]

CONCEPT_NAME = 0x0040A043
TEXT_VALUE = 0x0040A160
_MEASURED_AT = re.compile(r"MeasuredValueSequence(?:\[\d+\])?\.$")
_MARK = re.compile(r"<[^>]*>")
"""The key of a concept, in a place."""

_OPTION = "clean_structured_content"
_LISTED = "E.3.4-1"
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
_NUMBER, _REFERENCED = 0x0040A30A, 0x00081199
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
    last = _MEASURED_AT.sub("", place).rstrip(".").rpartition(".")[2]
    found = _MARK.search(last)
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

    Notes
    -----
    A row of PS3.15 Table E.3.4-1 decides; where it has none, the attribute that the concept is
    like; a text of any other item is cleaned.
    """
    item = content_item(concept, tag)
    if item is not None:
        return _listed(policy, item, concept, tag, vr)
    if concept in CONCEPTS and tag in _VALUES:
        return _like(policy, profile, concept, tag, vr)
    if tag == TEXT_VALUE:
        return Verdict("clean", "C", reasons.CLEAN["content"], "clean")
    return None


def told_of_reference(verdict: Verdict, concept: str, tag: int) -> Verdict:
    """Return the verdict about a reference, which names its content item where there is a row.

    The UIDs in it decide, by their own rows: new ones stand in for what D and X take away, as an
    item needs its reference (PS3.3 C.18.3), and the Retain UIDs Option keeps them in both tables.
    """
    item = reference_item(concept) if tag == _REFERENCED else None
    if item is None or not verdict.descend:
        return verdict
    why = reasons.content_item(item.name, item.code, item.scheme)
    return verdict._replace(why=f"{why} {reasons.content_reference(item.rule.code)}")


class _Row(NamedTuple):
    """What decides about a value: a row, of which table, why, and the attribute that it is like."""

    rule: Rule
    table: str
    why: str
    like: int


def _listed(policy: Policy, item: ContentItem, key: str, tag: int, vr: str) -> Verdict | None:
    """Treat a value as the row of its content item says."""
    why = reasons.content_item(item.name, item.code, item.scheme)
    if item.value_type == "CONTAINER":
        code = item.rule.code
        kept = option_for(item.rule, vr, policy.options) is not None
        return None if kept else remove(f"{why} {reasons.content_gone(code)}", code)
    like = CONCEPTS[key].like if key in CONCEPTS else 0
    return _by_row(policy, _Row(item.rule, _LISTED, why, like), tag, vr)


def _like(policy: Policy, profile: Profile, key: str, tag: int, vr: str) -> Verdict | None:
    """Treat a value as the attribute that it is like."""
    concept = CONCEPTS[key]
    rule = profile.rule_for(concept.like)
    if rule is None:
        return None
    why = reasons.concept(concept.name, key, tag_info(concept.like).name)
    return _by_row(policy, _Row(rule, "E.1-1", why, concept.like), tag, vr)


def _by_row(policy: Policy, row: _Row, tag: int, vr: str) -> Verdict:
    like = tag_info(row.like).vr if row.like else ""
    cell = option_for(row.rule, like if like in DATES else vr, policy.options)
    found = _by_cell(cell, row, like, tag, vr) if cell is not None else None
    return found or _without(row, tag, vr)


def _by_cell(cell: tuple[str, str], row: _Row, like: str, tag: int, vr: str) -> Verdict | None:
    """Return what an option makes of a value, ``None`` where it can't be cleaned."""
    option, code = cell
    if code == "K" and tag == _NUMBER and like == "AS":
        why = reasons.kept_by(option, like, row.table)
        return Verdict("clean", code, f"{row.why} {why}", "age")
    if code == "K":
        why = f"{row.why} {reasons.kept_by(option, vr, row.table)}"
        return keep(why, code, descend=vr == "SQ")
    why = f"{row.why} {reasons.cleaned_by(option, row.table)}"
    if vr in DATES:
        return Verdict("clean", code, why, "date", dummy_value(vr))
    listed = row.table == _LISTED and vr in TEXTS
    return Verdict("clean", code, why, "clean") if listed else None


def _without(row: _Row, tag: int, vr: str) -> Verdict:
    code, like = row.rule.code, row.like
    why = f"{row.why} {reasons.concept_goes(code, row.table)}"
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
