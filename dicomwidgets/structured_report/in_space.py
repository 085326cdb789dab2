"""Coordinates in space on the plane of a frame (PS3.3 C.18.9, C.7.6.2.1.1)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.structured_report.content import Coordinates
from dicomwidgets.structured_report.shapes import SIDES, DrawnShape, drawn_shapes

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Plane", "Vector", "half_depth", "middle_of", "oddities", "shapes_on"]

Vector = tuple[float, float, float]

_FLAT = 1e-6
_CLOSE = 0.1
"""Millimetres by which a polygon's points may leave its plane: coordinates are 32-bit numbers."""


class Plane(NamedTuple):
    """The plane of a frame, LPS millimetres.

    Parameters
    ----------
    position
        Centre of the first pixel.
    across, down
        From a pixel's centre to that of the next in its row, in its column.
    """

    position: Vector
    across: Vector
    down: Vector

    def distance(self, point: Vector) -> float:
        """Return how far a point lies before (+) or behind the plane, in millimetres."""
        normal = _cross(self.across, self.down)
        return _dot(_minus(point, self.position), normal) / math.hypot(*normal)

    def pixel(self, point: Vector) -> tuple[float, float]:
        """Return (column, row) of a point put down on the plane; (0.5, 0.5) is the first centre."""
        off = _minus(point, self.position)
        column = _dot(off, self.across) / _dot(self.across, self.across)
        row = _dot(off, self.down) / _dot(self.down, self.down)
        return column + 0.5, row + 0.5


def middle_of(coordinates: Coordinates) -> Vector | None:
    """Return the middle of a shape; ``None`` where it has no points, or no triples of numbers."""
    points = _triples(coordinates)
    if coordinates.graphic_type == "POLYGON" and len(points) > 1 and points[0] == points[-1]:
        points = points[:-1]
    if not points:
        return None
    x, y, z = (math.fsum(axis) / len(points) for axis in zip(*points, strict=True))
    return x, y, z


def half_depth(coordinates: Coordinates, normal: Vector) -> float:
    """Return how far a shape reaches from its middle along a unit normal, in millimetres."""
    middle, points = middle_of(coordinates), _triples(coordinates)
    if middle is None:
        return 0.0
    if coordinates.graphic_type in ("ELLIPSE", "ELLIPSOID"):
        return math.hypot(*(_dot(axis, normal) for axis in _axes(points)))
    return max(abs(_dot(_minus(point, middle), normal)) for point in points)


def shapes_on(coordinates: Coordinates, plane: Plane) -> tuple[DrawnShape, ...]:
    """Return a shape as it is drawn on a plane.

    Points, lines, polygons and ellipses are put down on it along its normal; of an ellipsoid the
    section is drawn. Nothing for what makes no shape, or does not reach the plane.

    Parameters
    ----------
    coordinates
        In space, millimetres of the frame of reference that the plane lies in.
    plane
        Of a frame.
    """
    points = _triples(coordinates)
    if len(points) != len(coordinates.points):
        return ()
    if coordinates.graphic_type == "ELLIPSOID":
        return _section(points, plane)
    kind = coordinates.graphic_type
    if kind == "POLYGON":
        kind = "POLYLINE"
        points = points if points[:1] == points[-1:] else [*points, *points[:1]]
    return drawn_shapes(Coordinates(kind, tuple(map(plane.pixel, points))))


def oddities(coordinates: Coordinates) -> list[str]:
    """Say what PS3.3 C.18.9 does not allow in a shape in space."""
    points = _triples(coordinates)
    found = []
    if not coordinates.frame_of_reference_uid:
        found.append("It names no frame of reference: nobody can say where it lies.")
    if len(points) != len(coordinates.points):
        found.append("One of its points is no place in space.")
    if coordinates.graphic_type == "CIRCLE":
        found.append("There is no CIRCLE in space: an ELLIPSE says it.")
    if coordinates.graphic_type == "POLYGON" and len(points) > 2:
        if points[0] != points[-1]:
            found.append("Its polygon is not closed: it is drawn as if it were.")
        if _bulge(points) > _CLOSE:
            found.append("The points of its polygon do not lie in one plane.")
    if coordinates.graphic_type == "ELLIPSOID" and len(points) == 6 and not _volume(points):
        found.append("The axes of its ellipsoid enclose no space.")
    return found


