"""What ``dicomwidgets check`` prints: the same finding of many files once, the gravest first."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from dicomwidgets.extraction.cells import csv_lines
from dicomwidgets.extraction.text import printable
from dicomwidgets.privacy import MASK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.cli._terminal import Terminal
    from dicomwidgets.finding import Finding, Findings

__all__ = ["finding_lines", "finding_rows"]

_FIELDS = ("severity", "rule", "file", "files", "path", "tag", "keyword", "message", "why", "fix")
_COLUMNS = (*_FIELDS, "source")
_COLORS = {"error": "red", "warning": "yellow", "info": "blue"}
_NAMED = 3


def finding_rows(found: Findings, form: str, *, mask: bool) -> Iterator[str]:
    """Yield a line a finding, as ``"json"`` or ``"csv"``."""
    import json  # noqa: PLC0415 - one of two forms

    rows = (_row(each, mask=mask) for each in found)
    if form == "csv":
        yield from csv_lines(_COLUMNS, rows)
        return
    for row in rows:
        yield f"{json.dumps(row, ensure_ascii=False)}\n"


def finding_lines(
    shown: Findings, found: Findings, terminal: Terminal, *, mask: bool
) -> Iterator[str]:
    """Yield text to be read: the findings to be shown, and how many there are in all."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for each in sorted(shown, key=lambda each: list(_COLORS).index(each.severity)):
        key = (each.severity, each.rule, each.path, _message(each, mask=mask))
        groups.setdefault(key, []).append(each)
    for (severity, rule, path, message), alike in groups.items():
        head = f"{terminal.paint(severity, _COLORS[severity])} {terminal.paint(rule, 'bold')}"
        yield f"{head}  {path}".rstrip() + "\n"
        first = alike[0]
        for label, text in (("", message), ("", first.why), ("To do: ", first.fix)):
            yield from _wrapped(f"{label}{text}", terminal)
        if names := _names(alike, mask=mask):
            yield from _wrapped(f"In {names}", terminal)
        yield "\n"
    left = len(found) - len(shown)
    yield f"{found.summary[:1].upper()}{found.summary[1:]}{f', {left:,} not shown' * bool(left)}.\n"


def _wrapped(text: str, terminal: Terminal) -> Iterator[str]:
    """Yield a text as the lines of a terminal, or as one where a program reads it."""
    clean = printable(text)
    width = max(terminal.width - 5, 20)
    lines = textwrap.wrap(clean, width, break_long_words=False) if terminal.is_shown else [clean]
    for line in lines:
        yield f"    {line}\n"


def _names(alike: Sequence[Finding], *, mask: bool) -> str:
    names = dict.fromkeys(name for each in alike for name in each.files or (each.file,) if name)
    shown = [*names][:_NAMED]
    more = len(names) - len(shown)
    if mask:
        return f"{len(names):,} file{'' if len(names) == 1 else 's'}" if names else ""
    return ", ".join(shown) + (f" and {more:,} more" if more else "")


def _message(each: Finding, *, mask: bool) -> str:
    return each.told if mask else each.message


def _row(each: Finding, *, mask: bool) -> dict[str, Any]:
    row = {name: getattr(each, name) for name in _COLUMNS}
    row["files"] = max(len(each.files), 1 if each.file else 0)
    row["message"] = _message(each, mask=mask)
    row["file"] = MASK if mask and each.file else each.file
    return row
