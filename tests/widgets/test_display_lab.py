from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from display.test_icc import swapped
from pydicom.data import get_testdata_file
from support.drawn import with_supplement
from traitlets import TraitError

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, DicomWidgetsError
from dicomwidgets.widgets import _frame_by_frame, series_viewer
from dicomwidgets.widgets._budget import Room

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwidgets.widgets.display_lab import DisplayLab


def stages(lab: DisplayLab, index: int = 0) -> tuple[dict[str, Any], list[Any]]:
    """Ask as the front end does, once the series is known."""
    assert len(lab.frames)
    result, buffers = lab._get_stages({"index": index})
    return dict(result), list(buffers)


def words(result: dict[str, Any], buffers: list[Any]) -> np.ndarray[Any, Any]:
    (info,) = result["buffers"]
    return np.frombuffer(buffers[0], info["dtype"]).reshape(info["shape"])


@pytest.fixture
def ct() -> Dataset:
    return samples.ct(1, 16)[0]


def test_a_frame_comes_with_its_stages(ct: Dataset) -> None:
    lab = dw.lab(ct)
    result, buffers = stages(lab)
    assert [each["name"] for each in result["stages"]][:3] == ["bits", "padding", "modality"]
    assert result["word"] == {"allocated": 16, "stored": 12, "high": 11, "signed": False}
    # Every word is the stored value: it does not cross the wire twice.
    assert (result["buffers"], buffers) == ([], [])


def test_the_word_is_sent_where_it_holds_more_than_the_value(ct: Dataset) -> None:
    stored = np.frombuffer(ct.PixelData, "<u2")
    ct.PixelData = (stored | 0x8000).tobytes()
    lab = dw.lab(ct)
    whole = words(*stages(lab))
    assert whole.dtype == np.uint16
    assert np.array_equal(whole & 0xFFF, lab.frames.stored(0))
    assert (whole & 0x8000).all()


def test_negative_values_are_sent_as_words_only_if_their_bits_differ() -> None:
    lab = dw.lab(get_testdata_file("CT_small.dcm"))
    result, _ = stages(lab)
    assert result["word"]["signed"]
    assert result["buffers"] == []


def test_samples_come_before_they_became_colours() -> None:
    dataset = samples.us_color()
    dataset.PhotometricInterpretation = "YBR_FULL"
    lab = dw.lab(dataset)
    result, buffers = stages(lab)
    before = words(result, buffers)
    assert before.shape == lab.frames.stored(0).shape
    assert not np.array_equal(before, lab.frames.stored(0))
    assert result["stages"][1]["acts"]


def test_palette_indices_come_before_their_colours() -> None:
    lab = dw.lab(samples.palette())
    before = words(*stages(lab))
    assert before.ndim == 2


def test_rgb_needs_no_conversion() -> None:
    result, _ = stages(dw.lab(samples.us_color()))
    assert not result["stages"][1]["acts"]
    assert result["word"] is None


def test_a_supplemental_palette_is_a_stage_of_its_own(ct: Dataset) -> None:
    lab = dw.lab(with_supplement(ct, 1000, 40))
    stage = stages(lab)[0]["stages"][-1]
    assert (stage["name"], stage["acts"]) == ("color", True)
    assert "from 1000 on" in stage["text"]
    named = {each["keyword"]: each["value"] for each in stage["tags"]}
    assert named["PixelPresentation"] == "COLOR"
    assert named["RedPaletteColorLookupTableDescriptor"] == "40\\1000\\16"
    del ct.PixelPresentation
    plain = dw.lab(ct)
    assert [each["name"] for each in stages(plain)[0]["stages"]][-1] == "presentation"
    assert "PALETTE NOT APPLIED" in [each["text"] for each in plain.frames.info(0)["badges"]]


