"""A shape's whole row: equal to what numpy says of the same pixels, or the reason why not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings

from dicomwidgets.measurement.measure import measure
from dicomwidgets.samples import ct, us_color
from dicomwidgets.series.opening import frames

from .conftest import COLUMNS, ROWS, drawn, exact_mask, image

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from dicomwidgets.measurement.row import Kind, MeasurementRow
    from dicomwidgets.pixels.frame_source import FrameSource


def measured(source: FrameSource, kind: Kind, points: Any, index: int = 0) -> MeasurementRow:
    return measure(source, {"id": "a", "kind": kind, "index": index, "points": points, "label": ""})


@settings(max_examples=500)
@given(shape=drawn(("rectangle", "ellipse", "freehand")))
def test_the_values_are_those_numpy_finds(
    shape: dict[str, Any], source: FrameSource, stored: NDArray[np.int16]
) -> None:
    row: Any = measure(source, shape)  # type: ignore[arg-type]
    inside = stored[exact_mask(shape["kind"], shape["points"])]
    counted = inside[inside != -2000] * 0.5 - 24
    assert (row["pixels"], row["left_out"]) == (len(counted), len(inside) - len(counted))
    if len(counted):
        assert row["mean"] == pytest.approx(np.mean(counted))
        assert row["sd"] == pytest.approx(np.std(counted), abs=1e-9)
        assert (row["minimum"], row["maximum"]) == (counted.min(), counted.max())
        assert (row["unit"], row["problem"]) == ("HU", None)
        edges = row["histogram"]["edges"]
        assert row["histogram"]["counts"] == np.histogram(counted, edges)[0].tolist()
    else:
        assert (row["mean"], row["sd"], row["minimum"], row["histogram"]) == (None,) * 4
        assert row["problem"]["kind"] == "measurement"
    assert row["area_mm2"] == pytest.approx(row["area_px"] * 0.32)
    assert (row["spacing_source"], row["plane"]) == ("PixelSpacing", "patient")


@given(shape=drawn(("ruler", "angle")))
def test_lengths_and_angles(shape: dict[str, Any], source: FrameSource) -> None:
    row: Any = measure(source, shape)  # type: ignore[arg-type]
    ends = np.array(shape["points"]) * (0.4, 0.8)
    assert (row["pixels"], row["mean"], row["area_mm2"], row["histogram"]) == (None,) * 4
    if shape["kind"] == "ruler":
        assert row["length_mm"] == pytest.approx(np.linalg.norm(ends[1] - ends[0]))
        # In pixel widths: a pixel is twice as high as wide.
        assert row["length_px"] == pytest.approx(row["length_mm"] / 0.4)
        assert row["angle_deg"] is None
    else:
        arms = ends[[0, 2]] - ends[1]
        lengths = np.linalg.norm(arms, axis=1)
        assert (row["angle_deg"] is None) == (row["problem"] is not None) == (not lengths.all())
        if lengths.all():
            cosine = np.clip(arms[0] @ arms[1] / lengths.prod(), -1, 1)
            assert row["angle_deg"] == pytest.approx(math.degrees(math.acos(cosine)), abs=1e-4)


def test_the_row_of_a_rectangle(source: FrameSource) -> None:
    row = measured(source, "rectangle", [[25, 15], [5, 5]])
    assert (row["area_px"], row["area_mm2"], row["perimeter_mm"]) == (200, 64, 32)
    assert row["pixels"] is not None
    assert row["left_out"] is not None
    assert row["pixels"] + row["left_out"] == 200


# What lies outside ---------------------------------------------------------------------------


def test_a_shape_over_the_edge_uses_what_lies_inside(source: FrameSource) -> None:
    over = measured(source, "rectangle", [[-5, -5], [5, 5]])
    part = measured(source, "rectangle", [[0, 0], [5, 5]])
    assert (over["pixels"], over["mean"]) == (part["pixels"], part["mean"])
    assert (over["area_px"], over["problem"]) == (100, None)


@pytest.mark.parametrize("points", [[[-9, 2], [-2, 8]], [[31, 2], [40, 8]], [[2, 21], [9, 30]]])
@pytest.mark.parametrize("kind", ["rectangle", "ellipse"])
def test_a_shape_outside_says_so(kind: Kind, points: Any, source: FrameSource) -> None:
    row = measured(source, kind, points)
    assert (row["pixels"], row["mean"], row["area_px"] is not None) == (0, None, True)
    assert row["problem"]
    assert "outside the image" in row["problem"]["message"]


def test_a_shape_between_the_centres_says_so(source: FrameSource) -> None:
    row = measured(source, "rectangle", [[5.6, 5.6], [6.4, 6.4]])
    assert row["problem"]
    assert "No pixel's centre" in row["problem"]["message"]


# What has no values, or no size --------------------------------------------------------------


def test_nothing_but_padding(stored: NDArray[np.int16]) -> None:
    empty = np.full_like(stored, -2000)
    row = measured(frames(image(empty, PixelPaddingValue=-2000)), "rectangle", [[0, 0], [4, 4]])
    assert (row["pixels"], row["left_out"], row["mean"]) == (0, 16, None)
    assert row["problem"]
    assert "padding" in row["problem"]["message"]


def test_float_pixels_leave_out_what_is_no_number() -> None:
    values = np.arange(ROWS * COLUMNS, dtype="<f4").reshape(ROWS, COLUMNS) / 7
    values[0, 0], values[0, 1] = np.nan, np.inf
    dataset = image(np.zeros((ROWS, COLUMNS), "<u2"))
    del dataset.PixelData
    dataset.BitsAllocated = 32
    dataset.FloatPixelData = values.tobytes()
    row = measured(frames(dataset), "rectangle", [[0, 0], [3, 3]])
    counted = values[:3, :3].ravel()[2:]
    assert (row["pixels"], row["left_out"]) == (7, 2)
    assert row["mean"] == pytest.approx(counted.mean())
    assert row["unit"] is None


def test_no_spacing_no_millimetres() -> None:
    source = frames(image(np.ones((ROWS, COLUMNS), "<u2"), PixelAspectRatio=[2, 1]))
    ruler = measured(source, "ruler", [[0, 0], [0, 3]])
    assert (ruler["length_mm"], ruler["length_px"], ruler["plane"]) == (None, 6, None)
    assert ruler["problem"]
    assert "how large a pixel" in ruler["problem"]["message"]
    right = measured(source, "angle", [[2, 0], [0, 0], [2, 1]])
    assert (right["angle_deg"], right["problem"]) == (pytest.approx(45), None)
    area = measured(source, "rectangle", [[1, 1], [4, 4]])
    assert (area["area_px"], area["area_mm2"], area["perimeter_mm"], area["mean"]) == (
        9,
        None,
        None,
        1,
    )


def test_a_colour_frame_has_no_mean() -> None:
    source = frames(us_color())
    row = measured(source, "rectangle", [[300, 200], [310, 220]])
    assert (row["pixels"], row["mean"], row["histogram"]) == (200, None, None)
    assert row["area_mm2"] == pytest.approx(200 * 0.42**2)
    assert row["problem"]
    assert "colour" in row["problem"]["message"]


def test_a_scribble_has_its_values_and_no_area(source: FrameSource) -> None:
    points = np.random.default_rng(2).random((400, 2)) * 20
    row = measured(source, "freehand", points.tolist())
    assert (row["area_px"], row["area_mm2"]) == (None, None)
    assert row["mean"] is not None
    assert row["problem"]
    assert "crosses itself" in row["problem"]["message"]


# Phantoms ------------------------------------------------------------------------------------


def edges_along(values: NDArray[Any], level: float) -> tuple[float, float]:
    """Return the first and last place along a line of pixels where it crosses a level."""
    above = np.flatnonzero(values > level)
    first, last = above[0], above[-1]
    ends = []
    for inner, outer in ((first, first - 1), (last, last + 1)):
        part = (values[inner] - level) / (values[inner] - values[outer])
        ends.append(inner + 0.5 + part * (outer - inner))
    return ends[0], ends[1]


@pytest.mark.parametrize("size", [256, 512])
def test_the_chest_phantom_is_as_large_as_it_was_made(size: int) -> None:
    """The body is an ellipse around the middle of 384 mm: half axes 150 and 102 mm, and more
    towards the chest (samples.anatomy).
    """
    slices, number = 5, 4
    height = 300 / slices * (number + 0.5)
    wave = math.sin(math.pi * min(1, height / 320))
    wide, deep = 2 * (150 + 18 * wave), 2 * (102 + 12 * wave)
    source = frames(ct(slices, size))
    values = source.values(number).array
    pixel = 384 / size
    middle = size // 2
    # The couch lies behind the body: from the front to the middle, twice.
    left, right = edges_along(values[middle], -500)
    front = edges_along(values[:middle, middle], -500)[0]
    across = measured(source, "ruler", [[left, size / 2], [right, size / 2]], number)
    half = measured(source, "ruler", [[size / 2, front], [size / 2, size / 2]], number)
    assert across["length_mm"] == pytest.approx(wide, abs=pixel / 2)
    assert half["length_mm"] == pytest.approx(deep / 2, abs=pixel / 2)
    box = [[left, front], [right, size - front]]
    body = measured(source, "ellipse", box, number)
    assert body["area_mm2"] == pytest.approx(math.pi / 4 * wide * deep, rel=2 * pixel / deep)


def test_a_box_of_known_pixels(source: FrameSource, stored: NDArray[np.int16]) -> None:
    row = measured(source, "rectangle", [[0, 0], [COLUMNS, ROWS]])
    kept = stored[stored != -2000] * 0.5 - 24
    assert (row["pixels"], row["mean"]) == (kept.size, pytest.approx(kept.mean()))


# Real files ----------------------------------------------------------------------------------

STORE = "pydicom+pydicom-data/data_store/data"
LJDATA = "pydicom+pylibjpeg-data/ljdata/ds"


@pytest.fixture(scope="module")
def aloka(data_dir: Path) -> FrameSource:
    """Two regions side by side, 0.38 mm a pixel."""
    return frames(data_dir / "dicom" / STORE / "gdcm-US-ALOKA-16.dcm")


def test_real_ultrasound_inside_a_region(aloka: FrameSource) -> None:
    row = measured(aloka, "ruler", [[50, 50], [150, 50]])
    assert row["length_mm"] == pytest.approx(38.26530650258)
    assert (row["spacing_source"], row["plane"]) == ("SequenceOfUltrasoundRegions", "patient")
    outside = measured(aloka, "ruler", [[50, 5], [150, 50]])
    assert (outside["length_mm"], outside["spacing_source"]) == (None, None)
    assert outside["problem"]
    assert "leaves the ultrasound regions" in outside["problem"]["message"]


def test_real_radiographs_at_the_detector(data_dir: Path) -> None:
    source = frames(data_dir / "dicom" / LJDATA / "JPEG2000Lossless/966_fixed.dcm")
    row = measured(source, "ruler", [[0, 0], [300, 400]])
    assert row["length_mm"] == pytest.approx(500 * 0.16)
    assert (row["spacing_source"], row["plane"]) == ("ImagerPixelSpacing", "detector")


def test_real_values_are_numpy_s(data_dir: Path) -> None:
    source = frames(data_dir / "dicom" / "pydicom+pydicom/src/pydicom/data/test_files/CT_small.dcm")
    row = measured(source, "ellipse", [[20, 30], [100.5, 90.25]])
    y, x = np.mgrid[0:128, 0:128] + 0.5
    inside = ((x - 60.25) / 40.25) ** 2 + ((y - 60.125) / 30.125) ** 2 < 1
    values = source.values(0).array.astype(float)[inside]
    assert row["pixels"] == inside.sum()
    assert row["mean"] == pytest.approx(values.mean())
    assert row["sd"] == pytest.approx(values.std())
