"""A header as a data frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.elements.written import written
from dicomwidgets.extras import require

if TYPE_CHECKING:
    from dicomwidgets.elements.rows import RowTable

__all__ = ["data_frame"]

_WRITTEN = 4096
"""Characters of a value as it is written."""

_COLUMNS = ("path", "tag", "keyword", "name", "vr", "vm", "value", "raw", "length", "private")


def data_frame(table: RowTable) -> Any:
    """Return a `pandas.DataFrame`, one element a row, at every depth.

    Its columns are path, tag, keyword, name, vr, vm (how many values), value (made for reading),
    raw (as it stands in the file), length (bytes in the file; missing where undefined), private,
    creator and problem. It shows the values.

    Raises
    ------
    MissingPackageError
        Where pandas is not installed, with the install line.
    """
    pandas = require("pandas", why="A header as a data frame")
    columns = [*_COLUMNS, "creator", "problem"]
    rows = []
    for index, node in enumerate(table.nodes):
        if node.element is None:
            continue
        row: dict[str, Any] = {**table.row(index), "raw": written(node, _WRITTEN)}
        rows.append({name: row[name] for name in columns})
    frame = pandas.DataFrame(rows, columns=columns)
    texts = dict.fromkeys(set(columns) - {"vm", "length", "private"}, "string")
    return frame.astype({**texts, "vm": "Int64", "length": "Int64", "private": "bool"})