def test_samples_come_before_the_profile_that_makes_other_colours_of_them() -> None:
    dataset = samples.us_color()
    dataset.PhotometricInterpretation = "RGB"
    dataset.ICCProfile = swapped()
    lab = dw.lab(dataset)
    result, buffers = stages(lab)
    before = words(result, buffers)
    np.testing.assert_array_equal(before, lab.frames.stored(0))
    assert not np.array_equal(before, lab.frames.sent(0))
    color = result["stages"][1]
    assert color["acts"]
    assert "ICC profile" in color["text"]
    assert color["tags"][-1]["keyword"] == "ICCProfile"


def test_it_shares_the_pages_room_with_the_viewers(
    monkeypatch: pytest.MonkeyPatch, front_end: Callable[..., Any]
) -> None:
    room = Room(3000)
    for module in (_frame_by_frame, series_viewer):
        monkeypatch.setattr(module, "PAGES", room)
    viewer = dw.view(samples.ct(9, 16))
    len(viewer.frames)
    page = front_end(viewer)
    assert page.ask("get_series").content["result"]["budget"] == 3000
    lab = dw.lab(samples.ct(9, 16))
    len(lab.frames)
    other = front_end(lab)
    share = other.ask("get_series").content["result"]["budget"]
    # A frame of 512 bytes, and its words beside it: two of them at least.
    assert share == 1500
    assert page.events("budget")[-1].content["data"]["bytes"] == 1500
    assert other.ask("get_frames", {"indices": [0], "accept": ["raw"]}).buffers
    lab.close()
    assert page.events("budget")[-1].content["data"]["bytes"] == 3000
    viewer.close()


def test_a_frame_without_room_is_refused_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, front_end: Callable[..., Any], ct: Dataset
) -> None:
    monkeypatch.setattr(_frame_by_frame, "PAGES", Room(1000))
    lab = dw.lab(ct)
    len(lab.frames)
    answer = front_end(lab).ask("get_frames", {"indices": [0], "accept": ["raw"]}).content
    assert answer["error"]["kind"] == "too_large"
    assert answer["error"]["remedy"] == "Close some of the others."


def test_floating_point_has_no_word() -> None:
    ds = samples.ct(1, 16)[0]
    ds.FloatPixelData = np.linspace(0, 1, 256, dtype="<f4").tobytes()
    del ds.PixelData
    ds.BitsAllocated = 32
    del ds.BitsStored, ds.HighBit, ds.PixelRepresentation
    result, _ = stages(dw.lab(ds))
    assert result["word"] is None


def test_traits_are_checked(ct: Dataset) -> None:
    lab = dw.lab(ct, pixel=(3, 4), stages_off=["modality"], window_width=100)
    assert (lab.pixel, lab.stages_off, lab.window_width) == ((3, 4), ["modality"], 100.0)
    with pytest.raises(TraitError):
        lab.stages_off = ["rescale"]
    with pytest.raises(TraitError):
        lab.window_width = 0
    with pytest.raises(ArgumentError, match="level"):
        dw.lab(ct, level=3)


def test_the_index_is_clamped_once_the_series_is_known(tmp_path: Path) -> None:
    for number, dataset in enumerate(samples.ct(4, 16)):
        dataset.save_as(tmp_path / f"{number}.dcm", enforce_file_format=True)
    lab = dw.lab(tmp_path, index=2)
    assert len(lab.frames) == 4
    lab.index = 99
    assert lab.index == 3
    assert stages(lab, 3)[0]["index"] == 3


def test_what_is_wrong_is_shown_in_place(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no DICOM")
    lab = dw.lab(tmp_path)
    assert len(lab.frames) == 0
    assert lab._get_series({})[0]["problems"]
    with pytest.raises(DicomWidgetsError):
        lab._get_stages({"index": 0})
    with pytest.raises(ArgumentError):
        dw.lab(object())


def test_no_identifier_travels_in_state_or_stages(ct: Dataset) -> None:
    ct.PatientName = "Canary^Cora"
    ct.PatientID = "CANARY-1"
    lab = dw.lab(ct)
    told = json.dumps([stages(lab)[0], lab._get_series({})[0], repr(lab), str(lab.get_state())])
    assert "canary" not in told.lower()
    assert str(ct.SOPInstanceUID) not in told
