"""Why an element is treated as it is: sentences for people who have not read the standard."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.deidentification.attribute_types import Type
    from dicomwidgets.deidentification.profile import Rule

__all__ = ["META", "OUTSIDE", "STAMPS", "gone_with", "listed", "uid_reason"]

_THEMES: Mapping[str, str] = MappingProxyType(
    {
        "content": "Structured content may say anything about the patient.",
        "device": "Tells which device or station was used, and with it where and when.",
        "graphic": "Drawn on the image, and may spell out names.",
        "institution": "Tells where the patient was treated.",
        "items": "Its items may name people or places.",
        "number": "A number or label that leads back to the records of the hospital.",
        "other": "May identify the patient.",
        "patient": "Describes the patient.",
        "person": "Names a person, or leads to one.",
        "place": "Tells where somebody is or lives.",
        "private": "",
        "signature": "Signed or sealed by somebody, and no longer true after the other changes.",
        "text": "Free text: anybody may have typed a name or a date into it.",
        "time": "Dates and times lead back to the day of the visit.",
        "trial": "Tells which trial, site or subject this is.",
        "uid": "A UID leads back to the original files.",
    }
)

_OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        "remove": "Removed",
        "empty": "Emptied",
        "replace": "Replaced by a dummy value",
        "uid": "Its UIDs are replaced",
    }
)

_NEEDS: Mapping[str, str] = MappingProxyType(
    {
        "1": "{object} must have a value here (Type 1, PS3.5 7.4; ",
        "2": "{object} must list it, empty is allowed (Type 2, PS3.5 7.4; ",
        "3": "{object} does not need it (Type 3, PS3.5 7.4; ",
        "unknown": "what this kind of object requires here is not known, so the choice is the one "
        "that is valid in any case (",
    }
)

OUTSIDE: Mapping[str, str] = MappingProxyType(
    {
        "keep": "Not listed in PS3.15 Table E.1-1: the Basic Profile keeps it.",
        "items": "Not listed in PS3.15 Table E.1-1: kept, and its items are looked at one by one.",
        "pixels": "Image: unchanged. The Basic Profile does not touch pixels, so text burned into "
        "the image stays; that is the Clean Pixel Data Option's work (PS3.15 E.3.1).",
        "overlay": "Describes an overlay. PS3.15 Table E.1-1 lists only overlay data and comments, "
        "so it is kept.",
        "group_length": "A group length (PS3.5 7.2): worked out anew or dropped when a file is "
        "written.",
        "unknown": "Unknown to the dictionary and without a type (VR UN): nobody can tell what it "
        "holds, so it is treated like a private element and removed (PS3.15 E.1).",
        "unreadable": "A sequence that can't be read: what can't be checked is removed.",
        "private": "Private: only the maker of the device knows what it holds. Removed, as the "
        "Basic Profile asks for all private elements (PS3.15 Table E.1-1: X).",
        "no_uid": "Empty: there is no UID to replace.",
        "registered": "A UID that the DICOM standard itself has registered (PS3.6 Annex A): the "
        "same for everybody, so it is kept.",
    }
)

META: Mapping[str, str] = MappingProxyType(
    {
        "keep": "Needed to read the file (PS3.10 7.1): kept.",
        "writer": "Says which program wrote the file. Replaced by the program that anonymizes "
        "(PS3.15 E.1.1).",
        "remove": "Tells who made or sent the file. The file meta information describes the "
        "anonymizing program instead (PS3.15 E.1.1).",
    }
)

STAMPS: Mapping[str, str] = MappingProxyType(
    {
        "PatientIdentityRemoved": "Says that the identity has been removed (PS3.15 E.1.1).",
        "DeidentificationMethod": "Says in words how the identity was removed (PS3.15 E.1.1).",
        "DeidentificationMethodCodeSequence": "Says by code how the identity was removed: code "
        "113100 of CID 7050 is the Basic Profile (PS3.15 E.1.1, PS3.16).",
        "LongitudinalTemporalInformationModified": "Says that true dates and times are no longer "
        "there (PS3.3 C.12.1.1).",
    }
)


@cache
def listed(rule: Rule, action: str, kind: Type, noun: str) -> str:
    """Return why an element of the table is removed, emptied or replaced.

    Parameters
    ----------
    rule
        The element's row of PS3.15 Table E.1-1.
    action
        What was decided.
    kind
        The attribute's Type in this object.
    noun
        The object in words: ``"a CT Image"``.
    """
    outcome = f"{_OUTCOMES[action]} ("
    if "/" in rule.code or (rule.code == "Z" and action == "replace"):
        outcome = f"{_OUTCOMES[action]}: {_NEEDS[kind].format(object=noun)}"
    return f"{_THEMES[rule.theme]} {outcome}PS3.15 Table E.1-1: {rule.code})."


@cache
def uid_reason(code: str) -> str:
    """Return why a UID gets a new one."""
    return (
        "A UID leads back to the original files. A new one takes its place, the same in every "
        f"file of this session, so references go on working (PS3.15 Table E.1-1: {code})."
    )


@cache
def gone_with(name: str, tag: str, action: str) -> str:
    """Return why an element inside a sequence goes together with it."""
    verb = {"remove": "removed", "empty": "emptied", "replace": "replaced by a dummy"}[action]
    return f"Goes with {name} {tag}, which is {verb} with all that is in it."
