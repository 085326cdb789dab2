from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset

from dicomwidgets import samples
from dicomwidgets.series.opening import open_series
from dicomwidgets.series.places import Places, nearest, places_of

Stack = Callable[..., list[Dataset]]


def places(x: Any) -> Places:
    found = places_of(open_series(x))
    assert found is not None
    return found


def test_slices_lie_where_their_files_say(stack: Stack) -> None:
    found = places(stack(5))
    heights = sorted(float(each.ImagePositionPatient[2]) for each in stack(5))
    assert found["normal"] == [0, 0, 1]
    assert found["distances"] == pytest.approx(heights)


def test_frames_of_one_file_lie_in_display_order() -> None:
    found = places(samples.multiframe(6, 16))
    assert found["distances"] == sorted(found["distances"])
    assert len(set(found["distances"])) == 6


def test_oblique_slices_are_measured_along_their_normal() -> None:
    found = places(samples.mr(6, 16))
    steps = [b - a for a, b in zip(found["distances"], found["distances"][1:], strict=False)]
    assert steps == pytest.approx([22.0] * 5, abs=1e-3)
    assert sum(value * value for value in found["normal"]) == pytest.approx(1)


def test_the_planes_of_a_dose_grid_have_places() -> None:
    dose = dcmread(get_testdata_file("rtdose.dcm", download=False))
    found = places(dose)
    assert len(found["distances"]) == 15
    assert found["distances"][1] - found["distances"][0] == pytest.approx(
        dose.GridFrameOffsetVector[1] - dose.GridFrameOffsetVector[0]
    )


def test_the_same_frame_of_reference_has_the_same_number_and_it_tells_nothing(
    stack: Stack,
) -> None:
    t1, t2 = places(samples.mr(3, 16)), places(samples.mr(4, 16, weighting="T2"))
    assert t1["frame_of_reference"] == t2["frame_of_reference"]
    assert t1["frame_of_reference"] != places(stack(3))["frame_of_reference"]
    uid = samples.mr(1, 16)[0].FrameOfReferenceUID
    assert str(t1["frame_of_reference"]) not in uid
    assert t1["frame_of_reference"] < 2**53


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("FrameOfReferenceUID", ""),
        ("ImagePositionPatient", None),
        ("ImageOrientationPatient", [1, 0, 0, 1, 0, 0]),
    ],
)
def test_what_is_not_known_is_not_guessed(stack: Stack, keyword: str, value: Any) -> None:
    assert places_of(open_series(stack(3, **{keyword: value}))) is None


def test_files_without_a_frame_of_reference_have_no_places_beside_others(stack: Stack) -> None:
    datasets = stack(3)
    del datasets[1].FrameOfReferenceUID
    assert places_of(open_series(datasets)) is None


def test_a_picture_without_geometry_has_no_places() -> None:
    assert places_of(open_series(samples.us_color())) is None


# The same cases hold the twin in js/src/display/places.ts.
CASES = json.loads((Path(__file__).parents[1] / "golden/places.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES["nearest"], ids=lambda case: case["name"])
def test_the_nearest_frame(case: dict[str, Any]) -> None:
    kept = case.get("dimensions"), case.get("meant")
    place = nearest(case["places"], case["point"], case["current"], *kept)
    assert place == case["index"]


finite = st.floats(-1e4, 1e4)


@given(
    distances=st.lists(finite, min_size=1, max_size=40),
    point=st.tuples(finite, finite, finite),
    current=st.integers(-3, 60),
)
def test_no_frame_lies_nearer_than_the_nearest(
    distances: list[float], point: tuple[float, float, float], current: int
) -> None:
    there: Places = {"frame_of_reference": 1, "normal": [0.0, 0.6, 0.8], "distances": distances}
    where = 0.6 * point[1] + 0.8 * point[2]
    away = [abs(each - where) for each in distances]
    assert away[nearest(there, point, current)] <= min(away) + 2e-3
