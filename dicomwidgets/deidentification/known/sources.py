"""Which elements say who the patient is, and what kind of knowledge each of them is."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dicomwidgets.deidentification.known.spelling import Kind

__all__ = ["INSTANCE", "KNOWN_TAGS", "PERSON", "kept_kinds", "kind_of"]

INSTANCE = frozenset({0x00080018, 0x00020003})
"""SOP Instance UID, which is another in each file."""

PERSON = 0x0040A123
"""Person Name: stands for private elements that name somebody, whose VR no dictionary tells."""

_BY_KIND: Mapping[Kind, tuple[int, ...]] = MappingProxyType(
    {
        "name": (0x00100010, 0x00101001, 0x00101005, 0x00101060, 0x00102297),
        "id": (0x00100020, 0x00101000, 0x00101090, 0x00120040, 0x00120042),
        "number": (
            *(0x00080050, 0x00200010, 0x00380010, 0x00380060, 0x00400009, 0x00400253),
            *(0x00401001, 0x00402006, 0x00402007, 0x00402016, 0x00402017, 0x00101050),
            *(0x00101081, 0x00120020),
        ),
        "birth date": (0x00100030,),
        "date": (0x00080012, 0x00080020, 0x00080021, 0x00080022, 0x00080023, 0x00380020),
        "place": (
            *(0x00080080, 0x00080081, 0x00081040, 0x00100021, 0x00102299, 0x00380300),
            *(0x00380400, 0x0040A027, 0x00120031, 0x00120060, 0x00102150, 0x00102152),
            0x00400243,
        ),
        "address": (0x00101040, 0x00080092, 0x00401102),
        "phone": (0x00102154, 0x00102155, 0x00080094, 0x00402010, 0x00401103, 0x00401104),
        "device": (
            *(0x00081010, 0x00181000, 0x00181008, 0x00400010, 0x00400241, 0x00400242, 0x00080055),
            *(0x00020016, 0x00020017, 0x00020018, 0x00321020, 0x00400011),
        ),
        "uid": (0x0020000D, 0x0020000E, 0x00200052, *INSTANCE),
    }
)

KNOWN_TAGS: Mapping[int, Kind] = MappingProxyType(
    {tag: kind for kind, tags in _BY_KIND.items() for tag in tags}
)
"""Tag → what its value tells. Names of others are told by their VR (PN) alone."""

_KEPT_BY: Mapping[str, frozenset[Kind]] = MappingProxyType(
    {
        "retain_device_identity": frozenset({"device"}),
        "retain_full_dates": frozenset({"date"}),
        "retain_institution_identity": frozenset({"place"}),
        "retain_uids": frozenset({"uid"}),
    }
)


def kind_of(tag: int, vr: str) -> Kind | None:
    """Return what an element tells about the patient; ``None`` if it is not to be looked for."""
    return KNOWN_TAGS.get(tag) or ("person" if vr == "PN" else None)


def kept_kinds(options: Iterable[str]) -> frozenset[Kind]:
    """Return what is not looked for, because an option of the policy keeps it on purpose."""
    return frozenset().union(*(_KEPT_BY.get(option, frozenset()) for option in options))
