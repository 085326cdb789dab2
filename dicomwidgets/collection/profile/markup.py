"""Pieces of HTML: text is escaped where it enters, and nowhere else."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Html", "bytes_text", "count_text", "element", "text"]


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def text(words: object) -> Html:
    """Return words as HTML."""
    return words if isinstance(words, Html) else Html(escape(str(words)))


def element(name: str, /, *content: object, **attributes: object) -> Html:
    """Return an element; `class_` is its class, ``_`` in other names stands for ``-``.

    >>> element("td", "a < b", class_="number")
    '<td class="number">a &lt; b</td>'
    """
    named = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value not in (None, False)
    )
    if name in ("img", "input"):
        return Html(f"<{name}{named}>")
    return Html(f"<{name}{named}>{joined(content)}</{name}>")


def joined(parts: Iterable[object]) -> Html:
    """Return parts one after the other; ``None`` is none."""
    return Html("".join(text(part) for part in parts if part is not None))


def bytes_text(size: float) -> str:
    """Return a number of bytes in a unit that fits.

    >>> bytes_text(512), bytes_text(2_306_639), bytes_text(10_000)
    ('512 B', '2.3 MB', '10 kB')
    """
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < 1000 or unit == "TB":
            break
        size /= 1000
    return f"{size:.1f} {unit}" if size < 10 and unit != "B" else f"{size:.0f} {unit}"


def count_text(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> count_text(1, "file"), count_text(1200, "file"), count_text(2, "study", "studies")
    ('1 file', '1,200 files', '2 studies')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
