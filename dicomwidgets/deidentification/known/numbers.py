"""The ways in which numbers of patients, orders and telephones are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.known.disguised import disguised
from dicomwidgets.deidentification.known.spelling import Bound, Kind, Spelling

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["spelled_number"]

_RUN = re.compile(r"[^\W_]+")
_LIKE = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN = ("", "-", "_", " ", ".", "/")
_SHORTEST = 4
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

    Notes
    -----
    Neighbours among its parts count without the others from seven signs on, five of them digits:
    of ``MRN-0047.1123/9`` also ``0047-1123`` and ``471123``.
    """
    runs = _RUN.findall(number.lower())
    bare = "".join(runs)
    if len(bare) < _SHORTEST:
        return
    yield Spelling(number.strip(" \0").lower(), kind, "signs")
    yield Spelling(bare, kind, _bound(bare))
    if 1 < len(runs) <= _MOST_RUNS:
        yield from (Spelling(between.join(runs), kind, "signs") for between in _BETWEEN[1:])
    yield from (Spelling(text, kind, "signs") for text in _one_changed(number.lower()))
    for text in _shorter(number.lower()):
        yield Spelling(text, kind, _bound(text) if text.isalnum() else "signs")
    yield from _without_zeros(bare, kind)
    if kind == "id":
        hidden = disguised(number.strip(" \0"))
        yield from (Spelling(text, kind, bound) for text, bound in hidden)


def _without_zeros(bare: str, kind: Kind) -> Iterator[Spelling]:
    short = bare.lstrip("0")
    if len(short) > _SHORTEST:
        for zeros in range(len(bare) - len(short)):
            text = "0" * zeros + short
            yield Spelling(text, kind, _bound(text))


def _one_changed(number: str) -> Iterator[str]:
    """Yield a number with one of the signs between its parts changed."""
    gaps = [hit.span() for hit in re.finditer(r"(?<=[^\W_])[\W_]+(?=[^\W_])", number)]
    for start, stop in gaps if len(gaps) <= _MOST_RUNS else ():
        yield from (number[:start] + between + number[stop:] for between in _BETWEEN)


def _shorter(number: str) -> Iterator[str]:
    """Yield neighbours among the parts of a number, letters and digits apart."""
    parts = [(hit[0], hit.start(), hit.end()) for hit in _LIKE.finditer(number)]
    if not 1 < len(parts) <= _MOST_RUNS:
        return
    for at in range(len(parts)):
        for end in range(at + 1, len(parts) + 1):
            words = [word for word, _, _ in parts[at:end]]
            digits = sum(len(word) for word in words if word.isdigit())
            if len("".join(words)) < _ALONE or digits < _DIGITS:
                continue
            yield number[parts[at][1] : parts[end - 1][2]]
            yield from (between.join(words) for between in _BETWEEN)
            short = "".join(words).lstrip("0")
            if len(short) >= _ALONE - 1:
                yield short
                yield number[parts[at][1] : parts[end - 1][2]].lstrip("0")


def _bound(bare: str) -> Bound:
    """Return where a number counts: a long one also inside of others."""
    alone = len(bare) >= _ALONE and sum(map(str.isdigit, bare)) >= _DIGITS
    return "" if alone else "signs"
