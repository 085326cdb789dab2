"""The ways in which a person's name is written (PS3.5 6.2.1)."""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.known.letters import forms, is_ideographic
from dicomwidgets.deidentification.known.spelling import Bound, Kind, Spelling
from dicomwidgets.deidentification.known.words import COMMON

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["spelled_name"]

_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~\u2019]+")
"""Letters with their marks: what is neither space, digit nor punctuation."""

_COMPONENTS = 3
"""Family, given and middle name; prefix and suffix tell nobody apart."""

_LIST = """
and anon anonymized anonymous bin dal das del della dem den der des dos frau herr ibn iii las
les los mac miss mme mrs name none patient phantom prof sir test the und unknown van vom von zum
zur
"""
_NO_NAMES = frozenset(_LIST.split())
"""Words that are part of many names, or stand where there is none."""

_BETWEEN = (" ", "^", ",", ", ", "_", ".", "-")
_SHORTEST = 3
_SHORTEST_JOINED = 5
_ALONE = 8
"""From so many letters on a name counts also inside a longer word."""


def spelled_name(name: str, kind: Kind) -> Iterator[Spelling]:
    """Yield how a person's name may be written elsewhere.

    Parameters
    ----------
    name
        A value of PN: up to three groups (alphabetic, ideographic, phonetic) of components.
    kind
        Whose name it is.

    Notes
    -----
    A word counts alone from three letters on, in ideographs from two; shorter ones count beside
    the other names, in either order. Everything counts in either case, with and without accents,
    and run together (``janedoe``, ``jdoe``). Words of radiology count in what is a name by its
    form only: a phantom called ``LUNG_0001`` leaves the lung where it is.
    """
    for group in name.lower().split("="):
        components = group.split("^")
        parts = [_WORD.findall(component) for component in components[:_COMPONENTS]]
        if len(components) == 1:
            parts = [[word] for word in parts[0] if word not in COMMON]
        for text, bound in _texts([part for part in parts if not _NO_NAMES.issuperset(part)]):
            for form in forms(text):
                yield Spelling(form, kind, bound)


def _texts(parts: list[list[str]]) -> Iterator[tuple[str, Bound]]:
    for word in (word for part in parts for word in part):
        if _counts_alone(word):
            yield word, _bound(word)
    for first, second in permutations(["".join(part) for part in parts[:_COMPONENTS]], 2):
        yield from _joined(first, second)


def _joined(first: str, second: str) -> Iterator[tuple[str, Bound]]:
    both = first + second
    if is_ideographic(both):
        yield both, ""
        yield from ((f"{first}{between}{second}", "") for between in (*_BETWEEN, "\u3000"))
        return
    if len(both) >= _SHORTEST_JOINED:
        yield both, _bound(both)
    if len(second) >= _SHORTEST:
        yield first[0] + second, "letters"
        yield second + first[0], "letters"
    if min(len(first), len(second)) < _SHORTEST:
        yield from ((f"{first}{between}{second}", "letters") for between in _BETWEEN)


def _counts_alone(word: str) -> bool:
    if is_ideographic(word):
        return len(word) > 1
    return len(word) >= _SHORTEST and word not in _NO_NAMES


def _bound(word: str) -> Bound:
    return "" if is_ideographic(word) or len(word) >= _ALONE else "letters"
