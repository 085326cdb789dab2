"""The ways in which a person's name is written (PS3.5 6.2.1)."""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.known.disguised import disguised
from dicomwidgets.deidentification.known.escaped import escaped, kana, widened
from dicomwidgets.deidentification.known.letters import forms, is_ideographic
from dicomwidgets.deidentification.known.spelling import Bound, Kind, Spelling
from dicomwidgets.deidentification.known.words import COMMON, PARTICLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["spelled_name"]

_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~\u2019]+")
"""Letters with their marks: what is neither space, digit nor punctuation."""

_COMPONENTS = 3
"""Family, given and middle name; prefix and suffix tell nobody apart."""
_WORDS = 5
"""Of a component, and of a name without components."""

_BETWEEN = (" ", "^", ",", ", ", "_", ".", "-")
_SHORTEST = 3
_SHORTEST_JOINED = 5
_TWO_SHORT = 4
_ALONE = 8
"""From so many letters on a name counts also inside a longer word."""
_BENT = 5
"""From so many letters on with the ending of a genitive."""
_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]+")
_ENDINGS = ("\u0430", "\u0443", "\u0435", "\u043e\u0439", "\u044b\u043c", "\u043e\u043c")
"""Of cases in Russian."""


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
    and run together: with the other names (``janedoe``, ``jdoe``) and the words of one component
    (``oconnor``, ``vandenberg``). Single words count as well as genitives (``smythes``), in the
    other kana, and where letters beyond ASCII have been escaped or lost; those of the patient also
    in base64, as hexadecimal digits and the like (`disguised`). Words of radiology count
    in what is a name by its form only: a phantom called ``LUNG_0001`` leaves the lung where it is.
    """
    groups = name.split("=")
    for group in groups:
        components = group.split("^")
        parts = [_words(component) for component in components[:_COMPONENTS]]
        if len(components) == 1:
            parts = [[word] for word in parts[0] if word not in COMMON]
        parts = [part for part in parts if not PARTICLES.issuperset(part)]
        yield from _alone(parts, kind, is_wide=len(groups) > 1)
        if kind == "name":
            yield from _disguised(components, parts)
        yield from (Spelling(text, kind, "letters") for text in _humped(components))
        for text, bound in _texts(parts):
            for form in forms(text):
                yield Spelling(form, kind, bound)


def _words(component: str) -> list[str]:
    return _WORD.findall(component.lower())[:_WORDS]


def _alone(parts: list[list[str]], kind: Kind, *, is_wide: bool) -> Iterator[Spelling]:
    """Yield the single words, in all their forms."""
    for word in {word for part in parts for word in part if _counts_alone(word)}:
        rare = {*forms(word), *escaped(word), *kana(word), *_bent(word)}
        if is_wide and word.isascii():
            rare.add(widened(word))
        for form in rare:
            if len(form) >= _SHORTEST or is_ideographic(form):
                yield Spelling(form, kind, _bound(form) if form.isalpha() else "letters")


def _disguised(components: list[str], parts: list[list[str]]) -> Iterator[Spelling]:
    """Yield the words that count alone as they look encoded: of the patient, not of others."""
    known = {word for part in parts for word in part if _counts_alone(word)}
    for word in (word for each in components[:_COMPONENTS] for word in _WORD.findall(each)):
        if word.lower() in known:
            for text, bound in disguised(word):
                yield Spelling(text, "name", bound)


def _bent(word: str) -> Iterator[str]:
    """Yield a word as a genitive, and as it is with the other spelling of its Mac."""
    if _CYRILLIC.fullmatch(word) and len(word) >= _BENT:
        yield from (word + ending for ending in _ENDINGS)
    elif len(word) >= _BENT and not is_ideographic(word):
        yield from (form + "s" for form in forms(word))
    for old, new in (("mac", "mc"), ("mc", "mac")):
        if word.startswith(old) and len(word) > len(old) + _SHORTEST:
            rest = word.removeprefix(old)
            yield from (new + rest, f"{new} {rest}", f"{old} {rest}")


def _humped(components: Iterable[str]) -> Iterator[str]:
    """Yield the words of one that is written in one with capitals: ``XiaoDong``."""
    for word in (word for each in components for word in _WORD.findall(each)):
        humps = _HUMP.split(word)
        if len(humps) > 1 and len(word) >= _SHORTEST_JOINED:
            yield from (between.join(humps).lower() for between in (" ", "-", "_", "^"))


def _pieces(part: list[str]) -> list[str]:
    """Return what stands for a component: its words, and neighbours among them run together.

    A single letter stands for nothing: it may be what is left of a number.
    """
    size = len(part)
    runs = {
        "".join(part[at:end]): None
        for at in range(size)
        for end in range(at + 1, size + 1)
        if not PARTICLES.issuperset(part[at:end])
        and (end > at + 1 or len(part[at]) > 1 or is_ideographic(part[at]))
    }
    return list(runs)


def _texts(parts: list[list[str]]) -> Iterator[tuple[str, Bound]]:
    pieces = [_pieces(part) for part in parts[:_WORDS]]
    for text in (text for each in pieces for text in each):
        if len(text) >= _SHORTEST_JOINED:
            yield text, _bound(text)
    for one, other in permutations(pieces, 2):
        for first in one:
            for second in other:
                yield from _joined(first, second)


def _joined(first: str, second: str) -> Iterator[tuple[str, Bound]]:
    both = first + second
    if is_ideographic(both):
        yield both, ""
        yield from ((f"{first}{between}{second}", "") for between in (*_BETWEEN, "\u3000"))
        return
    short = min(len(first), len(second)) < _SHORTEST
    if len(both) >= (_TWO_SHORT if max(len(first), len(second)) < _SHORTEST else _SHORTEST_JOINED):
        yield both, _bound(both)
    if len(second) >= _SHORTEST:
        yield first[0] + second, "letters"
        yield second + first[0], "letters"
    if short:
        yield from ((f"{first}{between}{second}", "letters") for between in _BETWEEN)
        yield f"{first[0]}. {second}", "letters"


def _counts_alone(word: str) -> bool:
    if is_ideographic(word):
        return len(word) > 1
    return len(word) >= _SHORTEST and word not in PARTICLES


def _bound(word: str) -> Bound:
    return "" if is_ideographic(word) or len(word) >= _ALONE else "letters"
