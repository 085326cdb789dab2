"""Types that are asked for are held to, and types that are chosen hold everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import dicomwidgets as dw
from dicomwidgets.errors import ArgumentError, VolumeError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    Stack = Callable[..., list[Dataset]]


def filled(slices: list[Dataset], values: list[float]) -> list[Dataset]:
    for dataset, value in zip(slices, values, strict=True):
        kind = np.int16 if dataset.PixelRepresentation else np.uint16
        dataset.PixelData = np.full((8, 8), value, kind).tobytes()
    return slices


def gapped(slices: list[Dataset]) -> list[Dataset]:
    return [each for place, each in enumerate(slices) if place != 2]


def leaning(slices: list[Dataset]) -> list[Dataset]:
    for number, dataset in enumerate(slices):
        dataset.ImagePositionPatient = [0, 0.5 * number, 2.0 * number]
    return slices


def test_parts_of_a_number_fit_no_integer_type(stack: Stack) -> None:
    slices = gapped(filled(stack(5, RescaleIntercept=0), [0, 1, 0, 0, 1]))
    assert dw.volume(slices, gaps="resample").array[:, 0, 0].tolist() == [0, 1, 0.5, 0, 1]
    with pytest.raises(VolumeError, match="no whole numbers") as refused:
        dw.volume(slices, gaps="resample", dtype="int16")
    assert refused.value.code == "dtype"
    assert "float32" in (refused.value.remedy or "")
    assert refused.value.files


def test_mixtures_that_are_whole_fit(stack: Stack) -> None:
    slices = stack(9)
    thirds = [each for place, each in enumerate(slices) if place not in (2, 3, 5)]
    made = dw.volume(thirds, gaps="resample", dtype="int16")
    assert made.array[:, 0, 0].tolist() == list(range(-1000, -991))
    assert made.dtype == np.int16
    even = filled(stack(9), [5] * 9)
    thirds = [each for place, each in enumerate(even) if place not in (2, 3, 5)]
    assert (dw.volume(thirds, gaps="resample", dtype="int16").array == -1019).all()


def test_nothing_is_no_whole_number(stack: Stack) -> None:
    slices = leaning(stack())
    with pytest.raises(VolumeError, match="they are NaN in part") as refused:
        dw.volume(slices, tilt="resample", dtype="int16")
    assert "fill=" in (refused.value.remedy or "")
    made = dw.volume(slices, tilt="resample", dtype="int16", fill=-2000)
    assert sorted(set(made.array[0].ravel().tolist())) == [-2000, -1000]
    with pytest.raises(VolumeError, match="-40000 to"):
        dw.volume(slices, tilt="resample", dtype="int16", fill=-40000)


@pytest.mark.parametrize(
    ("bits", "values", "kind"),
    [(16, [40000, -5, 7], "int32"), (12, [4000, -5, 7], "int16"), (16, [40000, 5, 7], "uint16")],
)
def test_stored_values_of_both_signs_fit(
    bits: int, values: list[float], kind: str, stack: Stack
) -> None:
    slices = stack(3, BitsStored=bits, HighBit=bits - 1, RescaleIntercept=0)
    slices[1].PixelRepresentation = int(min(values) < 0)
    made = dw.volume(filled(slices, values), values="stored")
    assert made.dtype == kind
    assert made.array[:, 0, 0].tolist() == values
    assert dw.volume(slices).array[:, 0, 0].tolist() == values


def test_the_widest_of_all_files_counts(stack: Stack, tmp_path: Path) -> None:
    slices = filled(stack(3, BitsStored=8, HighBit=7, RescaleIntercept=0), [0, 100, 50])
    slices[0].BitsAllocated = 8
    slices[0].PixelData = np.full((8, 8), 200, np.uint8).tobytes()
    for number, dataset in enumerate(slices):
        dataset.save_as(tmp_path / f"{number}.dcm", enforce_file_format=True)
    made = dw.volume(tmp_path, values="stored")
    assert made.dtype == np.uint16
    assert made.array[:, 0, 0].tolist() == [200, 100, 50]


def test_steps_of_numpy_and_of_nothing(stack: Stack) -> None:
    slices = stack()
    steps: list[Any] = [np.int64(2), np.array([2, 2, 2]), (np.int8(2), 2, 2)]
    for step in steps:
        assert dw.volume(slices, step=step).shape == (3, 4, 4)
    wrong: list[Any] = [2.0, "222", (2, 2.0, 2), None]
    for step in wrong:
        with pytest.raises(ArgumentError, match="can't be meant"):
            dw.volume(slices, step=step)


def test_parts_of_several_volumes(stack: Stack) -> None:
    made = dw.volume([*stack(3, EchoTime=1), *stack(3, EchoTime=2), *stack(3, EchoTime=3)])
    assert made[np.int64(1)].shape == (3, 8, 8)
    assert made[-2:].labels == made.labels[1:]
    nowhere: list[Any] = [slice(0, 0), 3, -4, slice(5, 9), [0, 1], ..., "1"]
    for wrong in nowhere:
        with pytest.raises(ArgumentError, match="no such volume"):
            made[wrong]


def colored(slices: list[Dataset]) -> list[Dataset]:
    for number, dataset in enumerate(slices):
        dataset.SamplesPerPixel, dataset.PlanarConfiguration = 3, 0
        dataset.PhotometricInterpretation = "RGB"
        dataset.BitsAllocated = dataset.BitsStored = 8
        dataset.HighBit = 7
        dataset.PixelData = np.full((8, 8, 3), 50 * number + 100, np.uint8).tobytes()
    return slices


def test_colours_are_of_the_type_asked_for(stack: Stack) -> None:
    slices = colored(stack(4))
    assert dw.volume(slices).dtype == np.uint8
    for kind in ("float32", "int16", "uint8"):
        made = dw.volume(slices, dtype=kind)
        assert (made.dtype, made.shape) == (kind, (4, 8, 8, 3))
        assert made.array[:, 0, 0, 0].tolist() == [100, 150, 200, 250]
    with pytest.raises(VolumeError, match="don't fit int8"):
        dw.volume(slices, dtype="int8")
    apart = [slices[0], slices[1], slices[3]]
    assert dw.volume(apart, gaps="resample").dtype == np.float32
    made = dw.volume(apart, gaps="resample", dtype="int16")
    assert made.array[:, 0, 0, 0].tolist() == [100, 150, 200, 250]
