"""Which values identify somebody, for everything that leaves the live widget.

Reprs, messages, pictures, exports and saved things pass their values through `masked_value`. The
rule errs on the side of masking: a text is shown only where its kind or its keyword is known to
say nothing about a person, a date or a place.
"""

from __future__ import annotations

from dicomwidgets.privacy import masked
from dicomwidgets.reference.uids import is_well_known

__all__ = ["is_identifier", "is_identifying_sequence", "masked_value"]

_SAFE_VRS = frozenset(
    {"AT", "CS", "DS", "FD", "FL", "IS", "SL", "SQ", "SS", "SV", "UL", "US", "UV"}
)
"""Numbers, and codes from the standard's own lists."""

_SAFE_KEYWORDS = frozenset(
    {
        "CodeMeaning",
        "CodeValue",
        "CodingSchemeDesignator",
        "CodingSchemeVersion",
        "ConvolutionKernel",
        "FileMetaInformationVersion",
        "ImplementationVersionName",
        "LUTExplanation",
        "Manufacturer",
        "ManufacturerModelName",
        "MappingResource",
        "RescaleType",
        "SoftwareVersions",
        "TransferSyntaxUID",
        "WindowCenterWidthExplanation",
    }
)
"""Texts that tell of equipment and method, not of persons, dates or places."""

_IDENTIFYING_KEYWORDS = frozenset(
    {
        "EthnicGroupCodeSequence",
        "PatientBodyMassIndex",
        "PatientSex",
        "PatientSexNeutered",
        "PatientSize",
        "PatientWeight",
        "PregnancyStatus",
        "SmokingStatus",
    }
)
"""Codes and numbers that describe the patient."""


_IDENTIFYING_SEQUENCES = ("Identification", "Institution", "Organization", "Ethnic", "PatientID")
"""Parts of the keywords of sequences whose codes name a person, a place or a people."""


def is_identifying_sequence(keyword: str) -> bool:
    """Whether all that stands in a sequence may identify somebody, its codes as well.

    Parameters
    ----------
    keyword
        Of the sequence; empty for private and unknown ones, which always may.
    """
    return not keyword or any(part in keyword for part in _IDENTIFYING_SEQUENCES)


def is_identifier(keyword: str, vr: str, text: str = "") -> bool:
    """Whether a value may identify a person, a place, a date or an instance.

    Parameters
    ----------
    keyword
        Of the element; empty for private and unknown ones, which always may.
    vr
        Its value representation.
    text
        The value: UIDs that the standard itself issued identify nothing.
    """
    if not keyword or keyword in _IDENTIFYING_KEYWORDS:
        return True
    if vr == "UI" and all(is_well_known(each.strip()) for each in text.split("\\")):
        return False
    return vr not in _SAFE_VRS and keyword not in _SAFE_KEYWORDS


def masked_value(keyword: str, vr: str, text: str) -> str:
    """Return `text` where it may be shown, else the mask.

    >>> masked_value("PatientName", "PN", "Doe^Jane")
    '•••'
    >>> masked_value("Rows", "US", "512")
    '512'
    """
    return masked(text) if text and is_identifier(keyword, vr, text) else text
