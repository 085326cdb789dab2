"""What can be drawn on a frame: ruler, angle, rectangle, ellipse, freehand.

Points are (column, row) of the frame as stored; (0, 0) is the top left corner of the first pixel
and (0.5, 0.5) its centre. Lengths are taken with a spacing (row, column), so that pixels need not
be square: in millimetres with the frame's spacing, in pixel widths with (aspect, 1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from dicomwidgets.errors import ArgumentError
from dicomwidgets.measurement.inside import Inside, covered
from dicomwidgets.measurement.polygon import even_odd_area, even_odd_inside

if TYPE_CHECKING:
    from dicomwidgets.measurement.row import Kind

__all__ = [
    "KINDS",
    "MOST_POINTS",
    "Angle",
    "Ellipse",
    "Freehand",
    "Point",
    "Rectangle",
    "Ruler",
    "Shape",
    "shape_of",
]

Point = tuple[float, float]

MOST_POINTS = 10_000
"""Corners of a freehand polygon at most."""
_FARTHEST = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Shape:
    """Base of the shapes: what does not apply to one of them is ``None``.

    Parameters
    ----------
    points
        (column, row) in pixels.
    """

    kind: ClassVar[Kind]
    fewest: ClassVar[int] = 2
    most: ClassVar[int] = 2

    points: tuple[Point, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the points, in pixels."""
        columns, rows = zip(*self.points, strict=True)
        return min(columns), min(rows), max(columns), max(rows)

    @property
    def outline(self) -> tuple[Point, ...]:
        """Points between which all of the shape lies."""
        return self.points

    def length(self, _spacing: Point) -> float | None:
        """Return the length with a spacing (row, column)."""
        return None

    def angle(self, _spacing: Point) -> float | None:
        """Return the angle in degrees, 0 to 180, with a spacing (row, column)."""
        return None

    def area(self, _spacing: Point) -> float | None:
        """Return the area with a spacing (row, column), in its square."""
        return None

    def perimeter(self, _spacing: Point) -> float | None:
        """Return the length of the outline with a spacing (row, column)."""
        return None

    def inside(self, _rows: int, _columns: int) -> Inside | None:
        """Return the pixels of an image of (rows, columns) whose centre lies inside."""
        return None


class Ruler(Shape):
    """A straight line between two points."""

    __slots__ = ()
    kind = "ruler"

    def length(self, spacing: Point) -> float:
        """Return the distance of the two points."""
        return _distance(self.points[0], self.points[1], spacing)


class Angle(Shape):
    """Two arms; the second of the three points is the vertex."""

    __slots__ = ()
    kind = "angle"
    fewest = most = 3

    def angle(self, spacing: Point) -> float | None:
        """Return the angle between the arms, or ``None`` where one has no length."""
        first, second = (
            ((end[0] - self.points[1][0]) * spacing[1], (end[1] - self.points[1][1]) * spacing[0])
            for end in (self.points[0], self.points[2])
        )
        if not any(first) or not any(second):
            return None
        across = first[0] * second[1] - first[1] * second[0]
        along = first[0] * second[0] + first[1] * second[1]
        return math.degrees(math.atan2(abs(across), along))


class _Boxed(Shape):
    """A shape given by two opposite corners of the box around it."""

    __slots__ = ()

    @property
    def outline(self) -> tuple[Point, ...]:
        """The four corners of the box."""
        left, top, right, bottom = self.box
        return (left, top), (right, top), (right, bottom), (left, bottom)


class Rectangle(_Boxed):
    """Two opposite corners; the sides are parallel to the rows and columns."""

    __slots__ = ()
    kind = "rectangle"

    def area(self, spacing: Point) -> float:
        """Return width × height."""
        width, height = _sides(self.box, spacing)
        return width * height

    def perimeter(self, spacing: Point) -> float:
        """Return the sum of the four sides."""
        return 2 * sum(_sides(self.box, spacing))

    def inside(self, rows: int, columns: int) -> Inside:
        """Return the pixels inside; the left and upper side belong to it, the others don't."""
        left, top, right, bottom = self.box
        down, across = covered(top, bottom, rows), covered(left, right, columns)
        shape = down.stop - down.start, across.stop - across.start
        return Inside(down, across, np.ones(shape, dtype=bool))


