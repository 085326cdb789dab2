"""Many spellings as one pattern that looks at each place of a text once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Edges", "pattern_of"]

_END = ""


class Edges(NamedTuple):
    """What must not stand beside a spelling, as look-arounds.

    Parameters
    ----------
    before
        Asked when the first sign of the spelling has been passed already.
    after
        Asked behind its last sign.
    """

    before: str = ""
    after: str = ""


def pattern_of(spellings: Mapping[Edges, Iterable[str]]) -> str:
    """Return a pattern that finds the longest of the spellings at each place.

    Parameters
    ----------
    spellings
        What is looked for, by what must not stand beside it. None of them is empty.

    Notes
    -----
    The pattern begins with the first signs as plain alternatives, from which the engine of `re`
    makes a set that it runs through the text with; look-behinds come after them.
    """
    by_first: dict[str, list[str]] = {}
    for edges, texts in spellings.items():
        for first, rest in _trie(texts).items():
            branch = f"{edges.before}{_written(rest)}{edges.after}"
            by_first.setdefault(first, []).append(branch)
    branches = (f"{re.escape(first)}(?:{'|'.join(each)})" for first, each in by_first.items())
    return "|".join(branches)


def _trie(texts: Iterable[str]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for text in texts:
        node = root
        for sign in text:
            node = node.setdefault(sign, {})
        node[_END] = True
    return root


def _written(node: dict[str, Any]) -> str:
    """Write a node: longer spellings first, an end makes what follows optional."""
    chain = ""
    while len(node) == 1 and _END not in node:
        sign, node = next(iter(node.items()))
        chain += re.escape(sign)
    branches = [re.escape(sign) + _written(below) for sign, below in node.items() if sign != _END]
    if not branches:
        return chain
    return f"{chain}(?:{'|'.join(branches)}){'?' if _END in node else ''}"
