r"""Rows as the pieces of a JSON or CSV file.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break for a
formula, and would run what a header says. Such a text gets an apostrophe in front, which a
spreadsheet reads as "text"; numbers, also several with ``\`` between, stay as they are.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["csv_lines", "json_pieces", "safe_cell"]

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - the wide forms are what some take for them
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBERS = re.compile(rf" *{_NUMBER}(?: *\\ *{_NUMBER})* *", re.ASCII)


def safe_cell(value: Any) -> str:
    r"""Return a value as the text of a cell that no spreadsheet runs.

    >>> safe_cell("=HYPERLINK(1)"), safe_cell("-1.5\\2"), safe_cell(-3), safe_cell(None)
    ("'=HYPERLINK(1)", '-1.5\\2', '-3', '')
    """
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        value = "\\".join(map(str, value))
    text = str(value)
    if text.lstrip(" ").startswith(_FORMULA) and not _NUMBERS.fullmatch(text):
        return f"'{text}"
    return text


def csv_lines(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines of a CSV file (RFC 4180, but for plain line ends), the header first."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([safe_cell(column) for column in columns])
    yield buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([safe_cell(row[column]) for column in columns])
        yield buffer.getvalue()


def json_pieces(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the pieces of a JSON array, one object a line; what is no number stands as text."""
    between = "[\n"
    for row in rows:
        told = {key: _finite(each) for key, each in row.items()}
        yield between + json.dumps(told, ensure_ascii=False)
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def _finite(value: Any) -> Any:
    """Return what JSON can say: it has neither NaN nor infinity (PS3.18 F.2)."""
    if isinstance(value, list):
        return [_finite(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value
