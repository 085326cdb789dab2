from __future__ import annotations

import pytest
from pydicom.dataset import Dataset

from dicomwidgets.reading.functional_groups import group_item, group_value, is_enhanced


def group(sequence: str, **values: object) -> Dataset:
    item, outer = Dataset(), Dataset()
    for keyword, value in values.items():
        setattr(item, keyword, value)
    setattr(outer, sequence, [item])
    return outer


@pytest.fixture
def enhanced() -> Dataset:
    dataset = Dataset()
    dataset.RescaleSlope = "9"
    dataset.SharedFunctionalGroupsSequence = [
        group("PixelMeasuresSequence", PixelSpacing=["1", "2"], SliceThickness="5")
    ]
    dataset.PerFrameFunctionalGroupsSequence = [
        group("PlanePositionSequence", ImagePositionPatient=["0", "0", "1"]),
        group("PixelMeasuresSequence", PixelSpacing=["3", "4"], SliceThickness=None),
    ]
    return dataset


def test_own_group_before_shared_before_top_level(enhanced: Dataset) -> None:
    assert list(group_value(enhanced, 0, "PixelMeasuresSequence", "PixelSpacing")) == [1, 2]
    assert list(group_value(enhanced, 1, "PixelMeasuresSequence", "PixelSpacing")) == [3, 4]
    assert group_value(enhanced, 1, "PixelValueTransformationSequence", "RescaleSlope") == 9


def test_what_is_nowhere_is_none(enhanced: Dataset) -> None:
    assert group_item(enhanced, 1, "PlanePositionSequence") is None
    assert group_value(enhanced, 7, "PlanePositionSequence", "ImagePositionPatient") is None
    assert group_value(Dataset(), 0, "PixelMeasuresSequence", "PixelSpacing") is None


def test_empty_values_count_as_absent(enhanced: Dataset) -> None:
    assert group_value(enhanced, 1, "PixelMeasuresSequence", "SliceThickness") is None
    enhanced.SliceThickness = "7"
    assert group_value(enhanced, 1, "PixelMeasuresSequence", "SliceThickness") == 7


def test_is_enhanced(enhanced: Dataset) -> None:
    assert is_enhanced(enhanced)
    assert not is_enhanced(Dataset())
