"""Which pixels lie inside a shape."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.path import Path

from dicomwidgets.measurement.inside import Inside, covered
from dicomwidgets.measurement.shapes import shape_of

from .conftest import COLUMNS, ROWS, drawn, exact_mask


@settings(max_examples=500)
@given(drawn(("rectangle", "ellipse", "freehand")))
def test_the_pixels_whose_centre_lies_inside(shape: dict[str, Any]) -> None:
    inside = shape_of(shape["kind"], shape["points"]).inside(ROWS, COLUMNS)
    assert inside is not None
    expected = exact_mask(shape["kind"], shape["points"])
    assert (inside.whole(ROWS, COLUMNS) == expected).all()
    assert inside.count == expected.sum()


@settings(max_examples=100)
@given(st.lists(st.tuples(st.floats(-5, 35), st.floats(-5, 26)), min_size=3, max_size=30))
def test_matplotlib_finds_the_same_pixels(points: list[tuple[float, float]]) -> None:
    inside = shape_of("freehand", points).inside(ROWS, COLUMNS)
    assert inside is not None
    y, x = np.mgrid[0:ROWS, 0:COLUMNS] + 0.5
    centres = np.column_stack([x.ravel(), y.ravel()])
    expected = Path([*points, points[0]], closed=True).contains_points(centres)
    # Whether a centre on an edge lies inside is agreed upon; not all libraries agree.
    near = _distance_to_edges(centres, np.array([*points, points[0]])) < 1e-6
    assert (near | (inside.whole(ROWS, COLUMNS).ravel() == expected)).all()


def _distance_to_edges(centres: Any, closed: Any) -> Any:
    start, along = closed[:-1], np.diff(closed, axis=0)
    from_start = centres[:, None, :] - start
    length = np.maximum((along**2).sum(axis=1), 1e-300)
    part = np.clip((from_start * along).sum(axis=2) / length, 0, 1)
    return np.linalg.norm(from_start - part[..., None] * along, axis=2).min(axis=1)


def test_what_touches_shares_no_pixel() -> None:
    """Triangles that make up a rectangle have all its pixels, each once."""
    a, b, c, d, m = (2.5, 3.5), (22.5, 3.5), (22.5, 17.5), (2.5, 17.5), (11.5, 9.5)
    whole = shape_of("rectangle", [a, c]).inside(ROWS, COLUMNS)
    parts = [
        shape_of("freehand", each).inside(ROWS, COLUMNS)
        for each in ([a, b, m], [b, c, m], [c, d, m], [d, a, m])
    ]
    assert isinstance(whole, Inside)
    together = sum(each.whole(ROWS, COLUMNS).astype(int) for each in parts if each)
    assert (together == whole.whole(ROWS, COLUMNS)).all()
    assert whole.count == 20 * 14


def test_where_a_polygon_crosses_itself_an_odd_number_counts() -> None:
    eight = shape_of("freehand", [(2, 2), (12, 12), (12, 2), (2, 12)]).inside(20, 20)
    assert eight is not None
    mask = eight.whole(20, 20)
    assert mask[7, 3]
    assert mask[7, 10]
    assert not mask[3, 7]
    star = [
        (10 + 9 * np.sin(k * 4 * np.pi / 5), 10 - 9 * np.cos(k * 4 * np.pi / 5)) for k in range(5)
    ]
    inside = shape_of("freehand", star).inside(20, 20)
    assert inside is not None
    assert not inside.whole(20, 20)[10, 10]


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ((0, 3), (0, 3)),
        ((0.5, 2.5), (0, 2)),
        ((0.51, 2.51), (1, 3)),
        ((-7, 1), (0, 1)),
        ((8, 30), (8, 10)),
        ((-9, -2), (0, 0)),
        ((12, 15), (10, 10)),
        ((4.6, 5.4), (5, 5)),
    ],
)
def test_the_lower_end_belongs_to_it(ends: tuple[float, float], expected: tuple[int, int]) -> None:
    part = covered(*ends, 10)
    assert (part.start, part.stop) == expected


def test_a_mammogram_full_of_corners_is_no_work_for_minutes() -> None:
    """Only the box around a shape is looked at, and only as many edges at a time."""
    random = np.random.default_rng(1)
    points = random.random((2000, 2)) * (3328, 4096)
    inside = shape_of("freehand", points).inside(4096, 3328)
    assert inside is not None
    assert 0.4 < inside.count / (4096 * 3328) < 0.6
    small = shape_of("ellipse", [(100, 100), (140, 130)]).inside(4096, 3328)
    assert small is not None
    assert small.mask.shape == (30, 40)
