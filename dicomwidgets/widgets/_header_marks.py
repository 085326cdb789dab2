"""Comparing a header with the file before and with its series, where nobody waits for it."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from dicomwidgets.elements.marks import Marks, SeriesMarks, compared, fingerprints
from dicomwidgets.elements.walk import walk
from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.reading.header import read_header
from dicomwidgets.widgets._header_opening import feed_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dicomwidgets.elements.rows import RowTable
    from dicomwidgets.widgets._header_opening import Headers

__all__ = ["Comparison", "between"]

_MOST_FILES = 400
_MOST_SECONDS = 6.0
_KEPT = 8


class Comparison:
    """What is known of one series, file by file; thread-safe.

    Parameters
    ----------
    headers
        The series; ``None`` where one object after the other is shown, and only they compare.
    """

    def __init__(self, headers: Headers | None) -> None:
        self._headers = headers
        self._series = SeriesMarks()
        self._complete = False
        self._prints: dict[int, dict[int, int]] = {}
        self._lock = threading.Lock()

    @property
    def has_series(self) -> bool:
        """Whether there are files to compare with."""
        return self._headers is not None and len(self._headers.items) > 1

    def is_of(self, headers: Headers) -> bool:
        """Whether it is about these files."""
        mine = self._headers
        return mine is not None and mine.source is headers.source

    def marks(self, table: RowTable, place: int) -> Marks:
        """Return the marks of the file at a place of the series."""
        here = self._keep(place, fingerprints(table.nodes))
        before = self._before(place)
        previous, gone = (None, 0) if before is None else compared(here, before)
        return self._with_series(Marks(previous, gone))

    def _with_series(self, marks: Marks) -> Marks:
        if not self._complete or self._headers is None:
            return marks
        total = len(self._headers.items)
        return Marks(marks.previous, marks.gone, self._series.of, self._series.files, total)

    def _before(self, place: int) -> dict[int, int] | None:
        """Return the fingerprints of the file before, read again where they are not kept."""
        if self._headers is None or place < 1:
            return None
        with self._lock:
            kept = self._prints.get(place - 1)
        if kept is not None:
            return kept
        table = feed_at(self._headers, place - 1).table
        return None if table is None else self._keep(place - 1, fingerprints(table.nodes))

    def _keep(self, place: int, prints: dict[int, int]) -> dict[int, int]:
        with self._lock:
            self._prints.pop(place, None)
            self._prints[place] = prints
            while len(self._prints) > _KEPT:
                self._prints.pop(next(iter(self._prints)))
        return prints

    def read_series(self, cancelled: Callable[[], bool]) -> bool:
        """Compare the files of the series, at most 400 of them and 6 seconds long.

        Parameters
        ----------
        cancelled
            Asked before every file.

        Returns
        -------
        bool
            Whether there is something to tell now that there was not before.
        """
        headers = self._headers
        if headers is None or self._complete:
            return False
        end = time.monotonic() + _MOST_SECONDS
        for place in _spread(len(headers.items), _MOST_FILES):
            if cancelled():
                return False
            if time.monotonic() > end:
                break
            self._add(headers, place)
        self._complete = self._series.files > 1
        return self._complete

    def _add(self, headers: Headers, place: int) -> None:
        item = headers.items[place]
        try:
            dataset = headers.source.dataset(item) or read_header(headers.source, item).dataset
            nodes = walk(getattr(dataset, "file_meta", None), dataset)
        except DicomWidgetsError:
            return
        self._series.add(fingerprints(nodes))


def between(before: RowTable, now: RowTable) -> Marks:
    """Return the marks of an object against the one that was shown before it."""
    previous, gone = compared(fingerprints(now.nodes), fingerprints(before.nodes))
    return Marks(previous, gone)


def _spread(count: int, most: int) -> Sequence[int]:
    """Return places over the whole series, no more than `most`."""
    if count <= most:
        return range(count)
    return [at * (count - 1) // (most - 1) for at in range(most)]
