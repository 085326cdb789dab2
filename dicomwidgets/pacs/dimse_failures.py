"""What a peer's numbers mean: why it refuses, and what became of what it was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.errors import PacsError
from dicomwidgets.privacy import is_revealed

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CANCELLED", "Outcome", "outcome_of", "refused_status", "rejected"]

CANCELLED = 0xFE00

_ASK = "Ask whoever runs the PACS."
_REJECTIONS: Mapping[tuple[int, int], tuple[str, str, str]] = {
    (1, 1): (
        "login",
        "it gives no reason",
        "Mostly it does not know our AE title (calling=), or it wants a user and a password.",
    ),
    (1, 2): ("unsupported", "it does not speak this protocol", "Check that the port is DICOM's."),
    (1, 3): (
        "login",
        "it does not know our AE title",
        "Have it entered in the PACS, or give one that it knows: calling='…'.",
    ),
    (1, 7): (
        "login",
        "it is not called by the AE title that we used",
        "Check the AE title in the address: dicom://AETITLE@host:port.",
    ),
    (2, 1): (
        "login",
        "it gives no reason",
        "Mostly the user or the password is wrong, or it does not know our AE title (calling=).",
    ),
    (2, 2): ("unsupported", "it does not speak our version of the protocol", _ASK),
    (3, 1): ("busy", "it is busy", "Try again later."),
    (3, 2): ("busy", "it has too many connections", "Try again later."),
}
"""By source and diagnostic (PS3.8 9.3.4)."""

_MEANINGS: Mapping[str, tuple[tuple[int, int, str], ...]] = {
    "store": (
        (0xA700, 0xFF00, "it is out of resources"),
        (0xA900, 0xFF00, "the object is not what its SOP class says"),
        (0xB000, 0xFFFF, "it has changed elements of the object"),
        (0xB006, 0xFFFF, "it has left out elements of the object"),
        (0xB007, 0xFFFF, "it finds that the object is not what its SOP class says"),
        (0xC000, 0xF000, "it does not understand the object"),
    ),
    "find": (
        (0xA700, 0xFFFF, "it is out of resources"),
        (0xA900, 0xFFFF, "the query does not fit the level: a unique key is missing, or wrong"),
        (0xC000, 0xF000, "it can't process the query"),
    ),
    "retrieve": (
        (0xA701, 0xFFFF, "it is out of resources: it can't count what matches"),
        (0xA702, 0xFFFF, "it is out of resources: it can't send"),
        (0xA801, 0xFFFF, "it does not know the AE title to send to"),
        (0xA900, 0xFFFF, "the query does not fit the level: a unique key is missing, or wrong"),
        (0xB000, 0xFFFF, "some objects could not be sent"),
        (0xC000, 0xF000, "it can't process the request"),
    ),
}
_GENERAL: Mapping[int, str] = {
    0x0110: "it failed inside",
    0x0111: "it has an object of this SOP Instance UID already",
    0x0112: "it has no such object",
    0x0117: "the SOP Instance UID is none",
    0x0118: "it does not know the SOP class",
    0x0122: "it does not take this SOP class",
    0x0124: "we may not do this",
    0x0210: "it was asked twice under one number",
    0x0211: "it does not know this operation",
    0x0212: "it does not understand the request",
    0x0213: "it is short of resources",
}
"""PS3.7 Annex C."""


class Outcome(NamedTuple):
    """What a status says.

    Parameters
    ----------
    status
        The number (0000,0900).
    kind
        ``"done"``, ``"warning"``, ``"pending"``, ``"cancelled"`` or ``"failed"``.
    text
        What it means, with the number; empty where all is well.
    """

    status: int
    kind: str
    text: str


def outcome_of(service: str, status: int, comment: str = "") -> Outcome:
    """Return what a status means (PS3.4 B.2.3, C.4; PS3.7 C).

    Parameters
    ----------
    service
        ``"store"``, ``"find"``, ``"retrieve"`` or ``"echo"``.
    status
        As the peer gave it.
    comment
        The peer's own words, which may quote values: they are told when revealed only.
    """
    kind = _kind(status)
    if kind in ("done", "pending"):
        return Outcome(status, kind, "")
    known = (
        text for code, mask, text in _MEANINGS.get(service, ()) if status & mask == code & mask
    )
    meaning = next(known, _GENERAL.get(status, "it gives no reason that we know"))
    if kind == "cancelled":
        meaning = "it was cancelled"
    told = f" ({comment})" if comment and is_revealed() else ""
    return Outcome(status, kind, f"{meaning}{told} [status {status:04X}]")


def _kind(status: int) -> str:
    if status == 0:
        return "done"
    if status in (0xFF00, 0xFF01):
        return "pending"
    if status == CANCELLED:
        return "cancelled"
    # PS3.7 C: 0001, 0107 and 0116 warn; so does Bxxx.
    return "warning" if status in (0x0001, 0x0107, 0x0116) or status >> 12 == 0xB else "failed"


def refused_status(service: str, outcome: Outcome) -> PacsError:
    """Return the error for an operation that the peer could not do."""
    remedy = {
        0xA801: "Have our AE title, host and port entered in the PACS, or use get.",
        0xA900: "Give the UIDs of the levels above, or ask at a higher level.",
    }.get(outcome.status, _ASK)
    return PacsError(
        f"The PACS could not do what it was asked ({service}): {outcome.text}.",
        code="status",
        remedy=remedy,
    )


def rejected(result: int, source: int, diagnostic: int) -> PacsError:
    """Return the error for an association that was refused (PS3.8 9.3.4)."""
    code, why, remedy = _REJECTIONS.get((source, diagnostic), ("login", "it gives no reason", _ASK))
    often = " for now" if result == 2 else ""
    return PacsError(f"The PACS refuses to talk to us{often}: {why}.", code=code, remedy=remedy)
