"""The Defined Terms of Specific Character Set (PS3.3 C.12.1.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from dicomwidgets.reference.links import CHARACTER_SETS
from dicomwidgets.reference.tables import table_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CharacterSet", "character_sets", "defined_terms"]


@dataclass(frozen=True, slots=True)
class CharacterSet:
    """One character set.

    Parameters
    ----------
    term
        Defined Term of a single character set; empty where it needs code extensions.
    extension
        Defined Term where several are switched between; empty where that is forbidden.
    name
        In words.
    codec
        Python's name of it.
    explanation
        A sentence of our own.
    link
        Where the standard says it.
    """

    term: str
    extension: str
    name: str
    codec: str
    explanation: str
    link: str = CHARACTER_SETS

    @property
    def terms(self) -> tuple[str, ...]:
        """The Defined Terms that stand for it."""
        return tuple(filter(None, (self.term, self.extension)))


@cache
def character_sets() -> tuple[CharacterSet, ...]:
    """Return all of them, in the order of the standard."""
    return tuple(CharacterSet(*line.split("\t")) for line in table_lines("character_sets"))


@cache
def defined_terms() -> Mapping[str, CharacterSet]:
    """Return Defined Term → character set."""
    return MappingProxyType({term: each for each in character_sets() for term in each.terms})
