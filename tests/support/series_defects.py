"""Clean series, and each with one thing wrong, made from samples."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from pydicom.uid import SecondaryCaptureImageStorage, generate_uid
from support.enhanced import Axis, enhanced_mr

from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

__all__ = ["DEFECTS", "Defect", "clean_stack", "clean_times"]

SLICE = Axis("InStackPositionNumber", "FrameContentSequence", [1, 2, 3, 4, 5, 6])
TIME = Axis("TemporalPositionIndex", "FrameContentSequence", [1, 2])
SIDEWAYS = ["1", "0", "0", "0", "0", "-1"]


class Defect(NamedTuple):
    """What is done to a clean series, and the codes that are found then: those and no others.

    `pixels` says that only decoding every frame finds it.
    """

    make: Callable[[], Any]
    codes: tuple[str, ...]
    pixels: bool = False


def clean_stack(count: int = 10, **values: Any) -> list[Dataset]:
    """Return a CT series that nothing is wrong with, 5 mm apart."""
    made = samples.ct(count, 16)
    for k, each in enumerate(made):
        _lie_at(each, 5.0 * k)
        each.SpacingBetweenSlices = each.SliceThickness = "5"
        for keyword, value in values.items():
            setattr(each, keyword, value)
    return made


def clean_times(times: int = 6, count: int = 4, keyword: str = "TriggerTime") -> list[Dataset]:
    """Return a series of several times at each place."""
    made = []
    for time in range(times):
        for each in clean_stack(count):
            setattr(each, keyword, 100 * time + 10)
            each.InstanceNumber = len(made) + 1
            each.PixelData = len(made).to_bytes(2, "little") + each.PixelData[2:]
            each.SOPInstanceUID = generate_uid(entropy_srcs=[str(len(made))])
            made.append(each)
    return made


def _lie_at(dataset: Dataset, z: float, x: float = -180.0, y: float = -180.0) -> None:
    dataset.ImagePositionPatient = [f"{x:g}", f"{y:g}", f"{z:g}"]
    dataset.SliceLocation = f"{z:g}"


def _placed(heights: list[float], **values: Any) -> list[Dataset]:
    made = clean_stack(len(heights), **values)
    for each, z in zip(made, heights, strict=True):
        _lie_at(each, z)
        del each.SpacingBetweenSlices
    return made


def _one(k: int, **values: Any) -> list[Dataset]:
    """Return a series one of whose files has other values; ``None`` removes the element."""
    made = clean_stack()
    for keyword, value in values.items():
        if value is None:
            delattr(made[k], keyword)
        else:
            setattr(made[k], keyword, value)
    return made


def _every(count: int = 10, **values: Any) -> list[Dataset]:
    made = clean_stack(count)
    for each in made:
        for keyword in values:
            delattr(each, keyword)
    return made


def _without(*places: int) -> list[Dataset]:
    return [each for k, each in enumerate(clean_stack()) if k not in places]


def _with_copy(k: int, **values: Any) -> list[Dataset]:
    """Return a series one of whose files is there twice, the copy with other values."""
    made = clean_stack()
    copy = deepcopy(made[k])
    for keyword, value in values.items():
        setattr(copy, keyword, value)
    return [*made, copy]


def _sheared(degrees: float, pixel: str = "1") -> list[Dataset]:
    made = clean_stack(PixelSpacing=[pixel, pixel])
    for k, each in enumerate(made):
        _lie_at(each, 5.0 * k, y=-180 + 5.0 * k * np.tan(np.radians(degrees)))
    return made


def _numbered(numbers: list[int]) -> list[Dataset]:
    made = clean_stack(len(numbers))
    for each, number in zip(made, numbers, strict=True):
        each.InstanceNumber = number
    return made


def _added(**values: Any) -> list[Dataset]:
    """Return a series, and one more file of the same Series Instance UID with other values."""
    made = clean_stack()
    other = deepcopy(made[4])
    other.SOPInstanceUID, other.InstanceNumber = generate_uid(), 11
    for keyword, value in values.items():
        if value is None:
            delattr(other, keyword)
        else:
            setattr(other, keyword, value)
    return [*made, other]


def _smaller() -> list[Dataset]:
    other = samples.ct(1, 8)[0]
    made = clean_stack()
    other.SeriesInstanceUID, other.SOPInstanceUID = made[0].SeriesInstanceUID, generate_uid()
    other.InstanceNumber = 11
    return [*made, other]


def _colour() -> list[Dataset]:
    made = _added(SamplesPerPixel=3, PhotometricInterpretation="RGB", BitsAllocated=8)
    made[-1].BitsStored, made[-1].HighBit, made[-1].PlanarConfiguration = 8, 7, 0
    made[-1].PixelData = bytes(16 * 16 * 3)
    return made


def _time_left_out(time: int) -> list[Dataset]:
    return [each for each in clean_times(9) if each.TriggerTime != 100 * time + 10]


def _two_series(**values: Any) -> list[Dataset]:
    """Return two stacks that lie among each other, under one UID."""
    made = clean_stack()
    for k, other in enumerate(clean_stack(**values)):
        _lie_at(other, 5.0 * k + 2.0)
        other.SOPInstanceUID, other.InstanceNumber = generate_uid(), 11 + k
        made.append(other)
    return made


def _copied_pixels() -> list[Dataset]:
    made = clean_stack()
    made[7].PixelData = made[3].PixelData
    return made


def _broken_pixels() -> list[Dataset]:
    made = clean_stack()
    made[7].PixelData = made[7].PixelData[:100]
    return made


def _enhanced(change: Callable[[Dataset, int], None]) -> Dataset:
    dataset = enhanced_mr([SLICE])
    for k, frame in enumerate(dataset.PerFrameFunctionalGroupsSequence):
        change(frame.PlanePositionSequence[0], k)
    return dataset


def _enhanced_gap(plane: Dataset, k: int) -> None:
    plane.ImagePositionPatient = ["0", "0", f"{2.5 * (k + (k > 3))}"]


def _enhanced_tilt(plane: Dataset, k: int) -> None:
    plane.ImagePositionPatient = ["0", f"{k}", f"{2.5 * k}"]


def _reclassed() -> list[Dataset]:
    made = _added(SOPClassUID=SecondaryCaptureImageStorage)
    made[-1].file_meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
    return made


def _scout(**values: Any) -> list[Dataset]:
    return _added(ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"], **values)


def _all_twice() -> list[Dataset]:
    made = clean_stack()
    again = deepcopy(made)
    for each in again:
        each.SOPInstanceUID = generate_uid()
    return [*made, *again]


def _unnumbered() -> list[Dataset]:
    """Return two images at each place that only their numbers tell apart."""
    made = clean_stack()
    for k, other in enumerate(clean_stack()):
        other.SOPInstanceUID, other.InstanceNumber = generate_uid(), 11 + k
        made.append(other)
    return made


def _mosaic() -> list[Dataset]:
    made = samples.mr(2, 16)
    for each in made:
        each.ImageType = ["ORIGINAL", "PRIMARY", "M", "MOSAIC"]
    return made


def _heights(first: int, step: float, second: int, other: float) -> list[float]:
    low = [step * k for k in range(first)]
    return [*low, *(low[-1] + other * (k + 1) for k in range(second))]


DEFECTS: dict[str, Defect] = {
    "a slice is missing": Defect(lambda: _without(4), ("gap", "number-gap")),
    "several slices are missing": Defect(lambda: _without(2, 5, 6), ("gap", "number-gap")),
    "two slices are missing with one between them": Defect(
        lambda: _without(0, 1, 5, 7), ("gap", "number-gap")
    ),
    "two stacks far apart": Defect(
        lambda: _placed([0, 5, 10, 15, 20, 163, 168, 173, 178]), ("gap",)
    ),
    "frames of an enhanced file are missing": Defect(lambda: _enhanced(_enhanced_gap), ("gap",)),
    "two spacings one above the other": Defect(
        lambda: _placed(_heights(6, 4, 6, 7)), ("spacing-unequal",)
    ),
    "spacing that wanders": Defect(
        lambda: _placed([0, 5, 10.4, 15, 20.3, 25, 30, 34.6, 40]), ("spacing-unequal",)
    ),
    "distances that differ by less than is seen": Defect(
        lambda: _placed([0, 5, 10.07, 15, 20, 25, 30, 35]), ("spacing-slight",)
    ),
    "a spacing that is said wrongly": Defect(
        lambda: clean_stack(SpacingBetweenSlices="2.5"), ("spacing-differs",)
    ),
    "a tilted gantry": Defect(lambda: _sheared(18.5), ("tilt",)),
    "a slight tilt": Defect(lambda: _sheared(-2), ("tilt",)),
    "a lean that nobody sees": Defect(lambda: _sheared(0.4, "0.5"), ("lean-slight",)),
    "an enhanced file with shifted frames": Defect(lambda: _enhanced(_enhanced_tilt), ("tilt",)),
    "one slice lies aside": Defect(
        lambda: _one(4, ImagePositionPatient=["-180", "-140", "20"]), ("slice-shifted",)
    ),
    "a file twice": Defect(lambda: _with_copy(3), ("uid-duplicate",)),
    "a UID twice, at another place": Defect(
        lambda: _one(3, SOPInstanceUID=clean_stack()[7].SOPInstanceUID), ("uid-duplicate",)
    ),
    "a slice twice, with a UID of its own": Defect(
        lambda: _with_copy(3, SOPInstanceUID="1.2.3", InstanceNumber=11), ("position-duplicate",)
    ),
    "a slice twice, the copy under its number": Defect(
        lambda: _with_copy(3, SOPInstanceUID="1.2.3"), ("position-duplicate", "number-duplicate")
    ),
    "a whole series twice": Defect(_all_twice, ("position-duplicate", "number-duplicate")),
    "repetitions that only numbers tell apart": Defect(_unnumbered, ("repetition",)),
    "a UID is missing": Defect(lambda: _one(3, SOPInstanceUID=None), ("uid-missing",)),
    "an image of a time is missing": Defect(
        lambda: clean_times()[:-2] + clean_times()[-1:], ("frames-missing", "number-gap")
    ),
    "a time is missing": Defect(lambda: _time_left_out(4), ("time-gap", "number-gap")),
    "times that the header promises": Defect(
        lambda: [_set(each, NumberOfTemporalPositions=8) for each in clean_times()],
        ("times-missing",),
    ),
    "no file says where it lies": Defect(
        lambda: _every(ImagePositionPatient=None, ImageOrientationPatient=None),
        ("geometry-missing",),
    ),
    "a file without position": Defect(
        lambda: _one(3, ImagePositionPatient=None), ("geometry-missing",)
    ),
    "a file without orientation": Defect(
        lambda: _one(3, ImageOrientationPatient=None), ("mixed-geometry", "gap")
    ),
    "directions that are no unit vectors": Defect(
        lambda: clean_stack(ImageOrientationPatient=["2", "0", "0", "0", "2", "0"]),
        ("orientation-invalid",),
    ),
    "directions not at right angles": Defect(
        lambda: clean_stack(ImageOrientationPatient=["1", "0", "0", "0.6", "0.8", "0"]),
        ("orientation-invalid",),
    ),
    "no Pixel Spacing": Defect(lambda: _every(PixelSpacing=None), ("pixel-spacing-missing",)),
    "no Frame of Reference": Defect(
        lambda: _every(FrameOfReferenceUID=None), ("frame-of-reference-missing",)
    ),
    "one slice alone": Defect(lambda: clean_stack(1), ("single-slice",)),
    "mosaics": Defect(_mosaic, ("mosaic",)),
    "numbers against the normal": Defect(
        lambda: _numbered(list(range(10, 0, -1))), ("order-reversed",)
    ),
    "numbers in another order": Defect(
        lambda: _numbered([1, 3, 5, 7, 9, 2, 4, 6, 8, 10]), ("number-disagrees",)
    ),
    "two numbers swapped": Defect(
        lambda: _numbered([1, 2, 3, 5, 4, 6, 7, 8, 9, 10]), ("number-disagrees",)
    ),
    "a number twice": Defect(
        lambda: _numbered([1, 2, 3, 4, 4, 6, 7, 8, 9, 10]),
        ("number-duplicate", "number-gap", "number-disagrees"),
    ),
    "a number is missing": Defect(lambda: _one(9, InstanceNumber=None), ("number-missing",)),
    "a number left out": Defect(
        lambda: _numbered([1, 2, 3, 4, 6, 7, 8, 9, 10, 11]), ("number-gap",)
    ),
    "two patients": Defect(lambda: _one(3, PatientID="OTHER"), ("mixed-patient",)),
    "a name corrected in part": Defect(lambda: _one(3, PatientName="X^Y"), ("mixed-patient",)),
    "two studies": Defect(lambda: _one(3, StudyInstanceUID="1.2.3"), ("mixed-study",)),
    "another rescale": Defect(lambda: _one(3, RescaleIntercept="0"), ("mixed-rescale",)),
    "no rescale": Defect(
        lambda: _one(3, RescaleIntercept=None, RescaleSlope=None), ("mixed-rescale",)
    ),
    "an inverted image": Defect(
        lambda: _one(3, PhotometricInterpretation="MONOCHROME1"), ("mixed-photometric",)
    ),
    "signed beside unsigned": Defect(lambda: _one(3, PixelRepresentation=1), ("mixed-bits",)),
    "another thickness": Defect(lambda: _one(3, SliceThickness="2"), ("mixed-thickness",)),
    "another kernel": Defect(lambda: _one(3, ConvolutionKernel="BONE"), ("mixed-kernel",)),
    "the patient turned": Defect(
        lambda: _one(3, PatientPosition="FFS"), ("mixed-patient-position",)
    ),
    "one image with loss": Defect(lambda: _one(3, LossyImageCompression="01"), ("mixed-lossy",)),
    "another orientation": Defect(
        lambda: _added(ImageOrientationPatient=SIDEWAYS), ("mixed-orientation",)
    ),
    "another size": Defect(_smaller, ("mixed-size",)),
    "another pixel spacing": Defect(
        lambda: _added(PixelSpacing=["1", "1"]), ("mixed-pixel-spacing",)
    ),
    "another frame of reference": Defect(
        lambda: _added(FrameOfReferenceUID="1.2.3"), ("mixed-frame-of-reference",)
    ),
    "values of another kind": Defect(lambda: _added(RescaleType="US"), ("mixed-quantity",)),
    "a localizer": Defect(_scout, ("mixed-localizer",)),
    "a colour image": Defect(_colour, ("mixed-colour",)),
    "a screen capture": Defect(_reclassed, ("mixed-kind",)),
    "two thicknesses among each other": Defect(
        lambda: _two_series(SliceThickness="1"), ("mixed-acquisition",)
    ),
    "two acquisitions among each other": Defect(
        lambda: _two_series(AcquisitionNumber=2), ("mixed-acquisition",)
    ),
    "one picture at two places": Defect(_copied_pixels, ("pixels-identical",), pixels=True),
    "pixels cut short": Defect(_broken_pixels, ("pixels-unreadable",), pixels=True),
}
"""What is wrong → how to make it, and what is found."""


def _set(dataset: Dataset, **values: Any) -> Dataset:
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset
