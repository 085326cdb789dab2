"""Coordinates in space on planes: held to the geometry of PS3.3 C.7.6.2.1.1 and C.18.9."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomwidgets.structured_report.content import Coordinates
from dicomwidgets.structured_report.in_space import (
    Plane,
    half_depth,
    middle_of,
    oddities,
    shapes_on,
)

FRAME = "1.2.3"
AXIAL = Plane((-10.0, -20.0, 30.0), (0.5, 0.0, 0.0), (0.0, 2.0, 0.0))
SQUARE = ((0.0, 0.0, 31.0), (4.0, 0.0, 31.0), (4.0, 4.0, 31.0), (0.0, 4.0, 31.0), (0.0, 0.0, 31.0))
BALL = ((-3.0, 0, 0), (3.0, 0, 0), (0, -3.0, 0), (0, 3.0, 0), (0, 0, -3.0), (0, 0, 3.0))


def shape(kind: str, points: Any) -> Coordinates:
    return Coordinates(kind, tuple(tuple(map(float, each)) for each in points), FRAME)


def test_a_point_is_put_down_where_the_pixels_count_from_their_corner() -> None:
    assert AXIAL.pixel((-10.0, -20.0, 30.0)) == (0.5, 0.5)
    assert AXIAL.pixel((-9.0, -16.0, 33.0)) == (2.5, 2.5)
    assert AXIAL.distance((-9.0, -16.0, 33.0)) == 3
    [ring] = shapes_on(shape("POINT", [(-9, -16, 33)]), AXIAL)
    assert (ring.kind, np.mean(ring.points, axis=0).tolist()) == ("ellipse", [2.5, 2.5])


@pytest.mark.parametrize(
    ("kind", "points", "drawn"),
    [
        ("MULTIPOINT", [(0, 0, 0), (1, 1, 1)], ["ellipse", "ellipse"]),
        ("POLYLINE", [(0, 0, 0), (1, 1, 1), (2, 5, 1)], ["ruler", "ruler"]),
        ("POLYGON", SQUARE, ["freehand"]),
        ("POLYGON", SQUARE[:-1], ["freehand"]),
        ("ELLIPSE", [(-5, 0, 0), (5, 0, 0), (0, -2, 0), (0, 2, 0)], ["ellipse"]),
        ("ELLIPSE", [(-5, 0, -5), (5, 0, 5), (0, -2, 0), (0, 2, 0)], ["ellipse"]),
        ("ELLIPSE", [(0, 0, -5), (0, 0, 5), (0, -2, 0), (0, 2, 0)], []),
        ("POINT", [(0, 0, float("nan"))], []),
        ("CIRCLE", [(0, 0, 0)], []),
        ("NOVEL", [(0, 0, 0)], []),
    ],
)
def test_kinds_are_drawn_as_shapes_to_measure(kind: str, points: Any, drawn: list[str]) -> None:
    assert [each.kind for each in shapes_on(shape(kind, points), AXIAL)] == drawn


numbers = st.floats(-40, 40)
triples = st.tuples(numbers, numbers, numbers)


def turned(about: Any) -> Any:
    """Return three axes at right angles."""
    return np.linalg.qr(np.array(about) + 50 * np.eye(3))[0]


@given(st.tuples(triples, triples, triples), st.tuples(triples, triples, triples), triples, triples)
def test_the_section_of_an_ellipsoid_lies_on_it_and_in_the_plane(
    body: Any, cutting: Any, center: Any, position: Any
) -> None:
    axes = turned(body) * [9.0, 4.0, 2.5]
    across, down, normal = turned(cutting).T
    ends = [np.array(center) + sign * axis for axis in axes.T for sign in (-1, 1)]
    ellipsoid = shape("ELLIPSOID", ends)
    plane = Plane(tuple(position), tuple(across * 0.7), tuple(down * 1.3))
    found = shapes_on(ellipsoid, plane)
    away = abs(plane.distance(middle_of(ellipsoid)))  # type: ignore[arg-type]
    depth = half_depth(ellipsoid, tuple(normal))
    assert away == pytest.approx(abs((np.array(center) - position) @ normal), abs=1e-9)
    if abs(away - depth) > 1e-3:
        assert bool(found) == (away < depth)
    for one in found:
        pixels = np.array(one.points) - 0.5
        points = np.array(position) + pixels @ np.array([across * 0.7, down * 1.3])
        own = np.linalg.solve(axes, (points - center).T)
        assert np.allclose((own**2).sum(axis=0), 1, atol=1e-5)


def test_how_far_a_shape_reaches() -> None:
    ball = shape("ELLIPSOID", BALL)
    assert half_depth(ball, (0.0, 0.6, 0.8)) == pytest.approx(3)
    assert half_depth(shape("POLYGON", SQUARE), (0.0, 0.0, 1.0)) == 0
    assert half_depth(shape("POLYLINE", [(0, 0, 0), (0, 0, 8)]), (0.0, 0.0, 1.0)) == 4
    assert middle_of(shape("POLYGON", SQUARE)) == (2, 2, 31)
    assert middle_of(shape("POINT", [])) is None


@pytest.mark.parametrize(
    ("kind", "points", "said"),
    [
        ("POLYGON", SQUARE[:-1], "not closed"),
        ("POLYGON", (*SQUARE[:2], (4, 4, 36), *SQUARE[3:]), "one plane"),
        ("CIRCLE", [(0, 0, 0), (1, 0, 0)], "CIRCLE"),
        ("ELLIPSOID", [(0, 0, 0)] * 6, "no space"),
        ("POINT", [(float("inf"), 0, 0)], "no place"),
    ],
)
def test_what_the_standard_does_not_allow_is_said(kind: str, points: Any, said: str) -> None:
    [problem] = oddities(shape(kind, points))
    assert said in problem


def test_nothing_is_odd_about_good_shapes() -> None:
    for kind, points in (("POLYGON", SQUARE), ("ELLIPSOID", BALL), ("POINT", [(1, 2, 3)])):
        assert oddities(shape(kind, points)) == []
    [problem] = oddities(Coordinates("POINT", ((1.0, 2.0, 3.0),)))
    assert "frame of reference" in problem
