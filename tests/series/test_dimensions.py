from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydicom.dataset import Dataset
from support.enhanced import Axis, enhanced_mr

from dicomwidgets import samples
from dicomwidgets.series.dimensions import dimensions_of
from dicomwidgets.series.opening import open_series

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dicomwidgets.series.dimensions import Dimensions

B = Axis("DiffusionBValue", "MRDiffusionSequence", [0, 500.5, 1000])
ECHO = Axis("EffectiveEchoTime", "MREchoSequence", [10.5, 20.5])
SLICE = Axis("InStackPositionNumber", "FrameContentSequence", [1, 2, 3, 4])
STACK = Axis("StackID", "FrameContentSequence", ["1"])


def shown(x: Any) -> Dimensions | None:
    return dimensions_of(open_series(x))


def names(dimensions: Dimensions | None) -> list[tuple[str, str, int]]:
    assert dimensions is not None
    return [(axis["name"], axis["unit"], len(axis["values"])) for axis in dimensions["axes"]]


def test_dimensions_of_an_enhanced_file_have_their_real_values() -> None:
    dimensions = shown(enhanced_mr([STACK, B, ECHO, SLICE]))
    assert names(dimensions) == [
        ("b-value", "s/mm²", 3),
        ("Echo time", "ms", 2),
        ("Position", "mm", 4),
    ]
    assert dimensions is not None
    b_value, echo, slices = dimensions["axes"]
    assert b_value["values"] == ["0", "500.5", "1000"]
    assert b_value["source"] == "DiffusionBValue"
    assert echo["values"] == ["10.5", "20.5"]
    assert slices["values"] == ["0.0", "2.5", "5.0", "7.5"]
    assert dimensions["places"][:5] == [[0, 0, 0], [0, 0, 1], [0, 0, 2], [0, 0, 3], [0, 1, 0]]


def test_frames_come_in_the_order_of_their_dimensions_however_they_are_stored() -> None:
    dataset = enhanced_mr([B, SLICE], order=lambda place: (place[1], -place[0]))
    series = open_series(dataset)
    assert series.sorted_by == "the dimensions that the file names"
    frames = series.frames()
    assert [int(frames.stored(k)[0, 0]) for k in range(len(frames))] == list(range(12))
    dimensions = dimensions_of(series)
    assert dimensions is not None
    assert dimensions["places"] == [[b, k] for b in range(3) for k in range(4)]
    assert frames.info(5)["geometry"]["position"] == [0, 0, 2.5]


def test_places_without_a_frame_are_left_out() -> None:
    dimensions = shown(enhanced_mr([B, SLICE], keep=lambda place: place != (3, 2)))
    assert dimensions is not None
    assert len(dimensions["places"]) == 11
    assert [2, 1] not in dimensions["places"]


@pytest.mark.parametrize("axes", [[SLICE], [STACK, SLICE], [B]])
def test_one_slider_does_for_one_dimension(axes: list[Axis]) -> None:
    assert shown(enhanced_mr(axes)) is None


def test_a_label_of_the_file_goes_before_our_name() -> None:
    label = "Diffusion weighting"
    assert names(shown(enhanced_mr([B._replace(label=label), SLICE])))[0][0] == label
    # One that only repeats the keyword says less than a name.
    same = B._replace(label="DiffusionBValue")
    assert names(shown(enhanced_mr([same, SLICE])))[0][0] == "b-value"


def test_times_have_their_offsets() -> None:
    time = Axis("TemporalPositionIndex", "FrameContentSequence", [1, 2])
    dataset = enhanced_mr([time, SLICE])
    for frame in dataset.PerFrameFunctionalGroupsSequence:
        at = Dataset()
        first = frame.FrameContentSequence[0].TemporalPositionIndex == 1
        at.TemporalPositionTimeOffset = 0.0 if first else 12.5
        frame.TemporalPositionSequence = [at]
    dimensions = shown(dataset)
    assert dimensions is not None
    assert dimensions["axes"][0]["values"] == ["0", "12.5"]
    assert dimensions["axes"][0]["unit"] == "s"


def test_a_value_that_varies_within_its_index_is_counted() -> None:
    dataset = enhanced_mr([B, SLICE])
    dataset.PerFrameFunctionalGroupsSequence[1].MRDiffusionSequence[0].DiffusionBValue = 1.0
    dimensions = shown(dataset)
    assert dimensions is not None
    assert dimensions["axes"][0]["values"] == ["1", "2", "3"]
    assert dimensions["axes"][0]["unit"] == ""


def test_frames_with_the_same_indices_are_counted() -> None:
    dataset = enhanced_mr([B, SLICE])
    for frame in dataset.PerFrameFunctionalGroupsSequence:
        frame.FrameContentSequence[0].DimensionIndexValues = [
            1,
            frame.FrameContentSequence[0].DimensionIndexValues[1],
        ]
    assert names(shown(dataset)) == [("Position", "mm", 4), ("Repetition", "", 3)]


def test_a_private_dimension_is_named_by_its_tag() -> None:
    dataset = enhanced_mr([B, SLICE])
    dataset.DimensionIndexSequence[0].DimensionIndexPointer = 0x2005106E
    del dataset.DimensionIndexSequence[0].FunctionalGroupPointer
    dimensions = shown(dataset)
    assert dimensions is not None
    assert dimensions["axes"][0]["name"] == "(2005,106E)"
    assert dimensions["axes"][0]["values"] == ["1", "2", "3"]


