"""Rows as text to be read: what dcmdump prints, with names, meanings and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.elements.values import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dicomwidgets.extraction.row import ElementRow

__all__ = ["column_lines", "element_lines", "printable"]

_NAMES = 36
_JOINERS = "\u200c\u200d"


def element_lines(rows: Iterable[ElementRow]) -> Iterator[str]:
    """Yield the lines of the rows of one file, its name first."""
    for number, row in enumerate(rows):
        if not number:
            yield f"# {printable(row.file)}\n"
        indent = "  " * row.depth
        if row.kind == "element":
            name = printable(row.name or "Unknown").ljust(_NAMES - len(indent))
            yield _line(f"{indent}{row.tag} {row.vr or '--':2} {name}", row.value)
        elif row.kind == "item":
            yield _line(f"{indent}{row.name}", row.value)
        if row.problem:
            where = f"{row.path}: " if row.kind == "remark" and row.path else ""
            inner = "  " if row.kind in ("element", "item") else ""
            yield f"{indent}{inner}! {where}{printable(row.problem)}\n"


def column_lines(row: Mapping[str, Any], columns: Sequence[str]) -> Iterator[str]:
    """Yield the lines of one file's row: each column with its value."""
    yield f"# {printable(str(row['file']))}\n"
    width = max(map(len, columns), default=0)
    for column in columns:
        value = row[column]
        told = "(not there)" if value is None else _joined(value)
        yield _line(f"{column:{width}}", told)
    if row["problem"]:
        yield f"! {printable(row['problem'])}\n"


def printable(text: str) -> str:
    r"""Return text without what a terminal would obey: control characters are written out.

    >>> printable("\x1b[2J")
    '\\x1b[2J'
    """
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or each in _JOINERS else each.encode("unicode_escape").decode()
        for each in text
    )


def _joined(value: Any) -> str:
    return " \\ ".join(map(str, value)) if isinstance(value, list) else str(value)


def _line(start: str, value: str) -> str:
    """Return one element; the further lines of its value stand below the first."""
    lines = [printable(each) for each in cut(value).replace("\r\n", "\n").split("\n")]
    below = "\n" + " " * (len(start) + 1)
    return f"{start} {below.join(lines).rstrip()}".rstrip() + "\n"
