"""The file meta information describes the program that anonymizes (PS3.10 7.1, PS3.15 E.1.1)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from dicomwidgets import __version__
from dicomwidgets.deidentification import reasons
from dicomwidgets.deidentification.actions import Verdict, keep, remove

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MEDIA_INSTANCE", "META_VALUES", "meta_verdict"]

MEDIA_INSTANCE = 0x00020003
"""Media Storage SOP Instance UID: follows SOP Instance UID (0008,0018)."""

META_VALUES: Mapping[int, str] = MappingProxyType(
    {
        # pydicom's Implementation Class UID: this package has no root of its own.
        0x00020012: "1.2.826.0.1.3680043.8.498.1",
        0x00020013: f"DICOMWIDGETS_{__version__}"[:16],
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
