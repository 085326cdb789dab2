"""Words that a line break or a sign that nobody sees has broken in two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["may_be_broken", "mended", "mended_bytes"]

_LINE = r"[ \t]*(?:\r\n?|\n)[ \t]*"
_HIDDEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Soft hyphen, spaces without a width, joiners, the mark of byte order."""
_BREAK = re.compile(rf"[{_HIDDEN}]+|(?P<hyphen>-?){_LINE}")
_HIDDEN_BYTES = "|".join(f"{sign.encode()!r}"[2:-1] for sign in _HIDDEN) + r"|\xad"
_BREAK_BYTES = re.compile(rf"(?:{_HIDDEN_BYTES})+|(?P<hyphen>-?){_LINE}".encode())
_SIGNS = (b"\r", b"\xad", b"\xe2\x80", b"\xe2\x81", b"\xef\xbb")


def may_be_broken(data: bytes, lines: int = 0) -> bool:
    """Whether there may be a break in bytes, which have some line feeds of their own."""
    return any(sign in data for sign in _SIGNS) or data.count(b"\n") > lines


def mended(text: str) -> Iterator[tuple[str, list[int]]]:
    r"""Yield a text without its breaks, and where each of its characters stood.

    A break stands between two words or within one: once a space takes its place unless a hyphen
    goes before it, once nothing. A text without breaks yields nothing.

    >>> [each for each, _ in mended("Smi-\nth,\nAnn")]
    ['Smith, Ann', 'Smith,Ann']
    """
    hits = list(_BREAK.finditer(text))
    for between in (" ", "") if hits else ():
        parts: list[str] = []
        places: list[int] = []
        start = 0
        for hit in hits:
            new = "" if hit["hyphen"] or hit["hyphen"] is None else between
            parts += (text[start : hit.start()], new)
            places += (*range(start, hit.start()), *(hit.start() for _ in new))
            start = hit.end()
        yield "".join((*parts, text[start:])), [*places, *range(start, len(text))]


def mended_bytes(data: bytes) -> bytes:
    """Return the bytes of a text without its breaks in both ways, one after the other."""
    words = _BREAK_BYTES.sub(lambda hit: b" " if hit["hyphen"] == b"" else b"", data)
    return words + b"\n" + _BREAK_BYTES.sub(b"", data)
