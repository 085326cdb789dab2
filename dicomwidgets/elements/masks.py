"""Which rows of many, as one byte for each: 1 or 0."""

from __future__ import annotations

from collections import Counter
from itertools import compress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = [
    "Mask",
    "Numbers",
    "all_of",
    "any_of",
    "counted",
    "every",
    "indices_of",
    "numbers",
    "spread",
    "with_parents",
    "with_parents_of_few",
    "without",
]

Mask = bytes
"""As long as there are rows."""

Numbers = Any
"""A number for each row: an array, or without NumPy a list."""


def _numpy() -> Any:
    try:
        import numpy  # noqa: ICN001, PLC0415 - headers are read without it
    except ImportError:
        return None
    return numpy


np = _numpy()


def every(count: int) -> Mask:
    """Return the mask of all rows."""
    return b"\x01" * count


def numbers(of: list[int]) -> Numbers:
    """Return the numbers of rows as the functions here take them."""
    return of if np is None else np.array(of, np.intp)


def spread(hits: Sequence[bool], keys: Numbers) -> Mask:
    """Return the rows whose keys are hits.

    Parameters
    ----------
    hits
        For each key, whether it is one.
    keys
        The key of each row.
    """
    if True not in hits:
        return bytes(len(keys))
    if np is None:
        return bytes(map(hits.__getitem__, keys))
    return bytes(np.array(hits, np.bool_)[keys].data)


def counted(mask: Mask, keys: Numbers) -> Iterable[tuple[int, int]]:
    """Return the keys that rows of a mask have, each with how many rows have it."""
    if np is None:
        return Counter(compress(keys, mask)).items()
    counts = np.bincount(keys[np.frombuffer(mask, np.bool_)]).tolist()
    return [(key, count) for key, count in enumerate(counts) if count]


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
    if np is None:
        return list(compress(range(len(mask)), mask))
    found: list[int] = np.flatnonzero(np.frombuffer(mask, np.bool_)).tolist()
    return found


def with_parents(mask: Mask, parents: Numbers) -> bytearray:
    """Return the rows of a mask and all that they are below of.

    Parameters
    ----------
    mask
        Of the rows.
    parents
        For each row the one above it, which stands before it; -1 at the top.
    """
    if np is None:
        return with_parents_of_few(mask, parents.__getitem__)
    kept = bytearray(mask)
    flags = np.frombuffer(kept, np.bool_)
    rows = np.flatnonzero(flags)
    while len(rows):
        above = parents[rows]
        above = above[above >= 0]
        # Those that are kept already have theirs, or will have them.
        rows = above[~flags[above]]
        flags[rows] = True
    return kept


def with_parents_of_few(mask: Mask, parent: Callable[[int], int]) -> bytearray:
    """Return the same, asking for the row above one by one."""
    kept, rows = bytearray(mask), indices_of(mask)
    while rows:
        rows = [up for up in {*map(parent, rows)} if up >= 0 and not kept[up]]
        for up in rows:
            kept[up] = 1
    return kept
