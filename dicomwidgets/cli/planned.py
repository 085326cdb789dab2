"""What ``dicomwidgets anonymize --dry-run --rows`` prints: a row an element, as files are done."""

from __future__ import annotations

import csv
import json
import os
import sys
from io import StringIO
from typing import TYPE_CHECKING

from dicomwidgets.extraction.cells import safe_cell
from dicomwidgets.privacy import masked

if TYPE_CHECKING:
    from dicomwidgets.deidentification.bulk.rehearsed import ChangedRow, PlanOfFile

__all__ = ["FORMS", "PlanPrinter"]

FORMS = ("text", "json", "csv")
_COLUMNS = ("file", "source", "path", "vr", "action", "code", "old", "new", "why")


class PlanPrinter:
    """Prints the rows of one file after the other; identifiers are masked unless revealed.

    Parameters
    ----------
    form
        One of `FORMS`: lines to be read, a JSON object a line, or comma-separated values.

    Attributes
    ----------
    is_for_programs
        Whether the rows are no lines to be read.
    is_closed
        Whether whoever read them reads no more.
    """

    def __init__(self, form: str) -> None:
        self._form = form
        self.is_for_programs = form != "text"
        self.is_closed = False
        if form == "csv":
            self._print(_csv_line(_COLUMNS))

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
            self._print("\n".join(lines))

    def _print(self, text: str) -> None:
        if self.is_closed:
            return
        encoding = sys.stdout.encoding or "utf-8"
        try:
            print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)
        except BrokenPipeError:
            self.is_closed = True
            # Or the interpreter would say so once more when it ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
