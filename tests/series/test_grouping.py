from __future__ import annotations

from collections.abc import Callable

from pydicom.dataset import Dataset

from dicomwidgets import samples
from dicomwidgets.collection.load import load

Stack = Callable[..., list[Dataset]]


def sizes(datasets: list[Dataset]) -> list[int]:
    return [len(series.instances) for series in load(datasets).series]


def test_one_series(stack: Stack) -> None:
    assert sizes(stack()) == [5]


def test_two_series_in_the_order_of_their_first_files(stack: Stack) -> None:
    other = stack(3, SeriesInstanceUID="1.2.3")
    assert sizes([*stack(2), *other, *stack(2)]) == [4, 3]


def test_another_size_is_another_series(stack: Stack) -> None:
    other = samples.ct(2, 32)
    assert sizes([*stack(3), *other]) == [3, 2]


def test_a_scout_does_not_end_up_in_the_stack(stack: Stack) -> None:
    scout = stack(1, ImageOrientationPatient=["1", "0", "0", "0", "0", "-1"])
    assert sizes([*scout, *stack(4)]) == [1, 4]
    same_plane = stack(1, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    assert sizes([*same_plane, *stack(4)]) == [1, 4]


def test_orientations_that_differ_by_rounding_are_one(stack: Stack) -> None:
    datasets = stack(4)
    datasets[1].ImageOrientationPatient = ["0.99999", "0.0004", "0", "-0.0004", "0.99999", "0"]
    datasets[2].ImageOrientationPatient = ["1", "-0.0005", "0", "0.0005", "1", "0"]
    assert sizes(datasets) == [4]


def test_missing_orientation_stays_apart(stack: Stack) -> None:
    datasets = stack(4)
    del datasets[3].ImageOrientationPatient
    assert sizes(datasets) == [3, 1]


def test_files_without_series_uid_belong_together_by_folder(stack: Stack) -> None:
    datasets = stack(4)
    for dataset in datasets:
        del dataset.SeriesInstanceUID
    assert sizes([datasets[:2], datasets[2:]]) == [2, 2]


def test_an_object_of_another_class_is_another_series(stack: Stack) -> None:
    report = samples.sr()
    report.SeriesInstanceUID = stack(1)[0].SeriesInstanceUID
    found = load([*stack(2), report])
    assert (len(found.series), len(found.others)) == (1, 1)
    assert found.others[0].modality == "SR"


def test_another_pixel_spacing_or_frame_of_reference_is_another_series(stack: Stack) -> None:
    assert sizes([*stack(3), *stack(2, PixelSpacing=["2", "2"])]) == [3, 2]
    assert sizes([*stack(3), *stack(2, FrameOfReferenceUID="1.2.3")]) == [3, 2]
    rounded = stack(2, PixelSpacing=["24.00001", "23.99999"])
    assert sizes([*stack(3), *rounded]) == [5]


def test_values_of_another_kind_are_another_series(stack: Stack) -> None:
    assert sizes([*stack(3, RescaleType="HU"), *stack(2, RescaleType="US")]) == [3, 2]


def test_what_a_file_does_not_say_splits_nothing(stack: Stack) -> None:
    datasets = stack(5)
    del datasets[0].FrameOfReferenceUID
    del datasets[1].PixelSpacing
    del datasets[2].RescaleType
    assert sizes(datasets) == [5]


def test_colour_pictures_stay_apart(stack: Stack) -> None:
    fused = stack(2, SamplesPerPixel=3, PhotometricInterpretation="RGB")
    assert sizes([*stack(3), *fused]) == [3, 2]
