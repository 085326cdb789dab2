"""The series of a table of files: all of them, or those that some rows belong to."""

from __future__ import annotations

import threading
from array import array
from operator import itemgetter
from typing import TYPE_CHECKING

from dicomwidgets.collection.columns import WITH_PROBLEMS
from dicomwidgets.collection.near_problems import NearProblems
from dicomwidgets.collection.row_instances import ReadInstances, RowInstances
from dicomwidgets.series.index import grouped

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from dicomwidgets.collection.columns import Cell
    from dicomwidgets.collection.table import Table
    from dicomwidgets.errors import ReadError
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.series.index import Index
    from dicomwidgets.series.series import Series

    Items = Callable[[Iterable[Cell]], list[Item | None]]

__all__ = ["RowSeries"]

_AT_ONCE = 1 << 14


class RowSeries:
    """Groups the rows of a table into series.

    Parameters
    ----------
    table
        It may grow.
    items
        Gives the files of names, ``None`` for those that are not there any more.
    """

    def __init__(self, table: Table, items: Items) -> None:
        self.table = table
        self._items = items
        self._rows: dict[Hashable, array[int]] = {}
        self._grouped = 0
        self._read = ReadInstances()
        self._lock = threading.Lock()

    def index(
        self,
        source: Source,
        numbers: Sequence[int],
        skipped: int,
        problems: Sequence[ReadError],
        *,
        complete: bool,
    ) -> Index:
        """Return the series of some rows: as `dicomwidgets.series.index.index`, by the rows.

        Parameters
        ----------
        source
            Where their files lie.
        numbers
            Of the rows, ascending.
        skipped, problems, complete
            As of an `Index`; each series has those of the problems that are near it
            (`dicomwidgets.collection.near_problems`).
        """
        made = RowInstances(source, self.table, self._read)
        files = self._items(self.table.column("File").cells(numbers))
        instances = list(made.of(numbers, files))
        told = (*problems, *made.problems)
        near = NearProblems(told, self._odd_files(made.problems) if told else set())
        return grouped(source, instances, skipped, told, complete=complete, problems_of=near.of)

    def holding(
        self, numbers: Iterable[int], index: Callable[[Sequence[int]], Index]
    ) -> tuple[Series, ...]:
        """Return the series that hold the files of some rows, in the order of their first files.

        Parameters
        ----------
        numbers
            Of the rows.
        index
            Makes the series of rows.
        """
        held = list(numbers)
        beside = self.beside(held)
        found = index(beside)
        files = self.table.column("File")
        places = {str(name): place for place, name in enumerate(files.cells(beside))}
        wanted = {str(name) for name in files.cells(held)}
        series = [
            (min(places[each] for each in names), one)
            for one in (*found.series, *found.others)
            if not wanted.isdisjoint(names := [each.item.name for each in one.instances])
        ]
        return tuple(one for _, one in sorted(series, key=itemgetter(0)))

    def parts(self) -> Iterator[array[int]]:
        """Yield all rows some at a time, those of a series together."""
        with self._lock:
            self._group()
            groups = list(self._rows.values())
        part = array("I")
        for rows in groups:
            part += rows
            if len(part) >= _AT_ONCE:
                yield array("I", sorted(part))
                part = array("I")
        if part:
            yield array("I", sorted(part))

    def beside(self, numbers: Iterable[int]) -> array[int]:
        """Return the rows that share Series Instance UID, or folder, with some rows; ascending."""
        held = list(numbers)
        table = self.table
        uids, files = (table.column(name).cells(held) for name in ("SeriesInstanceUID", "File"))
        with self._lock:
            self._group()
            keys = dict.fromkeys(map(_key, uids, files))
            found = [self._rows[key] for key in keys]
        return array("I", sorted(number for rows in found for number in rows))

    def _odd_files(self, gone: Iterable[ReadError]) -> set[str]:
        """Return the files that have both a row and a problem, without those that are gone."""
        odd = self.table.where(Status=WITH_PROBLEMS)
        names = {str(name) for name in self.table.column("File").cells(odd)}
        return names.difference(each.file or "" for each in gone)

    def _group(self) -> None:
        """Take in what the table has got since."""
        uids, files = (self.table.column(name) for name in ("SeriesInstanceUID", "File"))
        count = min(len(uids), len(files))
        for start in range(self._grouped, count, _AT_ONCE):
            part = range(start, min(start + _AT_ONCE, count))
            for number, uid, file in zip(part, uids.cells(part), files.cells(part), strict=True):
                key = _key(uid, file)
                rows = self._rows.get(key)
                if rows is None:
                    rows = self._rows[key] = array("I")
                rows.append(number)
        self._grouped = count


def _key(uid: Cell, file: Cell) -> Hashable:
    """Return what `dicomwidgets.series.grouping.series_key` makes of a file."""
    return str(uid or "").strip() or ("no series", str(file).rpartition("/")[0])
