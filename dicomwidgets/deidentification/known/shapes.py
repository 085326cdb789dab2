"""Things in free text that are told by their shape: addresses, numbers, names with a title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.known.words import COMMON

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["shapes_in", "uids_in"]

_WEB = re.compile(r"(?i:\b(?:https?|ftps?|sftp|file|dicom)://[^\s\"<>]+|\bwww\.[^\s\"<>]+)")
_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*")
_UID = re.compile(r"(?<![\w.])[0-2](?:\.(?:0|[1-9]\d*)){5,}(?![\w])")
_SOCIAL = re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")

_PHONE = re.compile(
    r"(?<![\w.,-])(?:"
    r"\+\d{1,3}(?:[ ./()-]{0,2}\d){6,13}"  # international
    r"|(?:\+?1[ .-])?\(\d{3}\) ?\d{3}[ .-]?\d{4}|(?:1[ .-])?\d{3}[.-]\d{3}[.-]\d{4}"
    r"|\(?0\d{2,5}\)?[ /-]{1,3}\d{2,8}(?:[ -]\d{2,6}){0,3}"  # with the zero of an area code
    r")(?![\w]|[.,-]\d)"
)
_CALLED = re.compile(
    r"(?i:\b(?:tel(?:efon|ephone)?|phone|fon|fax|pager|beeper|mobile?|handy|ext(?:ension)?)\b)"
    r"[.:# ]{0,3}(?P<x>\+?\d(?:[ ./()-]{0,2}\d){2,14})(?!\w)"
)
_LONG = re.compile(r"(?<![\d.,])[A-Za-z]{0,4}[-_]?\d{6,}(?:[-_/]?[A-Za-z0-9]{1,8})?(?![\d.,]\d|\d)")
_LABELLED = re.compile(
    r"(?i:\b(?:mrn|pid|pat(?:ient)?[-_. ]?(?:id|no|nr|number)|case[-_ ]?(?:id|no|nr)|ssn|"
    r"acc(?:ession)?[-_. ]?(?:no|nr|num(?:ber)?|#)|accession|id|fall-?(?:nr|nummer)|uhid|nhs|"
    r"(?:insurance|policy|versicherten)[-_. ]?(?:no|nr|number|id)))"
    r"\b[.:#= ]{0,3}(?P<x>[A-Za-z]{0,4}[-_]?\d[\w-]{2,})"
)

_NAME = r"(?:[A-Z\u00c0-\u00de][\w'\u2019]+(?:-[A-Z\u00c0-\u00de]\w+)*)"
_TITLE = (
    r"(?:(?:Dr|DR|Prof|PROF|Mr|MR|Mrs|MRS|Ms|Hr|Dott|Drs|Dra|PD|Priv\.-Doz)\.|"
    r"(?:Dr|Prof|Mr|Mrs|Ms|Miss|Mme|Mlle|Doctor|Professor|Herr|Herrn|Frau|Schwester|Nurse|Sister)"
    r"(?= ))"
)
_PARTICLE = r"(?:von|van|der|den|de|del|della|di|da|du|la|le|zu|zur|bin|al|el|ten)"
_FULL = rf"(?:[A-Z]\.[ -]?)*(?:{_PARTICLE} )*{_NAME}"
_PARTICLE_ALONE = re.compile(_PARTICLE)
_TITLED = re.compile(
    rf"\b(?:{_TITLE} ?)+(?:(?:med|rer|nat|phil|hc|h\.c|dent)\. ?)*"
    rf"(?P<x>{_FULL}(?: {_FULL}){{0,2}})"
)
_CALLS = re.compile(
    r"(?i:\b(?:name|patient(?:in)?|pat|pt|physician|operator|technologist|technician|tech|"
    r"radiologist|radiographer|referr(?:ed by|ing(?: physician| doctor)?)|(?:performed|read|signed|"
    r"reported|dictated|transcribed|approved|verified) by|arzt|\u00e4rztin|befunder|mtra?|nurse|"
    r"attending|resident|surgeon|doctor)) ?[:=] ?"
    rf"(?P<x>{_FULL}(?:,? {_FULL}){{0,2}})"
)
_DEGREES = r"(?:M\.?D\.?|D\.?O\.?|Ph\.?D\.?|R\.?N\.?|MBBS|FRCR|RT\(R\))(?!\w)"
_DEGREE = re.compile(rf"(?P<x>{_FULL}(?:,? {_FULL}){{0,2}}),? {_DEGREES}")
_SMALL_DOCTOR = re.compile(r"\b(?:dr|prof)\.? ?(?P<x>[a-z][a-z'-]{3,})\b")
_BESIDE = re.compile(
    r"(?i:\b(?:(?:patient|pt) name|technologist|technician|radiographer|radiologist"
    r"|sonographer)) "
    r"(?P<x>[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})?)\b"
)
_NETWORK = re.compile(
    r"(?<![\w.])(?:(?:1[0-9]{2}|2[0-4][0-9]|25[0-5])(?:\.(?:1?[0-9]{2}|2[0-9]{2}|[0-9])){3}"
    r"|(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2})(?![\w.])"
)
_CARETS = re.compile(r"(?<!\w)[^\W\d_][\w'.-]*\^[^\W\d_][\w'.-]*(?:\^[\w'.-]*)*")
_OLD = re.compile(
    r"(?<![\w.,])(?P<x>9[1-9]|1[0-4]\d)"
    r"(?=[- ]?(?:years?|yrs?|y/?o|y\.o\.|jahre|j\u00e4hrig|ans)\b)",
    re.IGNORECASE,
)
_AGED = re.compile(
    r"(?i:\b(?:aged?|alter|\u00e2ge)\b)[ :=]{1,3}(?P<x>9[1-9]|1[0-4]\d)(?![\w.,]*\d)"
)
_WORD = re.compile(r"[^\W\d_]+")


def uids_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where UIDs of six components and more stand: fewer are versions as a rule."""
    return (hit.span() for hit in _UID.finditer(text))


def shapes_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where something stands that tells a person, a place or a record.

    Web, mail and network addresses; telephone numbers by their form or the word before them;
    numbers of six digits and more, and shorter ones after a word such as MRN or ID; names beside a
    title, a degree or a word with a colon, or written with ``^``; ages over 90 years.
    """
    for form in (_WEB, _MAIL, _SOCIAL, _PHONE, _LONG, _NETWORK):
        for hit in form.finditer(text):
            yield hit.span()
    for form in (_CALLED, _LABELLED, _OLD, _AGED):
        for hit in form.finditer(text):
            yield hit.span("x")
    for hit in _CARETS.finditer(text):
        if not any(word.lower() in COMMON for word in _WORD.findall(hit[0])):
            yield hit.span()
    for form in (_TITLED, _CALLS, _DEGREE, _SMALL_DOCTOR, _BESIDE):
        for hit in form.finditer(text):
            yield from _names(text, *hit.span("x"))


def _names(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield the words of a name, up to the first that is one of radiology's."""
    end = start
    for word in _WORD.finditer(text, start, stop):
        if word[0].lower() in COMMON and not _PARTICLE_ALONE.fullmatch(word[0]):
            break
        end = word.end()
    if end > start:
        yield start, end
