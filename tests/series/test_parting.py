from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from pydicom.uid import generate_uid
from support.series_defects import clean_stack, clean_times

from dicomwidgets.collection.load import load
from dicomwidgets.series.dimensions import dimensions_of

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


def sizes(datasets: list[Dataset]) -> list[int]:
    return [len(series) for series in load(datasets).series]


def axes(datasets: list[Dataset]) -> list[str]:
    dimensions = dimensions_of(load(datasets).series[0])
    return [axis["name"] for axis in dimensions["axes"]] if dimensions else []


def shifted(by: float, count: int = 10, **values: Any) -> list[Dataset]:
    """Return a stack that is shifted along its normal, with UIDs of its own."""
    made = clean_stack(count, **values)
    for each in made:
        x, y, z = each.ImagePositionPatient
        each.ImagePositionPatient = [x, y, z + by]
        each.SOPInstanceUID = generate_uid()
    return made


@pytest.mark.parametrize(
    "values",
    [
        {"ImageType": ["DERIVED", "SECONDARY", "MPR"]},
        {"ConvolutionKernel": "BONE"},
        {"SliceThickness": "1"},
        {"EchoTime": "80"},
        {"AcquisitionNumber": 2},
        {"TemporalPositionIdentifier": 2},
    ],
)
def test_stacks_among_each_other_are_split_by_what_tells_them_apart(
    values: dict[str, Any],
) -> None:
    assert sizes([*clean_stack(), *shifted(2, **values)]) == [10, 10]


def test_acquisitions_that_overlap_in_part_are_split() -> None:
    assert sizes([*clean_stack(), *shifted(35, AcquisitionNumber=2)]) == [10, 10]


def test_stacks_side_by_side_stay_one() -> None:
    assert sizes([*clean_stack(), *shifted(52, AcquisitionNumber=2)]) == [20]


def test_an_acquisition_for_every_slice_is_no_reason_to_split() -> None:
    stack = clean_stack()
    for k, each in enumerate(stack):
        each.AcquisitionNumber = k
    stack[4].ImagePositionPatient = [-180, -180, 21.5]
    assert sizes(stack) == [10]


@pytest.mark.parametrize(
    ("keyword", "name"),
    [
        ("EchoTime", "Echo time"),
        ("DiffusionBValue", "b-value"),
        ("TriggerTime", "Trigger time"),
        ("TemporalPositionIdentifier", "Time"),
        ("AcquisitionNumber", "Acquisition"),
    ],
)
def test_what_is_measured_at_every_place_is_a_dimension(keyword: str, name: str) -> None:
    times = clean_times(3, keyword=keyword)
    assert sizes(times) == [12]
    assert axes(times) == ["Position", name]


def test_kinds_of_images_at_every_place_are_a_dimension() -> None:
    phases = shifted(0, ImageType=["ORIGINAL", "PRIMARY", "P"])
    both = [*clean_stack(ImageType=["ORIGINAL", "PRIMARY", "M"]), *phases]
    assert sizes(both) == [20]
    assert axes(both) == ["Position", "Image type"]


def test_the_last_time_may_be_cut_off() -> None:
    times = clean_times(6)
    assert sizes(times[:-1]) == [23]
    assert sizes(clean_times(3)[:-2]) == [10]


def test_one_slice_that_is_gone_or_twice_splits_nothing() -> None:
    assert sizes(clean_stack()[:4] + clean_stack()[5:]) == [9]
    twice = deepcopy(clean_stack()[3])
    assert sizes([*clean_stack(), twice]) == [11]
    twice.AcquisitionNumber = 2
    assert sizes([*clean_stack(), twice]) == [10, 1]


def test_files_that_share_a_uid_know_of_each_other() -> None:
    first, second = load([*clean_stack(), *shifted(2, SliceThickness="1")]).series
    assert first.apart == (second.instances,) or set(first.apart[0]) == set(second.instances)
    assert len(load(clean_stack()).series[0].apart) == 0
