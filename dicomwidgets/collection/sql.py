"""Queries in SQL, by DuckDB (the extra ``table``)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dicomwidgets.collection.table import Table
from dicomwidgets.errors import ArgumentError
from dicomwidgets.extras import require

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dicomwidgets.collection.column import Column
    from dicomwidgets.collection.columns import Cell

__all__ = ["asked"]

_OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
_LARGE = 1 << 63
_ALL = re.compile(r"(?<!\()\s*\*(?!\s*\d)")


def asked(query: str, tables: Mapping[str, Callable[[], Table]]) -> Table:
    """Return the rows that a query gives.

    Parameters
    ----------
    query
        In the SQL of DuckDB. Elements are columns (``Modality``); paths stand in double quotes.
    tables
        What may be asked, by name. Only the columns that the query names are handed over.

    Raises
    ------
    MissingPackageError
        Where DuckDB is not installed, with the install line.
    ArgumentError
        If the query fails.
    """
    duckdb = require("duckdb", why="A query in SQL")
    lower = query.lower()
    with duckdb.connect(config=_OFFLINE) as connection:
        for name, table_of in tables.items():
            if name in lower:
                _hand_over(connection, name, table_of(), lower)
        try:
            done = connection.execute(query)  # nothing, where the query is empty
            names = [column[0] for column in done.description or ()] if done else []
            rows = done.fetchall() if names else []
        except duckdb.Error as error:
            kind = type(error).__name__
            raise ArgumentError(
                f"DuckDB can't answer the query: {kind}.",  # its text may quote values
                remedy=f"The tables are {', '.join(tables)}; their columns are those of "
                'collection.instances.names, paths in double quotes ("…"), texts in single ones.',
            ) from error
    table = Table(_apart(names))
    table.append([tuple(map(_cell, row)) for row in rows])
    return table


def _hand_over(connection: Any, name: str, table: Table, query: str) -> None:
    """Give DuckDB the columns that a query names; one that names none counts rows."""
    every = bool(_ALL.search(query)) or "columns(" in query
    names = [each for each in table.names if every or each.lower() in query]
    chosen = names or list(table.names[:1])
    count = len(table)
    connection.register("_given", {each: _array(table.column(each), count) for each in chosen})
    connection.sql("SELECT * FROM _given").create(name)
    connection.unregister("_given")


def _array(column: Column, count: int) -> Any:
    """Return a column as NumPy has it: numbers with a mask, texts as objects."""
    import numpy as np  # noqa: PLC0415 - this room works without it

    values = list(column.values)
    kinds = {type(value) for value in values if value is not None}
    absent: Any = None
    held: Any
    if kinds and kinds <= {int, float}:
        numbers = [value if isinstance(value, (int, float)) else 0 for value in values]
        is_whole = kinds == {int} and all(-_LARGE < number < _LARGE for number in numbers)
        held = np.array(numbers, dtype=np.int64 if is_whole else np.float64)
        absent = np.array([value is None for value in values], dtype=bool)
    else:
        held = np.empty(len(values), dtype=object)
        held[:] = [None if value is None else str(value) for value in values]
    if not column.is_plain:
        codes = np.frombuffer(bytes(memoryview(column.codes).cast("B")), _code_type(column))  # type: ignore[arg-type]
        held = held[codes] if len(held) else held
        absent = None if absent is None else absent[codes]
    held = held[:count]
    return held if absent is None else np.ma.array(held, mask=absent[:count])


def _code_type(column: Column) -> str:
    return f"u{memoryview(column.codes).itemsize}"  # type: ignore[arg-type]


def _apart(names: Iterable[str]) -> list[str]:
    """Return names of which none repeats."""
    found: dict[str, None] = {}
    for name in names:
        number, own = 1, name
        while own in found:
            number += 1
            own = f"{name}_{number}"
        found[own] = None
    return list(found)


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, (str, int, float)):
        return value
    return float(value) if isinstance(value, Decimal) else str(value)
