"""All that a source holds: a table of its files, its series, and what could not be read."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Literal

from dicomwidgets.collection.checks.frames import Manner
from dicomwidgets.collection.checks.running import archive_of, check_archive
from dicomwidgets.collection.filling import Found
from dicomwidgets.collection.levels import Level, level_of
from dicomwidgets.collection.outgoing import Outgoing
from dicomwidgets.collection.overview import collection_html, collection_text
from dicomwidgets.collection.row_series import RowSeries
from dicomwidgets.collection.sql import asked
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reading.folder import FolderSource
from dicomwidgets.reading.several import ChosenSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Executor

    from dicomwidgets.collection.columns import Cell
    from dicomwidgets.collection.filling import Filling
    from dicomwidgets.collection.table import Table
    from dicomwidgets.errors import ReadError
    from dicomwidgets.finding import Findings
    from dicomwidgets.jobs import Progress
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.series.index import Index
    from dicomwidgets.series.series import Series

    LevelName = Literal["patients", "studies", "series", "instances"]

__all__ = ["Collection"]


class Collection(Outgoing):
    """The files of a source, as tables and as series.

    It is usable while it fills: each property tells what is known when it is asked. Its repr and
    its form in a notebook mask what may identify somebody, until `dicomwidgets.reveal`.

    Parameters
    ----------
    source
        Where the files lie.
    filling
        What reads them, or has read them.

    Attributes
    ----------
    source : Source
        All files, also those that are no DICOM.
    """

    def __init__(self, source: Source, filling: Filling | Found) -> None:
        self.source = source
        self._filling = None if isinstance(filling, Found) else filling
        self._state = filling if isinstance(filling, Found) else filling.found
        self._thread: threading.Thread | None = None
        self._failed: BaseException | None = None
        self._levels: dict[str, tuple[Table, Level]] = {}
        self._grouped: tuple[Table, tuple[int, bool], Index] | None = None
        self._row_series: RowSeries | None = None
        self._by_name: dict[str, Item] | None = None

    @property
    def instances(self) -> Table:
        """The table of all files that are DICOM, one row each, in the order of their names.

        While it fills they stand in the order in which they were read.
        """
        return self._state.table

    @property
    def table(self) -> Table:
        """The same as `instances`."""
        return self._state.table

    @property
    def patients(self) -> Table:
        """One row a patient (`dicomwidgets.collection.levels`)."""
        return self.level("patients").table

    @property
    def studies(self) -> Table:
        """One row a study."""
        return self.level("studies").table

    @property
    def series_table(self) -> Table:
        """One row a Series Instance UID; `series` may split what it holds."""
        return self.level("series").table

    @property
    def series(self) -> tuple[Series, ...]:
        """Images as stacks to look at, in the order of their first files.

        They are made from `instances`; of files alone that have several frames, or have lost
        something, are the headers read once more. All series are made: for a few, `series_of`.
        """
        return self._index().series

    @property
    def others(self) -> tuple[Series, ...]:
        """Objects that are no images: reports, structure sets, plans, documents."""
        return self._index().others

    def series_of(
        self, numbers: Iterable[int], instances: Table | None = None
    ) -> tuple[Series, ...]:
        """Return the series that some rows belong to, and make no others.

        Parameters
        ----------
        numbers
            Of the rows: ``collection.level("series").members[0]``.
        instances
            The table that they number, as for `take`.

        Returns
        -------
        tuple of Series
            Those of `series`, and of `others`, that hold one of the files, in the order of their
            first files: one, where the files of a Series Instance UID belong together, several
            where they do not.
        """
        rows = self._series_by_rows(self._state.table if instances is None else instances)
        return rows.holding(numbers, lambda beside: self._index_of(rows, beside))

    @property
    def skipped(self) -> int:
        """How many files are not DICOM."""
        return self._state.skipped

    @property
    def problems(self) -> tuple[ReadError, ...]:
        """Files that can't be read, or only in part, each with its reason."""
        return tuple(self._state.problems)

    @property
    def notes(self) -> tuple[str, ...]:
        """What else is to be said of the reading: that it could not be kept for the next time."""
        return self._state.notes

    @property
    def complete(self) -> bool:
        """Whether all files were looked at; ``False`` while it fills, and if it was cancelled."""
        return self._state.complete

    @property
    def loading(self) -> bool:
        """Whether files are being read now."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def progress(self) -> tuple[int, int | None]:
        """Files that were looked at, and files in all: ``None`` while they are being listed."""
        return self._state.done, self._state.total

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is filled.

        Parameters
        ----------
        seconds
            How long at most; without it until it is.

        Returns
        -------
        bool
            Whether the reading has ended.

        Raises
        ------
        DicomWidgetsError
            What ended the reading early, such as a `JobError` of an executor that broke.
        """
        if self._thread is not None:
            self._thread.join(seconds)
        if self._failed is not None:
            raise self._failed
        return not self.loading

    def cancel(self) -> None:
        """End the reading soon; what was found stays."""
        if self._filling is not None:
            self._filling.stop.set()

    def level(self, name: LevelName) -> Level:
        """Return the groups of a level: their table, and the rows of `instances` in each.

        Raises
        ------
        ArgumentError
            If there is no such level.
        """
        table = self.instances
        if name not in ("patients", "studies", "series"):
            raise ArgumentError(
                f"There is no level {name!r}.", remedy='Say "patients", "studies" or "series".'
            )
        known = self._levels.get(name)
        if known is None or known[0] is not table or self._rows_told(known[1]) != len(table):
            known = self._levels[name] = (table, level_of(table, name))
        return known[1]

    def where(self, *queries: str | Mapping[str, Any], **conditions: Any) -> Collection:
        """Return the collection of the files that meet all conditions.

        Parameters
        ----------
        *queries, **conditions
            As `dicomwidgets.collection.table.Table.where` takes them:
            ``where("Modality == 'CT' and SliceThickness < 2")``,
            ``where(Modality={"CT", "PT"}, StudyDate=slice("20200101", None))``,
            ``where(SliceThickness=lambda v: v > 3)``.

        Raises
        ------
        ArgumentError
            If a column is not there, or a condition is none.
        """
        table = self.instances
        return self.take(table.where(*queries, **conditions), table)

    def take(self, numbers: Sequence[int], instances: Table | None = None) -> Collection:
        """Return the collection of some rows.

        Parameters
        ----------
        numbers
            Of the rows.
        instances
            The table that they number: `Level.instances`, or what `instances` was when it was
            asked; by default what it is now. That of a collection that fills changes once, when
            it is full and brought into order.
        """
        state = self._state
        table = (state.table if instances is None else instances).take(numbers)
        names = {str(name) for name in table.column("File")}
        found = Found(
            table,
            len(table),
            len(table),
            problems=[each for each in state.problems if each.file in names],
            complete=state.complete,
        )
        items = [item for item in self._items(table.column("File")) if item is not None]
        return Collection(ChosenSource(self.source, items), found)

    def each_series(self) -> Iterator[Series]:
        """Yield what `series` has, some thousand files at a time: not all of it is held at once.

        What shares a Series Instance UID comes together; else as in `series`, in the order of the
        first files.
        """
        if self._grouped is not None:
            yield from self.series
            return
        rows = self._series_by_rows(self._state.table)
        for part in rows.parts():
            yield from self._index_of(rows, part).series

    def item(self, name: str) -> Item:
        """Return what the source calls a file.

        Raises
        ------
        ArgumentError
            If it has no file of this name.
        """
        (found,) = self._items([name])
        if found is None:
            raise ArgumentError("There is no such file.", remedy="instances lists them.")
        return found

    def so_far(self) -> Collection:
        """Return the collection of what is there now, which does not grow: itself when filled."""
        if not self.loading or self.complete:  # the thread may have its last words to say
            return self
        table = self.instances.so_far()
        return self.take(range(len(table)), table)

    def check(
        self,
        *,
        pixels: bool = False,
        executor: Executor | None = None,
        workers: int | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Findings:
        """Say what is wrong with the files together: what none of them tells by itself.

        Parameters
        ----------
        pixels
            Whether every frame is decoded: which can't be, show nothing, are saturated, or are
            there twice.
        executor
            Where frames are decoded: any `concurrent.futures.Executor`; by default processes of
            this machine.
        workers
            How many processes that are; 0 does it in this one.
        on_progress
            Called with a `dicomwidgets.jobs.Progress` while frames are decoded.
        cancelled
            Asked between files; what was found so far is returned.

        Returns
        -------
        Findings
            The worst first. ``finding.files`` names the files, ``finding.open()`` shows them.

        Notes
        -----
        The rows have what the checks need. Files are opened again that have the same SOP Instance
        UID, that are too small for their pixels, or that are no DICOM. Of files with several
        frames, and of those that have lost something, the headers are read; what they say is kept
        for the next time, of 65,536 frames in all.
        """
        manner = Manner(executor, workers, on_progress, cancelled)
        return check_archive(archive_of(self), pixels=pixels, manner=manner)

    def items(self) -> list[Item]:
        """Return the files that are DICOM, in the order of `instances`."""
        found = self._items(self.instances.column("File"))
        return [item for item in found if item is not None]

    def sql(self, query: str) -> Table:
        """Return the rows that a query in SQL gives, by DuckDB.

        Parameters
        ----------
        query
            Its tables are ``instances``, ``patients``, ``studies`` and ``series``:
            ``"SELECT Modality, count(*) FROM instances GROUP BY Modality"``.

        Raises
        ------
        MissingPackageError
            Where DuckDB is not installed, with the install line.
        ArgumentError
            If the query fails.
        """
        tables = {
            "instances": lambda: self.instances,
            "patients": lambda: self.patients,
            "studies": lambda: self.studies,
            "series": lambda: self.series_table,
        }
        return asked(query, tables)

    def to_pandas(self) -> Any:
        """Return `instances` as a `pandas.DataFrame`, unmasked.

        Raises
        ------
        MissingPackageError
            Where pandas is not installed, with the install line.
        """
        return self.instances.to_pandas()

    def __len__(self) -> int:
        """Return the number of series with images."""
        return len(self.series)

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Series]:
        return iter(self.series)

    def __getitem__(self, number: int) -> Series:
        return self.series[number]

    def __repr__(self) -> str:
        return collection_text(self)

    def _repr_html_(self) -> str:
        return collection_html(self)

    def begin(self, *, wait: bool) -> None:
        """Start the reading, here or on a thread of its own."""
        filling = self._filling
        if filling is None:
            return
        if wait:
            filling.run()
            return

        def run() -> None:
            try:
                filling.run()
            except BaseException as error:  # noqa: BLE001 - `wait` raises it
                self._failed = error

        self._thread = threading.Thread(target=run, name="dicomwidgets-load", daemon=True)
        self._thread.start()

    def _items(self, names: Iterable[Cell]) -> list[Item | None]:
        """Return the files of these names; ``None`` for one that the source has not."""
        if isinstance(self.source, FolderSource):
            return [self.source.item(str(name)) for name in names]
        if self._by_name is None:
            self._by_name = {item.name: item for item in self.source.items()}
        return [self._by_name.get(str(name)) for name in names]

    def _index(self) -> Index:
        """Return the files grouped into series."""
        table, known = self._state.table, self._grouped
        stand = (len(table), self._state.complete)
        if known is None or known[0] is not table or known[1] != stand:
            found = self._index_of(self._series_by_rows(table), range(stand[0]))
            known = self._grouped = (table, stand, found)
        return known[2]

    def _series_by_rows(self, table: Table) -> RowSeries:
        known = self._row_series
        if known is None or known.table is not table:
            known = self._row_series = RowSeries(table, self._items)
        return known

    def _index_of(self, rows: RowSeries, numbers: Sequence[int]) -> Index:
        state = self._state
        return rows.index(
            self.source, numbers, self.skipped, state.problems, complete=state.complete
        )

    @staticmethod
    def _rows_told(level: Level) -> int:
        return sum(map(len, level.members))
