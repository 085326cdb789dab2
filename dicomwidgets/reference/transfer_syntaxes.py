"""Every registered transfer syntax, explained (PS3.5 Annex A)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydicom.uid import UID

from dicomwidgets.reference.links import TRANSFER_SYNTAXES
from dicomwidgets.reference.tables import table_lines
from dicomwidgets.reference.uids import uid_name

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["TransferSyntax", "transfer_syntaxes"]


@dataclass(frozen=True, slots=True)
class TransferSyntax:
    """One transfer syntax.

    Parameters
    ----------
    uid, name
        As registered (PS3.6 Table A-1).
    retired
        Whether the standard has given it up.
    explanation
        A sentence of our own.
    link
        Where the standard says it.
    """

    uid: str
    name: str
    retired: bool
    explanation: str
    link: str = TRANSFER_SYNTAXES


@cache
def transfer_syntaxes() -> Mapping[str, TransferSyntax]:
    """Return UID → transfer syntax, in the order of their UIDs."""
    found = {}
    for line in table_lines("transfer_syntaxes"):
        uid, text = line.split("\t")
        found[uid] = TransferSyntax(uid, uid_name(uid) or uid, UID(uid).is_retired, text)
    return MappingProxyType(found)
