"""A file that is written anew while its frames are looked at."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.uid import RLELossless

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import DicomWidgetsError

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource


@pytest.fixture
def file(tmp_path: Path) -> Path:
    for k, each in enumerate(samples.ct(3, 32)):
        each.save_as(tmp_path / f"{k}.dcm", enforce_file_format=True)
    return tmp_path / "1.dcm"


def all_of(file: Path) -> tuple[FrameSource, int]:
    """Return the frames of the file's folder, all looked at, and which of them is the file's."""
    frames = dw.frames(file.parent)
    for k in range(3):
        frames.stored(k), frames.info(k), frames.header(k)
    return frames, next(k for k in range(3) if frames.locators[k].item.name == file.name)


def written(file: Path, dataset: Dataset) -> None:
    before = file.stat().st_mtime_ns
    dataset.save_as(file, enforce_file_format=True)
    os.utime(file, ns=(before + 10**6, before + 10**6))


def longer(dataset: Dataset) -> Dataset:
    dataset.PatientComments = "x" * 501
    return dataset


def compressed(dataset: Dataset) -> Dataset:
    dataset.compress(RLELossless)
    return dataset


@pytest.mark.parametrize("change", [longer, compressed, lambda _: samples.us_color()])
def test_its_pixels_and_its_description_are_those_of_the_file_now(
    file: Path, change: type[Dataset]
) -> None:
    frames, i = all_of(file)
    for _ in range(2):
        written(file, change(dcmread(file)) if _ == 0 else longer(samples.ct(1, 48)[0]))
        now = dw.frames(file)
        assert np.array_equal(frames.stored(i), now.stored(0))
        assert frames.info(i)["columns"] == now.info(0)["columns"] == frames.stored(i).shape[1]
        assert frames.header(i).dataset.Rows == now.header(0).dataset.Rows


def test_frames_of_one_file_are_decoded_anew(tmp_path: Path) -> None:
    file = tmp_path / "many.dcm"
    written_first = compressed(samples.multiframe(4))
    written_first.save_as(file, enforce_file_format=True)
    frames = dw.frames(file)
    old = [frames.stored(k).copy() for k in range(4)]
    other = dcmread(file)
    other.decompress()
    other.PixelData = (255 - np.frombuffer(other.PixelData, np.uint8)).tobytes()
    written(file, compressed(longer(other)))
    now = dw.frames(file)
    for k in range(4):
        assert np.array_equal(frames.stored(k), now.stored(k))
        assert not np.array_equal(frames.stored(k), old[k])


def test_of_a_file_that_is_gone_nothing_is_forgotten(file: Path) -> None:
    frames, i = all_of(file)
    file.unlink()
    assert frames.header(i).dataset.Rows == 32
    with pytest.raises(DicomWidgetsError, match="No such file"):
        frames.stored(i)
