"""The one place that decides: what happens to which element, asked by the plan and the engine.

The order, from the strongest: the user's own rules, of which the last that fits decides; the file
meta information; private elements; the options' columns of PS3.15 Table E.1-1; its Basic Profile.
"""

from __future__ import annotations

import re
from functools import lru_cache
from struct import pack
from typing import TYPE_CHECKING

from dicomwidgets.deidentification import reasons
from dicomwidgets.deidentification.actions import Verdict, decide, dummy, keep, remove
from dicomwidgets.deidentification.attribute_types import Type, types_for
from dicomwidgets.deidentification.by_option import by_option
from dicomwidgets.deidentification.by_own_rule import by_own_rule
from dicomwidgets.deidentification.dummies import dummy_value
from dicomwidgets.deidentification.dummy_documents import (
    DOCUMENT,
    DOCUMENT_LENGTH,
    dummy_document,
)
from dicomwidgets.deidentification.meta import MEDIA_INSTANCE, meta_verdict
from dicomwidgets.deidentification.patterns import compiled
from dicomwidgets.deidentification.private_elements import private_verdict
from dicomwidgets.deidentification.profile import profile_named
from dicomwidgets.deidentification.rule_checks import TEXTS
from dicomwidgets.deidentification.safe_private import NOTHING_DECLARED, SafePrivate
from dicomwidgets.deidentification.structured import (
    concept_at,
    content_verdict,
    is_content,
    local_code,
    told_apart,
    told_of_reference,
)
from dicomwidgets.elements.path import path_name
from dicomwidgets.reference.tags import is_private, tag_info
from dicomwidgets.reference.uids import is_registered, uid_name

if TYPE_CHECKING:
    from dicomwidgets.deidentification.policy import Policy
    from dicomwidgets.deidentification.profile import Rule
    from dicomwidgets.deidentification.safe_private import SafeBlock

__all__ = ["PIXELS", "Decider", "Table", "decider_for"]

PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
"""Float Pixel Data, Double Float Pixel Data and Pixel Data (PS3.3 C.7.6.3)."""

_SOP_INSTANCE = 0x00080018
_PATIENT = frozenset({0x00100010, 0x00100020})
"""Patient's Name and Patient ID, which Z and D let a pseudonym take the place of."""
_OTHER_GROUPS = frozenset({0x0000, 0x0002, 0x0004, 0x0006})
_DIRECTORY = "a Media Storage Directory"
_FREE = frozenset({"LT", "ST", "UC", "UR", "UT"})
_PUBLISHED = frozenset({0x00080115, 0x00080116, 0x00400032, 0x00620020})
"""Free text by VR only: coding schemes and who publishes them, an issuer's and a track's ID."""
_SPOKEN = frozenset({0x0022, 0x1500})
"""Overlay Description and Overlay Label."""
_TELLING = frozenset({"AS", "DA", "DT", "PN", "TM"})
"""VRs of what tells who, when or how old: in an element of another VR it has no place."""
_HARMLESS = frozenset({"AT", "CS", "DS", "FD", "FL", "IS", "SL", "SS", "SV", "UL", "US", "UV"})
"""VRs of which an element may stay that no dictionary knows: numbers and codes."""
_MARKS = re.compile(r"\[\d+\]|<[^>]*>")
_NO_NUMBERS: frozenset[int] = frozenset()
_OVERLAY_DATA = 0x60003000
_SINGLE = {
    0x00080001: remove(reasons.OUTSIDE["length_to_end"]),
    0x04000500: remove(reasons.OUTSIDE["encrypted"]),
    0x4FFE0001: remove(reasons.OUTSIDE["signed"]),
    **dict.fromkeys(PIXELS, keep(reasons.OUTSIDE["pixels"])),
}
"""Elements that the table does not list, and that are treated in a way of their own."""
_CAN_FAIL = frozenset({"age", "date"})
"""New values that can't be made of what is no date: a dummy stands in where none may be missing."""
_NEEDED = frozenset({"1", "unknown"})
_MOST_PLACES = 4096
_MOST_AT_A_PLACE = 8192

Table = dict[tuple[int, str, str], Verdict]
"""(tag, VR, private creator) → verdict, of the elements met so far at one place."""


