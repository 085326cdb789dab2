"""Names of the UIDs that the standard registers (PS3.6 Annex A)."""

from __future__ import annotations

import re
from functools import lru_cache

from dicomwidgets.reference.dictionary import uid_entry

__all__ = ["is_registered", "is_well_known", "sop_class_name", "transfer_syntax_name", "uid_name"]

_STANDARD_ROOT = "1.2.840.10008."
_NEWER = {
    "1.2.840.10008.1.2.4.110": ("JPEG XL Lossless", "Transfer Syntax"),
    "1.2.840.10008.1.2.4.111": ("JPEG XL JPEG Recompression", "Transfer Syntax"),
    "1.2.840.10008.1.2.4.112": ("JPEG XL", "Transfer Syntax"),
    "1.2.840.10008.1.2.8.1": ("Deflated Image Frame Compression", "Transfer Syntax"),
    "1.2.840.10008.5.1.4.1.1.66.7": ("Label Map Segmentation Storage", "SOP Class"),
    "1.2.840.10008.5.1.4.1.1.66.8": ("Height Map Segmentation Storage", "SOP Class"),
    "1.2.840.10008.5.1.4.1.1.9.100.1": ("Waveform Presentation State Storage", "SOP Class"),
    "1.2.840.10008.5.1.4.1.1.9.100.2": (
        "Waveform Acquisition Presentation State Storage",
        "SOP Class",
    ),
}
"""Registered after pydicom's list was made: name and kind."""

_CONTEXT_GROUP = re.compile(r"1\.2\.840\.10008\.6\.1\.[1-9]\d{0,3}")
"""PS3.6 Table A-3 numbers the context groups one after the other."""


def is_well_known(uid: str) -> bool:
    """Whether the standard itself issued `uid`: it then identifies nobody and nothing scanned."""
    return uid.startswith(_STANDARD_ROOT)


def is_registered(uid: str) -> bool:
    """Whether PS3.6 Annex A lists `uid`: it then is the same for everybody.

    The standard's root alone does not make it so: devices have been seen to issue UIDs of their
    own below 1.2.840.10008.

    >>> is_registered("1.2.840.10008.5.1.4.1.1.2"), is_registered("1.2.840.10008.5.1.4.1.1.2.77")
    (True, False)
    """
    if not is_well_known(uid):
        return False
    return uid_name(uid) is not None or _CONTEXT_GROUP.fullmatch(uid) is not None


@lru_cache(maxsize=1024)
def uid_name(uid: str) -> str | None:
    """Return the registered name of `uid`, or ``None``.

    >>> uid_name("1.2.840.10008.5.1.4.1.1.2")
    'CT Image Storage'
    """
    if not is_well_known(uid):
        return None
    if uid in _NEWER:
        return _NEWER[uid][0]
    found = uid_entry(uid)
    return None if found is None else found[0]


def sop_class_name(uid: str) -> str | None:
    """Return the name of a SOP class, or ``None`` if `uid` is none that is registered."""
    return uid_name(uid) if _type_of(uid) == "SOP Class" else None


def transfer_syntax_name(uid: str) -> str | None:
    """Return the name of a transfer syntax, or ``None`` if `uid` is none that is registered."""
    return uid_name(uid) if _type_of(uid) == "Transfer Syntax" else None


def _type_of(uid: str) -> str:
    if uid in _NEWER:
        return _NEWER[uid][1]
    found = uid_entry(uid)
    return "" if found is None else found[1]
