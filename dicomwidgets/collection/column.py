"""One column of a table: each value kept once, and which one stands in which row."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwidgets.collection.columns import Cell

__all__ = ["Codes", "Column", "GrowingColumn"]

Codes = Sequence[int]
"""For each row the place of its value among the values."""

_TYPES = (("B", 1 << 8), ("H", 1 << 16), ("I", 1 << 32))
_ENOUGH = 4096


class _Known(dict[Any, int]):
    """The code of each value; asked for a new one, it gives it the next code."""

    __slots__ = ("values_",)

    def __init__(self, values: list[Cell]) -> None:
        super().__init__(zip(values, range(len(values)), strict=True))
        self.values_ = values

    def __missing__(self, value: Cell) -> int:
        code = self[value] = len(self.values_)
        self.values_.append(value)
        return code


class GrowingColumn:
    """A column that rows are added to: one, two or four bytes a row where values repeat.

    Where most values turn out to be different (instance UIDs), they are kept row by row, without
    the dictionary that finds a value again.

    Parameters
    ----------
    values, codes
        What it begins with, as of a `Column`; without codes there is one value a row.
    """

    __slots__ = ("_held", "_known")

    def __init__(self, values: list[Cell] | None = None, codes: array[int] | None = None) -> None:
        # Both in one: a reader in another thread must not see one before and one after a change.
        self._held = ([], array("B")) if values is None else (values, codes)
        self._known: _Known | None = None

    def extend(self, cells: Sequence[Cell]) -> None:
        """Add the values of further rows."""
        values, codes = self._held
        if codes is None:
            again: dict[Cell, Cell] = {}  # equal ones that come together are kept once
            values.extend([again.setdefault(cell, cell) for cell in cells])
            return
        known = self._known
        if known is None:
            known = self._known = _Known(values)
        same = cells.count(cells[0]) == len(cells) if cells else False  # as most columns
        new = [known[cells[0]]] if same else list(map(known.__getitem__, cells))
        if len(values) > 1 << 8 * codes.itemsize:
            codes = array(_type_for(len(values)), codes)
            self._held = values, codes
        codes.extend(array(codes.typecode, new) * (len(cells) if same else 1))
        if len(values) > max(_ENOUGH, len(codes) // 2):
            self._held = list(map(values.__getitem__, codes)), None
            self._known = None

    def column(self, name: str, count: int) -> Column:
        """Return its first rows as they stand now; what is added later is not in it."""
        values, codes = self._held
        return Column(name, values, range(count) if codes is None else codes, count)

    def taken(self, numbers: Sequence[int]) -> GrowingColumn:
        """Return a column of some rows, in their order."""
        values, codes = self._held
        if codes is None:
            return GrowingColumn([values[number] for number in numbers], None)
        chosen = array(codes.typecode, map(codes.__getitem__, numbers))
        used = sorted(set(chosen))
        if len(used) == len(values):
            return GrowingColumn(list(values), chosen)
        places = dict(zip(used, range(len(used)), strict=True))
        kind = _type_for(len(used))
        return GrowingColumn(
            [values[code] for code in used], array(kind, map(places.__getitem__, chosen))
        )


class Column(Sequence["Cell"]):
    """A column as it stood when it was asked for.

    Parameters
    ----------
    name
        A path, or one of the fixed names (`dicomwidgets.collection.columns`).
    values
        What stands in it: each value once where values repeat, else one a row.
    codes
        Which value stands in which row.
    count
        How many rows there are; `values` and `codes` may hold more.
    """

    def __init__(self, name: str, values: list[Cell], codes: Codes, count: int) -> None:
        self.name = name
        self._values = values
        self._codes = codes
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Cell: ...
    @overload
    def __getitem__(self, index: slice) -> list[Cell]: ...
    def __getitem__(self, index: int | slice) -> Cell | list[Cell]:
        if isinstance(index, slice):
            values, codes = self._values, self._codes
            return [values[codes[at]] for at in range(*index.indices(self._count))]
        at = index + self._count if index < 0 else index
        if not 0 <= at < self._count:
            raise IndexError(index)
        return self._values[self._codes[at]]

    def __iter__(self) -> Iterator[Cell]:
        return map(self._values.__getitem__, self.codes)

    @cached_property
    def codes(self) -> Codes:
        """For each row the place of its value in `values`; nobody may change it."""
        return self._codes[: self._count]  # a copy, or it would grow with the table

    def cells(self, numbers: Iterable[int]) -> list[Cell]:
        """Return the cells of some rows, in the order of `numbers`, which are all in it."""
        values, codes = self._values, self._codes
        return [values[codes[number]] for number in numbers]

    def codes_of(self, start: int, stop: int) -> Codes:
        """Return the codes of some rows, without a copy of all."""
        return self._codes[start : min(stop, self._count)]

    @property
    def is_plain(self) -> bool:
        """Whether `values` has one value a row: row 7 is ``values[7]``."""
        return isinstance(self._codes, range)

    @cached_property
    def values(self) -> tuple[Cell, ...]:
        """What stands in it: each value once, or, where few repeat, the value of each row."""
        return tuple(self._values[: self._count] if self.is_plain else self._values)

    def counts(self) -> Counter[Cell]:
        """Return how often each value stands in it, ``None`` (not there) included."""
        if self.is_plain:
            return Counter(self._values[: self._count])
        counted: Iterable[tuple[int, int]] = Counter(self.codes).items()
        return Counter({self._values[code]: number for code, number in counted})

    def __repr__(self) -> str:
        return f"<Column {self.name}: {self._count:,} rows>"


def _type_for(count: int) -> str:
    return next(kind for kind, most in _TYPES if count <= most)
