"""A table as a data frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.extras import require

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwidgets.collection.column import Column
    from dicomwidgets.collection.columns import Cell
    from dicomwidgets.collection.table import Table

__all__ = ["data_frame"]

_LARGE = 1 << 63


def data_frame(table: Table) -> Any:
    """Return a `pandas.DataFrame` of a table.

    Raises
    ------
    MissingPackageError
        Where pandas is not installed, with the install line.
    """
    pandas = require("pandas", why="A table as a data frame")
    count = len(table)
    columns = {name: table.column(name) for name in table.names}
    return pandas.DataFrame(
        {name: _series(pandas, column, count) for name, column in columns.items()},
        columns=list(columns),
    )


def _series(pandas: Any, column: Column, count: int) -> Any:
    """Return the values of a column: each different one is converted once."""
    kind = _kind(column.values)
    values = pandas.array(list(column.values), dtype=kind)
    if column.name == "Modified" and kind == "Int64":
        values = pandas.array(pandas.to_datetime(values, unit="ns"), dtype="datetime64[ns]")
    if column.is_plain:
        return values[:count]
    return values.take([*column.codes[:count]])


def _is_small(value: Cell) -> bool:
    return not isinstance(value, int) or -_LARGE <= value < _LARGE


def _kind(values: Iterable[Cell]) -> str:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {str} or not kinds:
        return "string"
    if int in kinds and not all(_is_small(value) for value in values):
        return "object"
    if kinds == {int}:
        return "Int64"
    return "Float64" if kinds <= {int, float} else "object"
