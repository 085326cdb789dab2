"""The ways in which numbers of patients, orders and telephones are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.known.spelling import Bound, Kind, Spelling

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["spelled_number", "spelled_phrase"]

_RUN = re.compile(r"[^\W_]+")
_BETWEEN = ("", "-", "_", " ", ".", "/")
_SHORTEST = 4
_SHORTEST_PHRASE = 4
_LINES = re.compile(r"[,;\r\n\\^=|]+")
_MOST_RUNS = 8
_ALONE, _DIGITS = 7, 5


def spelled_number(number: str, kind: Kind) -> Iterator[Spelling]:
    """Yield how a number may be written: with other signs between its parts, without zeros.

    Parameters
    ----------
    number
        Digits and letters. Fewer than four are not looked for: three digits are found in any text.
    kind
        What it is.
    """
    runs = _RUN.findall(number.lower())
    bare = "".join(runs)
    if len(bare) < _SHORTEST:
        return
    yield Spelling(number.strip(" \0").lower(), kind, "signs")
    yield Spelling(bare, kind, _bound(bare))
    if 1 < len(runs) <= _MOST_RUNS:
        yield from (Spelling(between.join(runs), kind, "signs") for between in _BETWEEN[1:])
    if len(short := bare.lstrip("0")) > _SHORTEST:
        yield Spelling(short, kind, _bound(short))


def _bound(bare: str) -> Bound:
    """Return where a number counts: a long one also inside of others."""
    alone = len(bare) >= _ALONE and sum(map(str.isdigit, bare)) >= _DIGITS
    return "" if alone else "signs"


def spelled_phrase(phrase: str, kind: Kind) -> Iterator[Spelling]:
    """Yield the lines of an address, or the name of a place, with any space between its words."""
    for line in _LINES.split(phrase.lower()):
        words = line.split()
        if len("".join(words)) < _SHORTEST_PHRASE:
            continue
        yield from (Spelling(space.join(words), kind, "signs") for space in (" ", "_", "-", ""))
