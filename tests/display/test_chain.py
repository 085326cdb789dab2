from __future__ import annotations

from typing import Any

import pytest
from pydicom.dataset import Dataset

from dicomwidgets import samples
from dicomwidgets.display.chain import STAGES, explained
from dicomwidgets.display.parameters import describe, values_of


def stages(dataset: Dataset, frame: int = 0) -> dict[str, Any]:
    display = describe(dataset, frame)["display"]
    return {each["name"]: each for each in explained(values_of(dataset, frame), display)}


def values(stage: Any) -> dict[str, str]:
    return {tag["keyword"]: tag["value"] for tag in stage["tags"]}


@pytest.fixture
def ct() -> Dataset:
    return samples.ct(1, 16)[0]


def test_a_grey_frame_has_five_stages_in_the_order_of_the_standard(ct: Dataset) -> None:
    assert list(stages(ct)) == list(STAGES[:5])


def test_each_stage_names_its_elements_as_the_file_has_them(ct: Dataset) -> None:
    told = stages(ct)
    assert values(told["modality"])["RescaleIntercept"] == "-1024"
    assert told["modality"]["acts"]
    assert values(told["bits"])["BitsStored"] == "12"
    assert values(told["voi"])["WindowCenter"] == "40\\-600\\400"
    assert {"tag": "(0028,1053)", "keyword": "RescaleSlope", "value": "1"} in told["modality"][
        "tags"
    ]


def test_a_stage_that_does_nothing_says_so(ct: Dataset) -> None:
    del ct.RescaleSlope, ct.RescaleIntercept, ct.RescaleType
    told = stages(ct)
    assert not told["modality"]["acts"]
    assert "nothing is rescaled" in told["modality"]["text"]
    assert not told["padding"]["acts"]
    assert not told["presentation"]["acts"]


def test_padding_and_inversion_act_where_the_file_has_them(ct: Dataset) -> None:
    ct.PixelPaddingValue = 0
    ct.PhotometricInterpretation = "MONOCHROME1"
    told = stages(ct)
    assert told["padding"]["acts"]
    assert told["presentation"]["acts"]
    assert values(told["presentation"])["PhotometricInterpretation"] == "MONOCHROME1"


def test_a_window_that_was_made_is_told_from_the_files(ct: Dataset) -> None:
    assert "made for it" not in stages(ct)["voi"]["text"]
    del ct.WindowCenter, ct.WindowWidth
    assert "made for it" in stages(ct)["voi"]["text"]


def test_a_sequence_is_told_by_its_items(ct: Dataset) -> None:
    item = Dataset()
    item.LUTDescriptor = [4096, 0, 8]
    item.LUTData = bytes(range(256)) * 16
    ct.ModalityLUTSequence = [item]
    assert values(stages(ct)["modality"])["ModalityLUTSequence"] == "1 item"


def test_colour_has_two_stages() -> None:
    told = stages(samples.us_color())
    assert list(told) == ["bits", "color"]
    assert values(told["color"])["PhotometricInterpretation"]


def test_values_of_the_frames_own_groups_are_taken() -> None:
    dataset = samples.multiframe()
    told = stages(dataset, 1)
    assert values(told["modality"])["RescaleSlope"]


def test_long_values_are_cut(ct: Dataset) -> None:
    ct.WindowCenterWidthExplanation = ["A" * 16] * 12
    assert len(values(stages(ct)["voi"])["WindowCenterWidthExplanation"]) == 64
