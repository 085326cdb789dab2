from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dicomwidgets.display.geometry import direction_letters, frame_geometry, patient_position

if TYPE_CHECKING:
    from dicomwidgets.display.description import Badge

GOLDEN = json.loads(
    Path(__file__).parents[1].joinpath("golden", "lookup.json").read_text(encoding="utf-8")
)


def geometry_of(**elements: Any) -> tuple[Any, list[str]]:
    badges: list[Badge] = []
    found = frame_geometry(elements.get, badges)
    return found, [badge["text"] for badge in badges]


@pytest.mark.parametrize("case", GOLDEN["geometry"])
def test_golden_positions(case: dict[str, Any]) -> None:
    got = patient_position(case["geometry"], case["column"], case["row"])
    assert got is not None
    assert list(got) == case["position"]


def test_no_position_without_a_spacing() -> None:
    found, _ = geometry_of(
        ImagePositionPatient=[0, 0, 0], ImageOrientationPatient=[1, 0, 0, 0, 1, 0]
    )
    assert found["position"] == [0, 0, 0]
    assert patient_position(found, 1, 1) is None


@pytest.mark.parametrize(
    ("direction", "letters"),
    [
        ((1, 0, 0), "L"),
        ((0, -1, 0), "A"),
        ((0, 0, -1), "F"),
        ((0.8, 0.6, 0), "LP"),
        ((-0.5, 0, 0.866), "HR"),
        ((0.995, 0.0995, 0), "L"),
        ((0.6, -0.6, 0.53), "LA"),
    ],
)
def test_letters_of_a_direction(direction: tuple[float, ...], letters: str) -> None:
    assert direction_letters(direction) == letters


@pytest.mark.parametrize(
    ("orientation", "letters"),
    [
        ([1, 0, 0, 0, 1, 0], ["R", "L", "A", "P"]),
        ([0, 1, 0, 0, 0, -1], ["A", "P", "H", "F"]),
        ([1, 0, 0, 0, 0, -1], ["R", "L", "H", "F"]),
        ([0.8, -0.6, 0, 0, 0, -1], ["RP", "LA", "H", "F"]),
    ],
)
def test_letters_at_the_edges(orientation: list[float], letters: list[str]) -> None:
    found, _ = geometry_of(ImageOrientationPatient=orientation, PixelSpacing=[1, 1])
    assert found["letters"] == letters


@pytest.mark.parametrize(
    ("value", "letters"),
    [
        (["L", "F"], ["R", "L", "H", "F"]),
        (["A", "FL"], ["P", "A", "HR", "FL"]),
        ("P\\F", ["A", "P", "H", "F"]),
        (["L", ""], None),
        (["LE", "DS"], None),
        (None, None),
    ],
)
def test_letters_from_patient_orientation(value: Any, letters: Any) -> None:
    found, _ = geometry_of(PatientOrientation=value)
    assert found["letters"] == letters


def test_animals_on_four_feet_get_no_letters_of_ours() -> None:
    found, _ = geometry_of(
        ImageOrientationPatient=[1, 0, 0, 0, 1, 0], AnatomicalOrientationType="QUADRUPED"
    )
    assert found["letters"] is None


@pytest.mark.parametrize(
    "cosines", [[0, 0, 0, 0, 0, 0], [1, 0, 0, 1, 0, 0], [1, 0, 0], [2, 0, 0, 0, 2, 0]]
)
def test_an_orientation_that_is_none(cosines: list[float]) -> None:
    found, badges = geometry_of(
        ImageOrientationPatient=cosines, ImagePositionPatient=[0, 0, 0], PixelSpacing=[1, 1]
    )
    assert (found["orientation"], found["position"], found["letters"]) == (None, None, None)
    assert badges == ["BAD ORIENTATION"]
