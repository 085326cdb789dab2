"""Which time belongs to a date, and which date to a time."""

from __future__ import annotations

from functools import cache

from dicomwidgets.reference.dictionary import tag_of
from dicomwidgets.reference.tags import tag_info

__all__ = ["partner_of"]

_OTHER = {"DA": ("Date", "Time", "TM"), "TM": ("Time", "Date", "DA")}


@cache
def partner_of(tag: int) -> int | None:
    """Return the tag of the TM that belongs to a DA, or of the DA that belongs to a TM.

    They are told by keyword: Study Date and Study Time, Date of Last Calibration and Time of Last
    Calibration. ``None`` where there is none, and for all other elements.

    >>> f"{partner_of(0x00080020):08X}"
    '00080030'
    """
    info = tag_info(tag)
    if info.vr not in _OTHER:
        return None
    ours, theirs, vr = _OTHER[info.vr]
    other = tag_of(theirs.join(info.keyword.rsplit(ours, 1)))
    return other if other is not None and tag_info(other).vr == vr else None
