"""Removed values of the patient that are there encoded, spread out or turned round."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.known.disguised import disguised
from dicomwidgets.deidentification.known.sources import kind_of
from dicomwidgets.deidentification.known.words import COMMON, PARTICLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwidgets.deidentification.known.spelling import Kind
    from dicomwidgets.deidentification.verifying.leaves import Leaf

__all__ = ["disguised_survivors"]

_WORD = r"(?<![^\W\d_]){}(?![^\W\d_])"
_NO_NAMES = frozenset(COMMON) | frozenset(PARTICLES)
_KINDS = frozenset({"birth date", "id", "name"})


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
        form: path
        for path, word in _words(before, after, may_stay)
        for form in disguised(word)
        if form not in COMMON
    }
    texts = {path: "\n".join(leaf.texts).lower() for path, leaf in after.items()}
    together = "\n".join(texts.values())
    there = [form for form in gone if form in together]
    for path, text in texts.items() if there else ():
        for form in there:
            if form in text and (not form.isalpha() or re.search(_WORD.format(form), text)):
                yield path, gone[form]


def _words(
    before: Mapping[str, Leaf], after: Mapping[str, Leaf], may_stay: frozenset[Kind]
) -> Iterator[tuple[str, str]]:
    for path, leaf in before.items():
        kind = kind_of(leaf.tag, leaf.vr)
        if kind not in _KINDS or kind in may_stay:
            continue
        new = after[path].texts if path in after else ()
        for text in (text.strip("\0 ") for text in leaf.texts if text not in new):
            words = re.split(r"[\^=\s,]+", text) if kind == "name" else [text]
            known = (word for word in words if word.lower() not in _NO_NAMES)
            yield from ((path, word) for word in known)
