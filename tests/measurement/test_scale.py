"""Which spacing holds for a shape in an ultrasound image."""

from __future__ import annotations

from typing import Any

import pytest

from dicomwidgets.measurement.scale import scale_of
from dicomwidgets.measurement.shapes import shape_of

LEFT = {"x0": 0, "y0": 0, "x1": 100, "y1": 100, "spacing": [0.5, 0.25]}
RIGHT = {"x0": 100, "y0": 0, "x1": 200, "y1": 100, "spacing": [0.2, 0.2]}
INSET = {"x0": 20, "y0": 20, "x1": 60, "y1": 60, "spacing": [0.5, 0.25]}
OTHER = {"x0": 20, "y0": 20, "x1": 60, "y1": 60, "spacing": [0.1, 0.1]}


def scale(regions: list[Any], kind: str, *points: tuple[float, float]) -> Any:
    geometry: Any = {
        "spacing": None,
        "spacing_source": None,
        "plane": None,
        "regions": regions,
        "aspect": 1.5,
    }
    return scale_of(geometry, shape_of(kind, points))


@pytest.mark.parametrize(
    ("regions", "kind", "points", "spacing"),
    [
        ([LEFT], "ruler", [(0, 0), (100, 100)], (0.5, 0.25)),
        ([LEFT, RIGHT], "ruler", [(110, 1), (190, 99)], (0.2, 0.2)),
        ([LEFT, RIGHT], "freehand", [(1, 1), (9, 1), (5, 9)], (0.5, 0.25)),
        # A flow window in the picture, of the same scale.
        ([LEFT, INSET], "ruler", [(10, 10), (50, 50)], (0.5, 0.25)),
        ([LEFT, {**RIGHT, "spacing": [0.5, 0.25]}], "ruler", [(10, 10), (150, 50)], (0.5, 0.25)),
    ],
)
def test_inside(regions: list[Any], kind: str, points: Any, spacing: Any) -> None:
    found = scale(regions, kind, *points)
    assert (found.spacing, found.aspect) == (spacing, spacing[0] / spacing[1])
    assert (found.source, found.plane) == ("SequenceOfUltrasoundRegions", "patient")
    assert found.reason is None


@pytest.mark.parametrize(
    ("regions", "kind", "points", "says"),
    [
        ([LEFT], "ruler", [(0, 0), (101, 50)], "leaves"),
        ([LEFT], "ruler", [(-1, 0), (10, 50)], "leaves"),
        ([LEFT, RIGHT], "freehand", [(1, 1), (9, 1), (5, 109)], "leaves"),
        ([LEFT, RIGHT], "ruler", [(50, 50), (150, 50)], "different spacing"),
        ([LEFT, RIGHT], "rectangle", [(50, 50), (150, 60)], "different spacing"),
        # Two regions lie over one another and disagree.
        ([LEFT, OTHER], "ruler", [(30, 30), (50, 50)], "different spacing"),
        # Of an ellipse the corners of its box lie in four regions.
        ([LEFT, {**RIGHT, "y0": 50}], "ellipse", [(90, 40), (110, 60)], "leaves"),
    ],
)
def test_reaching_out(regions: list[Any], kind: str, points: Any, says: str) -> None:
    found = scale(regions, kind, *points)
    assert (found.spacing, found.source, found.plane, found.aspect) == (None, None, None, 1.5)
    assert says in found.reason
