"""The file meta information describes the program that anonymizes (PS3.10 7.1, PS3.15 E.1.1)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from dicomwidgets.deidentification import reasons
from dicomwidgets.deidentification.actions import Verdict, keep, remove
from dicomwidgets.reference.implementation import (
    IMPLEMENTATION_CLASS_UID,
    IMPLEMENTATION_VERSION_NAME,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MEDIA_INSTANCE", "META_VALUES", "meta_verdict"]

MEDIA_INSTANCE = 0x00020003
"""Media Storage SOP Instance UID: follows SOP Instance UID (0008,0018)."""

META_VALUES: Mapping[int, str] = MappingProxyType(
    {
        0x00020012: IMPLEMENTATION_CLASS_UID,
        0x00020013: IMPLEMENTATION_VERSION_NAME,
    }
)
"""What the writing program says of itself; added where it is missing."""

_STAY = frozenset({0x00020000, 0x00020001, 0x00020002, 0x00020010})


def meta_verdict(tag: int) -> Verdict:
    """Return what happens to a file meta element, Media Storage SOP Instance UID apart.

    Parameters
    ----------
    tag
        In group 0002. What reading does not need is removed: application entity titles,
        presentation addresses, private information and what no dictionary knows.
    """
    if tag in META_VALUES:
        return Verdict("replace", "—", reasons.META["writer"], "value", META_VALUES[tag])
    return keep(reasons.META["keep"]) if tag in _STAY else remove(reasons.META["remove"])
