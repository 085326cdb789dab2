"""Which rows of many, as one byte for each: 1 or 0. All of it runs at the speed of C."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = ["Mask", "all_of", "any_of", "every", "indices_of", "with_parents", "without"]

Mask = bytes
"""As long as there are rows."""

_SPARSE = 32
"""From one row in so many on it takes longer to jump from row to row than to look at all."""


def every(count: int) -> Mask:
    """Return the mask of all rows."""
    return b"\x01" * count


def all_of(masks: Iterable[Mask], count: int) -> Mask:
    """Return the rows that are in each of the masks; without masks all rows."""
    first, *others = [*masks] or [every(count)]
    if not others:
        return first
    joined = int.from_bytes(first, "little")
    for mask in others:
        joined &= int.from_bytes(mask, "little")
    return joined.to_bytes(count, "little")


def any_of(masks: Iterable[Mask], count: int) -> Mask:
    """Return the rows that are in at least one of the masks."""
    there = [mask for mask in masks if 1 in mask]
    if len(there) == 1:
        return there[0]
    joined = 0
    for mask in there:
        joined |= int.from_bytes(mask, "little")
    return joined.to_bytes(count, "little")


def without(mask: Mask, other: Mask) -> Mask:
    """Return the rows of a mask that are not in the other."""
    left = int.from_bytes(mask, "little") & ~int.from_bytes(other, "little")
    return left.to_bytes(len(mask), "little")


def indices_of(mask: Mask | bytearray) -> list[int]:
    """Return the numbers of the rows in a mask."""
    if mask.count(1) * _SPARSE > len(mask):
        return list(compress(range(len(mask)), mask))
    found: list[int] = []
    at = -1
    while (at := mask.find(1, at + 1)) >= 0:
        found.append(at)
    return found


def with_parents(mask: Mask, above: Callable[[Sequence[int]], Callable[[int], int]]) -> bytearray:
    """Return the rows of a mask and all that they are below of.

    Parameters
    ----------
    mask
        Of the rows.
    above
        Returns, for rows, what gives the row above one, -1 at the top; it stands before the row.
    """
    kept, rows = bytearray(mask), indices_of(mask)
    parent = above(rows)
    while rows:
        # Those that are kept already have theirs, or will have them.
        rows = [up for up in {*map(parent, rows)} if up >= 0 and not kept[up]]
        for up in rows:
            kept[up] = 1
    return kept
