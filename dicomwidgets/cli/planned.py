"""What ``dicomwidgets anonymize --dry-run --rows`` prints: a row an element, as files are done."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

from dicomwidgets.extraction.cells import safe_cell
from dicomwidgets.privacy import masked

if TYPE_CHECKING:
    from dicomwidgets.cli._terminal import Terminal
    from dicomwidgets.deidentification.bulk.rehearsed import ChangedRow, PlanOfFile

__all__ = ["PlanPrinter"]

_COLUMNS = ("file", "source", "path", "vr", "action", "code", "old", "new", "why")


class PlanPrinter:
    """Prints the rows of one file after the other; identifiers are masked unless revealed.

    Parameters
    ----------
    form
        ``"text"``, ``"json"`` or ``"csv"``: lines to be read, a JSON object a line, or
        comma-separated values.
    terminal
        Where they are printed.
    """

    def __init__(self, form: str, terminal: Terminal) -> None:
        self._form = form
        self._terminal = terminal
        if form == "csv":
            terminal.say(_csv_line(_COLUMNS))

    def __call__(self, plan: PlanOfFile) -> None:
        """Print the rows of a file."""
        source = masked(plan.source)
        rows = (row.as_shown() for row in plan.rows)
        if self._form == "text":
            count = f"{len(plan.rows):,} element{'' if len(plan.rows) == 1 else 's'}"
            lines = [f"File {plan.number} ({source}): {count}", *map(_text_line, rows)]
        else:
            cells = [(plan.number, source, *_cells(row)) for row in rows]
            make = _csv_line if self._form == "csv" else _json_line
            lines = [make(each) for each in cells]
        if lines:
            self._terminal.say("\n".join(lines))
            self._terminal.flush()


def _cells(row: ChangedRow) -> tuple[str, ...]:
    return (row.path, row.vr, row.action, row.code, row.old, row.new, row.why)


def _text_line(row: ChangedRow) -> str:
    change = " -> ".join(filter(None, (row.old, row.new)))
    told = f"{row.action} ({row.code}) {change}".rstrip()
    return f"  {row.path} {row.vr}: {told}\n      {row.why}".replace("\r", "\\r")


def _json_line(cells: tuple[object, ...]) -> str:
    return json.dumps(dict(zip(_COLUMNS, cells, strict=True)), ensure_ascii=False)


def _csv_line(cells: tuple[object, ...]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="").writerow(map(safe_cell, cells))
    return line.getvalue()
