from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset

from dicomwidgets import samples
from dicomwidgets.collection.load import load
from dicomwidgets.privacy import reveal
from dicomwidgets.reading.source import source_of
from dicomwidgets.series.opening import open_series
from dicomwidgets.series.series import Series

if TYPE_CHECKING:
    from pathlib import Path

Stack = Callable[..., list[Dataset]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return samples.write_ct_folder(tmp_path / "ct", 6, 16)


def test_frames_come_in_the_order_of_the_normal(folder: Path) -> None:
    series = open_series(folder)
    assert len(series) == series.count == 6
    assert series.sorted_by == "position along the slice normal"
    heights = [series.header(index).dataset.SliceLocation for index in range(6)]
    assert heights == sorted(heights)
    frames = series.frames()
    for index in range(6):
        with series.source.open(series.item(index)) as file:
            dataset = pydicom.dcmread(file)
        assert np.array_equal(frames.stored(index), dataset.pixel_array)


def test_multiframe_locators_follow_the_normal() -> None:
    dataset = samples.multiframe(4, 16)
    series = open_series(dataset)
    assert [locator.frame for locator in series.locators] == [3, 2, 1, 0]
    stored = series.frames().stored(0)
    expected = np.frombuffer(dataset.PixelData, "<u2").reshape(4, 16, 16)[3]
    assert np.array_equal(stored, expected)


def test_header_is_without_pixels_and_kept_for_a_while(folder: Path) -> None:
    series = open_series(folder)
    assert "PixelData" not in series.header(0).dataset
    assert series.header(2) is series.header(2)
    with pytest.raises(IndexError):
        series.header(6)


def test_headers_in_many_threads(folder: Path) -> None:
    series = open_series(folder)
    wrong: list[object] = []

    def read(start: int) -> None:
        for step in range(60):
            index = (start + step) % 6
            if series.header(index).item != series.item(index):
                wrong.append(index)

    threads = [threading.Thread(target=read, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_dataset_is_a_copy_to_change(folder: Path, stack: Stack) -> None:
    for given in (folder, stack(2)):
        series = open_series(given)
        dataset = series.dataset(0)
        assert dataset.PixelData
        dataset.PatientName = "Changed"
        assert series.dataset(0).PatientName == "Sample^Alex^^Dr."


def test_source_holds_the_series_alone(folder: Path) -> None:
    samples.us_color().save_as(folder / "us.dcm")
    (folder / "notes.txt").write_text("nothing")
    series = load(folder).series[0]
    assert len(source_of(series).items()) == 6
    again = open_series(series.source)
    assert [each.item for each in again.instances] == [each.item for each in series.instances]
    assert open_series(series) is series


def test_repr_holds_no_identifier_until_revealed(stack: Stack) -> None:
    series = open_series(stack(2, SeriesDescription="Alex Sample"))
    assert repr(series) == (
        "<Series CT: 2 frames of 16 × 16, 2 files, sorted by position along the slice normal>"
    )
    assert series.title == "CT · Alex Sample"
    reveal()
    assert "Alex Sample" in repr(series)


def test_title_without_anything() -> None:
    dataset = Dataset()
    dataset.PatientID = "1"
    [other] = load(dataset).others
    assert other.title == "series"
    assert len(other) == 0
    assert bool(other)
    assert other.header(0).dataset.PatientID == "1"


def test_series_is_a_pleasure_to_hold_lightly(folder: Path) -> None:
    series = open_series(folder)
    assert isinstance(series, Series)
    assert not hasattr(series.instances[0], "__dict__")


def test_a_repr_survives_its_files(tmp_path: Path) -> None:
    folder = samples.write_ct_folder(tmp_path / "CT", 2, 16)
    (series,) = load(folder).series
    for file in folder.iterdir():
        file.unlink()
    reveal()
    assert repr(series).startswith("<Series CT: 2 frames")
