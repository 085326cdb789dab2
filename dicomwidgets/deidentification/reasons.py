"""Why an element is treated as it is: sentences for people who have not read the standard."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.policy import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.deidentification.attribute_types import Type
    from dicomwidgets.deidentification.profile import Rule

__all__ = [
    "CLEAN",
    "META",
    "OUTSIDE",
    "SAFE",
    "STAMPS",
    "cleaned_by",
    "concept",
    "concept_goes",
    "content_gone",
    "content_item",
    "content_reference",
    "gone_with",
    "items_cleaned_by",
    "kept_by",
    "listed",
    "option_note",
    "own_rule",
    "pseudonym",
    "says_known",
    "uid_reason",
    "version_kept",
]

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
        "document_length": "Tells how long the document is: that of the empty one that takes its "
        "place.",
        "group_length": "A group length (PS3.5 7.2): retired, and no longer true after the other "
        "changes.",
        "length_to_end": "Length to End, retired: the number of bytes behind it, which is another "
        "one after the other changes. Removed, as nothing reads it (PS3.3, retired in 1998).",
        "encrypted": "Attributes of an earlier dataset, encrypted: who has the key reads the "
        "identity in them. Removed, as nobody else can tell what they hold (PS3.15 E.1.1).",
        "signed": "Says what digital signatures cover, which are removed.",
        "unknown": "Unknown to the dictionary: nobody can tell what it holds, so it is treated "
        "like a private element and removed (PS3.15 E.1).",
        "other_group": "Belongs to messages, files or directories, and to no dataset (PS3.5 7.1): "
        "removed.",
        "free_text": "Not listed in PS3.15 Table E.1-1, and free text: kept, without known values "
        "of the patient and what looks like an identifier.",
        "no_value_of_its_kind": "Not to be kept as it is: it holds what this kind of value has no "
        "place for, behind a NUL or in the place of a number, which is taken out.",
        "unreadable": "A sequence that can't be read: what can't be checked is removed.",
        "private": "Private: only the maker of the device knows what it holds. Removed, as the "
        "Basic Profile asks for all private elements (PS3.15 Table E.1-1: X).",
        "pixels_cleaned": "Image: text that is burned into it is blacked out where boxes are "
        "given, or outside ultrasound regions (Clean Pixel Data Option, PS3.15 E.3.1).",
        "private_unsafe": "Private, and listed as safe neither by PS3.15 Table E.3.10-1 nor by the "
        "file itself. Removed (PS3.15 Table E.1-1: X).",
        "private_name": "Private, and a person's name: removed although its block is called safe.",
        "private_date": "Private, listed as safe, and a date or time: removed as those of the rest "
        "of the file are.",
        "private_creator": "Reserves a block of private elements of which none is left.",
        "nothing_found": "Nothing of that was found in it: it stays as it is.",
        "no_value": "It has no value.",
        "no_uid": "Empty: there is no UID to replace.",
        "registered": "A UID that the DICOM standard itself has registered (PS3.6 Annex A): the "
        "same for everybody, so it is kept.",
    }
)

SAFE: Mapping[str, str] = MappingProxyType(
    {
        "listed": "Private, and listed as safe by PS3.15 Table E.3.10-1 (Retain Safe Private "
        "Option).",
        "declared": "Private, and the file says that it identifies nobody: Private Data Element "
        "Characteristics Sequence (0008,0300) (Retain Safe Private Option, PS3.15 E.3.10).",
    }
)

CLEAN: Mapping[str, str] = MappingProxyType(
    {
        "local_code": "A code of a scheme of somebody's own: stays, its words without known values "
        "of the patient and what looks like an identifier (PS3.15 E.3.4, E.3.5).",
        "content": "Free text of a content item: stays, without known values of the patient and "
        "what looks like an identifier (Clean Structured Content Option, PS3.15 E.3.4).",
    }
)

_OWN: Mapping[str, str] = MappingProxyType(
    {
        "keep": "kept",
        "remove": "removed",
        "empty": "emptied",
        "replace": "replaced",
        "uid": "its UIDs are replaced",
        "shift": "shifted by the patient's own amount of time",
        "clean": "known values and what looks like an identifier are taken out",
        "pseudonym": "replaced by a pseudonym",
    }
)

META: Mapping[str, str] = MappingProxyType(
    {
        "keep": "Needed to read the file (PS3.10 7.1): kept.",
        "writer": "Says which program wrote the file. Replaced by the program that anonymizes "
        "(PS3.15 E.1.1).",
        "added": "A file needs it, and this one had none (PS3.10 7.1): it is written with one.",
        "alone": "The dataset has no value that this could repeat (PS3.10 7.1).",
        "length": "The length of the file meta information, worked out anew (PS3.10 7.1).",
        "class": "Follows SOP Class UID (0008,0016), of which it was another (PS3.10 7.1).",
        "remove": "Tells who made or sent the file. The file meta information describes the "
        "anonymizing program instead (PS3.15 E.1.1).",
    }
)

STAMPS: Mapping[str, str] = MappingProxyType(
    {
        "PatientIdentityRemoved": "Says that the identity has been removed (PS3.15 E.1.1).",
        "DeidentificationMethod": "Says in words how the identity was removed (PS3.15 E.1.1).",
        "DeidentificationMethodCodeSequence": "Says by codes of CID 7050 how the identity was "
        "removed: 113100 is the Basic Profile, each option has its own (PS3.15 E.1.1, PS3.16).",
        "BurnedInAnnotation": "Says that no text is burned into the image any more: it was cleaned "
        "(Clean Pixel Data Option, PS3.15 E.3.1).",
        "LongitudinalTemporalInformationModified": "Says what has become of dates and times: "
        "REMOVED, MODIFIED or UNMODIFIED (PS3.15 E.2 and E.3.6).",
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
    if "/" in rule.code or (rule.code in {"X", "Z"} and action == "replace"):
        outcome = f"{_OUTCOMES[action]}: {_NEEDS[kind].format(object=noun)}"
    return f"{_THEMES[rule.theme]} {outcome}PS3.15 Table E.1-1: {rule.code})."


@cache
def uid_reason(code: str) -> str:
    """Return why a UID gets a new one."""
    return (
        "A UID leads back to the original files. A new one takes its place, the same in every "
        f"file under the same key, so references go on working (PS3.15 Table E.1-1: {code})."
    )


@cache
def pseudonym(rule: Rule) -> str:
    """Return why the patient's name or number gets a pseudonym."""
    return (
        f"{_THEMES[rule.theme]} Replaced by a pseudonym, the same for the same patient in all "
        f"files under the same key (PS3.15 Table E.1-1: {rule.code}). It is made of the key and of"
    )


