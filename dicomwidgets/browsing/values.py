"""What stands in a column, series by series: one value as a rule, several where they are mixed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.browsing.growing import Growing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from dicomwidgets.collection.column import Column
    from dicomwidgets.collection.columns import Cell
    from dicomwidgets.collection.table import Table

__all__ = ["Values", "codes_between", "is_empty", "natural"]

_AT_ONCE = 1 << 16
_DIGITS = re.compile(r"(\d+)")


def is_empty(value: Cell) -> bool:
    """Whether an element is not there, or has no value."""
    return value is None or value == ""


def natural(value: Cell) -> tuple[Any, ...]:
    """Return what values are sorted by: numbers first; numbers within texts count as such.

    >>> sorted(["Series 10", "series 9", 7], key=natural)
    [7, 'series 9', 'Series 10']
    """
    if isinstance(value, (int, float)):
        return (0, value)
    parts = _DIGITS.split(str(value).casefold())
    parts[1::2] = [part.zfill(20) for part in parts[1::2]]
    return (1, "".join(parts))


def codes_between(column: Column, start: int, stop: int) -> NDArray[Any]:
    """Return the codes of some rows of a column."""
    codes = column.codes_of(start, stop)
    if isinstance(codes, range):
        return np.arange(codes.start, codes.stop, dtype=np.int64)
    return np.asarray(codes)


class Values:
    """A column by series; it takes in rows as they come.

    Parameters
    ----------
    keyword
        Of the column.

    Attributes
    ----------
    values : list
        The different ones; codes are places in it.
    """

    def __init__(self, keyword: str) -> None:
        self.keyword = keyword
        self._begin()

    def _begin(self) -> None:
        self.values: list[Cell] = []
        self._first = Growing(np.int32)
        self._more = Growing(np.int32), Growing(np.int32)
        self._several: dict[int, set[int]] = {}
        self._rows = 0
        self._is_plain = False
        self._own: dict[Cell, int] = {}
        self._derived: dict[Any, tuple[Any, Any]] = {}

    def advance(self, table: Table, series_of: NDArray[Any], series: int) -> None:
        """Take in the rows that came since.

        Parameters
        ----------
        table
            The same as before, longer.
        series_of
            The series of each row.
        series
            How many there are.
        """
        if self.keyword not in table.names:
            self.values = [None]
            self._first.grow(series)
            return
        count = len(series_of)
        column = table.column(self.keyword)
        if column.is_plain != self._is_plain:  # most values turned out to be different
            self._begin()
            self._is_plain = column.is_plain
        if self._rows == count:
            return
        if not self._is_plain:
            self.values = list(column.values)
        self._first.grow(series, -1)
        for start in range(self._rows, count, _AT_ONCE):
            stop = min(start + _AT_ONCE, count)
            self._take(series_of[start:stop], self._codes(column, start, stop))
        self._rows = count

    def _codes(self, column: Column, start: int, stop: int) -> NDArray[Any]:
        if not self._is_plain:
            return codes_between(column, start, stop)
        own = self._own
        codes = [own.setdefault(value, len(own)) for value in column[start:stop]]
        self.values.extend([*own][len(self.values) :])
        return np.array(codes, np.int64)

    def _take(self, series: NDArray[Any], codes: NDArray[Any]) -> None:
        first = self._first.all
        new = np.flatnonzero(first[series] < 0)[::-1]  # of several of a series the first one stays
        first[series[new]] = codes[new]
        other = codes != first[series]
        if not other.any():
            return
        pairs = np.unique(np.stack((series[other], codes[other].astype(np.int64))), axis=1)
        for number, code in zip(*pairs.tolist(), strict=True):
            known = self._several.setdefault(number, set())
            if code not in known:
                known.add(code)
                for kept, new_one in zip(self._more, (number, code), strict=True):
                    kept.append(new_one)

    def derived(self, key: Any, make: Callable[[], Any], *, by_value: bool = False) -> Any:
        """Return what `make` makes, made anew only when rows have come.

        Parameters
        ----------
        key
            What it is kept by.
        make
            Makes it.
        by_value
            Whether it follows from `values` alone, and lasts until another one comes.
        """
        stand = len(self.values) if by_value else (self._rows, len(self._first))
        kept = self._derived.get(key)
        if kept is None or kept[0] != stand:
            kept = self._derived[key] = stand, make()
        return kept[1]

    @property
    def first(self) -> NDArray[Any]:
        """The code of the first value of each series."""
        return self._first.all

    @property
    def more(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Series and codes of their further values."""
        series, codes = self._more
        return series.all, codes.all

    @property
    def pairs(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Series and codes of all their values, each once."""
        return self.derived("pairs", self._pairs)  # type: ignore[no-any-return]

    def _pairs(self) -> tuple[NDArray[Any], NDArray[Any]]:
        series, codes = self.more
        own = np.arange(len(self.first), dtype=np.int32)
        return np.concatenate((own, series)), np.concatenate((self.first, codes))

    def having(self, wanted: Sequence[bool] | NDArray[Any]) -> NDArray[Any]:
        """Return for each series whether one of its values is wanted.

        Parameters
        ----------
        wanted
            For each of the different values.
        """
        asked = np.asarray(wanted, bool)
        found: NDArray[Any] = asked[self.first]
        series, codes = self.more
        found[series[asked[codes]]] = True
        return found

    def of(self, numbers: Sequence[int] | NDArray[Any]) -> list[Cell]:
        """Return the different values of some series, sorted; empty ones are left out."""
        if len(numbers) == 1:
            return self._of_one(int(numbers[0]))
        found = set(np.unique(self.first[numbers]).tolist())
        if self._several:
            held = np.zeros(len(self.first), bool)
            held[numbers] = True
            series, codes = self.more
            found.update(codes[held[series]].tolist())
        values = {self.values[code] for code in found}
        return sorted((value for value in values if not is_empty(value)), key=natural)

    def _of_one(self, number: int) -> list[Cell]:
        value = self.values[self._first.all[number]]
        more = self._several.get(number)
        if more is None:
            return [] if is_empty(value) else [value]
        values = {value, *(self.values[code] for code in more)}
        return sorted((each for each in values if not is_empty(each)), key=natural)

    @property
    def ranks(self) -> NDArray[Any]:
        """The place of each value among all; -1 for those that are empty."""
        return self.derived("ranks", self._ranks, by_value=True)  # type: ignore[no-any-return]

    def _ranks(self) -> NDArray[Any]:
        present = [code for code, value in enumerate(self.values) if not is_empty(value)]
        ordered = sorted(present, key=lambda code: natural(self.values[code]))
        ranks = np.full(len(self.values), -1, np.int32)
        ranks[ordered] = np.arange(len(ordered))
        return ranks
