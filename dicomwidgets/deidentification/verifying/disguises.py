"""Removed values of the patient that are there encoded, spread out or turned round."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.known.disguised import disguised
from dicomwidgets.deidentification.known.words import COMMON, PARTICLES
from dicomwidgets.deidentification.verifying.removed import removed_values
from dicomwidgets.reference.uids import is_registered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwidgets.deidentification.known.spelling import Bound, Kind
    from dicomwidgets.deidentification.verifying.leaves import Leaf

__all__ = ["disguised_survivors"]

_EDGES: Mapping[Bound, str] = {
    "": "{}",
    "letters": r"(?<![^\W\d_]){}(?![^\W\d_])",
    "signs": r"(?<![^\W_]){}(?![^\W_])",
}
_NO_NAMES = frozenset(COMMON) | frozenset(PARTICLES)
_KINDS: frozenset[Kind] = frozenset({"birth date", "id", "name"})


def disguised_survivors(
    before: Mapping[str, Leaf], after: Mapping[str, Leaf], may_stay: frozenset[Kind]
) -> Iterator[tuple[str, str]]:
    """Yield the path of a value that holds a removed one in disguise, and where that was.

    Parameters
    ----------
    before, after
        The values of both files, by path.
    may_stay
        Kinds of what an option keeps.

    Notes
    -----
    Names, numbers and the day of birth of the patient, as `known.disguised.disguised` has them.
    """
    gone = {
        form: (bound, path)
        for path, word in _words(before, after, may_stay)
        for form, bound in disguised(word)
        if form not in COMMON
    }
    texts = {path: _searched(leaf) for path, leaf in after.items()}
    together = "\n".join(texts.values())
    there = [
        (form, re.compile(_EDGES[bound].format(re.escape(form))), path)
        for form, (bound, path) in gone.items()
        if form in together
    ]
    for path, text in texts.items() if there else ():
        for form, pattern, old in there:
            if form in text and pattern.search(text):
                yield path, old


def _searched(leaf: Leaf) -> str:
    """Return all that a value says, but for UIDs of the standard: their digits are nobody's."""
    texts = (text for text in leaf.texts if not (leaf.vr == "UI" and is_registered(text)))
    return "\n".join(texts).lower()


def _words(
    before: Mapping[str, Leaf], after: Mapping[str, Leaf], may_stay: frozenset[Kind]
) -> Iterator[tuple[str, str]]:
    for path, kind, text in removed_values(before, after, _KINDS - may_stay):
        words = re.split(r"[\^=\s,]+", text) if kind == "name" else [text]
        yield from ((path, word) for word in words if word.lower() not in _NO_NAMES)