class Ellipse(_Boxed):
    """Two opposite corners of the box around it; the axes are parallel to rows and columns."""

    __slots__ = ()
    kind = "ellipse"

    def area(self, spacing: Point) -> float:
        """Return π a b."""
        width, height = _sides(self.box, spacing)
        return math.pi / 4 * width * height

    def perimeter(self, spacing: Point) -> float:
        """Return the outline: the complete elliptic integral, by Gauss's means."""
        b, a = sorted(side / 2 for side in _sides(self.box, spacing))
        if not b:
            return 4 * a
        weight = 0.5
        total = a * a - weight * (a * a - b * b)
        while abs(a - b) > 1e-12 * (a + b):
            a, b, apart = (a + b) / 2, math.sqrt(a * b), (a - b) / 2
            weight *= 2
            total -= weight * apart * apart
        return 2 * math.pi * total / ((a + b) / 2)

    def inside(self, rows: int, columns: int) -> Inside:
        """Return the pixels inside; a centre on the outline does not belong to it."""
        left, top, right, bottom = self.box
        down, across = covered(top, bottom, rows), covered(left, right, columns)
        width, height = right - left, bottom - top
        # Multiplied out, not divided: what lies exactly on the outline is found to.
        x = (2 * np.arange(across.start, across.stop) + 1 - left - right) * height
        y = (2 * np.arange(down.start, down.stop) + 1 - top - bottom) * width
        return Inside(down, across, x[None, :] ** 2 + y[:, None] ** 2 < (width * height) ** 2)


class Freehand(Shape):
    """A closed polygon; where it crosses itself, the even-odd rule says what is inside."""

    __slots__ = ()
    kind = "freehand"
    fewest = 3
    most = MOST_POINTS

    def area(self, spacing: Point) -> float | None:
        """Return the area inside, or ``None`` where it crosses itself thousands of times."""
        area = even_odd_area(np.asarray(self.points))
        return None if area is None else area * spacing[0] * spacing[1]

    def perimeter(self, spacing: Point) -> float:
        """Return the sum of the edges, the closing one too."""
        closed = (*self.points, self.points[0])
        return math.fsum(_distance(*edge, spacing) for edge in pairwise(closed))

    def inside(self, rows: int, columns: int) -> Inside:
        """Return the pixels inside; left and upper edges belong to it, the others don't."""
        return even_odd_inside(np.asarray(self.points), rows, columns)


KINDS: dict[str, type[Shape]] = {
    each.kind: each for each in (Ruler, Angle, Rectangle, Ellipse, Freehand)
}


def shape_of(kind: Any, points: Any) -> Shape:
    """Return the shape of this kind.

    Parameters
    ----------
    kind
        ``"ruler"``, ``"angle"``, ``"rectangle"``, ``"ellipse"`` or ``"freehand"``.
    points
        Pairs (column, row): a list, an array of shape (n, 2), …

    Raises
    ------
    ArgumentError
        When there is no such kind, or the points are too few, too many, no numbers, NaN, or more
        than a million pixels away.
    """
    if not isinstance(kind, str) or kind not in KINDS:
        raise ArgumentError(
            f"There is no shape {kind!r}.", remedy=f"There are: {', '.join(KINDS)}."
        )
    found = KINDS[kind]
    corners = _points(points)
    if not found.fewest <= len(corners) <= found.most:
        wanted = f"{found.fewest}" if found.fewest == found.most else f"at least {found.fewest}"
        if len(corners) > found.most > found.fewest:
            wanted = f"at most {found.most:,}"
        raise ArgumentError(f"A shape {kind!r} has {wanted} points, not {len(corners)}.")
    return found(corners)


def _points(points: Any) -> tuple[Point, ...]:
    try:
        pairs = [(float(column), float(row)) for column, row in points]
    except (TypeError, ValueError, OverflowError):
        raise ArgumentError(
            "The points of a shape are pairs of numbers.",
            remedy="Give them as [(column, row), …] in pixels of the frame.",
        ) from None
    for number, pair in enumerate(pairs):
        if not all(abs(value) <= _FARTHEST for value in pair):
            raise ArgumentError(
                f"Point {number} is ({pair[0]:g}, {pair[1]:g}): no place on an image.",
                remedy="Give finite pixel coordinates of at most a million.",
            )
    return tuple(pairs)


def _distance(first: Point, second: Point, spacing: Point) -> float:
    return math.hypot((second[0] - first[0]) * spacing[1], (second[1] - first[1]) * spacing[0])


def _sides(box: tuple[float, float, float, float], spacing: Point) -> Point:
    left, top, right, bottom = box
    return (right - left) * spacing[1], (bottom - top) * spacing[0]
