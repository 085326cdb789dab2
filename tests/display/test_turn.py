from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomwidgets.display.geometry import frame_geometry, patient_position
from dicomwidgets.display.turn import Turn, turn_info, turn_pixels, turn_point, unturn_point

GOLDEN = json.loads(
    Path(__file__).parents[1].joinpath("golden", "turn.json").read_text(encoding="utf-8")
)
TURNS = [Turn(rotation, flip) for rotation in (0, 90, 180, 270) for flip in (False, True)]
turns = st.sampled_from(TURNS)
sides = st.integers(1, 9)


def info_of(columns: int, rows: int, **changes: Any) -> Any:
    elements = {
        "ImagePositionPatient": [-100.0, 40.0, 12.5],
        "ImageOrientationPatient": [0.8, 0.6, 0, 0, 0, -1],
        "PixelSpacing": [0.75, 0.5],
    } | changes
    geometry = frame_geometry(elements.get, [])
    frame = {"index": 0, "rows": rows, "columns": columns, "samples": 1}
    return {**frame, "display": {}, "geometry": geometry, "badges": []}


def with_lists(value: Any) -> Any:
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("case", GOLDEN["infos"])
def test_golden_descriptions(case: dict[str, Any]) -> None:
    assert turn_info(case["info"], Turn(**case["turn"])) == case["turned"]


@pytest.mark.parametrize("case", GOLDEN["pixels"])
def test_golden_pixels(case: dict[str, Any]) -> None:
    shape = (case["rows"], case["columns"], case["samples"])
    stored = np.array(case["stored"], np.uint8).reshape(shape)
    turned = turn_pixels(stored, Turn(**case["turn"]))
    assert turned.ravel().tolist() == case["turned"]
    assert turned.flags.c_contiguous


@pytest.mark.parametrize("case", GOLDEN["points"])
def test_golden_points(case: dict[str, Any]) -> None:
    found = turn_point(case["point"], Turn(**case["turn"]), case["columns"], case["rows"])
    assert list(found) == case["turned"]


def test_clockwise_and_mirrored_first() -> None:
    stored = np.array([[1, 2], [3, 4]])
    assert turn_pixels(stored, Turn(90)).tolist() == [[3, 1], [4, 2]]
    assert turn_pixels(stored, Turn(flip=True)).tolist() == [[2, 1], [4, 3]]
    assert turn_pixels(stored, Turn(90, flip=True)).tolist() == [[4, 2], [3, 1]]


def test_no_turn_copies_nothing() -> None:
    stored, info = np.zeros((3, 2)), info_of(2, 3)
    assert turn_pixels(stored, Turn()) is stored
    assert turn_info(info, Turn()) is info


@given(turns, sides, sides, st.data())
def test_a_pixel_lies_where_its_centre_does(
    turn: Turn, columns: int, rows: int, data: st.DataObject
) -> None:
    column, row = data.draw(st.integers(0, columns - 1)), data.draw(st.integers(0, rows - 1))
    stored = np.arange(rows * columns).reshape(rows, columns)
    turned = turn_pixels(stored, turn)
    x, y = turn_point((column + 0.5, row + 0.5), turn, columns, rows)
    assert turned[int(y), int(x)] == stored[row, column]
    assert unturn_point((x, y), turn, columns, rows) == (column + 0.5, row + 0.5)


@given(turns, sides, sides, st.data())
def test_a_point_keeps_its_place_in_the_patient(
    turn: Turn, columns: int, rows: int, data: st.DataObject
) -> None:
    info = info_of(columns, rows)
    column, row = data.draw(st.integers(0, columns - 1)), data.draw(st.integers(0, rows - 1))
    x, y = turn_point((column + 0.5, row + 0.5), turn, columns, rows)
    turned = turn_info(info, turn)
    there = patient_position(turned["geometry"], x - 0.5, y - 0.5)
    assert there == pytest.approx(patient_position(info["geometry"], column, row))


@given(turns, turns)
def test_letters_go_where_the_directions_go(turn: Turn, further: Turn) -> None:
    turned = turn_info(turn_info(info_of(4, 3), turn), further)
    cosines = turned["geometry"]["orientation"]
    assert cosines is not None
    named = {"ImageOrientationPatient": cosines}
    assert turned["geometry"]["letters"] == frame_geometry(named.get, [])["letters"]


@pytest.mark.parametrize("turn", TURNS)
def test_a_frame_that_is_nowhere_stays_so(turn: Turn) -> None:
    unknown = dict.fromkeys(("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing"))
    geometry = turn_info(info_of(4, 3, **unknown), turn)["geometry"]
    assert (geometry["position"], geometry["orientation"], geometry["letters"]) == (None,) * 3
