"""What a server says of the instances that it was sent (PS3.18 10.5.3, I.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.errors import PacsError
from dicomwidgets.pacs.dicomweb_json import datasets_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydicom.dataset import Dataset

    from dicomwidgets.pacs.dicomweb_answer import Answer

__all__ = ["DUPLICATE", "Said", "Verdict", "said_of"]

DUPLICATE = 0x0111
_WARNED = "The PACS has stored it and changed something of it, or remarks on it ({:04X}H)."
_REASONS: tuple[tuple[int, int, str, bool], ...] = (
    (0xA700, 0xA7FF, "it has no room, or something else that it needs, for it now", True),
    (0xA900, 0xA9FF, "it is not what its SOP class says", False),
    (0xC122, 0xC122, "it does not take this transfer syntax", False),
    (0xC000, 0xCFFF, "it can't understand it", False),
    (0x0110, 0x0110, "something failed over it there", True),
    (0x0117, 0x0117, "its SOP Instance UID is none", False),
    (0x0122, 0x0122, "it does not take this SOP class", False),
    (0x0124, 0x0124, "you may not store it there", False),
    (0x0131, 0x0131, "the requested options are not supported", False),
    (0x0272, 0x0272, "it did not take it", False),
)
"""Failure Reason (0008,1197), from and to, in words; whether it may go another time."""


class Verdict(NamedTuple):
    """What the server says of one instance.

    Parameters
    ----------
    stored
        Whether it has it now.
    code
        Failure or warning reason; 0 for none.
    spoken
        Whether it spoke of it at all; else `stored` is what it answers to a query.
    """

    stored: bool
    code: int = 0
    spoken: bool = True

    @property
    def reason(self) -> str:
        """Why it was not stored."""
        found = next((row for row in _REASONS if row[0] <= self.code <= row[1]), None)
        words = found[2] if found else "it does not say why"
        return f"The PACS refuses it: {words} ({self.code:04X}H)."

    @property
    def may_pass(self) -> bool:
        """Whether it may be stored when it is sent once more."""
        found = next((row for row in _REASONS if row[0] <= self.code <= row[1]), None)
        return not self.stored and found is not None and found[3]

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known of what was stored."""
        return (_WARNED.format(self.code),) if self.stored and self.code else ()


Said = dict[str, Verdict]
"""By SOP Instance UID; who is missing was not spoken of."""


def said_of(answer: Answer) -> Said | None:
    """Return what an answer says; ``None`` if it says nothing that is understood."""
    try:
        if not answer.content or "json" not in answer.media_type:
            return None
        found, _ = datasets_of(answer.json())
    except PacsError as error:
        if error.code == "rubbish":
            return None
        raise
    verdicts = dict(pair for each in found for pair in _verdicts(each))
    return verdicts or None


def _verdicts(dataset: Dataset) -> Iterator[tuple[str, Verdict]]:
    kinds: Mapping[str, tuple[bool, str]] = {
        "ReferencedSOPSequence": (True, "WarningReason"),
        "FailedSOPSequence": (False, "FailureReason"),
    }
    for keyword, (stored, reason) in kinds.items():
        for item in dataset.get(keyword) or ():
            uid = str(item.get("ReferencedSOPInstanceUID") or "")
            if uid:
                yield uid, Verdict(stored, _number(item.get(reason)))


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
