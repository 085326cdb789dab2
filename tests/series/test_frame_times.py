from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydicom.dataset import Dataset
from support.enhanced import Axis, enhanced_mr

from dicomwidgets.series.frame_times import frame_times

if TYPE_CHECKING:
    from collections.abc import Sequence

TIME = Axis("TemporalPositionIndex", "FrameContentSequence", [1, 2, 3, 4])


def timed(group: str, keyword: str, times: Sequence[float | None]) -> Dataset:
    dataset = enhanced_mr([TIME])
    for frame, time in zip(dataset.PerFrameFunctionalGroupsSequence, times, strict=True):
        item = Dataset()
        setattr(item, keyword, time)
        setattr(frame, group, [item])
    return dataset


@pytest.mark.parametrize(
    ("group", "keyword", "times", "expected"),
    [
        ("TemporalPositionSequence", "TemporalPositionTimeOffset", [0, 2, 4, 6], [2000]),
        (
            "TemporalPositionSequence",
            "TemporalPositionTimeOffset",
            [1, 2, 4, 5],
            [1000, 2000, 1000],
        ),
        (
            "CardiacSynchronizationSequence",
            "NominalCardiacTriggerDelayTime",
            [10, 50, 90, 130],
            [40],
        ),
    ],
)
def test_times_become_durations(
    group: str, keyword: str, times: list[float], expected: list[float]
) -> None:
    cine = frame_times(timed(group, keyword, times), range(4))
    assert cine is not None
    assert cine["source"] == keyword
    assert cine["milliseconds"][:3] == pytest.approx(expected)
    assert len(cine["milliseconds"]) in (1, 4)


@pytest.mark.parametrize("times", [[0, 1, 1, 2], [0, 1, None, 2], [3, 2, 1, 0]])
def test_times_that_do_not_rise_are_no_timing(times: list[float | None]) -> None:
    group, keyword = "TemporalPositionSequence", "TemporalPositionTimeOffset"
    assert frame_times(timed(group, keyword, times), range(4)) is None


def test_frames_of_other_files_and_other_objects_have_none() -> None:
    dataset = timed("TemporalPositionSequence", "TemporalPositionTimeOffset", [0, 1, 2, 3])
    assert frame_times(dataset, [0, None, 1, 2]) is None
    assert frame_times(dataset, [0]) is None
    assert frame_times(Dataset(), [0, 1]) is None
