from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomwidgets.display.cielab import lab_to_rgb
from dicomwidgets.display.shutters import Shutter, read_shutter, shutter_mask
from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from numpy.typing import NDArray

RECTANGLE = {
    "ShutterShape": "RECTANGULAR",
    "ShutterLeftVerticalEdge": 3,
    "ShutterRightVerticalEdge": 6,
    "ShutterUpperHorizontalEdge": 2,
    "ShutterLowerHorizontalEdge": 4,
}
CIRCLE = {
    "ShutterShape": "CIRCULAR",
    "CenterOfCircularShutter": [4, 5],
    "RadiusOfCircularShutter": 2,
}


def seen(elements: dict[str, Any], rows: int, columns: int, aspect: float = 1) -> NDArray[np.bool_]:
    shutter = read_shutter(elements.get)
    assert shutter
    return ~shutter_mask(shutter, rows, columns, aspect)


def text(mask: NDArray[np.bool_]) -> list[str]:
    return ["".join(".#"[int(each)] for each in row) for row in mask]


def test_a_rectangle_leaves_its_edges_open_and_counts_from_one() -> None:
    assert text(seen(RECTANGLE, 5, 7)) == [
        ".......",
        "..####.",
        "..####.",
        "..####.",
        ".......",
    ]


def test_a_circle_is_round_on_the_screen() -> None:
    assert text(seen(CIRCLE, 7, 9)) == [
        ".........",
        "....#....",
        "...###...",
        "..#####..",
        "...###...",
        "....#....",
        ".........",
    ]
    tall = seen(CIRCLE, 7, 9, aspect=2)
    assert text(tall)[2:5] == ["....#....", "..#####..", "....#...."]


def test_a_polygon_takes_its_edge_along() -> None:
    square = {
        "ShutterShape": "POLYGONAL",
        "VerticesOfThePolygonalShutter": [2, 2, 2, 5, 4, 5, 4, 2],
    }
    assert text(seen(square, 5, 6)) == ["......", ".####.", ".####.", ".####.", "......"]
    triangle = square | {"VerticesOfThePolygonalShutter": [1, 3, 3, 5, 3, 1]}
    assert text(seen(triangle, 4, 5)) == ["..#..", ".###.", "#####", "....."]


def test_of_several_shapes_the_least_is_seen() -> None:
    both = {**CIRCLE, **RECTANGLE, "ShutterShape": ["RECTANGULAR", "CIRCULAR"]}
    np.testing.assert_array_equal(seen(both, 7, 9), seen(RECTANGLE, 7, 9) & seen(CIRCLE, 7, 9))
    shutter = read_shutter(both.get)
    assert shutter
    assert shutter.shapes == ["rectangle", "circle"]


@pytest.mark.parametrize(
    ("elements", "color"),
    [
        ({}, (0, 0, 0)),
        ({"ShutterPresentationValue": 0xFFFF}, (255, 255, 255)),
        ({"ShutterPresentationValue": 0x8000}, (128, 128, 128)),
        ({"ShutterPresentationColorCIELabValue": [65535, 32896, 32896]}, (255, 255, 255)),
        ({"ShutterPresentationColorCIELabValue": [0, 32896, 32896]}, (0, 0, 0)),
    ],
)
def test_what_is_hidden_has_the_colour_that_the_file_says(
    elements: dict[str, Any], color: tuple[int, int, int]
) -> None:
    shutter = read_shutter({**RECTANGLE, **elements}.get)
    assert shutter
    assert shutter.color == color


@pytest.mark.parametrize(
    ("lab", "rgb"),
    [((53.24, 80.09, 67.20), (255, 0, 0)), ((87.73, -86.18, 83.18), (0, 255, 0))],
)
def test_primaries_of_srgb_come_back_from_cielab(
    lab: tuple[float, float, float], rgb: tuple[int, int, int]
) -> None:
    # The usual figures are under D65; under D50 they move by a few steps.
    lightness, a, b = lab
    code = (lightness / 100 * 65535, (a + 128) / 255 * 65535, (b + 128) / 255 * 65535)
    assert np.abs(np.subtract(lab_to_rgb(*code), rgb)).max() <= 45


@pytest.mark.parametrize(
    "elements",
    [
        {"ShutterShape": "CIRCULAR"},
        {"ShutterShape": "RECTANGULAR", "ShutterLeftVerticalEdge": 3},
        {"ShutterShape": "POLYGONAL", "VerticesOfThePolygonalShutter": [1, 1, 5]},
        {"ShutterShape": "POLYGONAL", "VerticesOfThePolygonalShutter": [1, 1, 5, 5]},
        {"ShutterShape": "BITMAP"},
        {"ShutterShape": "HEART"},
    ],
)
def test_a_shape_that_is_not_described_is_refused(elements: dict[str, Any]) -> None:
    with pytest.raises(DisplayError, match="shutter is not drawn"):
        read_shutter(elements.get)


def test_without_a_shape_there_is_none() -> None:
    assert read_shutter({}.get) is None


@given(
    st.lists(st.tuples(st.integers(-5, 15), st.integers(-5, 15)), min_size=3, max_size=7),
    st.integers(1, 10),
    st.integers(1, 10),
)
def test_any_polygon_hides_what_lies_outside_its_box(
    corners: list[tuple[int, int]], rows: int, columns: int
) -> None:
    vertices = tuple((float(y), float(x)) for y, x in corners)
    open_ = ~shutter_mask(Shutter(None, None, vertices, None, (0, 0, 0)), rows, columns)
    y, x = np.nonzero(open_)
    ys, xs = zip(*corners, strict=True)
    assert open_.shape == (rows, columns)
    assert not len(y) or (y.min() + 1 >= min(ys) and y.max() + 1 <= max(ys))
    assert not len(x) or (x.min() + 1 >= min(xs) and x.max() + 1 <= max(xs))
    for row, column in corners:
        if 1 <= row <= rows and 1 <= column <= columns:
            assert open_[row - 1, column - 1]
