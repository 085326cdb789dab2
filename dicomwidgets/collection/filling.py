"""Reads what a source holds into a table: first what is kept of it, then what is new."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from dicomwidgets.collection.cache import keep, kept, kept_at
from dicomwidgets.collection.cache_file import CHANGED, HAVE_ROW, NO_ROW, ROW, Kept
from dicomwidgets.collection.scanning import scan
from dicomwidgets.collection.stamps import PER_FILE, place_of, stamps_of
from dicomwidgets.collection.table import Table
from dicomwidgets.errors import ReadError
from dicomwidgets.reading.several import ChosenSource

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from dicomwidgets.collection.columns import Columns
    from dicomwidgets.reading.item import Item, Source

__all__ = ["Filling", "Found"]


@dataclass
class Found:
    """What was found so far.

    Parameters
    ----------
    table
        One row a file that is DICOM.
    total
        How many files there are; ``None`` while they are being listed.
    done
        How many of them were looked at.
    skipped
        How many are no DICOM.
    problems
        Files that can't be read, or only in part.
    notes
        What else is to be said: nothing of it touches what was found.
    complete
        Whether all files were looked at.
    """

    table: Table
    total: int | None = None
    done: int = 0
    skipped: int = 0
    problems: tuple[ReadError, ...] = ()
    notes: tuple[str, ...] = ()
    complete: bool = False


@dataclass
class Filling:
    """Fills a `Found` from a source.

    Parameters
    ----------
    source, columns
        What is read.
    cache
        Whether what is kept of the source is used, and what is read is kept.
    executor
        Where the reading is done.
    on_progress
        Called with (files done, files in all), the latter ``None`` while they are being listed.
    cancelled
        Asked now and then; ``True`` ends the reading.
    """

    source: Source
    columns: Columns
    cache: bool = True
    executor: Executor | None = None
    on_progress: Callable[[int, int | None], None] | None = None
    cancelled: Callable[[], bool] | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.found = Found(Table(self.columns.names))
        self._without_row: set[str] = set()

    def run(self) -> None:
        """Read all there is, or until it is cancelled; keep what was read, however it ends."""
        begun = time.time_ns()
        file = kept_at(self.source, self.columns) if self.cache else None
        stamps, left = self._kept(file, begun) if file and file.exists() else (None, None)
        ended = left == []
        try:
            ended = ended or self._read(left)
        finally:
            self.found.total = len(self.source.items())
            if left != []:
                self._in_order()
                if file:
                    stamps = stamps_of(self.source, begun) if stamps is None else stamps
                    self._keep(file, stamps, whole=ended)
        self._end(whole=ended)

    def _end(self, *, whole: bool) -> None:
        found = self.found
        found.problems += tuple(self.source.missing())
        found.complete = whole
        if whole:
            found.done = len(self.source.items())
            self._tell()

    def _read(self, items: Sequence[Item] | None) -> bool:
        """Read files, all of them where none are named; return whether it came to the end."""
        found = self.found
        self._tell()
        # Without being named they are listed while the first ones are read.
        source = self.source if items is None else ChosenSource(self.source, items)
        batches = scan(source, self.columns, executor=self.executor, cancelled=self._is_cancelled)
        for batch in batches:
            found.table.append(batch.rows)
            if batch.problems:
                found.problems += batch.problems
            found.skipped += batch.skipped
            named = {row[0] for row in batch.rows}
            lost = {error.file for error in batch.problems} - named
            found.done += len(batch.rows) + batch.skipped + len(lost)
            self._tell()
        return not self._is_cancelled()

    def _is_cancelled(self) -> bool:
        return self.stop.is_set() or (self.cancelled is not None and self.cancelled())

    def _tell(self) -> None:
        if self.on_progress is not None:
            self.on_progress(self.found.done, self.found.total)

    def _in_order(self) -> None:
        """Bring the rows into the order of the source, however they came."""
        table = self.found.table
        order = {item.name: place for place, item in enumerate(self.source.items())}
        places = [order.get(str(name), -1) for name in table.column("File")]
        if any(one > other for one, other in pairwise(places)):
            self.found.table = table.take(sorted(range(len(places)), key=places.__getitem__))

    def _kept(self, file: Path, begun: int) -> tuple[array[int] | None, list[Item] | None]:
        """Take what is kept and still true; return all stamps, and the files to be read.

        ``None`` stands for all.
        """
        past, note = kept(file)
        if note:
            self.found.notes += (note,)
        if past is None or past.table.names != self.columns.names:
            return None, None
        stamps = stamps_of(self.source, begun)
        self.found.total = len(self.source.items())
        return stamps, self._reuse(past, stamps)

    def _reuse(self, past: Kept, stamps: array[int]) -> list[Item]:
        items = self.source.items()
        names = [item.name for item in items]
        is_same = names == past.names and stamps == past.stamps and min(stamps, default=0) >= 0
        if is_same and set(past.outcomes) <= {ROW, NO_ROW}:
            self._take(past, past.table, set())
            return []
        return self._part(past, items, stamps)

    def _part(self, past: Kept, items: Sequence[Item], stamps: array[int]) -> list[Item]:
        places = {name: place for place, name in enumerate(past.names)}
        rows = _row_numbers(past.outcomes)
        numbers: list[int] = []
        left: list[Item] = []
        for at, item in enumerate(items):
            place = places.get(item.name, -1)
            if place < 0 or not _is_same(stamps, at, past.stamps, place):
                left.append(item)
            elif past.outcomes[place] == ROW:
                numbers.append(rows[place])
            elif past.outcomes[place] == NO_ROW:
                self._without_row.add(item.name)
            else:
                left.append(item)
        self._take(past, past.table.take(numbers), {item.name for item in left})
        return left

    def _take(self, past: Kept, table: Table, left: set[str]) -> None:
        found = self.found
        found.table = table
        found.skipped = len(self._without_row) if left else past.outcomes.count(NO_ROW)
        if past.problems:
            here = set(table.column("File"))
            found.problems += tuple(_problem(each) for each in past.problems if each[3] in here)
        found.done = len(past.names) - len(left)
        self._tell()

    def _keep(self, file: Path, stamps: array[int], *, whole: bool) -> None:
        found = self.found
        names = [item.name for item in self.source.items()]
        rows = dict(zip(*map(found.table.column, ("File", "Modified")), strict=True))
        lost = {error.file for error in found.problems}
        outcomes = bytearray(len(names))
        for at, name in enumerate(names):
            if name in rows:
                # Changed after it was listed, or after it was read: it is read again.
                is_same = rows[name] in (None, stamps[PER_FILE * at + 1])
                outcomes[at] = ROW if is_same else CHANGED
            elif name not in lost and (whole or name in self._without_row):
                outcomes[at] = NO_ROW
        problems = [
            [each.message, each.tag, each.keyword, each.file, each.remedy]
            for each in found.problems
            if each.file in rows
        ]
        place = str(place_of(self.source))
        note = keep(file, Kept(place, found.table, names, stamps, bytes(outcomes), problems))
        if note:
            found.notes += (note,)


def _row_numbers(outcomes: bytes) -> list[int]:
    """Return for each file the number that its row has, or would have."""
    numbers: list[int] = []
    number = 0
    for outcome in outcomes:
        numbers.append(number)
        number += outcome in HAVE_ROW
    return numbers


def _is_same(stamps: array[int], at: int, past: array[int], place: int) -> bool:
    here = stamps[PER_FILE * at : PER_FILE * (at + 1)]
    return here[0] >= 0 and here == past[PER_FILE * place : PER_FILE * (place + 1)]


def _problem(told: list[str | None]) -> ReadError:
    message, tag, keyword, file, remedy = told
    return ReadError(message or "", tag=tag, keyword=keyword, file=file, remedy=remedy)