@pytest.mark.parametrize("broken", ["DimensionIndexValues", "FrameContentSequence"])
def test_a_frame_without_its_indices_means_no_dimensions(broken: str) -> None:
    dataset = enhanced_mr([B, SLICE])
    group = dataset.PerFrameFunctionalGroupsSequence[3]
    place = group if broken == "FrameContentSequence" else group.FrameContentSequence[0]
    delattr(place, broken)
    assert shown(dataset) is None


def classic(stack: Callable[..., list[Dataset]], **values: list[Any]) -> list[Dataset]:
    """Return three slices for each combination of values: the first keyword varies slowest."""
    places: list[dict[str, Any]] = [{}]
    for keyword, several in values.items():
        places = [{**place, keyword: value} for place in places for value in several]
    made = []
    for place in places:
        for dataset in stack(3, **place):
            dataset.InstanceNumber = len(made) + 1
            dataset.SOPInstanceUID = f"1.2.{len(made) + 1}"
            made.append(dataset)
    for dataset in made:
        dataset.SeriesInstanceUID = made[0].SeriesInstanceUID
        dataset.SliceLocation = None
    return made


def test_classic_slices_at_one_place_are_told_apart(stack: Callable[..., list[Dataset]]) -> None:
    files = classic(stack, EchoTime=["4.5", "9"], DiffusionBValue=[0, 1000, 700])
    dimensions = shown(files)
    assert names(dimensions) == [
        ("Position", "mm", 3),
        ("Echo time", "ms", 2),
        ("b-value", "s/mm²", 3),
    ]
    assert dimensions is not None
    assert dimensions["axes"][1]["values"] == ["4.5", "9"]
    assert dimensions["axes"][2]["values"] == ["0", "700", "1000"]
    assert len({tuple(place) for place in dimensions["places"]}) == 18
    series = open_series(files)
    for k, place in enumerate(dimensions["places"]):
        dataset = series.dataset(k)
        assert dimensions["axes"][1]["values"][place[1]] == f"{dataset.EchoTime:g}"
        assert dimensions["axes"][2]["values"][place[2]] == f"{dataset.DiffusionBValue:g}"


def test_acquisition_times_count_from_the_first(stack: Callable[..., list[Dataset]]) -> None:
    dimensions = shown(classic(stack, AcquisitionTime=["101500.5", "101512.5"]))
    assert dimensions is not None
    assert dimensions["axes"][1]["values"] == ["0", "12"]
    assert dimensions["axes"][1]["unit"] == "s"


def test_what_differs_in_every_file_is_no_dimension(stack: Callable[..., list[Dataset]]) -> None:
    files = classic(stack, ImageComments=["a", "b", "c"])
    for k, dataset in enumerate(files):
        dataset.TriggerTime = str(100 + 17 * k)
        del dataset.AcquisitionTime
    assert names(shown(files)) == [("Position", "mm", 3), ("Repetition", "", 3)]


def test_a_plain_stack_has_one_dimension(stack: Callable[..., list[Dataset]]) -> None:
    assert shown(stack(5)) is None
    assert shown(samples.multiframe(4, 16)) is None


def test_vectors_of_nuclear_medicine() -> None:
    dataset = samples.multiframe(8, 16)
    del dataset.DimensionIndexSequence, dataset.PerFrameFunctionalGroupsSequence
    dataset.FrameIncrementPointer = [0x00540010, 0x00540020]
    frames = int(dataset.NumberOfFrames)
    dataset.EnergyWindowVector = [1 + k // (frames // 2) for k in range(frames)]
    dataset.DetectorVector = [1 + k % (frames // 2) for k in range(frames)]
    assert names(shown(dataset)) == [
        ("Energy window", "", 2),
        ("Detector", "", frames // 2),
    ]
    dataset.DetectorVector = [1, 2]
    assert shown(dataset) is None


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("neurolabusc+dcm_qa_enh/In/Siemens/XA10", [("Position", "mm", 6), ("Time", "", 4)]),
        (
            "neurolabusc+dcm_qa_enh/In/Philips",
            [("In-Stack Position Number", "mm", 32), ("Private Scanning Sequence", "", 2)],
        ),
        ("neurolabusc+dcm_qa_nih", [("Position", "mm", 15), ("Repetition", "", 10)]),
        ("moloney+dcmstack", [("Position", "mm", 3), ("Echo time", "ms", 3)]),
    ],
)
def test_real_series(data_dir: Path, folder: str, expected: list[Any]) -> None:
    assert names(shown(data_dir / "dicom" / folder)) == expected


def test_four_thousand_frames() -> None:
    time = Axis("TemporalPositionIndex", "FrameContentSequence", list(range(1, 101)))
    many = SLICE._replace(values=list(range(1, 41)))
    dimensions = shown(enhanced_mr([time, many], size=2))
    assert names(dimensions) == [("Time", "", 100), ("Position", "mm", 40)]
    assert dimensions is not None
    assert dimensions["places"][-1] == [99, 39]
