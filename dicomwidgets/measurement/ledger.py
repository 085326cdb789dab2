"""The rows that were measured in the series of one source."""

from __future__ import annotations

from copy import deepcopy
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.measurement.row import MeasurementRow

__all__ = ["Ledger"]


class Ledger:
    """Rows by series and id, in the order of their making; for any number of threads.

    Measuring takes time, and a shape may be moved again or taken away meanwhile. So whoever is
    about to change something takes a turn first: what came later stays, whoever is done first.
    """

    def __init__(self) -> None:
        self._of_series: dict[int, dict[str, MeasurementRow]] = {}
        self._newest: dict[tuple[int, str], int] = {}
        self._turns, self._names = count(1), count(1)
        self._lock = Lock()

    def rows(self, series: int) -> list[MeasurementRow]:
        """Return the rows of a series, the caller's to change."""
        with self._lock:
            return deepcopy(list(self._of_series.get(series, {}).values()))

    def turn(self) -> int:
        """Return a number larger than all before."""
        return next(self._turns)

    def name(self, series: int) -> str:
        """Return an id that no row of the series has, nor will be given again."""
        with self._lock:
            taken = self._of_series.get(series, {})
            return next(name for n in self._names if (name := f"m{n}") not in taken)

    def put(self, series: int, rows: Sequence[MeasurementRow], turn: int) -> None:
        """Keep rows, each in the place of the one with its id, unless that is newer."""
        with self._lock:
            kept = self._of_series.setdefault(series, {})
            for row in rows:
                if self._newest.get((series, row["id"]), 0) < turn:
                    self._newest[series, row["id"]] = turn
                    kept[row["id"]] = deepcopy(row)

    def remove(self, series: int, name: str, turn: int) -> bool:
        """Take a row away, also one that is being measured; say whether it was there."""
        with self._lock:
            self._newest[series, name] = turn
            return self._of_series.get(series, {}).pop(name, None) is not None

    def clear(self, series: int, turn: int) -> None:
        """Take all rows of a series away."""
        with self._lock:
            for name in self._of_series.pop(series, {}):
                self._newest[series, name] = turn
