"""The attributes that say a file has been de-identified (PS3.15 E.1.1, PS3.3 C.12.1)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from dicomwidgets import __version__
from dicomwidgets.deidentification import reasons
from dicomwidgets.deidentification.actions import Decision, keep

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["META_DECISIONS", "STAMPS", "meta_decision", "stamp"]

STAMPS: Mapping[int, tuple[str, Any]] = MappingProxyType(
    {
        0x00120062: ("PatientIdentityRemoved", "YES"),
        0x00120063: ("DeidentificationMethod", f"dicomwidgets {__version__}, Basic Profile"),
        0x00120064: (
            "DeidentificationMethodCodeSequence",
            {
                "CodeValue": "113100",
                "CodingSchemeDesignator": "DCM",
                "CodeMeaning": "Basic Application Confidentiality Profile",
            },
        ),
        0x00280303: ("LongitudinalTemporalInformationModified", "REMOVED"),
    }
)
"""Tag → keyword and value (of a sequence, the item that is added)."""

META_DECISIONS: Mapping[int, Decision] = MappingProxyType(
    {
        tag: Decision("replace", "—", reasons.META["writer"], value)
        for tag, value in {
            # pydicom writes the file, under its own Implementation Class UID.
            0x00020012: "1.2.826.0.1.3680043.8.498.1",
            0x00020013: f"DICOMWIDGETS_{__version__}",
        }.items()
    }
    | {
        tag: Decision("remove", "—", reasons.META["remove"])
        for tag in (
            *(0x00020016, 0x00020017, 0x00020018),
            *(0x00020026, 0x00020027, 0x00020028),
            *(0x00020100, 0x00020102),
        )
    }
)
"""File meta elements that the anonymizing program rewrites or leaves out."""


def stamp(tag: int, old: Sequence[str] = ()) -> Decision:
    """Return the decision for one of `STAMPS`.

    Parameters
    ----------
    tag
        Of the attribute.
    old
        Its values so far. Methods of earlier anonymizations stay and the new one is added.
    """
    keyword, value = STAMPS[tag]
    why = reasons.STAMPS[keyword]
    if old == [value]:
        return keep(why)
    if old and keyword == "DeidentificationMethod":
        value = [*old, value]
    return Decision("replace", "—", why, value, descend=True)


def meta_decision(tag: int) -> Decision:
    """Return the decision for a file meta element that Table E.1-1 does not list."""
    return META_DECISIONS.get(tag) or keep(reasons.META["keep"])