def _triples(coordinates: Coordinates) -> list[Vector]:
    return [
        (x, y, z)
        for x, y, z in (each for each in coordinates.points if len(each) == 3)
        if math.isfinite(x) and math.isfinite(y) and math.isfinite(z)
    ]


def _axes(points: Sequence[Vector]) -> list[Vector]:
    """Return the half axes of an ellipse or ellipsoid, given by their ends."""
    pairs = zip(points[::2], points[1::2], strict=False)
    return [_times(_minus(end, start), 0.5) for start, end in pairs]


def _volume(points: Sequence[Vector]) -> bool:
    a, b, c = _axes(points)
    return abs(_dot(a, _cross(b, c))) > _FLAT


def _section(points: Sequence[Vector], plane: Plane) -> tuple[DrawnShape, ...]:
    """Return the ellipse in which an ellipsoid cuts a plane.

    In the ellipsoid's own measure, where it is the unit sphere, a point of the plane is w + s e +
    t f; |…|² = 1 is a quadratic form in (s, t), and s, t count pixels.
    """
    if len(points) != 6 or not _volume(points):
        return ()
    center = _times(_plus(_plus(points[0], points[1]), _plus(points[2], points[3])), 0.25)
    a, b, c = _axes(points)
    whole = _dot(a, _cross(b, c))
    rows = (_cross(b, c), _cross(c, a), _cross(a, b))

    def measured(vector: Vector) -> Vector:
        x, y, z = (_dot(row, vector) / whole for row in rows)
        return x, y, z

    w = measured(_minus(plane.position, center))
    e, f = measured(plane.across), measured(plane.down)
    q11, q12, q22 = _dot(e, e), _dot(e, f), _dot(f, f)
    b1, b2 = _dot(e, w), _dot(f, w)
    whole = q11 * q22 - q12 * q12
    if whole <= 0:
        return ()
    s0, t0 = (q12 * b2 - q22 * b1) / whole, (q12 * b1 - q11 * b2) / whole
    left = 1 - _dot(w, w) - b1 * s0 - b2 * t0
    if left <= _FLAT:
        return ()
    # By Cholesky's factor of the form the unit circle becomes the section.
    l11 = math.sqrt(q11)
    l21 = q12 / l11
    l22 = math.sqrt(whole / q11)
    radius = math.sqrt(left)
    corners = []
    for side in range(SIDES):
        turn = 2 * math.pi * side / SIDES
        t = radius * math.sin(turn) / l22
        s = (radius * math.cos(turn) - l21 * t) / l11
        corners.append((s0 + s + 0.5, t0 + t + 0.5))
    return (DrawnShape("freehand", tuple(corners)),)


def _bulge(points: Sequence[Vector]) -> float:
    """Return how far points leave the plane that fits their outline (Newell's normal)."""
    first = points[0]
    normal = (0.0, 0.0, 0.0)
    for a, b in zip(points, [*points[1:], first], strict=True):
        normal = _plus(normal, _cross(_minus(a, first), _minus(b, first)))
    length = math.hypot(*normal)
    if length < _FLAT:
        return 0.0
    return max(abs(_dot(_minus(each, first), normal)) for each in points) / length


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _cross(a: Vector, b: Vector) -> Vector:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _minus(a: Vector, b: Vector) -> Vector:
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def _plus(a: Vector, b: Vector) -> Vector:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


def _times(a: Vector, factor: float) -> Vector:
    return a[0] * factor, a[1] * factor, a[2] * factor
