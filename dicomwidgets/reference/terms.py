"""The code strings that the standard gives to elements with VR CS."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from dicomwidgets.reference.tables import table_lines
from dicomwidgets.reference.tags import tag_info

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["is_coded_term"]


def is_coded_term(tag: int, value: str) -> bool:
    """Whether a value is an Enumerated Value or Defined Term of an element (PS3.3).

    Parameters
    ----------
    tag
        Of an element with VR CS.
    value
        One value of it; terms of fewer than three characters are not known.

    >>> is_coded_term(0x00180015, "HEADNECK")
    True
    """
    return value.strip(" \0") in _terms().get(tag_info(tag).keyword, ())


@cache
def _terms() -> Mapping[str, frozenset[str]]:
    pairs = (line.split("\t") for line in table_lines("terms"))
    return MappingProxyType({keyword: frozenset(terms.split("\\")) for keyword, terms in pairs})
