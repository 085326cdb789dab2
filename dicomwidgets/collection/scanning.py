"""Headers of all files of a source as rows: in this process, in several, on a cluster.

The first rows come from this process, before any other could be started; what is left goes to the
workers in bundles of files, while the folders are still being listed.
"""

from __future__ import annotations

import math
import time
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.collection.bundles import (
    Bundle,
    BundleScan,
    bundles_of,
    gathered,
    let_go,
    place_of,
    scan_place,
)
from dicomwidgets.collection.other_sources import scanned_others
from dicomwidgets.collection.stop_flag import StopFlag
from dicomwidgets.errors import ArgumentError, DicomWidgetsError, ReadError
from dicomwidgets.jobs import processors, run
from dicomwidgets.reading.item import listed
from dicomwidgets.reading.several import innermost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor

    from dicomwidgets.collection.bundles import Gathered
    from dicomwidgets.collection.columns import Cell, Columns
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.reading.origin import Origin

__all__ = ["Batch", "scan"]

_HERE_SECONDS = 0.25


class Batch(NamedTuple):
    """Some files that were read.

    Parameters
    ----------
    rows
        In the order of the columns; of files in no order.
    problems
        Files that can't be read, or only in part.
    done
        How many files it tells of.
    no_dicom
        The names of files that are no DICOM.
    directories
        The names of DICOMDIRs, which are DICOM and no objects.
    """

    rows: list[tuple[Cell, ...]]
    problems: tuple[ReadError, ...]
    done: int
    no_dicom: Sequence[str] = ()
    directories: Sequence[str] = ()

    @property
    def skipped(self) -> int:
        """How many files are no DICOM."""
        return len(self.no_dicom)


def scan(  # noqa: PLR0913 - keywords
    source: Source,
    columns: Columns,
    *,
    executor: Executor | None = None,
    workers: int | None = None,
    on_progress: Callable[[int, int | None], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Batch]:
    """Read the headers of all files of a source, and yield their rows as they come.

    Files that can't be read are named in the problems of a batch and keep nothing else from being
    read: no permission, a link to nothing, damage, a file that is changed meanwhile, a member of
    an archive made to fill disks, a file that kills the process that reads it, twice.

    Parameters
    ----------
    source
        From `source_of`. Folders are listed while their first files are read.
    columns
        What a row has.
    executor
        Where headers are read: any `concurrent.futures.Executor`. By default here as long as there
        are few, then in processes of this machine.
    workers
        How many processes, by default one a processor; 0 reads all in this one.
    on_progress
        Called after each batch with (files done, files in all), the latter ``None`` while they
        are still being listed.
    cancelled
        Asked between files; ``True`` ends the scan when each worker is through with its file.

    Yields
    ------
    Batch
        The first one is small.

    Raises
    ------
    ArgumentError
        If both an executor and a number of workers are given.
    JobError
        If the executor that was given breaks.
    """
    if executor is not None and workers is not None:
        raise ArgumentError(
            "executor= and workers= exclude each other.", remedy="Give the executor its workers."
        )
    spread = _Spread(source, columns, executor, workers, cancelled or _never)
    done = 0
    for batch in spread.batches():
        done += batch.done
        if on_progress is not None:
            on_progress(done, spread.total)
        yield batch


class _Spread:
    """One scan."""

    def __init__(
        self,
        source: Source,
        columns: Columns,
        executor: Executor | None,
        workers: int | None,
        cancelled: Callable[[], bool],
    ) -> None:
        self._source = source
        self._columns = columns
        self._executor = executor
        self._workers = workers
        self._asked = cancelled
        self._is_over = False
        self._flag = StopFlag()
        self._work = BundleScan(columns, self._flag)
        self._others: list[Item] = []
        self.total: int | None = None

    def batches(self) -> Iterator[Batch]:
        bundles = bundles_of(self._files())
        try:
            if self._executor is None and not self._workers:
                yield from self._here(bundles)
            apart: list[Bundle] = []
            yield from self._elsewhere(bundles, apart)
            alone = (
                Bundle([name], [place]) for each in apart for name, place in zip(*each, strict=True)
            )
            yield from self._elsewhere(alone, None)
            yield from self._rest()
        finally:
            self._flag.take_down()
            let_go()

    def _cancelled(self) -> bool:
        # Who has said so once may say otherwise later; workers have heard it by then.
        if not self._is_over and self._asked():
            self._is_over = True
            self._flag.lift()
        return self._is_over

    def _files(self) -> Iterator[tuple[str, str | Origin]]:
        """Yield names and places of files; what only this process can read waits."""
        number = 0
        for number, item in enumerate(listed(self._source), 1):  # noqa: B007 - counted
            place = place_of(*innermost(self._source, item))
            if place is None:
                self._others.append(item)
            else:
                yield item.name, place
        self.total = number

    def _here(self, bundles: Iterator[Bundle]) -> Iterator[Batch]:
        """Scan in this process: all of it, or what fits into the time that others need to start."""
        end = time.monotonic() + (_HERE_SECONDS if self._workers is None else math.inf)
        if self._workers is None and processors() == 1:
            end = math.inf
        while time.monotonic() < end and not self._cancelled():
            bundle = next(bundles, None)
            if bundle is None:
                return
            yield self._scanned(bundle)

    def _scanned(self, bundle: Bundle) -> Batch:
        """Scan a bundle here, asking before each file whether to go on."""
        return _batch(
            gathered(
                outcome
                for name, place in zip(*bundle, strict=True)
                if not self._cancelled()
                for outcome in (scan_place(self._columns, name, place),)
            )
        )

    def _elsewhere(self, bundles: Iterator[Bundle], apart: list[Bundle] | None) -> Iterator[Batch]:
        """Scan where the executor is; bundles that fail come `apart`, or are single files."""
        first = next(bundles, None)
        if first is None or self._cancelled():
            return
        workers = None if self._executor else self._workers or processors()
        results = run(
            self._work,
            chain([first], bundles),
            executor=self._executor,
            workers=workers,
            cancelled=self._cancelled,
        )
        for result in results:
            if result.error is None:
                yield _batch(result.unwrap())
            elif apart is not None:
                apart.append(result.item)
            else:
                yield Batch([], (_left_out(result.item, result.error),), 1)

    def _rest(self) -> Iterator[Batch]:
        """Scan what only this process can read: bytes, datasets, what lies on a server."""
        for batch in scanned_others(self._source, self._others, self._columns, self._cancelled):
            yield _batch(batch)


def _batch(found: Gathered) -> Batch:
    rows, problems, no_dicom, directories, done = found
    return Batch(rows, tuple(problems), done, no_dicom, directories)


def _left_out(bundle: Bundle, error: BaseException) -> ReadError:
    """Say of one file why nobody could read it."""
    if isinstance(error, DicomWidgetsError):
        return ReadError(error.message, file=bundle.names[0], remedy=error.remedy)
    return ReadError(f"The file can't be read: {type(error).__name__}.", file=bundle.names[0])


def _never() -> bool:
    return False
