"""What stands in the row of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dicomwidgets.browsing.columns import COUNTS, KEYWORDS, bytes_text, joined
from dicomwidgets.browsing.groups import PATIENTS, SERIES, STUDIES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.browsing.groups import Groups

__all__ = ["Cells"]

_PERSON = ("patient", "patient_id", "birth_date", "sex")
_STUDY = ("study_date", "study_description", "accession_number")
_SERIES = (
    *("modality", "series_number", "series_description", "body_part", "manufacturer", "model"),
    *("thickness", "sop_class", "transfer_syntax"),
)
_TOLD = {
    PATIENTS: (*_PERSON, "study_date", "modality", "body_part", "manufacturer"),
    STUDIES: (*_PERSON, *_STUDY, "modality", "body_part", "manufacturer", "model"),
    SERIES: (*_PERSON, *_STUDY, *_SERIES),
}
_TITLES = {
    PATIENTS: (("patient", "patient_id"), "Patient without name"),
    STUDIES: (("study_date", "study_description"), "Study without date"),
    SERIES: (("series_number", "series_description"), "Series"),
}


class Cells:
    """Tells groups of one stand of `Groups`.

    Parameters
    ----------
    groups
        What is told.
    """

    def __init__(self, groups: Groups) -> None:
        self._groups = groups
        self._members: dict[int, tuple[NDArray[np.intp], NDArray[np.intp]]] = {}
        names = {name for told in _TOLD.values() for name in told}
        self._values = {name: groups.values(KEYWORDS[name]) for name in names}
        frames = groups.values("Frames")
        self._has_pixels = frames.having([bool(value) for value in frames.values])

    def members(self, level: int, number: int) -> NDArray[np.intp]:
        """Return the numbers of the series in a group, in their order."""
        if level == SERIES:
            return np.array([number])
        if level not in self._members:
            above = self._groups.to_level(level)
            ends = np.cumsum(np.bincount(above, minlength=self._groups.count(level)))
            self._members[level] = np.argsort(above, kind="stable"), ends
        order, ends = self._members[level]
        return order[ends[number - 1] if number else 0 : ends[number]]

    def of(self, level: int, number: int) -> dict[str, str]:
        """Return the cells of a group: column → text, without those that say nothing."""
        series = self.members(level, number)
        told = {
            name: joined(KEYWORDS[name], values)
            if (values := self._values[name].of(series))
            else ""
            for name in _TOLD[level]
        }
        told["title"] = self._title(level, told)
        told |= self._counts(level, series)
        return {name: text for name, text in told.items() if text}

    def title(self, level: int, number: int) -> str:
        """Return what a group is called."""
        return self.of(level, number)["title"]

    def first_with_pixels(self, level: int, number: int) -> int | None:
        """Return the number of the first series of a group that has pixels."""
        series = self.members(level, number)
        found = series[self._has_pixels[series]]
        return int(found[0]) if len(found) else None

    def _title(self, level: int, told: dict[str, str]) -> str:
        names, otherwise = _TITLES[level]
        if level == SERIES and not told["series_description"]:
            otherwise = told["modality"] or otherwise
            number = told["series_number"]
            return f"{number} · {otherwise}" if number else otherwise
        said = dict.fromkeys(map(told.__getitem__, names))  # many give the name as number, too
        return " · ".join(filter(None, said)) or otherwise

    def _counts(self, level: int, series: NDArray[np.intp]) -> dict[str, str]:
        groups = self._groups
        numbers = {"series": len(series), "instances": int(groups.instances.all[series].sum())}
        if level == PATIENTS:
            numbers["studies"] = len(np.unique(groups.above[SERIES].all[series]))
        size = int(groups.bytes.all[series].sum())  # 0 of what is no file
        shown = COUNTS[level:-1]  # of what lies below it
        return {
            **{name: f"{numbers[name]:,}" for name in shown},
            "bytes": bytes_text(size) if size else "",
        }
