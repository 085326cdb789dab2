"""Concepts of content items that name somebody, something or some day (PS3.16 Annex D).

An item says by its Concept Name what its value is. Each concept here is *like* an attribute: a
Person Observer's Organization Name like an Institution Name. What it names is looked for wherever
that attribute's value would be. Where PS3.15 Table E.3.4-1 does not list the concept, the
attribute's row of Table E.1-1 decides about the value.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.deidentification.content_items import item_key
from dicomwidgets.reference.tags import keyword_tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["CONCEPTS", "LOCAL", "Concept", "concept_key", "named_by", "scheme_key"]

LOCAL = "local"
"""Key of a code of a scheme of one's own (PS3.16 8.2: its designator begins with 99)."""

_PLAIN_MEANING = 64
_LONGEST_NAME = 64


class Concept(NamedTuple):
    """What a content item is about.

    Parameters
    ----------
    name
        In words, as PS3.16 has it.
    like
        Tag of the attribute whose row of the table decides.
    """

    name: str
    like: int


_TABLE = """
OperatorsName: 121008 Person Observer Name; 128774 Person Observer's Login Name; 113870 Person Name;
 113871 Person ID; 128775 Identifier within Person Observer's Role; 121152 Person administering
 drug/contrast; 121435 Service Performer
PerformingPhysicianName: 121114 Performing Physician; 121081 Physician; 128671 Chair of Protocol
 Committee; 128673 Administrator of Radiology Department; 128676 Representative of Protocol
 Committee
InstitutionName: 121009 Person Observer's Organization Name; 113873 Organization Name; 113872 Person
 ID Issuer; 110190 Issuer of Identifier; 111706 Issuer of Parent Specimen Identifier; 111724 Issuer
 of Specimen Identifier; 121434 Service Delivery Location
PatientName: 121029 Subject Name
PatientID: 121030 Subject ID; 121028 Subject UID
PatientBirthDate: 121031 Subject Birth Date
PatientSex: 121032 Subject Sex
PatientAge: 121033 Subject Age
AccessionNumber: 121022 Accession Number; 121040 Specimen Accession Number
PlacerOrderNumberImagingServiceRequest: 121020 Placer Number
FillerOrderNumberImagingServiceRequest: 121021 Filler Number
DeviceUID: 121012 Device Observer UID; 121198 Device Subject UID
StationName: 121013 Device Observer Name; 113877 Device Name; 121193 Device Subject Name; 110119
 Station AE Title; 122143 Acquisition Device ID
InstitutionalDepartmentName: 121017 Device Observer Physical Location During Observation; 121197
 Device Subject Physical Location during observation
DeviceSerialNumber: 121016 Device Observer Serial Number; 113880 Device Serial Number; 121196 Device
 Subject Serial Number; 121148 Unit Serial Identifier; 113832 Identification of the
 X-Ray Source; LN:74711-3 Unique Device Identifier
SpecimenIdentifier: 121041 Specimen Identifier; 111700 Specimen Container Identifier; 121043 Slide
 Identifier; 111705 Parent Specimen Identifier; 113514 Radionuclide Vial Identifier; 113513 Reagent
 Vial Identifier; 113511 Radiopharmaceutical Dispense Unit Identifier; 113516 Prescription
 Identifier
CurrentPatientLocation: 122128 Patient Transferred From; 127372 Imaging procedure room; 127122
 Animal room identifier; 121121 Room identification
PatientTelephoneNumbers: 110031 Email
"""
_LINES = re.compile(r"^(\w+): (.*)$", re.MULTILINE)


def _read() -> dict[str, Concept]:
    text = _TABLE.replace("\n ", " ")
    return {
        code: Concept(name, keyword_tag(keyword))
        for keyword, rest in _LINES.findall(text)
        for code, _, name in (each.strip().partition(" ") for each in rest.split(";"))
    }


_SAID: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "patient": ("The patient's name", "PatientName"),
        "number": ("A number of the patient's", "PatientID"),
        "born": ("The patient's day of birth", "PatientBirthDate"),
        "person": ("The name of a person", "OperatorsName"),
        "place": ("The name of a place", "InstitutionName"),
        "reach": ("Where somebody lives or is reached", "PatientAddress"),
    }
)
_NUMBERS = (
    r"(?:patient|subject|case|medical record)'?s? ?(?:id|identifier|no|nr|number)|mrn|ssn|accession"
)
_PEOPLE = (
    r"(?:physician|doctor|radiologist|surgeon|observer|operator|technologist|technician|nurse|reader"
    r"|sonographer|cardiologist|arzt)(?:'?s?,? (?:name|id|login|initials))?$"
)
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (key, re.compile(rf"\b(?:{words})\b"))
    for key, words in (
        ("born", r"dob|birth ?date|date of birth|born|geburtsdatum"),
        ("reach", r"address|adresse|phone|telephone|telefon|fax|e-?mail|postal code"),
        ("number", rf"{_NUMBERS}|social security|insurance"),
        ("patient", r"(?:patient|subject|person|mother|father)'?s? ?name"),
        ("person", _PEOPLE),
        ("place", r"hospital|institution|clinic|klinik|organi[sz]ation"),
    )
)

CONCEPTS: Mapping[str, Concept] = MappingProxyType(
    _read() | {key: Concept(name, keyword_tag(like)) for key, (name, like) in _SAID.items()}
)
"""Key → concept: the code of PS3.16, with the scheme if it is not DCM, or a word for what a scheme
of somebody's own calls so."""


@lru_cache(maxsize=4096)
def concept_key(code: str, scheme: str, meaning: str) -> str:
    """Return the key of a concept; "" for one that names nobody.

    Parameters
    ----------
    code, scheme, meaning
        Of the item's Concept Name.

    Notes
    -----
    A concept of the standard's own scheme (DCM), or that PS3.15 Table E.3.4-1 lists, is told by its
    code; one of a scheme of somebody's own by the words of its meaning. All others of published
    schemes name findings and measures.
    """
    if key := item_key(scheme, code):
        return key
    if scheme == "DCM":
        return code if code in CONCEPTS else ""
    if scheme and not scheme_key(scheme):
        return ""
    words = meaning[:_PLAIN_MEANING].lower()
    return next((key for key, form in _WORDS if form.search(words)), "")


def scheme_key(scheme: str) -> str:
    """Return `LOCAL` for a Coding Scheme Designator that anybody may use, else ""."""
    return LOCAL if scheme.startswith("99") or scheme.upper() in {"L", "LOCAL"} else ""


def named_by(key: str, texts: Iterable[str]) -> tuple[int, list[str]]:
    """Return the attribute that the value of a content item is like, and what the value names.

    Parameters
    ----------
    key
        Of the item's concept.
    texts
        The values.

    Returns
    -------
    tuple[int, list[str]]
        Tag and texts; 0 and none for a concept that names nobody. What is longer than a name is
        none.
    """
    concept = CONCEPTS.get(key)
    found = [text for text in texts if len(text) <= _LONGEST_NAME] if concept else []
    return (concept.like, found) if concept and found else (0, [])
