"""What the elements that matter are for: a sentence of our own for each, by category."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from dicomwidgets.reference.tables import table_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Explanation", "categories", "explanation_of", "explanations"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A sentence on an element.

    Parameters
    ----------
    keyword
        Of the element; those of repeating groups (overlays) go for every group.
    category
        In words: ``"Geometry"``.
    text
        What it is, in which unit, and what to beware of.
    """

    keyword: str
    category: str
    text: str


@cache
def explanations() -> Mapping[str, Explanation]:
    """Return keyword → explanation, in the order of the categories."""
    found: dict[str, Explanation] = {}
    category = ""
    for line in table_lines("explanations"):
        first, _, rest = line.partition("\t")
        if first.startswith("@"):
            category = rest
        else:
            found[first] = Explanation(first, category, rest)
    return MappingProxyType(found)


def explanation_of(keyword: str) -> Explanation | None:
    """Return our sentence on an element, or ``None`` where there is none.

    >>> explanation_of("Rows").text
    'The height of a frame: how many rows of pixels it has.'
    """
    return explanations().get(keyword)


def categories() -> tuple[str, ...]:
    """Return the names of the categories, in their order."""
    return tuple(dict.fromkeys(each.category for each in explanations().values()))
