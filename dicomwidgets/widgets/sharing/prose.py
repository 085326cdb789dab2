"""Text between widgets: the part of Markdown that a handout needs, as HTML."""

from __future__ import annotations

import html
import re
from itertools import groupby

__all__ = ["heading_of", "html_of", "inline", "plain"]

_HEADING = re.compile(r"(#{1,4})\s+(.+?)\s*#*\s*$")
_ITEM = re.compile(r"\s*(?:[-*+]|(\d+)[.)])\s+(.*)")
_FENCE = re.compile(r"^```[^\n]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(`+)(.+?)\1")
_STRONG = re.compile(r"\*\*(\S(?:.*?\S)?)\*\*")
_EMPHASIS = re.compile(r"(?<![\w*])[*_](\S(?:.*?\S)?)[*_](?![\w*])")


def heading_of(text: str) -> str | None:
    """Return the heading of the first degree that a text begins with, if it does."""
    found = _HEADING.match(text.strip().partition("\n")[0])
    return found[2] if found and found[1] == "#" else None


def html_of(text: str) -> str:
    """Return Markdown as HTML, in which nothing of the text is markup by itself.

    Parameters
    ----------
    text
        Headings (``#``), paragraphs, lists (``-``, ``1.``), ``**strong**``, ``*emphasis*``,
        `` `code` `` and fenced code. All else is taken as it stands; there are no links and no
        images, for the page fetches nothing.

    Notes
    -----
    The first heading of a page is its title: one of the first degree becomes one of the second.
    """
    parts = []
    for number, piece in enumerate(_FENCE.split(text)):
        if number % 2:
            parts.append(f'<pre tabindex="0"><code>{html.escape(piece)}</code></pre>')
        else:
            parts += [_block(block) for block in re.split(r"\n\s*\n", piece) if block.strip()]
    return "\n".join(parts)


def _block(block: str) -> str:
    lines = block.strip("\n").split("\n")
    kinds = groupby(lines, key=lambda line: bool(_HEADING.match(line)))
    return "\n".join(
        part
        for is_heading, group in kinds
        for part in ([_heading(line) for line in group] if is_heading else _text(list(group)))
    )


def _heading(line: str) -> str:
    found = _HEADING.match(line)
    degree = max(2, len(found[1])) if found else 2
    return f"<h{degree}>{inline(found[2] if found else line)}</h{degree}>"


def _text(lines: list[str]) -> list[str]:
    """Return a paragraph, and the list that follows it."""
    first = next((at for at, line in enumerate(lines) if _ITEM.match(line)), len(lines))
    items: list[str] = []
    for line in lines[first:]:
        found = _ITEM.match(line)
        if found:
            items.append(found[2])
        else:
            items[-1] += " " + line.strip()
    parts = [f"<p>{inline(' '.join(line.strip() for line in lines[:first]))}</p>"] * bool(first)
    if items:
        found = _ITEM.match(lines[first])
        kind = "ol" if found and found[1] else "ul"
        inner = "".join(f"<li>{inline(item)}</li>" for item in items)
        parts.append(f"<{kind}>{inner}</{kind}>")
    return parts


def plain(text: str) -> str:
    """Return a line of Markdown without its marks."""
    return _EMPHASIS.sub(r"\1", _STRONG.sub(r"\1", _CODE.sub(r"\2", text)))


def inline(text: str) -> str:
    """Return a line of Markdown as HTML."""
    pieces = _CODE.split(text)
    # Every third piece is code, after its backquotes.
    shown = [_styled(piece) if at % 3 == 0 else piece for at, piece in enumerate(pieces)]
    for at in range(2, len(shown), 3):
        shown[at - 1], shown[at] = "", f"<code>{html.escape(shown[at].strip())}</code>"
    return "".join(shown)


def _styled(text: str) -> str:
    strong = _STRONG.sub(r"<strong>\1</strong>", html.escape(text))
    return _EMPHASIS.sub(r"<em>\1</em>", strong)
