"""Where the words of measurements stand: near their shape, in the picture, clear of each other.

As on the screen (``js/src/ui/measure/words.ts``). Pure; everything in one unit of length, from the
top left corner of the picture.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Box", "Place", "Words", "placed"]

Point = tuple[float, float]

_GAP = 6.0
"""Between a shape and its words, and between these and the edge."""
_NEAR = 10.0
"""Farther away than this a line leads to the words."""
_STEP = 9.0
"""Words that find no room are tried so much further up and down."""
_COVERS = 30.0
"""In units of distance, what it costs to cover a line."""
_OVER_WORDS = 1e6


class Box(NamedTuple):
    """A box along the axes."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Whether they share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def distance(self, other: Box) -> float:
        """Return how far they are apart; 0 where they touch."""
        across = max(self.left - other.right, other.left - self.right, 0.0)
        return math.hypot(across, max(self.top - other.bottom, other.top - self.bottom, 0.0))

    def nearest(self, point: Point) -> Point:
        """Return the point of the box that is nearest to another."""
        x, y = point
        return max(self.left, min(x, self.right)), max(self.top, min(y, self.bottom))


class Words(NamedTuple):
    """Words that look for a place: beside which points, the line not to be covered, their size."""

    beside: Sequence[Point]
    line: Sequence[Point]
    width: float
    height: float


class Place(NamedTuple):
    """The top left corner of words, and the line to those that had to go away from their shape."""

    x: float
    y: float
    lead: tuple[Point, Point] | None


def placed(every: Sequence[Words], width: float, height: float) -> list[Place | None]:
    """Return the places of all words in a picture of that size; the first ones choose first.

    ``None`` stands for a shape that lies outside.
    """
    area = Box(0, 0, width, height)
    lines = [(words.line, _around(words.line)) for words in every]
    taken: list[Box] = []
    places: list[Place | None] = []
    for words in every:
        near = _within(_around(words.beside), area)
        if near is None:
            places.append(None)
            continue
        box = _best(sorted(_spots(near, words, area)), near, lines, taken)
        taken.append(box)
        lead = _leader(words.line, near, box) if box.distance(near) > _NEAR else None
        places.append(Place(box.left, box.top, lead))
    return places


def _best(
    spots: Sequence[tuple[float, Box]],
    near: Box,
    lines: Sequence[tuple[Sequence[Point], Box]],
    taken: Sequence[Box],
) -> Box:
    """Return the spot that costs least; they come in the order of what they cost by themselves."""
    best, least = spots[0][1], math.inf
    for own, box in spots:
        if own >= least:
            break
        covered = sum(_covers(box, line, around) for line, around in lines) + box.overlaps(near)
        over = sum(map(box.overlaps, taken))  # only where there is no other room at all
        cost = own + _COVERS * covered + _OVER_WORDS * over
        if cost < least:
            best, least = box, cost
    return best


def _spots(near: Box, words: Words, area: Box) -> Iterator[tuple[float, Box]]:
    """Yield places, and what they cost by themselves; right and below is liked best."""
    most = area.right - _GAP - words.width, area.bottom - _GAP - words.height

    def at(bias: float, x: float, y: float) -> tuple[float, Box]:
        left, top = max(_GAP, min(x, most[0])), max(_GAP, min(y, most[1]))
        box = Box(left, top, left + words.width, top + words.height)
        return bias + max(box.distance(near), _NEAR), box

    middle = (near.left + near.right - words.width) / 2
    columns = (near.right + _GAP, near.left - _GAP - words.width, middle, _GAP, most[0])
    beside = (near.top + near.bottom - words.height) / 2
    rows = near.bottom + _GAP / 2, beside, near.top - _GAP / 2 - words.height
    for column, x in enumerate(columns):
        for row, y in enumerate(rows):
            yield at(3 * column + 2 * row, x, y)
        for step in range(max(0, int((most[1] - _GAP) / _STEP))):
            yield at(3 * column + 6, x, _GAP + step * _STEP)


def _leader(line: Sequence[Point], near: Box, to: Box) -> tuple[Point, Point]:
    seen = [point for point in line if math.dist(point, near.nearest(point)) < 1]
    start = min(seen or [near.nearest((to.left, to.top))], key=lambda point: _away(point, to))
    return start, to.nearest(start)


def _away(point: Point, box: Box) -> float:
    return math.dist(point, box.nearest(point))


def _within(box: Box, area: Box) -> Box | None:
    seen = Box(
        max(box.left, area.left),
        max(box.top, area.top),
        min(box.right, area.right),
        min(box.bottom, area.bottom),
    )
    return seen if seen.left <= seen.right and seen.top <= seen.bottom else None


def _around(line: Sequence[Point]) -> Box:
    xs, ys = [x for x, _ in line], [y for _, y in line]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _covers(box: Box, line: Sequence[Point], around: Box) -> bool:
    return box.overlaps(around) and any(_cuts(a, b, box) for a, b in pairwise(line))


def _cuts(a: Point, b: Point, box: Box) -> bool:
    """Whether the line from `a` to `b` runs through the box."""
    first, last = 0.0, 1.0
    for axis, low, high in ((0, box.left, box.right), (1, box.top, box.bottom)):
        way = b[axis] - a[axis]
        if way == 0:
            if not low <= a[axis] <= high:
                return False
            continue
        ends = (low - a[axis]) / way, (high - a[axis]) / way
        first, last = max(first, min(ends)), min(last, max(ends))
    return first <= last
