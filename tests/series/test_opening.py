from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, SourceError
from dicomwidgets.series.opening import open_series

if TYPE_CHECKING:
    from pathlib import Path


def test_frames_of_anything(tmp_path: Path) -> None:
    folder = samples.write_ct_folder(tmp_path / "ct", 3, 16)
    for given in (folder, str(folder / "*.dcm"), samples.ct(3, 16), dw.load(folder)[0]):
        frames = dw.frames(given)
        assert len(frames) == 3
        assert frames.stored(1).shape == (16, 16)


def test_the_series_of_the_first_image_is_taken_or_the_one_asked_for() -> None:
    given = [samples.sr(), samples.us_color(), *samples.ct(3, 16)]
    assert open_series(given).modality == "US"
    assert open_series(given, series=1).modality == "CT"
    assert open_series(given, series=-1).modality == "CT"
    assert open_series(dw.load(given), series=1).modality == "CT"
    with pytest.raises(ArgumentError, match="no series 2: there are 2"):
        dw.frames(given, series=2)


def test_no_image_says_what_there_is_instead(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="1 DICOM object without pixels") as caught:
        dw.frames(samples.sr())
    assert caught.value.remedy == (
        "inspect(x) shows the header of objects without pixels; "
        "read_report(x) shows reports, recordings and documents."
    )
    (tmp_path / "Doe^John.txt").write_text("nothing")
    with pytest.raises(SourceError, match="1 file that is not DICOM") as caught:
        dw.frames(tmp_path / "Doe^John.txt")
    assert caught.value.remedy == "Give a DICOM file, or a folder of them."
    assert "Doe" not in str(caught.value)


def test_an_image_that_is_cut_short_is_counted_once(tmp_path: Path) -> None:
    whole = samples.write_ct_folder(tmp_path / "ct", 1, 16)
    (file,) = whole.iterdir()
    data = file.read_bytes()
    file.write_bytes(data[: len(data) - 16 * 16 * 2 - 40])
    with pytest.raises(SourceError) as caught:
        open_series(tmp_path / "ct")
    assert caught.value.message.startswith(
        "There is no image here, but 1 DICOM object without pixels. "
    )
    assert "Export" in str(caught.value.remedy) or "export" in str(caught.value.remedy)
