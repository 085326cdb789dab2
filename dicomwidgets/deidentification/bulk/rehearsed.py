"""What a dry run tells of the elements of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from dicomwidgets.deidentification.plan_rows import NOTHING
from dicomwidgets.elements.masking import masked_value
from dicomwidgets.privacy import masked

__all__ = ["ChangedRow", "PlanOfFile"]


class ChangedRow(NamedTuple):
    """What would happen to one element, as text.

    Parameters
    ----------
    path
        As one would type it after ``dataset.``.
    keyword
        The element's keyword (PS3.6), empty where the dictionary has none.
    vr
        Its value representation.
    action, code, why
        As in `planning.PlanRow`.
    old, new
        The value as it is and as it would be. They may identify the patient.
    """

    path: str
    keyword: str
    vr: str
    action: str
    code: str
    old: str
    new: str
    why: str

    def as_shown(self) -> ChangedRow:
        """Return the row with its values masked where they may identify somebody (`reveal`)."""
        is_shown = self.vr == "SQ" or self.old == NOTHING or not self.old
        # What is changed may hold a name in any element: that may be why it is.
        old = self.old if is_shown else masked(self.old)
        # What is cleaned still holds the rest of the old text.
        new = masked_value(self.keyword, self.vr, self.new) if self.action == "clean" else self.new
        return self._replace(old=old, new=new)

    def __repr__(self) -> str:
        row = self.as_shown()
        return f"<{row.path}: {row.action} ({row.code}) {row.old} -> {row.new}>"


@dataclass(frozen=True, slots=True, repr=False)
class PlanOfFile:
    """What would be done to the elements of one file.

    Parameters
    ----------
    number
        Of the file, from 1, in the order of the source.
    source
        Its name below the source's root. It may hold identifiers: the repr masks it.
    rows
        One for each element that would be changed or added, in the order of the file.
    """

    number: int
    source: str
    rows: tuple[ChangedRow, ...]

    def __repr__(self) -> str:
        return f"<PlanOfFile {self.number} ({masked(self.source)}): {len(self.rows)} rows>"
