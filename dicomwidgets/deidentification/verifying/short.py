"""Short values that were removed: looked for where it can be told that they are meant.

A value of fewer than six signs is found anywhere by chance in bytes. In texts it is looked for as
a whole word, and what is too short even for that is named.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.known.words import COMMON, PARTICLES
from dicomwidgets.deidentification.verifying.removed import removed_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwidgets.deidentification.known.spelling import Kind
    from dicomwidgets.deidentification.verifying.leaves import Leaf

__all__ = ["SHORT", "short_survivors", "unsearched"]

SHORT = 6
"""Signs from which on a value is searched for in bytes, names from five."""

_LONGEST_SHORT_NAME = 4
_SHORTEST_NAME, _SHORTEST_NUMBER = 3, 4
_NAMES: frozenset[Kind] = frozenset({"name", "person"})
_NUMBERS: frozenset[Kind] = frozenset({"device", "id", "number", "place"})
_TEXTS = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UT"})
_BYTES = frozenset({"OB", "OW", "UN"})


def short_survivors(
    before: Mapping[str, Leaf], after: Mapping[str, Leaf], may_stay: frozenset[Kind]
) -> Iterator[tuple[str, str]]:
    """Yield the path of a text that says a short removed value, and where that was.

    Parameters
    ----------
    before, after
        The values of both files, by path.
    may_stay
        Kinds of what an option keeps.

    Notes
    -----
    As a whole word in texts: names of three and four letters, numbers of four and five signs. As
    a whole value of bytes as well. Words of radiology and particles of names are no names.
    """
    gone = {
        word: path
        for word, kind, path in _words(before, after, may_stay)
        if _is_searched(word, kind)
    }
    if not gone:
        return
    words = re.compile(
        rf"(?<![^\W_])(?:{'|'.join(map(re.escape, sorted(gone, key=len, reverse=True)))})(?![^\W_])"
    )
    for path, leaf in after.items():
        for text in leaf.texts if leaf.vr in _TEXTS else ():
            if found := words.search(text.lower()):
                yield path, gone[found[0]]
        for text in leaf.texts if leaf.vr in _BYTES else ():
            if text.lower() in gone:
                yield path, gone[text.lower()]


def unsearched(
    before: Mapping[str, Leaf], after: Mapping[str, Leaf], may_stay: frozenset[Kind]
) -> tuple[str, ...]:
    """Return the paths of removed values that are too short to be looked for."""
    words = _words(before, after, may_stay)
    return tuple(dict.fromkeys(path for word, kind, path in words if not _is_searched(word, kind)))


def _words(
    before: Mapping[str, Leaf], after: Mapping[str, Leaf], may_stay: frozenset[Kind]
) -> Iterator[tuple[str, Kind, str]]:
    for path, kind, text in removed_values(before, after, (_NAMES | _NUMBERS) - may_stay):
        if kind in _NAMES:
            parts = re.split(r"[\^=\s,]+", text.lower())
            yield from ((each, kind, path) for each in parts if 0 < len(each) < SHORT - 1)
        elif 0 < len(text) < SHORT:
            yield text.lower(), kind, path


def _is_searched(word: str, kind: Kind) -> bool:
    if kind in _NAMES:
        is_word = word.isalpha() and word not in COMMON and word not in PARTICLES
        return is_word and len(word) >= _SHORTEST_NAME
    return word.isalnum() and len(word) >= _SHORTEST_NUMBER
