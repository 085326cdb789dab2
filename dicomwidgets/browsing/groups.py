"""Which patient, study and series each row of a table belongs to, while the table grows.

What belongs together is what `dicomwidgets.collection.levels` says; here a new row costs the same
however many there are, and a group keeps its id.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.browsing.growing import Growing
from dicomwidgets.browsing.values import Values, codes_between

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from numpy.typing import NDArray

    from dicomwidgets.collection.columns import Cell
    from dicomwidgets.collection.table import Table

    Key = Hashable

__all__ = ["LEVELS", "PATIENTS", "SERIES", "STUDIES", "Groups"]

LEVELS = ("patients", "studies", "series")
PATIENTS, STUDIES, SERIES = range(3)

_TELLING = ("IssuerOfPatientID", "PatientID", "StudyInstanceUID", "SeriesInstanceUID", "File")
_AT_ONCE = 1 << 16


class Groups:
    """The patients, studies and series of a table.

    Not to be used by two threads at once.

    Parameters
    ----------
    table
        It may grow, and another may take its place (`advance`).

    Attributes
    ----------
    ids : tuple of Growing
        Of each level, by the number of the group in it; numbers follow the first row of each.
    above : tuple of Growing
        The number of the patient of each study, of the study of each series; first a stand-in.
    series_of : Growing
        The number of the series of each row.
    instances, bytes : Growing
        Of each series, how many rows it has, and how large their files are together.
    """

    def __init__(self, table: Table) -> None:
        self._of_key: dict[Key, int] = {}
        self.begin(table)

    def begin(self, table: Table) -> None:
        """Start anew with another table; groups that are in it as well keep their ids."""
        self.table = table
        self.ids = tuple(Growing(np.int32) for _ in LEVELS)
        self.above = tuple(Growing(np.int32) for _ in LEVELS)
        self.series_of = Growing(np.int32)
        self.instances, self.bytes = Growing(np.int64), Growing(np.int64)
        self._numbers: tuple[dict[Key, int], ...] = ({}, {}, {})
        self._places: dict[int, tuple[int, int]] = {}
        self._values: dict[str, Values] = {}

    @property
    def rows(self) -> int:
        """How many rows were taken in."""
        return len(self.series_of)

    def count(self, level: int) -> int:
        """Return how many groups a level has."""
        return len(self.ids[level])

    def place(self, group: int) -> tuple[int, int] | None:
        """Return the level and the number of a group by its id; ``None`` where it is not there."""
        return self._places.get(group)

    def advance(self, table: Table) -> bool:
        """Take in the rows that came since.

        Parameters
        ----------
        table
            As it stands now: the same, longer, or the one that took its place.

        Returns
        -------
        bool
            Whether anything is different now.
        """
        is_other = table is not self.table
        if is_other:
            self.begin(table)
        before, count = self.rows, len(table)
        for start in range(before, count, _AT_ONCE):
            self._take(start, min(start + _AT_ONCE, count))
        return is_other or count > before

    def values(self, keyword: str) -> Values:
        """Return what each series has in a column of the table."""
        known = self._values.get(keyword)
        if known is None:
            known = self._values[keyword] = Values(keyword)
        known.advance(self.table, self.series_of.all, self.count(SERIES))
        return known

    def to_level(self, level: int) -> NDArray[Any]:
        """Return for each series the number of its patient, its study, or its own."""
        if level == SERIES:
            return np.arange(self.count(SERIES), dtype=np.int32)
        studies = self.above[SERIES].all
        return studies if level == STUDIES else self.above[STUDIES].all[studies]

    def series_in(self, groups: Iterable[int]) -> NDArray[Any]:
        """Return which series belong to some groups, by their ids; those not there are passed."""
        held = np.zeros(self.count(SERIES), bool)
        asked: dict[int, list[int]] = {}
        for level, number in filter(None, map(self.place, groups)):
            asked.setdefault(level, []).append(number)
        for level, numbers in asked.items():
            chosen = np.zeros(self.count(level), bool)
            chosen[numbers] = True
            held |= chosen[self.to_level(level)]
        return held

    def rows_in(self, groups: Iterable[int]) -> NDArray[Any]:
        """Return the rows that belong to some groups, each once, in their order."""
        return np.flatnonzero(self.series_in(groups)[self.series_of.all])

    # Taking in --------------------------------------------------------------------------------

    def _take(self, start: int, stop: int) -> None:
        numbers = self._numbered(start, stop)
        self.series_of.extend(numbers)
        count = self.count(SERIES)
        sizes = [size if isinstance(size, int) else 0 for size in self._cells("Size", start, stop)]
        for kept, weights in ((self.instances, None), (self.bytes, sizes)):
            kept.grow(count)
            added = np.bincount(numbers, weights, count)
            kept.all[:] += added.astype(np.int64)

    def _numbered(self, start: int, stop: int) -> NDArray[Any]:
        """Return the series of some rows: one look for each stretch of rows that are alike."""
        begins = np.zeros(stop - start, bool)
        begins[0] = True
        for name in _TELLING[:-1]:
            if name in self.table.names:
                codes = codes_between(self.table.column(name), start, stop)
                begins[1:] |= codes[1:] != codes[:-1]
        told: list[int] = []
        lengths: list[int] = []
        columns = [self._column(name) for name in _TELLING]
        for at, end in pairwise([*np.flatnonzero(begins).tolist(), stop - start]):
            first = [column[start + at] for column in columns]
            if first[2] and first[3]:
                told.append(self._number(first))
                lengths.append(end - at)
                continue
            for row in range(start + at, start + end):  # told apart by their folders
                told.append(self._number([*first[:4], columns[4][row]]))
                lengths.append(1)
        return np.repeat(np.array(told, np.int32), lengths)

    def _number(self, cells: Sequence[Cell]) -> int:
        """Return the number of the series of a row; a new one where it is the first of it."""
        issuer, patient, study_uid, series_uid, file = cells
        folder = ("no UID", str(file).rpartition("/")[0])
        study: Hashable = study_uid or folder
        person: Hashable = (issuer or "", patient) if patient else ("", "", study)
        key = (person, study, series_uid or folder)
        number = self._numbers[SERIES].get(key)
        if number is not None:
            return number
        above = self._known(PATIENTS, person, 0)
        return self._known(SERIES, key, self._known(STUDIES, key[:2], above))

    def _known(self, level: int, key: Key, above: int) -> int:
        known = self._numbers[level]
        number = known.get(key)
        if number is None:
            number = known[key] = len(known)
            group = self._of_key.setdefault(key, len(self._of_key))
            self.ids[level].append(group)
            self.above[level].append(above)
            self._places[group] = level, number
        return number

    def _cells(self, name: str, start: int, stop: int) -> Sequence[Cell]:
        if name not in self.table.names:
            return [None] * (stop - start)
        return self.table.column(name)[start:stop]

    def _column(self, name: str) -> Any:
        return self.table.column(name) if name in self.table.names else _Nothing()


class _Nothing:
    def __getitem__(self, _row: int) -> None:
        return None
