"""One patient under a key: pseudonym, name and shift, of the key and the identity alone."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.deidentification.mapping.pseudonyms import spelled
from dicomwidgets.deidentification.mapping.transform import Transform

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwidgets.deidentification.known import Known
    from dicomwidgets.deidentification.mapping.uids import UidMapping

__all__ = ["Shift", "Subject"]

_FEWEST_DAYS, _DAYS = 30, 3_621
_MOST_SECONDS = 6 * 3600


class Shift(NamedTuple):
    """How far all dates and times of one patient go back.

    Parameters
    ----------
    days
        30 to 3,650.
    seconds
        1 to 21,599: less than six hours, so that what was recorded in the day stays in its day.
    """

    days: int
    seconds: int

    @property
    def total(self) -> int:
        """Seconds altogether."""
        return self.days * 86_400 + self.seconds


class Subject:
    """One patient, or the patient of one study where there is no Patient ID.

    Parameters
    ----------
    digest
        32 bytes that the key makes of the identity: all else follows from them.
    uids
        New UIDs for old ones under the same key.
    label
        What the subject is based on, in words and without identifiers.
    """

    def __init__(self, digest: bytes, uids: UidMapping, label: str) -> None:
        self._digest = digest
        self.uids = uids
        self.label = label

    def __repr__(self) -> str:
        return f"Subject({self.pseudonym})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Subject) and self._digest == other._digest

    def __hash__(self) -> int:
        return hash(self._digest)

    @cached_property
    def pseudonym(self) -> str:
        """What takes the place of the Patient ID: ``"7KQ4-M2XD-9TRB"``."""
        return spelled(self._digest)

    @cached_property
    def name(self) -> str:
        """What takes the place of the Patient's Name: ``"Anonymous^7KQ4-M2XD-9TRB"``."""
        return f"Anonymous^{self.pseudonym}"

    @cached_property
    def shift(self) -> Shift:
        """How far this patient's dates and times go back, always by the same time."""
        days = int.from_bytes(self._digest[16:24], "big") % _DAYS
        seconds = int.from_bytes(self._digest[24:], "big") % (_MOST_SECONDS - 1)
        return Shift(_FEWEST_DAYS + days, 1 + seconds)

    def with_file(self, known: Known, options: Iterable[str] = ()) -> Transform:
        """Return what makes the new values of one file of this patient.

        Parameters
        ----------
        known
            What is known of the patient in this file.
        options
            Names of the policy's options: ``retain_full_dates``, ``retain_modified_dates`` and
            ``retain_uids`` decide what becomes of dates and UIDs in free text.
        """
        return Transform(self, known, frozenset(options))
