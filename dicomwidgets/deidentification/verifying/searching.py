"""A text looked for in bytes, in the encodings that it may be in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LONGEST", "first", "holds", "may_hold", "squeezed"]

LONGEST = 256
"""Characters of a text that are looked for."""


def squeezed(data: bytes) -> bytes:
    """Return the bytes without zeros: a text in ASCII is the same in them in all encodings."""
    return data.translate(None, b"\0")


def may_hold(data: bytes, text: str) -> bool:
    """Whether a text may be anywhere in the data, be it a part of a longer one.

    Parameters
    ----------
    data
        In lower case and `squeezed`: a tenth of the time of looking for each encoding.
    text
        In lower case.
    """
    return any(form in data for form in {squeezed(form) for form in _forms(text)})


def holds(data: bytes, text: str) -> bool:
    """Whether a text is in the data, and not a part of a longer number or word."""
    return first(data, text) >= 0


def first(data: bytes, text: str, start: int = 0, stop: int | None = None) -> int:
    """Return where a text begins in the data, between two places; -1 if it does not.

    Parameters
    ----------
    data, text
        In lower case.
    start, stop
        Where it may begin: what stands around is looked at as well.
    """
    stop = len(data) if stop is None else stop
    for form in _forms(text):
        edge = rb"(?<![0-9a-z.])%s(?![0-9a-z.]*[0-9a-z])" % re.escape(form)
        pattern = edge if text.isascii() and len(form) == len(text) else re.escape(form)
        for match in re.finditer(pattern, data):
            if start <= match.start() < stop:
                return match.start()
    return -1


def _forms(text: str) -> Iterator[bytes]:
    for codec in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
        try:
            yield text.encode(codec)
        except UnicodeEncodeError:
            continue
