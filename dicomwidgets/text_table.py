"""A table of words as HTML, for what shows itself in a notebook."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["text_table"]


def text_table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return texts as a table of HTML.

    Its cells are flush left, as words are read; Jupyter sets those of other tables flush right.

    Parameters
    ----------
    headings, rows
        Plain texts; nothing in them is taken for HTML.
    """
    head = _cells("th", headings)
    body = "".join(f"<tr>{_cells('td', row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(kind: str, texts: Iterable[str]) -> str:
    return "".join(f'<{kind} style="text-align: left">{escape(text)}</{kind}>' for text in texts)