@cache
def says_known(kinds: tuple[str, ...]) -> str:
    """Return why something is taken out of a value that would be kept."""
    return (
        "Not to be kept as it is: it says something that the file tells of its patient elsewhere "
        f"({', '.join(kinds)}), which is taken out."
    )


@cache
def gone_with(name: str, tag: str, action: str) -> str:
    """Return why an element inside a sequence goes together with it."""
    verb = {"remove": "removed", "empty": "emptied", "replace": "replaced by a dummy"}[action]
    return f"Goes with {name} {tag}, which is {verb} with all that is in it."


@cache
def kept_by(option: str, vr: str, table: str = "E.1-1") -> str:
    """Return why an option keeps an element."""
    items = ", and its items are looked at one by one" if vr == "SQ" else ""
    age = ", but for ages over 89, which become 90 years" if vr == "AS" else ""
    return f"Kept by the {OPTIONS[option].meaning}{items}{age} (PS3.15 Table {table}: K)."


@cache
def version_kept() -> str:
    """Return why the date of a version stays where dates are shifted."""
    return (
        "Names the version of a table of codes, a template or a product's description, and no day "
        "of the patient's: shifted, it would name one that does not exist. Kept (Retain "
        "Longitudinal Temporal Information With Modified Dates Option, PS3.15 Table E.1-1: C)."
    )


@cache
def cleaned_by(option: str, table: str = "E.1-1") -> str:
    """Return how an option cleans a value."""
    if option == "retain_modified_dates":
        how = "Shifted, by the same amount in all files of the patient"
    else:
        how = "Stays, without known values of the patient and what looks like an identifier"
    return f"{how} ({OPTIONS[option].meaning}, PS3.15 Table {table}: C)."


@cache
def items_cleaned_by(option: str) -> str:
    """Return how an option cleans a sequence."""
    how = "Stays, and each element in it is treated by itself"
    return f"{how} ({OPTIONS[option].meaning}, PS3.15 Table E.1-1: C)."


@cache
def option_note(rule: Rule, options: frozenset[str]) -> str:
    """Return what the options in use have to say where the basic action stands, "" for nothing."""
    if any(name in options for name, _ in rule.options):
        return "What this holds can't be searched for identifiers, so no option keeps it."
    return ""


@cache
def concept(name: str, code: str, like: str) -> str:
    """Return what a content item is about, and as what it is treated."""
    told = f"{name} ({code}, DCM)" if code.isdigit() else name
    return f"{told}: the value of this content item is treated like {like}."


@cache
def content_item(name: str, code: str, scheme: str) -> str:
    """Return which content item of the standard's table a value is of."""
    return f"{name} ({code}, {scheme}) is a content item that the standard lists."


@cache
def content_reference(code: str) -> str:
    """Return what becomes of a reference to an object."""
    return f"It goes on referring, by the UIDs that the table makes (Table E.3.4-1: {code})."


@cache
def content_gone(code: str) -> str:
    """Return what becomes of an item without which those around it are complete."""
    return (
        "Removed with all that is in it (Clean Structured Content Option, PS3.15 E.3.4; "
        f"Table E.3.4-1: {code})."
    )


@cache
def concept_goes(code: str, table: str = "E.1-1") -> str:
    """Return what becomes of a value that the profile takes away."""
    return (
        "A dummy or pseudonym takes its place, as the item needs a value (Clean Structured Content "
        f"Option, PS3.15 E.3.4; Table {table}: {code})."
    )


@cache
def own_rule(pattern: str, action: str) -> str:
    """Return why an own rule does something."""
    return f"Your own rule {pattern!r}: {_OWN[action]}."
