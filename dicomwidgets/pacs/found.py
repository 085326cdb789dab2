"""What a server found: one dataset a study, series or image, as it answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, overload

import pydicom  # noqa: F401 - by its front door
from pydicom.datadict import dictionary_VR

from dicomwidgets.elements.masking import masked_value
from dicomwidgets.elements.rows import RowTable
from dicomwidgets.elements.written import written
from dicomwidgets.errors import ArgumentError
from dicomwidgets.extras import require

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

__all__ = ["LEVELS", "UID_OF", "Found", "Level", "level_of"]

Level = Literal["patient", "study", "series", "instance"]

LEVELS: tuple[Level, ...] = ("patient", "study", "series", "instance")
"""What can be asked for (PS3.4 C.6, PS3.18 10.6), from the top."""

UID_OF: dict[Level, str] = {
    "patient": "PatientID",
    "study": "StudyInstanceUID",
    "series": "SeriesInstanceUID",
    "instance": "SOPInstanceUID",
}
"""Keyword of what identifies one of each level."""

_MANY: dict[Level, str] = {
    "patient": "patients",
    "study": "studies",
    "series": "series",
    "instance": "instances",
}
_LONGEST = 4096
_SHOWN_ROWS = 5
_SHOWN = (
    *("Modality", "ModalitiesInStudy", "StudyDescription", "SeriesDescription"),
    *("PatientName", "PatientID", "StudyDate", "SeriesNumber", "InstanceNumber"),
    *("NumberOfStudyRelatedInstances", "NumberOfSeriesRelatedInstances", "NumberOfFrames"),
)


class Found(Sequence["Dataset"]):
    """What a query found, in the order in which the server answered.

    Parameters
    ----------
    datasets
        One a patient, study, series or instance, as the server described it.
    level
        Which of these: ``"patient"``, ``"study"``, ``"series"`` or ``"instance"``.
    complete
        Whether it is all that the server has; ``False`` where a limit cut it.
    notes
        What is to be known of the answers: what the server does not know, what was left out.
    """

    def __init__(
        self,
        datasets: Sequence[Dataset],
        level: Level,
        complete: bool = True,
        notes: Sequence[str] = (),
    ) -> None:
        self._datasets = tuple(datasets)
        self.level = level
        self.complete = complete
        self.notes = tuple(notes)

    @property
    def uids(self) -> tuple[str, ...]:
        """What identifies each: UIDs, of patients their IDs; ``""`` where the server gave none."""
        return tuple(row.get(UID_OF[self.level], "") for row in self.rows())

    def rows(self) -> list[dict[str, str]]:
        r"""Return one row an answer: its elements as text, by keyword or tag, values and all.

        Elements of items are called ``"RequestAttributesSequence[0].StudyInstanceUID"``; several
        values stand apart with a backslash.
        """
        return [dict(_cells(each)) for each in self._datasets]

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame`, one row an answer and one column an element, as text.

        It holds the values. Columns stand in the order in which the elements come first; what an
        answer does not have is missing.

        Raises
        ------
        MissingPackageError
            Where pandas is not installed, with the install line.
        """
        pandas = require("pandas", why="A data frame of what was found")
        rows = self.rows()
        columns = list(dict.fromkeys(name for row in rows for name in row))
        return pandas.DataFrame(rows, columns=columns, dtype="string")

    def __len__(self) -> int:
        return len(self._datasets)

    @overload
    def __getitem__(self, place: int) -> Dataset: ...

    @overload
    def __getitem__(self, place: slice) -> Found: ...

    def __getitem__(self, place: int | slice) -> Dataset | Found:
        if isinstance(place, slice):
            return Found(self._datasets[place], self.level, self.complete, self.notes)
        return self._datasets[place]

    def __repr__(self) -> str:
        count = len(self)
        what = self.level if count == 1 else _MANY[self.level]
        cut = "" if self.complete else ", and the server has more"
        lines = [f"<Found: {count:,} {what}{cut}"]
        lines += [f"  {_line(each)}" for each in self._datasets[:_SHOWN_ROWS]]
        lines += [f"  … {count - _SHOWN_ROWS:,} more"] if count > _SHOWN_ROWS else []
        return "\n".join((*lines, *(f"  {note}" for note in self.notes))) + ">"


def level_of(text: str) -> Level:
    """Return a level by its name, in the singular, the plural or as DICOM has it.

    >>> level_of("studies"), level_of("IMAGE"), level_of("series")
    ('study', 'instance', 'series')

    Raises
    ------
    ArgumentError
        If there is no such level.
    """
    names: dict[str, Level] = {**{many: level for level, many in _MANY.items()}}
    names |= {level: level for level in LEVELS} | {"image": "instance", "images": "instance"}
    level = names.get(str(text).lower())
    if level is None:
        raise ArgumentError(
            "There is no such level of a query.", remedy=f"Give one of: {', '.join(LEVELS)}."
        )
    return level


def _cells(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Yield the path and the value of each element that has one of its own."""
    table = RowTable(dataset, file_meta=False)
    for index, node in enumerate(table.nodes):
        if node.element is not None and node.vr != "SQ":
            text = written(node, _LONGEST)
            yield table.path(index), text.removesuffix("\\x00").strip(" ")


def _line(dataset: Dataset) -> str:
    """Return what tells one answer from another, identifiers masked."""
    cells = dict(_cells(dataset))
    told = (
        f"{keyword} {masked_value(keyword, dictionary_VR(keyword), cells[keyword])}"
        for keyword in _SHOWN
        if cells.get(keyword)
    )
    return " · ".join(told) or "no description"