class Decider:
    """What a policy makes of each element of one kind of object. Thread-safe.

    Parameters
    ----------
    policy
        Profile, options, own rules.
    sop_class_uid
        Says which attributes the object requires (PS3.3 Annex A); "" where it is not known.
    declared
        Private elements that the file itself calls safe (`declared_private.declared_safe`).
    """

    def __init__(
        self,
        policy: Policy,
        sop_class_uid: str,
        declared: frozenset[SafeBlock] = NOTHING_DECLARED,
    ) -> None:
        self.policy = policy
        self.types = types_for(sop_class_uid)
        self._profile = profile_named(policy.profile)
        self._noun = _noun(sop_class_uid)
        self._document = dummy_document(sop_class_uid)
        keeps_private = "retain_safe_private" in policy.options
        self._safe = SafePrivate(declared) if keeps_private else None
        self._tables: dict[str, Table] = {}
        patterns = (compiled(rule.pattern) for rule in policy.rules)
        self._numbered = tuple(each for each in patterns if each.is_numbered)

    def verdict(self, place: str, tag: int, vr: str, creator: str = "") -> Verdict:
        """Return what happens to an element.

        Parameters
        ----------
        place
            Names of the sequences around, as `below` gives them; empty at the top and in the
            file meta information.
        tag
            Group and element as one number.
        vr
            By which the value is read: ``"SQ"`` also for a sequence written as UN.
        creator
            The private creator of the block it is in; for the element that reserves a block, its
            own value.
        """
        table = self._tables.get(place)
        if table is None:
            table = self.table(place)
        key = (tag, vr, creator)
        found = table.get(key)
        if found is None:
            if len(table) >= _MOST_AT_A_PLACE:
                table.clear()
            found = table[key] = self._decide(place, tag, vr, creator)
        return found

    def table(self, place: str) -> Table:
        """Return the verdicts given so far at a place; `verdict` fills it."""
        if len(self._tables) >= _MOST_PLACES:
            self._tables.clear()
        return self._tables.setdefault(place, {})

    def numbers(self, tag: int) -> frozenset[int]:
        """Return the items of a sequence, from 0, that own rules tell from the others."""
        if not self._numbered:
            return _NO_NUMBERS
        return _NO_NUMBERS.union(*(each.numbers(path_name(tag)) for each in self._numbered))

    def told_apart(self, place: str, tag: int) -> str:
        """Return by what items of a sequence differ for the decision (`structured.told_apart`)."""
        return told_apart(place, tag, self.policy)

    def below(self, place: str, tag: int, item: int = -1, concept: str = "") -> str:
        """Return the place of the elements in a sequence.

        Parameters
        ----------
        place, tag
            Of the sequence.
        item
            Number of the item, from 0, where it is one of `numbers`: no other tells anything.
        concept
            Key of what the item is about, where it is `told_apart` and has one.

        Returns
        -------
        str
            The place around, the name that `elements.path.path_name` gives, and a dot. A number
            stands behind the name only where a rule asks for it, so that the items of a sequence
            share one place and its answers.
        """
        number = f"[{item}]" if item >= 0 else ""
        return f"{place}{path_name(tag)}{number}{f'<{concept}>' if concept else ''}."

    def _decide(self, place: str, tag: int, vr: str, creator: str) -> Verdict:
        for rule in reversed(self.policy.rules):
            own = by_own_rule(rule, place, tag, vr, creator)
            if own is not None:
                return own
        concept = concept_at(place)
        found = local_code(concept, tag)
        if found is None and is_content(place, self.policy):
            found = content_verdict(self.policy, self._profile, concept, tag, vr)
        found = found or self._by_table(_MARKS.sub("", place), tag, vr, creator)
        return told_of_reference(found, concept, tag)

    def _by_table(self, place: str, tag: int, vr: str, creator: str) -> Verdict:
        row = self._profile.rule_for(tag)
        if tag >> 16 == 2 and not place:
            if tag == MEDIA_INSTANCE:
                return self.verdict("", _SOP_INSTANCE, "UI")
            if row is None:
                return meta_verdict(tag)
        if is_private(tag):
            return private_verdict(self.policy, self._safe, tag, vr, creator)
        if row is None:
            return self._length(place) if tag == DOCUMENT_LENGTH else self._outside(tag, vr)
        return self._by_option(row, place, tag, vr) or self._basic(row, place, tag, vr)

    def _by_option(self, row: Rule, place: str, tag: int, vr: str) -> Verdict | None:
        found = by_option(self.policy, row, tag, vr)
        if found is None or found.make not in _CAN_FAIL:
            return found
        kind = self.types.type_of(place + tag_info(tag).keyword)
        return found._replace(value=dummy_value(vr)) if kind in _NEEDED else found

    def _basic(self, row: Rule, place: str, tag: int, vr: str) -> Verdict:
        if not place and tag in _PATIENT:
            return Verdict("replace", row.code, reasons.pseudonym(row), "pseudonym")
        keyword = tag_info(tag).keyword
        if row.code == "X" and self.types.requires(place + keyword):
            return self._required(row, keyword, tag, vr)
        kind: Type = "unknown"
        if "/" in row.code or row.code == "Z":
            kind = self.types.type_of(place + keyword)
        if "U*" in row.code and self.types.lists_references:
            kind = "2"  # Without its references the object would contradict that list.
        verdict = decide(row, kind, self._noun, keyword, vr)
        if tag == DOCUMENT and verdict.make == "value":
            verdict = verdict._replace(value=self._document)
        note = reasons.option_note(row, self.policy.options)
        return verdict._replace(why=f"{verdict.why} {note}") if note else verdict

    def _required(self, row: Rule, keyword: str, tag: int, vr: str) -> Verdict:
        """Decide about an element that the table removes and the object can't be without."""
        why = reasons.listed(row, "replace", "1", self._noun)
        if tag & 0xFF00FFFF == _OVERLAY_DATA:
            return Verdict("replace", row.code, why, "zeros")
        return dummy(row.code, why, keyword, vr)

    def _length(self, place: str) -> Verdict:
        """Decide about the length of an encapsulated document, which follows the document."""
        if self.verdict(place, DOCUMENT, "OB").make != "value":
            return self._outside(DOCUMENT_LENGTH, "UL")
        size = pack("<L", len(self._document))
        return Verdict("replace", "—", reasons.OUTSIDE["document_length"], "value", size)

    def _outside(self, tag: int, vr: str) -> Verdict:
        """Decide about an element that the table does not list."""
        outside = reasons.OUTSIDE
        if tag in _SINGLE:
            return _SINGLE[tag]
        if tag & 0xFFFF == 0:
            return remove(outside["group_length"])
        if tag >> 16 in _OTHER_GROUPS and self._noun != _DIRECTORY:
            return remove(outside["other_group"])
        known = tag_info(tag).vr
        displaced = (vr in _TELLING or known == "SQ") and vr != known
        if vr == "UN" or (vr not in _HARMLESS and not known) or displaced:
            return remove(outside["unknown"])
        return _kept(tag, vr)


