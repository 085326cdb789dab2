"""Makes the rows of a dry run: what would be done to the elements of each file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.bulk.rehearsed import ChangedRow
from dicomwidgets.deidentification.planning import plan

if TYPE_CHECKING:
    from dicomwidgets.deidentification.engine.job import Job
    from dicomwidgets.deidentification.plan_rows import PlanRow
    from dicomwidgets.reading.origin import Origin

__all__ = ["Planned"]


@dataclass(frozen=True, slots=True)
class Planned:
    """Makes the rows of files, wherever that is done. It pickles.

    Parameters
    ----------
    job
        What would be done.
    """

    job: Job

    def __call__(self, origin: Origin) -> tuple[ChangedRow, ...]:
        """Return the rows of a file.

        Raises
        ------
        DicomWidgetsError, OSError
            If it can't be read.
        """
        job = self.job
        found = plan(_file(origin), job.policy, key=job.key, boxes=job.boxes)
        return tuple(_row(row) for row in found.rows if row.changed)


def _file(origin: Origin) -> Path | bytes:
    if origin.path and not origin.member:
        return Path(origin.path)
    with origin.open() as file:
        return file.read()


def _row(row: PlanRow) -> ChangedRow:
    what = (row.path, row.keyword, row.vr, row.action, row.code)
    return ChangedRow(*what, "" if row.added else row.old, row.new, row.why)
