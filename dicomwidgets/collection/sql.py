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
_LARGEST = 1 << 1023
_ALL = re.compile(r"(?<!count\()\*(?!\s*\d)|\bcolumns\s*\(|\bnatural\b|#\d")
_TEXTS = re.compile(r"'(?:[^']|'')*'")
_PLACE = re.compile(r"^LINE (\d+): (.*)\n( *)\^", re.MULTILINE)


def asked(query: str, tables: Mapping[str, Callable[[], Table]]) -> Table:
    """Return the rows that a query gives.

    Parameters
    ----------
    query
        In the SQL of DuckDB. Elements are columns (``Modality``); paths stand in double quotes.
    tables
        What may be asked, by name. A query that selects columns by their names is handed no others.

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
            if re.search(rf"\b{name}\b", lower):
                _hand_over(connection, name, table_of(), lower)
        try:
            done = connection.execute(query)  # nothing, where the query is empty
            names = [column[0] for column in done.description or ()] if done else []
            rows = done.fetchall() if names else []
        except duckdb.Error as error:
            kind = f"{type(error).__name__}{_place(str(error))}"
            raise ArgumentError(
                f"DuckDB can't answer the query: {kind}.",  # its text may quote values
                remedy=f"The tables are {', '.join(tables)}; their columns are those of "
                'collection.instances.names, paths in double quotes ("…"), texts in single ones.',
            ) from None
    table = Table(_apart(names))
    table.append([tuple(map(_cell, row)) for row in rows])
    return table


def _hand_over(connection: Any, name: str, table: Table, query: str) -> None:
    """Give DuckDB the columns that a query names; one that names none counts rows."""
    every = _takes_all(name, query)
    names = [each for each in table.names if every or each.lower() in query]
    chosen = names or list(table.names[:1])
    count = len(table)
    connection.register("_given", {each: _array(table.column(each), count) for each in chosen})
    connection.sql("SELECT * FROM _given").create(name)
    connection.unregister("_given")


def _takes_all(name: str, query: str) -> bool:
    """Whether a query may use columns of a table that it does not name.

    It does not where it begins with ``select``, has no star, and the table, or what the query calls
    it, stands only behind ``from`` or ``join``, or before a dot: by itself it is a whole row.
    """
    bare = _TEXTS.sub("''", query)
    if not bare.lstrip().startswith("select") or _ALL.search(bare):
        return True
    table = rf'"?\b{name}\b"?'
    placed = rf"\b(?:from|join)\s+{table}"
    aliases = re.findall(rf'{placed}(?:\s+as)?\s+"?(\w+)', bare)
    if len(re.findall(rf"{table}(?!\s*\.)", bare)) > len(re.findall(placed, bare)):
        return True
    if re.search(rf'{placed}(?:\s+as)?\s+"?\w+"?\s*\(', bare):  # its columns are renamed
        return True
    return any(len(re.findall(rf'\b{each}\b"?(?!\s*\.)', bare)) > 1 for each in aliases)


def _place(message: str) -> str:
    """Return where in the query something is wrong, of which DuckDB's message quotes the line."""
    found = _PLACE.search(message)
    if found is None:
        return ""
    begin = len(f"LINE {found[1]}: ")
    is_whole = not found[2].startswith("...")
    column = f", column {len(found[3]) - begin + 1}" if is_whole else ""
    return f" at line {found[1]}{column}"


def _array(column: Column, count: int) -> Any:
    """Return a column as NumPy has it: numbers with a mask, texts as objects."""
    import numpy as np  # noqa: PLC0415 - this room works without it

    values = list(column.values)
    kinds = {type(value) for value in values if value is not None}
    absent: Any = None
    held: Any
    if kinds and kinds <= {int, float} and all(map(_fits, values)):
        numbers = [value if isinstance(value, (int, float)) else 0 for value in values]
        is_whole = kinds == {int} and all(-_LARGE < number < _LARGE for number in numbers)
        held = np.array(numbers, dtype=np.int64 if is_whole else np.float64)
        absent = np.array([value is None for value in values], dtype=bool)
    else:
        held = np.empty(len(values), dtype=object)
        held[:] = [None if value is None else _text(value) for value in values]
    if not column.is_plain:
        codes = np.frombuffer(bytes(memoryview(column.codes).cast("B")), _code_type(column))  # type: ignore[arg-type]
        held = held[codes] if len(held) else held
        absent = None if absent is None else absent[codes]
    held = held[:count]
    return held if absent is None else np.ma.array(held, mask=absent[:count])


def _text(value: Cell) -> str:
    """Return a text that DuckDB takes: names of files may hold bytes that are no UTF-8."""
    return str(value).encode(errors="backslashreplace").decode()


def _fits(value: Cell) -> bool:
    return not isinstance(value, int) or abs(value) < _LARGEST


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
