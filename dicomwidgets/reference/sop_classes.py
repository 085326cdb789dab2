"""The SOP classes that matter, explained, and every one that stores something (PS3.4 B.5)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from dicomwidgets.reference.links import SOP_CLASSES
from dicomwidgets.reference.modules import iods
from dicomwidgets.reference.tables import table_lines
from dicomwidgets.reference.uids import uid_name

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SopClass", "sop_classes"]


@dataclass(frozen=True, slots=True)
class SopClass:
    """One SOP class.

    Parameters
    ----------
    uid, name
        As registered (PS3.6 Table A-1).
    iod
        The name of the object that it stores; empty where it stores none.
    explanation
        A sentence of our own; empty for those that are rare.
    link
        Where the standard describes the object, or the class.
    """

    uid: str
    name: str
    iod: str
    explanation: str
    link: str


@cache
def sop_classes() -> Mapping[str, SopClass]:
    """Return UID → SOP class: those that are explained first, then all others that store."""
    texts = dict(line.split("\t") for line in table_lines("sop_classes"))
    stored = {uid: iod for iod in iods() for uid in iod.sop_classes}
    found = {}
    for uid in (*texts, *(uid for uid in stored if uid not in texts)):
        iod = stored.get(uid)
        found[uid] = SopClass(
            uid,
            uid_name(uid) or uid,
            iod.name if iod else "",
            texts.get(uid, ""),
            iod.link if iod and iod.place else SOP_CLASSES,
        )
    return MappingProxyType(found)
