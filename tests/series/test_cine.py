from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomwidgets.series.cine import cine_of

if TYPE_CHECKING:
    from dicomwidgets.display.description import Badge

FILE = [0, 1, 2, 3]


def timing(elements: dict[str, Any], places: list[int | None] | None = None) -> tuple[Any, str]:
    badges: list[Badge] = []
    found = cine_of(elements.get, FILE if places is None else places, badges)
    return found, " ".join(badge["reason"] for badge in badges)


@pytest.mark.parametrize(
    ("elements", "milliseconds", "source"),
    [
        ({"FrameTime": "40"}, [40], "FrameTime"),
        ({"CineRate": "30"}, [1000 / 30], "CineRate"),
        ({"RecommendedDisplayFrameRate": 8}, [125], "RecommendedDisplayFrameRate"),
        ({"FrameTime": 40, "CineRate": 10}, [40], "FrameTime"),
        ({"FrameTime": 40, "RecommendedDisplayFrameRate": 5}, [200], "RecommendedDisplayFrameRate"),
        ({"FrameTimeVector": [0, 10, 20, 30]}, [10, 20, 30, 20], "FrameTimeVector"),
        ({"FrameTimeVector": "0\\10\\20\\30"}, [10, 20, 30, 20], "FrameTimeVector"),
        ({"FrameTimeVector": [0, 25, 25, 25], "FrameTime": 40}, [25], "FrameTimeVector"),
    ],
)
def test_the_timing_of_the_file(elements: Any, milliseconds: list[float], source: str) -> None:
    found, reason = timing(elements)
    assert found == {"milliseconds": milliseconds, "source": source, "sweep": False}
    assert reason == ""


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ({"FrameTime": 0}, "Frame Time (0018,1063) holds 0"),
        ({"FrameTime": -40}, "holds -40"),
        ({"FrameTime": "nan"}, "holds nan"),
        ({"CineRate": "fast"}, "Cine Rate (0018,0040) holds fast"),
        ({"RecommendedDisplayFrameRate": "-1"}, "(0008,2144) holds -1"),
        ({"FrameTimeVector": [0, 10, 20]}, "holds 3 numbers for 4 frames"),
        ({"FrameTimeVector": ["0", "x", "20", "30"]}, "holds 3 numbers for 4 frames"),
        ({"FrameTimeVector": [0, 10, 0, 30]}, "not greater than 0"),
        ({"FrameTimeVector": [0, 10, -5, 30]}, "not greater than 0"),
        ({"FrameTimeVector": [0, 10, float("inf"), 30]}, "holds 3 numbers for 4 frames"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_reason(elements: Any, reason: str) -> None:
    found, said = timing(elements)
    assert found is None
    assert reason in said
    assert said.endswith("not taken.")


def test_a_refused_value_leaves_the_next_one_its_chance() -> None:
    found, said = timing({"FrameTime": 0, "CineRate": 20})
    assert found == {"milliseconds": [50], "source": "CineRate", "sweep": False}
    assert "Frame Time" in said


def test_a_vector_fits_only_frames_in_the_order_of_their_file() -> None:
    vector = {"FrameTimeVector": [0, 10, 20, 30]}
    for places in ([3, 2, 1, 0], [0, 1, None, None]):
        found, said = timing(vector, places)
        assert found is None
        assert "order" in said


def test_files_of_one_frame_may_have_no_frame_time() -> None:
    assert timing({"FrameTime": 0}, [0, None, None]) == (None, "")
    assert timing({"FrameTime": 50}, [0, None, None])[0]["milliseconds"] == [50]


def test_a_single_frame_has_no_timing() -> None:
    assert timing({"FrameTime": -1}, [0]) == (None, "")


@pytest.mark.parametrize(("value", "sweep"), [(0, False), (1, True), ("1", True), ("x", False)])
def test_the_sequence_that_is_preferred(value: Any, sweep: bool) -> None:
    found, _ = timing({"FrameTime": 40, "PreferredPlaybackSequencing": value})
    assert found["sweep"] is sweep


WILD = st.one_of(
    st.none(), st.text(), st.floats(), st.integers(), st.binary(), st.lists(st.floats() | st.text())
)


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "FrameTime",
                "FrameTimeVector",
                "CineRate",
                "RecommendedDisplayFrameRate",
                "PreferredPlaybackSequencing",
            ]
        ),
        WILD,
    )
)
def test_whatever_a_header_holds_times_are_finite_and_positive(elements: Any) -> None:
    found, _ = timing(elements)
    if found is not None:
        assert len(found["milliseconds"]) in {1, len(FILE)}
        assert all(0 < each < float("inf") for each in found["milliseconds"])
