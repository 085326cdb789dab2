"""How tables look in a notebook: the first rows, what may identify somebody masked."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dicomwidgets.collection.columns import FIXED
from dicomwidgets.elements.masking import is_identifying_sequence, masked_value
from dicomwidgets.elements.path import parse_path
from dicomwidgets.errors import ArgumentError
from dicomwidgets.privacy import masked
from dicomwidgets.reference.tags import tag_info

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dicomwidgets.collection.columns import Cell
    from dicomwidgets.collection.table import Table

__all__ = ["COUNTED", "grid_html", "shown", "table_html"]

COUNTED = ("Studies", "Series", "Instances", "Frames", "Bytes")
"""Columns that count, in the tables of patients, studies and series."""

_SHOWN = 20
_LONGEST = 60


def table_html(table: Table) -> str:
    """Return the first rows of a table as HTML."""
    rows = [
        [shown(name, value) for name, value in zip(table.names, row, strict=True)]
        for row in table.rows(0, _SHOWN)
    ]
    more = len(table) - len(rows)
    rest = f"<p>… and {more:,} more rows; <code>.to_pandas()</code> has all.</p>" if more else ""
    return f"<p>{escape(repr(table)[1:-1])}</p>{grid_html(table.names, rows)}{rest}"


def grid_html(names: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """Return texts as a table of HTML, wide ones within a box that scrolls."""
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return (
        '<div style="overflow-x:auto" tabindex="0" role="group" aria-label="Table"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def shown(name: str, value: Cell) -> str:
    """Return a cell as it may be kept: what may identify somebody is masked.

    >>> shown("PatientID", "123"), shown("Rows", 512), shown("File", "Doe.dcm")
    ('•••', '512', '•••')
    """
    if value is None or value == "":
        return ""
    if name in COUNTED or (name in FIXED and name != "File"):
        return f"{value:,}" if isinstance(value, int) and name != "Modified" else str(value)
    text = _masked(name, str(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _masked(name: str, text: str) -> str:
    try:
        *above, (tag, _) = parse_path(name)
    except ArgumentError:  # the name of a file, or a column that a query has made
        return masked(text)
    if any(is_identifying_sequence(tag_info(step.tag).keyword) for step in above):
        return masked(text)
    info = tag_info(tag)
    return masked_value(info.keyword, info.vr, text)
