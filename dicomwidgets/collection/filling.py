"""Reads what a source holds into a table: first what is kept of it, then what is new."""

from __future__ import annotations

import threading
import time
from array import array
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from dicomwidgets.collection.cache import keep, kept, kept_at
from dicomwidgets.collection.cache_file import (
    CHANGED,
    DIRECTORY,
    HAVE_ROW,
    NO_ROW,
    ROW,
    UNKNOWN,
    Kept,
)
from dicomwidgets.collection.scanning import scan
from dicomwidgets.collection.stamps import PER_FILE, place_of, stamps_of
from dicomwidgets.collection.table import Table
from dicomwidgets.errors import ReadError
from dicomwidgets.reading.item import listed
from dicomwidgets.reading.several import ChosenSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from dicomwidgets.collection.columns import Columns
    from dicomwidgets.collection.scanning import Batch
    from dicomwidgets.reading.item import Item, Source

__all__ = ["Filling", "Found"]

_ASK_EVERY = 256


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
    problems: list[ReadError] = field(default_factory=list)
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
        Asked now and then; once it says ``True`` the reading ends, and it is not asked again.
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
        # Files that have no row and need none.
        self._others: dict[str, int] = {}
        self._is_as_kept = False

    def run(self) -> None:
        """Read all there is, or until it is cancelled; keep what was read, however it ends."""
        begun = time.time_ns()
        file = kept_at(self.source, self.columns) if self.cache else None
        past = self._past(file) if file else None
        stamps, left = self._reused(past, begun) if past else (None, None)
        try:
            if left != []:
                self._read(left)
        finally:
            # A folder whose listing was ended early is not listed to its end now.
            if self.found.total is not None and not self._is_as_kept:
                self._in_order()
                if file:
                    self._keep(file, past, stamps, begun)
        self._end()

    def _end(self) -> None:
        found = self.found
        if found.total is None:
            return
        found.problems += self.source.missing()
        found.complete = found.done == found.total
        if found.complete:
            self._tell()

    def _past(self, file: Path) -> Kept | None:
        past, note = kept(file)
        if note:
            self.found.notes += (note,)
        return past if past is not None and past.table.names == self.columns.names else None

    def _read(self, items: Sequence[Item] | None) -> None:
        """Read files, all of them where none are named."""
        found = self.found
        if not hasattr(self.source, "stream"):
            found.total = len(self.source.items())
        self._tell()
        # Without being named they are listed while the first ones are read.
        source = self.source if items is None else ChosenSource(self.source, items)
        for batch in scan(
            source,
            self.columns,
            executor=self.executor,
            on_progress=self._hear if found.total is None else None,
            cancelled=self._is_cancelled,
        ):
            self._add(batch)
        if not self.stop.is_set():
            found.total = len(self.source.items())

    def _add(self, batch: Batch) -> None:
        found = self.found
        found.table.append(batch.rows)
        found.problems += batch.problems
        found.skipped += batch.skipped
        found.done += batch.done
        self._others.update(dict.fromkeys(batch.no_dicom, NO_ROW))
        self._others.update(dict.fromkeys(batch.directories, DIRECTORY))
        self._tell()

    def _is_cancelled(self) -> bool:
        if not self.stop.is_set() and self.cancelled is not None and self.cancelled():
            self.stop.set()
        return self.stop.is_set()

    def _hear(self, _done: int, total: int | None) -> None:
        self.found.total = total

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

    def _reused(self, past: Kept, begun: int) -> tuple[array[int] | None, list[Item]]:
        """Take what is kept and still true; return all stamps, and the files to be read."""
        for _ in self._unless_cancelled(listed(self.source)):
            pass
        if self.stop.is_set():
            return None, []
        items = self.source.items()
        stamps = stamps_of(self.source, begun, self._unless_cancelled(items))
        if self.stop.is_set():
            return None, []
        self.found.total = len(items)
        return stamps, self._left(past, items, stamps)

    def _unless_cancelled(self, items: Iterable[Item]) -> Iterator[Item]:
        for number, item in enumerate(items):
            if number % _ASK_EVERY == 0 and self._is_cancelled():
                return
            yield item

    def _left(self, past: Kept, items: Sequence[Item], stamps: array[int]) -> list[Item]:
        names = [item.name for item in items]
        is_same = names == past.names and stamps == past.stamps and min(stamps, default=0) >= 0
        if is_same and not {UNKNOWN, CHANGED} & set(past.outcomes):
            self._is_as_kept = True
            self._take(past, past.table, len(names), past.outcomes.count(NO_ROW))
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
            elif past.outcomes[place] in (NO_ROW, DIRECTORY):
                self._others[item.name] = past.outcomes[place]
            else:
                left.append(item)
        skipped = sum(outcome == NO_ROW for outcome in self._others.values())
        self._take(past, past.table.take(numbers), len(items) - len(left), skipped)
        return left

    def _take(self, past: Kept, table: Table, done: int, skipped: int) -> None:
        found = self.found
        found.table = table
        found.skipped = skipped
        if past.problems:
            here = set(table.column("File"))
            found.problems += [_problem(each) for each in past.problems if each[3] in here]
        found.done = done
        self._tell()

    def _keep(self, file: Path, past: Kept | None, stamps: array[int] | None, begun: int) -> None:
        found, items = self.found, self.source.items()
        rows = dict(zip(*map(found.table.column, ("File", "Modified")), strict=True))
        known = [
            at for at, item in enumerate(items) if item.name in rows or item.name in self._others
        ]
        if stamps is None:
            stamps = stamps_of(self.source, begun, (items[at] for at in known))
        else:
            stamps = _chosen(stamps, known)
        names = [items[at].name for at in known]
        outcomes = bytes(
            # Changed after it was listed, or after it was read: it is read again.
            self._others.get(name, ROW if rows.get(name) in (None, modified) else CHANGED)
            for name, modified in zip(names, stamps[1::PER_FILE], strict=True)
        )
        if past and (names, stamps, outcomes) == (past.names, past.stamps, past.outcomes):
            return
        problems = [
            [each.message, each.tag, each.keyword, each.file, each.remedy]
            for each in found.problems
            if each.file in rows
        ]
        place = str(place_of(self.source))
        kept_now = Kept(place, found.table, names, stamps, outcomes, problems)
        note = keep(file, kept_now, len(items))
        if note:
            found.notes += (note,)


def _chosen(stamps: array[int], places: Sequence[int]) -> array[int]:
    """Return the stamps of some files."""
    if PER_FILE * len(places) == len(stamps):
        return stamps
    chosen = array("q")
    for at in places:
        chosen += stamps[PER_FILE * at : PER_FILE * (at + 1)]
    return chosen


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
