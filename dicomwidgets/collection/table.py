"""A table of files that grows while they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.collection.column import Column, GrowingColumn
from dicomwidgets.collection.conditions import wanted
from dicomwidgets.collection.frame import data_frame
from dicomwidgets.collection.masks import all_rows, both, numbers_in, rows_of
from dicomwidgets.collection.query import queried
from dicomwidgets.collection.showing import table_html
from dicomwidgets.elements.path import parse_path, path_text
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dicomwidgets.collection.columns import Cell

    Row = tuple[Cell, ...]

__all__ = ["Table"]


class Table:
    """Rows of values, kept by column: what repeats is kept once.

    One thread may append while others read: a reader sees whole rows, as many as there were when
    it asked. Forty columns of a usual archive take some 500 bytes a row. Its repr and its form in a
    notebook mask what may identify somebody, until `dicomwidgets.reveal`; its values do not.

    Parameters
    ----------
    names
        Of the columns: fixed ones, and paths of elements (`dicomwidgets.collection.columns`).
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        self._columns = [GrowingColumn() for _ in self.names]
        self._places = {name: place for place, name in enumerate(self.names)}
        self._count = 0

    @classmethod
    def of_columns(
        cls, names: Iterable[str], columns: Sequence[GrowingColumn], count: int
    ) -> Table:
        """Return a table of columns that are there already, each of `count` rows."""
        table = cls(names)
        table._columns = list(columns)
        table._count = count
        return table

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._count

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows(0, self._count))

    def append(self, rows: Sequence[Row]) -> None:
        """Add rows, each with a cell for every column."""
        if not rows:
            return
        for column, cells in zip(self._columns, zip(*rows, strict=True), strict=True):
            column.extend(cells)
        self._count += len(rows)  # last: until then nobody sees them

    def column(self, name: str) -> Column:
        """Return a column as it stands now.

        Raises
        ------
        ArgumentError
            If there is none of this name.
        """
        count = self._count
        return self._columns[self._place(name)].column(name, count)

    def rows(
        self, start: int = 0, stop: int | None = None, names: Sequence[str] | None = None
    ) -> list[Row]:
        """Return rows, from `start` on and before `stop`, of all columns or of those named."""
        chosen = self.names if names is None else names
        columns = [self.column(name) for name in chosen]
        span = slice(*slice(start, stop).indices(min(map(len, columns), default=0)))
        return list(zip(*(column[span] for column in columns), strict=True))

    def so_far(self) -> Table:
        """Return the rows that are there now as a table that does not grow any more."""
        return Table.of_columns(self.names, self._columns, self._count)

    def where(self, *queries: str | Mapping[str, Any], **conditions: Any) -> array[int]:
        r"""Return the numbers of the rows that meet all conditions, in order.

        Parameters
        ----------
        *queries
            Texts as `pandas.DataFrame.query` takes them (``"Modality == 'CT' and Rows < 512"``,
            see `dicomwidgets.collection.query`), or dictionaries of conditions by column, for names
            that are no Python names. Several conditions of one column all count.
        **conditions
            By column: a value, several, a range, a slice, a pattern, a function
            (`dicomwidgets.collection.conditions.wanted`).

        Raises
        ------
        ArgumentError
            If a column is not there, a condition is none, or no value that is there can answer it.
        """
        count = self._count
        asked = [*conditions.items()]
        masks = []
        for query in queries:
            if isinstance(query, str):
                masks.append(queried(query, lambda name: self._frozen(name, count)))
            else:
                asked += query.items()
        for name, condition in asked:
            column = self._frozen(name, count)
            masks.append(rows_of(column, wanted(name, condition, column.values)))
        if not masks:
            return numbers_in(all_rows(count))
        return numbers_in(both(*masks))

    def take(self, numbers: Sequence[int]) -> Table:
        """Return a table of some rows, in the order of `numbers`."""
        count = self._count
        if numbers and (min(numbers) < 0 or max(numbers) >= count):
            raise IndexError("There is no such row.")
        taken = [column.taken(numbers) for column in self._columns]
        return Table.of_columns(self.names, taken, len(numbers))

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame` of the values, unmasked.

        Whole numbers are ``Int64``, others ``Float64``, texts ``string``, times of change
        ``datetime64[ns]``; a column that holds numbers and texts, or whole numbers beyond 63
        bits, is ``object``.

        Raises
        ------
        MissingPackageError
            Where pandas is not installed, with the install line.
        """
        return data_frame(self)

    def __repr__(self) -> str:
        return f"<Table: {self._count:,} rows, {len(self.names)} columns>"

    def _repr_html_(self) -> str:
        return table_html(self)

    def _frozen(self, name: str, count: int) -> Column:
        return self._columns[self._place(name)].column(name, count)

    def _place(self, name: str) -> int:
        place = self._places.get(name)
        if place is not None:
            return place
        try:
            return self._places[path_text(parse_path(name.strip()))]
        except (ArgumentError, KeyError):
            raise ArgumentError(
                f"The table has no column {name}.",
                remedy="table.names lists those it has; load(x, columns=[…]) reads further "
                "elements.",
            ) from None
