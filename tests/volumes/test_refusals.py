"""What would be a wrong volume is refused, with names, numbers and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from support.enhanced import Axis, enhanced_mr

import dicomwidgets as dw
from dicomwidgets.errors import ArgumentError, VolumeError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    Stack = Callable[..., list[Dataset]]

Edit = "Callable[[list[Dataset]], Any]"


def without(*places: int) -> Any:
    def edit(slices: list[Dataset]) -> list[Dataset]:
        return [each for place, each in enumerate(slices) if place not in places]

    return edit


def each(number: int, **values: Any) -> Any:
    def edit(slices: list[Dataset]) -> list[Dataset]:
        for keyword, value in values.items():
            setattr(slices[number], keyword, value)
        return slices

    return edit


def placed(place: Any) -> Any:
    """Return what puts the first voxel of every slice where `place` says."""

    def edit(slices: list[Dataset]) -> list[Dataset]:
        for number, dataset in enumerate(slices):
            dataset.ImagePositionPatient = place(number)
        return slices

    return edit


def lacking(keyword: str, number: int | None = None) -> Any:
    def edit(slices: list[Dataset]) -> list[Dataset]:
        for dataset in slices if number is None else [slices[number]]:
            delattr(dataset, keyword)
        return slices

    return edit


def doubled(slices: list[Dataset]) -> list[Dataset]:
    return [*slices, slices[2]]


def renumbered(slices: list[Dataset]) -> list[Dataset]:
    slices[3].ImagePositionPatient = slices[2].ImagePositionPatient
    slices[3].InstanceNumber = slices[2].InstanceNumber
    return slices


DEFECTS: dict[str, tuple[Any, str, tuple[float, ...] | None]] = {
    "one slice missing": (without(2), "gaps", (4.0,)),
    "two gaps": (without(2, 4), "unequal spacing", None),
    "three slices missing": (without(1, 2, 3), "gaps", (8.0,)),
    "unequal spacing": (
        placed(lambda k: [0, 0, [0, 2, 4, 6.7, 8.7, 10.7][k]]),
        "unequal spacing",
        (2.7,),
    ),
    "gantry tilt": (placed(lambda k: [0, 0.5 * k, 2.0 * k]), "tilt", (14.036,)),
    "tilt to the side": (placed(lambda k: [0.1 * k, 0, 2.0 * k]), "tilt", (2.862,)),
    "one slice moved sideways": (
        placed(lambda k: [2.0 * (k == 3), 0, 2.0 * k]),
        "crooked",
        None,
    ),
    "the same file twice": (doubled, "duplicates", None),
    "two files at one place": (renumbered, "duplicates", None),
    "no position": (lacking("ImagePositionPatient"), "missing geometry", (6,)),
    "no position in one": (lacking("ImagePositionPatient", 4), "missing geometry", (1,)),
    "no orientation": (lacking("ImageOrientationPatient"), "missing geometry", (6,)),
    "no spacing": (lacking("PixelSpacing"), "missing geometry", (6,)),
    "spacing of zero": (each(0, PixelSpacing=[0, 0]), "missing geometry", (1,)),
    "mixed orientation": (
        each(3, ImageOrientationPatient=[1, 0, 0, 0, 0, -1]),
        "several series",
        (2,),
    ),
    "mixed size": (each(3, Rows=4), "several series", (2,)),
    "mixed pixel spacing": (each(3, PixelSpacing=[0.5, 0.8]), "several series", (2,)),
    "mixed unit": (each(3, RescaleType="US"), "several series", (2,)),
    "mixed frame of reference": (
        each(3, FrameOfReferenceUID="1.2.3"),
        "several series",
        (2,),
    ),
    "a localizer among the slices": (
        each(3, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"]),
        "several series",
        (2,),
    ),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_is_refused_with_its_code_and_numbers(name: str, stack: Stack) -> None:
    edit, code, numbers = DEFECTS[name]
    with pytest.raises(VolumeError) as refused:
        dw.volume(edit(stack()))
    assert refused.value.code == code
    assert refused.value.remedy
    if numbers is not None:
        assert refused.value.numbers == pytest.approx(numbers, abs=1e-3)


def test_a_clean_stack_is_none_of_them(stack: Stack) -> None:
    assert dw.volume(stack()).notes == ()


def test_positions_rounded_to_a_hundredth_are_clean(stack: Stack) -> None:
    rounded = placed(lambda k: [0, 0, round(k * 1.2345678, 2)])
    made = dw.volume(rounded(stack(40)))
    assert made.spacing[0] == pytest.approx(1.2345678, abs=1e-3)
    assert made.notes == ()


def test_files_are_named_and_masked(stack: Stack, tmp_path: Path) -> None:
    for number, dataset in enumerate(without(2)(stack())):
        dataset.save_as(tmp_path / f"secret{number}.dcm", enforce_file_format=True)
    with pytest.raises(VolumeError) as refused:
        dw.volume(tmp_path)
    assert refused.value.files == ("secret1.dcm", "secret2.dcm")
    assert "secret" not in str(refused.value)
    assert "4 mm between frames 1 and 2 (1 missing)" in str(refused.value)
    dw.reveal()
    assert "secret1.dcm" in str(refused.value)


def test_gaps_are_interpolated_if_asked(stack: Stack) -> None:
    made = dw.volume(without(2)(stack()), gaps="resample")
    assert made.array[:, 0, 0].tolist() == [-1000, -999, -998, -997, -996, -995]
    assert made.dtype == np.float32
    assert made.spacing == pytest.approx((2, 0.5, 0.75))
    assert "1 of 6 slices" in made.notes[0]


def test_the_largest_part_is_kept_if_asked(stack: Stack) -> None:
    made = dw.volume(without(1)(stack()), gaps="take largest part")
    assert made.array[:, 0, 0].tolist() == [-998, -997, -996, -995]
    assert made.origin == pytest.approx((-10, -20, 34))
    assert made.notes == ("1 of 5 slices left out, beyond gaps.",)


def test_a_tilt_is_kept_if_asked(stack: Stack) -> None:
    leaning = placed(lambda k: [0, 0.5 * k, 2.0 * k])
    made = dw.volume(leaning(stack()), tilt="keep")
    assert made.index_to_mm((3, 0, 0)) == pytest.approx((0, 1.5, 6))
    assert made.dtype == np.int16


def test_a_tilt_is_sheared_straight_if_asked(stack: Stack) -> None:
    """A ramp in space along y is the same ramp again, whatever slice it is looked at in."""
    slices = placed(lambda k: [0, 0.4 * k, 2.0 * k])(stack())
    for number, dataset in enumerate(slices):
        y = 0.4 * number + 0.5 * np.arange(8)
        rows = np.repeat(np.rint(1024 + 100 * y)[:, None], 8, axis=1)
        dataset.PixelData = rows.astype(np.uint16).tobytes()
    made = dw.volume(slices, tilt="resample")
    y = made.index_to_mm(np.moveaxis(np.indices(made.shape), 0, -1))[..., 1]
    there = ~np.isnan(made.array)
    assert made.shape == (6, 12, 8)
    assert np.allclose(made.array[there], 100 * y[there], atol=0.01)
    assert there.mean() > 0.55
    filled = dw.volume(slices, tilt="resample", fill=-1024).array
    assert (filled[~there] == -1024).all()


def test_duplicates_are_left_out_or_kept_if_asked(stack: Stack) -> None:
    slices = stack()
    first = dw.volume([*slices, slices[2]], duplicates="first")
    assert first.array[:, 0, 0].tolist() == list(range(-1000, -994))
    kept = dw.volume([*slices, *slices], duplicates="keep")
    assert kept.shape == (2, 6, 8, 8)
    assert kept.labels == ({"Repetition": "1"}, {"Repetition": "2"})


def test_spacing_is_told_where_files_say_nothing(stack: Stack) -> None:
    slices = lacking("ImagePositionPatient")(lacking("PixelSpacing")(stack()))
    made = dw.volume(slices, spacing=(3, 0.5, 0.25))
    assert made.spacing == (3, 0.5, 0.25)
    assert made.array[:, 0, 0].tolist() == list(range(-1000, -994))


def test_frames_choose_a_part(stack: Stack) -> None:
    slices = each(5, ImagePositionPatient=[-10.0, -20.0, 50.0])(stack())  # behind a gap
    assert dw.volume(slices, frames=range(5)).shape == (5, 8, 8)
    assert dw.volume(slices, frames=[-2, 0, 2]).spacing[0] == pytest.approx(4)
    with pytest.raises(ArgumentError, match="no such frame"):
        dw.volume(slices, frames=[6])


def test_incomplete_volumes_are_named_and_left_out_if_asked() -> None:
    lacks = (2, 3)
    ds = enhanced_mr(
        [
            Axis("TemporalPositionTimeOffset", "TemporalPositionSequence", [0.0, 1.5, 3.0]),
            Axis("InStackPositionNumber", "FrameContentSequence", [1, 2, 3, 4]),
        ],
        keep=lambda place: place != lacks,
    )
    with pytest.raises(VolumeError, match=r"Time.* 1.5 s lacks 1 of 4 slices") as refused:
        dw.volume(ds)
    assert refused.value.code == "incomplete"
    made = dw.volume(ds, incomplete="drop")
    assert [list(label.values()) for label in made.labels] == [["0 s"], ["3 s"]]


def test_several_series_are_listed(stack: Stack) -> None:
    other = stack(3)
    for dataset in other:
        dataset.SeriesInstanceUID = "1.2.3.4"
    both = [*stack(), *other]
    with pytest.raises(VolumeError, match="There are 2 series: 0: CT, 6 frames of 8 × 8; 1: CT, 3"):
        dw.volume(both)
    assert dw.volume(both, series=1).shape == (3, 8, 8)


def test_a_mosaic_is_refused_by_name(data_dir: Path) -> None:
    folder = data_dir / "dicom/neurolabusc+dcm_qa_nih/In/20180918Si/mr_0003"
    with pytest.raises(VolumeError, match="Siemens mosaic: it holds 5 slices") as refused:
        dw.volume(folder)
    assert refused.value.code == "mosaic"
    assert "unfold" in str(refused.value)


def test_a_mosaic_without_its_private_header_says_what_is_missing(data_dir: Path) -> None:
    from pydicom import dcmread  # noqa: PLC0415 - one test's

    folder = data_dir / "dicom/neurolabusc+dcm_qa_nih/In/20180918Si/mr_0003"
    ds = dcmread(next(path for path in folder.iterdir() if path.suffix == ".dcm"))
    ds.remove_private_tags()
    with pytest.raises(VolumeError, match="does not say NumberOfImagesInMosaic, SliceNormal"):
        dw.volume(ds, mosaic="unfold")


@pytest.mark.parametrize("count", ["-5", "0", "1e400", "nan"])
def test_a_mosaic_of_no_slices_is_refused(count: str, data_dir: Path) -> None:
    from pydicom import dcmread  # noqa: PLC0415 - one test's

    folder = data_dir / "dicom/neurolabusc+dcm_qa_nih/In/20180918Si/mr_0003"
    ds = dcmread(next(path for path in folder.iterdir() if path.suffix == ".dcm"))
    ds.remove_private_tags()
    block = ds.private_block(0x0019, "SIEMENS MR HEADER", create=True)
    block.add_new(0x0A, "LO", count)
    with pytest.raises(VolumeError, match="does not say NumberOfImagesInMosaic"):
        dw.volume(ds, mosaic="unfold")


@pytest.mark.parametrize(
    "asked",
    [
        {"gaps": "no"},
        {"tilt": True},
        {"spacing": (1, 2)},
        {"spacing": (1, 2, 0)},
        {"step": 0},
        {"step": (1, 2)},
        {"max_bytes": 1},
        {"values": "hu"},
        {"coordinates": "XYZ"},
        {"dtype": "U8"},
        {"workers": -1},
        {"series": 1},
        {"frames": []},
    ],
)
def test_what_cannot_be_meant_is_an_argument_error(asked: dict[str, Any], stack: Stack) -> None:
    with pytest.raises(ArgumentError):
        dw.volume(stack(3), **asked)
