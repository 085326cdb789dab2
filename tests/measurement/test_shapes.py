"""Lengths, angles, areas and outlines; what makes no shape."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dicomwidgets.errors import ArgumentError
from dicomwidgets.measurement.polygon import MOST_CROSSINGS, even_odd_area
from dicomwidgets.measurement.shapes import KINDS, MOST_POINTS, shape_of

SPACING = (0.8, 0.4)
SIDE = st.floats(0.01, 1000)


@given(*[st.floats(-1000, 1000)] * 4)
def test_a_ruler_in_millimetres_though_pixels_are_not_square(
    x0: float, y0: float, x1: float, y1: float
) -> None:
    ruler = shape_of("ruler", [(x0, y0), (x1, y1)])
    assert ruler.length(SPACING) == pytest.approx(
        math.dist((x0 * 0.4, y0 * 0.8), (x1 * 0.4, y1 * 0.8))
    )
    assert (ruler.area(SPACING), ruler.angle(SPACING), ruler.perimeter(SPACING)) == (None,) * 3
    assert ruler.inside(10, 10) is None


@given(st.floats(0, 360), st.floats(0, 180), SIDE, SIDE)
def test_an_angle_in_millimetres_though_pixels_are_not_square(
    turn: float, angle: float, first: float, second: float
) -> None:
    vertex = np.array([30.0, -20.0])
    ends = [
        vertex
        + length * np.array([math.cos(direction), math.sin(direction)]) / (SPACING[1], SPACING[0])
        for length, direction in (
            (first, math.radians(turn)),
            (second, math.radians(turn + angle)),
        )
    ]
    found = shape_of("angle", [ends[0], vertex, ends[1]])
    assert found.angle(SPACING) == pytest.approx(angle, abs=1e-4)


def test_an_arm_without_length_makes_no_angle() -> None:
    assert shape_of("angle", [(1, 1), (1, 1), (5, 5)]).angle(SPACING) is None


@given(SIDE, SIDE)
def test_rectangle_and_ellipse(width: float, height: float) -> None:
    corners = [(50 + width, 7), (50, 7 + height)]
    rectangle, ellipse = (shape_of(kind, corners) for kind in ("rectangle", "ellipse"))
    wide, high = width * 0.4, height * 0.8
    assert rectangle.area(SPACING) == pytest.approx(wide * high)
    assert rectangle.perimeter(SPACING) == pytest.approx(2 * (wide + high))
    assert ellipse.area(SPACING) == pytest.approx(math.pi * wide * high / 4)
    turn = np.linspace(0, 2 * math.pi, 20001)
    outline = np.hypot(np.diff(wide / 2 * np.cos(turn)), np.diff(high / 2 * np.sin(turn))).sum()
    assert ellipse.perimeter(SPACING) == pytest.approx(outline, rel=1e-6)


def test_a_flat_ellipse_is_a_line_there_and_back() -> None:
    assert shape_of("ellipse", [(0, 5), (10, 5)]).perimeter((1, 1)) == 20
    assert shape_of("ellipse", [(3, 5), (3, 5)]).perimeter((1, 1)) == 0


@given(st.lists(st.tuples(st.floats(0.1, 10), st.floats(0.05, 1)), min_size=3, max_size=40))
def test_a_polygon_that_does_not_cross_itself_has_the_shoelace_area(
    rays: list[tuple[float, float]],
) -> None:
    turns = np.cumsum([share for _, share in rays])
    turns *= 2 * math.pi / turns[-1]
    # A gap of half a turn would fold the star over its middle.
    assume(np.diff(turns, prepend=0).max() < 3.1)
    radius = np.array([length for length, _ in rays])
    points = np.column_stack([radius * np.cos(turns), radius * np.sin(turns)])
    shape = shape_of("freehand", points)
    following = np.roll(points, -1, axis=0)
    shoelace = (points[:, 0] * following[:, 1] - following[:, 0] * points[:, 1]).sum() / 2
    assert shape.area((1, 1)) == pytest.approx(abs(shoelace), rel=1e-9, abs=1e-9)
    assert shape.area(SPACING) == pytest.approx(0.32 * (shape.area((1, 1)) or 0))
    closed = [*points.tolist(), points[0].tolist()]
    outline = sum(math.dist(*edge) for edge in pairwise(closed))
    assert shape.perimeter((1, 1)) == pytest.approx(outline)


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0, 20)), min_size=3, max_size=15))
def test_the_area_is_that_of_ever_smaller_pixels(points: list[tuple[float, float]]) -> None:
    area = shape_of("freehand", points).area((1, 1))
    fine = shape_of("freehand", np.array(points) * 50).inside(1000, 1000)
    assert fine is not None
    assert area is not None
    outline = shape_of("freehand", points).perimeter((1, 1)) or 0
    assert abs(area - fine.count / 2500) <= outline / 50 + 0.01


def test_a_crossing_figure_has_the_area_of_its_parts() -> None:
    assert shape_of("freehand", [(0, 0), (10, 10), (10, 0), (0, 10)]).area((1, 1)) == 50
    twice = [(0, 0), (4, 0), (4, 4), (0, 4)] * 2
    assert shape_of("freehand", twice).area((1, 1)) == 0


def test_a_scribble_has_no_area_rather_than_a_late_one() -> None:
    random = np.random.default_rng(2)
    assert MOST_CROSSINGS < 500**2 / 10
    assert even_odd_area(random.random((500, 2))) is None


BAD = "pairs of numbers"


@pytest.mark.parametrize(
    ("kind", "points", "says"),
    [
        ("star", [(0, 0), (1, 1)], "no shape 'star'"),
        (None, [(0, 0), (1, 1)], "no shape None"),
        (["ruler"], [(0, 0), (1, 1)], "no shape"),
        ("ruler", [(0, 0)], "2 points, not 1"),
        ("ruler", [(0, 0)] * 3, "2 points, not 3"),
        ("angle", [(0, 0)] * 2, "3 points, not 2"),
        ("freehand", [(0, 0)] * 2, "at least 3 points, not 2"),
        ("freehand", [(0, 0)] * (MOST_POINTS + 1), "at most 10,000 points"),
        ("ruler", [], "not 0"),
        ("ruler", [(0, math.nan), (1, 1)], "no place"),
        ("ruler", [(0, 0), (math.inf, 1)], "no place"),
        ("ruler", [(0, 0), (1e9, 1)], "no place"),
        ("ruler", [(0, 0), (1, 2, 3)], BAD),
        ("ruler", [(0, 0), ("a", 1)], BAD),
        ("ruler", [1, 2], BAD),
        ("ruler", 5, BAD),
        ("ruler", None, BAD),
    ],
)
def test_what_makes_no_shape(kind: Any, points: Any, says: str) -> None:
    with pytest.raises(ArgumentError, match=says):
        shape_of(kind, points)


def test_a_shape_can_not_be_changed() -> None:
    for kind, made in KINDS.items():
        shape = shape_of(kind, np.zeros((made.fewest, 2)))
        assert shape.kind == kind
        with pytest.raises(AttributeError):
            shape.points = ()  # type: ignore[misc]
        with pytest.raises((AttributeError, TypeError)):
            shape.more = 1  # type: ignore[attr-defined]
