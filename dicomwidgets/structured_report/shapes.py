"""Coordinates of a report as shapes that a viewer measures and draws (PS3.3 C.18.6)."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.structured_report.content import Coordinates

if TYPE_CHECKING:
    from dicomwidgets.structured_report.content import ContentItem

__all__ = ["SIDES", "DrawnShape", "drawn_shapes", "is_drawable"]

_POINT_RADIUS = 3.0
SIDES = 64
"""Corners of an area that stands for an ellipse."""

_MOST_SHAPES = 50

Point = tuple[float, float]


class DrawnShape(NamedTuple):
    """A shape by the names of `dicomwidgets.measurement`: its kind and its points in pixels."""

    kind: str
    points: tuple[Point, ...]


def is_drawable(item: ContentItem) -> bool:
    """Whether an item is coordinates that can be drawn in the image they select."""
    return isinstance(item.value, Coordinates) and bool(drawn_shapes(item.value))


def drawn_shapes(coordinates: Coordinates) -> tuple[DrawnShape, ...]:
    """Return coordinates in an image as shapes; nothing for those in space.

    A closed line is an area, an open one a ruler for each of its parts; a point is a ring around
    it; an ellipse that is turned is an area of 64 corners.
    """
    points = [point[:2] for point in coordinates.points if all(map(math.isfinite, point))]
    broken = len(points) != len(coordinates.points)
    if coordinates.frame_of_reference_uid or broken:
        return ()
    if any(len(point) != 2 for point in coordinates.points):
        return ()
    pairs = [(float(x), float(y)) for x, y in points]
    make = _MAKERS.get(coordinates.graphic_type)
    return make(pairs)[:_MOST_SHAPES] if make and pairs else ()


def _rings(points: list[Point]) -> tuple[DrawnShape, ...]:
    return tuple(_box(point, _POINT_RADIUS, _POINT_RADIUS) for point in points)


def _box(center: Point, across: float, down: float) -> DrawnShape:
    (x, y) = center
    return DrawnShape("ellipse", ((x - across, y - down), (x + across, y + down)))


def _line(points: list[Point]) -> tuple[DrawnShape, ...]:
    if len(points) > 3 and points[0] == points[-1]:
        return (DrawnShape("freehand", tuple(points[:-1])),)
    return tuple(DrawnShape("ruler", (a, b)) for a, b in pairwise(points) if a != b)


def _circle(points: list[Point]) -> tuple[DrawnShape, ...]:
    if len(points) != 2 or points[0] == points[1]:
        return ()
    radius = math.dist(*points)
    return (_box(points[0], radius, radius),)


def _ellipse(points: list[Point]) -> tuple[DrawnShape, ...]:
    if len(points) != 4:
        return ()
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    center = ((ax + bx) / 2, (ay + by) / 2)
    major, minor = ((bx - ax) / 2, (by - ay) / 2), ((dx - cx) / 2, (dy - cy) / 2)
    across, down = max(abs(major[0]), abs(minor[0])), max(abs(major[1]), abs(minor[1]))
    if across < 1e-6 or down < 1e-6:
        return ()
    if min(map(abs, major)) < 1e-3 and min(map(abs, minor)) < 1e-3:
        return (_box(center, across, down),)
    corners = []
    for side in range(SIDES):
        cos, sin = math.cos(2 * math.pi * side / SIDES), math.sin(2 * math.pi * side / SIDES)
        x = center[0] + major[0] * cos + minor[0] * sin
        y = center[1] + major[1] * cos + minor[1] * sin
        corners.append((x, y))
    return (DrawnShape("freehand", tuple(corners)),)


_MAKERS = {
    "POINT": _rings,
    "MULTIPOINT": _rings,
    "POLYLINE": _line,
    "CIRCLE": _circle,
    "ELLIPSE": _ellipse,
}
