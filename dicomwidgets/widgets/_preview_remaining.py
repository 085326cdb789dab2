"""In how many images of a walk burned-in text may stay, under what is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.engine.foreseeing import Foresight
from dicomwidgets.deidentification.pixels.burned_in import burned_in_risk
from dicomwidgets.deidentification.planned_file import planned_item
from dicomwidgets.errors import DicomWidgetsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.deidentification.engine.job import Job
    from dicomwidgets.deidentification.planned_file import PlannedFile
    from dicomwidgets.series.series import Series

__all__ = ["Remaining"]

_LIKELY = 0.5
"""From here on the header says that text is likely (`burned_in_risk`)."""


@dataclass(frozen=True, slots=True)
class _Likely:
    """A series in which text is likely."""

    file: PlannedFile
    files: int


class Remaining:
    """Looks at the first file of each series: all of them are of one size and one kind.

    Parameters
    ----------
    series
        The series of the walk.
    """

    def __init__(self, series: Sequence[Series]) -> None:
        self.files = sum(len(each.instances) for each in series)
        self._likely = [found for each in series if (found := _likely(each))]

    def count(self, job: Job) -> int:
        """Return in how many files text is likely and not cleaned.

        Parameters
        ----------
        job
            What is to be done.
        """
        return sum(each.files for each in self._likely if not _cleaned(each.file, job))


def _likely(series: Series) -> _Likely | None:
    first = series.instances[0]
    try:
        if burned_in_risk(series.header(0).dataset).score < _LIKELY:
            return None
        file = planned_item(series.source, first.item)
    except DicomWidgetsError:
        return None  # the walk says what is wrong with it
    return _Likely(file, len(series.instances))


def _cleaned(file: PlannedFile, job: Job) -> bool:
    if file.opened is None:
        return False
    try:
        with file.opened(()) as opened:
            return "clean_pixel_data" in Foresight(opened, job).done
    except DicomWidgetsError:
        return False  # the walk says what is wrong with it
