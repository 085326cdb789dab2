"""Words that a line break or an unseen sign breaks in two, or that have typographic signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["may_be_broken", "mended", "mended_bytes"]

_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""Soft hyphen, spaces without a width, joiners, marks of direction and of byte order."""
_BREAK = re.compile(rf"(?:[{_UNSEEN}]|\x1b\([BJ])+|(?P<hyphen>[-=]?) *(?:\r\n?|\n) *")
"""A line break may stand in a word after a hyphen, or ``=`` in quoted-printable."""
_SPACES = "\t\v\f\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"
_PLAIN = str.maketrans(
    {
        **{chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)},
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys("\u2044\u2215", "/"),
    }
)
_CONTROLS = (b"\r", b"\t", b"\v", b"\f", b"\x1b")


def may_be_broken(data: bytes, lines: int = 0) -> bool:
    """Whether `mended_bytes` may differ from bytes, which have some line feeds of their own."""
    return (
        not data.isascii() or any(sign in data for sign in _CONTROLS) or data.count(b"\n") > lines
    )


def mended(text: str) -> Iterator[tuple[str, Sequence[int]]]:
    r"""Yield a text without its breaks, in plain signs, and where each of its characters stood.

    A line break stands between two words or within one: once a space takes its place unless a
    hyphen goes before it, once nothing. A text that is plain already yields nothing.

    >>> [each for each, _ in mended("Smi-\nth,\nAnn")]
    ['Smith, Ann', 'Smith,Ann']
    """
    if text.isascii() and text.isprintable():
        return
    plain = text.translate(_PLAIN)
    hits = list(_BREAK.finditer(plain))
    if not hits and plain != text:
        yield plain, range(len(plain))
    for between in (" ", "") if hits else ():
        parts: list[str] = []
        places: list[int] = []
        start = 0
        for hit in hits:
            new = between if hit["hyphen"] == "" else ""
            parts += (plain[start : hit.start()], new)
            places += (*range(start, hit.start()), *(hit.start() for _ in new))
            start = hit.end()
        yield "".join((*parts, plain[start:])), [*places, *range(start, len(plain))]


def mended_bytes(data: bytes) -> bytes:
    """Return the bytes of a text as it is `mended`, in all ways one after the other."""
    try:
        text, codec = data.decode(), "utf-8"
    except UnicodeDecodeError:
        text, codec = data.decode("latin-1"), "latin-1"
    return "\n".join(each for each, _ in mended(text)).encode(codec)