def _kept(tag: int, vr: str) -> Verdict:
    """Return the verdict to keep an element that the table does not list."""
    if vr == "SQ":
        return keep(reasons.OUTSIDE["items"], descend=True)
    is_overlay = tag >> 24 == 0x60
    if (vr in _FREE and tag not in _PUBLISHED) or (
        is_overlay and tag & 0xFFFF in _SPOKEN and vr in TEXTS
    ):
        return Verdict("clean", "—", reasons.OUTSIDE["free_text"], "clean")
    return keep(reasons.OUTSIDE["overlay" if is_overlay else "keep"])


@lru_cache(maxsize=256)
def decider_for(
    policy: Policy, sop_class_uid: str, declared: frozenset[SafeBlock] = NOTHING_DECLARED
) -> Decider:
    """Return the decider of a policy for one kind of object; the same one for the same question.

    Parameters
    ----------
    policy, sop_class_uid, declared
        As for `Decider`.
    """
    return Decider(policy, sop_class_uid, declared)


def _noun(sop_class_uid: str) -> str:
    name = (uid_name(sop_class_uid) or sop_class_uid) if is_registered(sop_class_uid) else ""
    name = name.removesuffix(" Storage").removesuffix(" - For Presentation")
    if not name or (name[0].isdigit() and name[1] == "."):
        return "this kind of object"
    return f"{'an' if name[0] in 'AEIOX' or name[:2] in {'MR', 'RT', 'SR', 'NM'} else 'a'} {name}"
