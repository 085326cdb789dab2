"""What the course has, found by its id."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["by_id"]

T = TypeVar("T")


def by_id(wanted: str, known: Mapping[str, T], what: str) -> T:
    """Return what has this id.

    Parameters
    ----------
    wanted
        The id.
    known
        All that there is, by ids.
    what
        What it is called, as in "There is no such exercise."

    Raises
    ------
    ArgumentError
        When there is none, with the most similar ids.
    """
    found = known.get(wanted)
    if found is not None:
        return found
    close = get_close_matches(str(wanted), known, n=2, cutoff=0.4) or list(known)
    raise ArgumentError(f"There is no such {what}.", remedy=f"There is: {', '.join(close)}.")
