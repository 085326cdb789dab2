"""Where several volumes of a series lie, and volumes whose files don't say where."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.uid import generate_uid

import dicomwidgets as dw
from dicomwidgets.errors import VolumeError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    Stack = Callable[..., list[Dataset]]


def repeated(slices: list[Dataset], times: int, change: Callable[[Dataset, int], Any]) -> Any:
    """Return slices as often as is said, numbered through, each time changed."""
    made = []
    for time in range(times):
        for each in deepcopy(slices):
            each.InstanceNumber, each.SOPInstanceUID = len(made) + 1, generate_uid()
            change(each, time)
            made.append(each)
    return made


def at_time(each: Dataset, time: int) -> None:
    each.TemporalPositionIdentifier = time + 1


def recentred(by: float) -> Callable[[Dataset, int], None]:
    def change(each: Dataset, time: int) -> None:
        at_time(each, time)
        x, y, z = each.ImagePositionPatient
        each.ImagePositionPatient = [x + by * time, y, z]

    return change


def test_times_that_lie_elsewhere_are_refused(stack: Stack) -> None:
    with pytest.raises(VolumeError, match=r"differ in position: .* frame 0, .* frame 1") as refused:
        dw.volume(repeated(stack(3), 2, recentred(50)))
    assert refused.value.code == "mixed position"
    assert dw.volume(repeated(stack(3), 2, recentred(0.05))).shape == (2, 3, 8, 8)
    with pytest.raises(VolumeError, match="differ in position"):
        dw.volume(repeated(stack(3), 2, recentred(0.1)))


def test_echoes_of_one_slice_that_lie_elsewhere_are_refused(stack: Stack) -> None:
    with pytest.raises(VolumeError, match="differ in position"):
        dw.volume(repeated(stack(1), 2, recentred(3)))


def test_echoes_of_a_single_slice_have_their_name(stack: Stack) -> None:
    def echo(each: Dataset, time: int) -> None:
        each.Modality, each.EchoTime = "MR", 10 * (time + 1)

    made = dw.volume(repeated(stack(1), 4, echo))
    assert made.shape == (4, 1, 8, 8)
    assert [each["Echo time"] for each in made.labels] == ["10 ms", "20 ms", "30 ms", "40 ms"]


def test_images_at_one_place_that_only_numbers_tell_apart_are_counted(stack: Stack) -> None:
    files = repeated(stack(1), 3, lambda *_: None)
    assert [each["Repetition"] for each in dw.volume(files).labels] == ["1", "2", "3"]
    assert "position-duplicate" not in dw.load(files).series[0].findings.rules


def test_of_counted_repetitions_only_the_copy_is_left_out(stack: Stack) -> None:
    files = repeated(stack(3), 2, lambda *_: None)
    copy = deepcopy(files[0])
    copy.SOPInstanceUID = generate_uid()
    with pytest.raises(VolumeError) as refused:
        dw.volume([copy, *files])
    assert refused.value.code == "duplicates"
    made = dw.volume([copy, *files], duplicates="first")
    assert made.shape == (2, 3, 8, 8)
    assert made.labels == ({"Repetition": "1"}, {"Repetition": "2"})
    assert made.notes == ("1 frame left out, as others lie at the same place.",)


@pytest.mark.parametrize("keyword", ["ImagePositionPatient", "PixelSpacing"])
def test_what_is_told_is_not_mixed_with_what_files_say(keyword: str, stack: Stack) -> None:
    files = stack(4)
    delattr(files[2], keyword)
    with pytest.raises(VolumeError, match="of which none says") as refused:
        dw.volume(files, spacing=(2, 1, 1))
    assert refused.value.code == "missing geometry"
    assert refused.value.numbers == (1,)


def test_axes_that_were_told_are_not_the_patients(stack: Stack) -> None:
    files = stack(3)
    for each in files:
        del each.ImagePositionPatient
    made = dw.volume(files, spacing=(3, 1, 1))
    assert "axes are not the patient's" in made.notes[0]
    assert not made.is_placed
    assert made.frame_of_reference == ""
    assert made.axial().letters == ("", "", "", "")
    header = made.to_nibabel().header
    assert (int(header["qform_code"]), int(header["sform_code"])) == (0, 2)
    placed = dw.volume(stack(3), spacing=(3, 1, 1))
    assert placed.is_placed
    assert placed.notes == ()
    header = placed.to_nibabel().header
    assert (int(header["qform_code"]), int(header["sform_code"])) == (1, 1)


def test_a_pixel_spacing_that_was_told_is_noted(stack: Stack) -> None:
    files = stack(3)
    for each in files:
        del each.PixelSpacing
    made = dw.volume(files, spacing=(3, 0.5, 0.25))
    assert made.spacing == pytest.approx((2, 0.5, 0.25))
    assert made.is_placed
    assert made.notes == ("The spacing of rows and columns is what was given.",)


@pytest.mark.parametrize("lacking", [0, 2])
def test_a_file_that_names_no_frame_of_reference_is_taken_to_be_in_it(
    lacking: int, stack: Stack
) -> None:
    files = stack(4)
    uid = files[1].FrameOfReferenceUID
    del files[lacking].FrameOfReferenceUID
    made = dw.volume(files)
    assert made.frame_of_reference == uid
    assert made.notes == (
        "1 frame lacks a Frame of Reference UID: taken to be in that of the others.",
    )
    for each in files:
        each.FrameOfReferenceUID = ""
    made = dw.volume(files)
    assert (made.frame_of_reference, made.notes) == ("", ())


def leaning(degrees: float) -> Any:
    return lambda k: [0, 2 * k * np.tan(np.radians(degrees)), 2.0 * k]


@pytest.mark.parametrize(
    "place",
    [
        *(leaning(degrees) for degrees in (0.11, 0.2, 0.49, 0.51, -3)),
        *(lambda k, off=off: [0, 0, 2.0 * k + off * (k == 3)] for off in (0.021, 0.04, 0.06, 0.5)),
        *(lambda k, off=off: [0, off * (k == 3), 2.0 * k] for off in (0.07, 0.2, 0.31, 4)),
    ],
)
def test_what_a_volume_refuses_is_found_in_the_series(place: Any, stack: Stack) -> None:
    files = stack(20)
    for number, each in enumerate(files):
        each.ImagePositionPatient = [float(value) for value in place(number)]
    with pytest.raises(VolumeError):
        dw.volume(files)
    rules = dw.load(files).series[0].findings.rules
    assert set(rules) & {
        *("tilt", "lean-slight", "slice-shifted", "spacing-slight", "spacing-unequal", "gap")
    }


def test_what_is_rounded_is_neither_refused_nor_found(stack: Stack) -> None:
    files = stack(20)
    for number, each in enumerate(files):
        each.ImagePositionPatient = [0, round(number * 0.0004, 2), round(number * 1.2345678, 2)]
    assert dw.volume(files).notes == ()
    found = dw.load(files).series[0].findings.rules
    assert not set(found) & {"lean-slight", "spacing-slight"}


def test_volumes_that_lie_elsewhere_are_found_in_the_series(stack: Stack) -> None:
    rules = dw.load(repeated(stack(6), 2, recentred(0.1))).series[0].findings.rules
    assert "lean-slight" in rules


def test_a_nifti_file_says_that_its_axes_are_made_up(stack: Stack, tmp_path: Path) -> None:
    import nibabel  # noqa: PLC0415 - one test's

    files = stack(3)
    for each in files:
        del each.ImageOrientationPatient
    dw.volume(files, spacing=(3, 0.5, 0.25)).save(tmp_path / "made.nii")
    read = nibabel.load(tmp_path / "made.nii")
    assert int(read.header["sform_code"]) == 2
    assert read.header.get_zooms() == pytest.approx((0.75, 0.5, 3))
