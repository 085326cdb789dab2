"""Which item of one sequence is which of another: by identity, by content, by what fits best."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

__all__ = ["Face", "align", "displaced"]

_MOST_PAIRS = 1_000_000
"""Equal pairs that are looked through for the longest common order."""

_MOST_FITS = 250_000
"""Pairs of unlike items of one gap that are weighed; above, the first goes with the first."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Face:
    """What an item is known by.

    Parameters
    ----------
    identity
        What says which thing it stands for, ``None`` where nothing does.
    content
        Digest of all that is in it.
    parts
        Digests of its elements.
    shape
        Which elements it has.
    """

    identity: Hashable
    content: bytes
    parts: frozenset[bytes]
    shape: frozenset[Hashable]


def align(left: Sequence[Face], right: Sequence[Face]) -> list[Pair]:
    """Return the pairs of items that belong together, in the order of `left`.

    First those of one identity that nothing else has, then equal ones in their longest common
    order, then equal ones elsewhere, then those of one identity in turn. What is left between
    two of these goes together where it fits best, but never an item of one identity with an item
    of another, unless both sequences have but one item.

    Notes
    -----
    ``align(right, left)`` is the same with the sides exchanged.
    """
    if len(left) == 1 == len(right):
        return [(0, 0)]
    if _order(right) < _order(left):
        return sorted((a, b) for b, a in _aligned(right, left))
    return sorted(_aligned(left, right))


def displaced(pairs: Iterable[Pair]) -> set[Pair]:
    """Return the fewest pairs without which the others are in one order on both sides."""
    ordered = sorted(pairs)
    kept = set(_longest(ordered))
    return {pair for pair in ordered if pair not in kept}


def _order(faces: Sequence[Face]) -> tuple[int, list[bytes]]:
    return len(faces), [face.content for face in faces]


def _aligned(left: Sequence[Face], right: Sequence[Face]) -> list[Pair]:
    pairs = _by_identity(left, right)
    a, b = _open(left, right, pairs)
    pairs += _longest(_equal(left, right, a, b))
    a, b = _open(left, right, pairs)
    pairs += _in_turn([left[i].content for i in a], [right[j].content for j in b], a, b)
    a, b = _open(left, right, pairs)
    pairs += _in_turn([left[i].identity for i in a], [right[j].identity for j in b], a, b)
    return pairs + _fitted(left, right, pairs)


def _by_identity(left: Sequence[Face], right: Sequence[Face]) -> list[Pair]:
    there = _once(right)
    return [(i, there[identity]) for identity, i in _once(left).items() if identity in there]


def _once(faces: Sequence[Face]) -> dict[Hashable, int]:
    """Return the places of the identities that only one item has."""
    places: dict[Hashable, list[int]] = defaultdict(list)
    for place, face in enumerate(faces):
        if face.identity is not None:
            places[face.identity].append(place)
    return {identity: found[0] for identity, found in places.items() if len(found) == 1}


def _open(
    left: Sequence[Face], right: Sequence[Face], pairs: Sequence[Pair]
) -> tuple[list[int], list[int]]:
    """Return the places that no pair has yet."""
    taken_left = {i for i, _ in pairs}
    taken_right = {j for _, j in pairs}
    return (
        [i for i in range(len(left)) if i not in taken_left],
        [j for j in range(len(right)) if j not in taken_right],
    )


def _equal(left: Sequence[Face], right: Sequence[Face], a: list[int], b: list[int]) -> list[Pair]:
    """Return the pairs of equal items, those of one left item from the last to the first.

    In that order an increasing run takes at most one of them (Hunt and Szymanski).
    """
    places: dict[bytes, list[int]] = defaultdict(list)
    for j in b:
        places[right[j].content].append(j)
    found: list[Pair] = []
    for i in a:
        found += [(i, j) for j in reversed(places.get(left[i].content, []))]
        if len(found) > _MOST_PAIRS:
            return [(i, js[0]) for i in a if len(js := places.get(left[i].content, [])) == 1]
    return found


def _longest(pairs: Sequence[Pair]) -> list[Pair]:
    """Return a longest run of pairs whose right places rise with the left ones."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for place, (_, j) in enumerate(pairs):
        at = bisect_left(ends, j)
        before.append(last[at - 1] if at else -1)
        if at == len(ends):
            ends.append(j)
            last.append(place)
        else:
            ends[at], last[at] = j, place
    run: list[Pair] = []
    place = last[-1] if last else -1
    while place >= 0:
        run.append(pairs[place])
        place = before[place]
    return run[::-1]


def _in_turn(
    left: Sequence[Hashable], right: Sequence[Hashable], a: list[int], b: list[int]
) -> list[Pair]:
    """Pair what has one key, the first with the first; ``None`` is no key."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for key, j in zip(reversed(right), reversed(b), strict=True):
        waiting[key].append(j)
    return [
        (i, waiting[key].pop())
        for key, i in zip(left, a, strict=True)
        if key is not None and waiting.get(key)
    ]


def _fitted(left: Sequence[Face], right: Sequence[Face], pairs: list[Pair]) -> list[Pair]:
    anchors = _longest(sorted(pairs))
    a, b = _open(left, right, pairs)
    gaps: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for i in a:
        gaps[bisect_left(anchors, (i, -1))][0].append(i)
    stops = [j for _, j in anchors]
    for j in b:
        gaps[bisect_left(stops, j)][1].append(j)
    return [pair for here, there in gaps.values() for pair in _best(left, right, here, there)]


def _best(left: Sequence[Face], right: Sequence[Face], a: list[int], b: list[int]) -> list[Pair]:
    """Return the pairs of a gap, in order on both sides, that fit best together."""
    if len(a) * len(b) > _MOST_FITS:
        return [(i, j) for i, j in zip(a, b, strict=False) if _fit(left[i], right[j])]
    fits = [[_fit(left[i], right[j]) for j in b] for i in a]
    best = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for x in range(len(a) - 1, -1, -1):
        for y in range(len(b) - 1, -1, -1):
            together = fits[x][y] + best[x + 1][y + 1] if fits[x][y] else 0.0
            best[x][y] = max(together, best[x + 1][y], best[x][y + 1])
    found: list[Pair] = []
    x = y = 0
    while x < len(a) and y < len(b):
        if fits[x][y] and best[x][y] == fits[x][y] + best[x + 1][y + 1]:
            found.append((a[x], b[y]))
            x, y = x + 1, y + 1
        elif best[x][y] == best[x + 1][y]:
            x += 1
        else:
            y += 1
    return found


def _fit(one: Face, other: Face) -> float:
    """Return how well two items that are not equal go together; 0 if they must not."""
    if one.identity != other.identity:
        return 0.0
    union = len(one.shape | other.shape)
    shape = len(one.shape & other.shape) / union if union else 1.0
    if shape < 0.5:
        return 0.0
    most = max(len(one.parts), len(other.parts), 1)
    return 0.05 * shape + len(one.parts & other.parts) / most
