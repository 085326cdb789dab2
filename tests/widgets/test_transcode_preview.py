from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.data import get_testdata_file

import dicomwidgets as dw
from dicomwidgets import codecs, samples
from dicomwidgets.errors import ArgumentError, MissingPackageError, TranscodeError
from dicomwidgets.transcoding.choice import choice_for
from dicomwidgets.transcoding.preview import trial
from dicomwidgets.transcoding.syntaxes import WRITABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pydicom.dataset import Dataset

    from dicomwidgets.widgets.transcode_preview import TranscodePreview


@pytest.fixture
def ct() -> Dataset:
    return samples.ct(1, 64)[0]


def tried(preview: TranscodePreview, **args: Any) -> tuple[dict[str, Any], Sequence[Any]]:
    len(preview.frames)
    asked = {"index": 0, "parameter": None, "amount": None, "pixels": True, **args}
    result, buffers = preview._get_trial(asked)
    return dict(result), buffers


def test_what_loses_nothing_comes_back(ct: Dataset) -> None:
    preview = dw.TranscodePreview(ct)
    for each in WRITABLE.values():
        if each.lossy or each.keyword == "JPEGBaseline8Bit":
            continue
        result, buffers = tried(preview, to=each.keyword)
        (info,) = result["buffers"]
        back = np.frombuffer(buffers[0], info["dtype"]).reshape(info["shape"])
        np.testing.assert_array_equal(back, preview.frames.stored(0))
        assert result["lossless"], each.keyword
        assert result["psnr"] is None
        assert result["stored_bytes"] == 64 * 64 * 2
        assert result["written"][-1].startswith("The same SOP Instance UID")


def test_what_is_lost_is_told_as_it_is(ct: Dataset) -> None:
    preview = dw.TranscodePreview(ct, to="JPEGLSNearLossless", near=3)
    result, buffers = tried(preview, to="JPEGLSNearLossless", parameter="near", amount=3.0)
    (info,) = result["buffers"]
    back = np.frombuffer(buffers[0], info["dtype"]).reshape(info["shape"]).astype(int)
    off = np.abs(back - preview.frames.stored(0))
    assert result["max_error"] == off.max() == 3
    assert result["mean_error"] == pytest.approx(off.mean())
    assert not result["lossless"]
    expected = trial(preview.frames, 0, choice_for("JPEGLSNearLossless", near=3))
    assert result["encoded_bytes"] == expected.encoded_bytes
    assert any("Lossy Image Compression 01" in line for line in result["written"])


def test_facts_come_without_pixels_where_none_are_wanted(ct: Dataset) -> None:
    result, buffers = tried(dw.TranscodePreview(ct), to="RLELossless", pixels=False)
    assert result["encoded_bytes"] > 0
    assert (result["buffers"], list(buffers)) == ([], [])


def test_colour_comes_back_as_it_is_shown() -> None:
    preview = dw.TranscodePreview(get_testdata_file("SC_rgb_rle_2frame.dcm"))
    result, buffers = tried(preview, to="JPEG2000Lossless", index=1)
    (info,) = result["buffers"]
    back = np.frombuffer(buffers[0], info["dtype"]).reshape(info["shape"])
    np.testing.assert_array_equal(back, preview.frames.stored(1))
    assert result["photometric"] == "YBR_RCT"
    assert "Photometric Interpretation YBR_RCT, from RGB" in result["written"]


def test_what_can_not_be_meant_is_refused_at_once(ct: Dataset) -> None:
    with pytest.raises(ArgumentError, match="near"):
        dw.TranscodePreview(ct, to="JPEG2000", near=3)
    with pytest.raises(ArgumentError, match="loses nothing"):
        dw.TranscodePreview(ct, to="RLELossless", quality=3)
    with pytest.raises(ArgumentError, match="transfer syntax"):
        dw.TranscodePreview(ct, to="PNG")
    with pytest.raises(ArgumentError, match="level"):
        dw.TranscodePreview(ct, level=3)


def test_settings_are_those_of_transcode(ct: Dataset) -> None:
    preview = dw.TranscodePreview(ct)
    assert preview.settings == {"to": "JPEG2000", "ratio": 10}
    preview.to = "JPEGLSLossless"
    assert preview.settings == {"to": "JPEGLSLossless"}
    preview.to = "JPEGLSNearLossless"
    assert preview.settings == {"to": "JPEGLSNearLossless", "near": 2}
    preview.amount = 5.0
    preview.parameter = "max_error"
    assert preview.settings == {"to": "JPEGLSNearLossless", "max_error": 5}
    assert 'to="JPEGLSNearLossless"' in preview.code().replace("'", '"')
    named = dw.TranscodePreview(ct, to="1.2.840.10008.1.2.4.81", near=1)
    assert named.settings == {"to": "JPEGLSNearLossless", "near": 1}


def test_encoders_that_are_missing_come_with_their_install_line(
    ct: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codecs, "is_installed", lambda name: name != "imagecodecs")
    preview = dw.TranscodePreview(ct)
    told, _ = preview._get_syntaxes({})
    by = {each["keyword"]: each for each in told["syntaxes"]}
    assert by["JPEGLSLossless"]["install"] == ""
    assert by["HTJ2KLossless"]["install"] == 'pip install "dicomwidgets[codecs]"'
    with pytest.raises(MissingPackageError, match="encoder"):
        tried(preview, to="HTJ2KLossless")


def test_a_frame_that_a_syntax_can_not_hold_says_why(
    front_end: Callable[..., Any], ct: Dataset
) -> None:
    preview = dw.TranscodePreview(ct)
    with pytest.raises(TranscodeError):
        tried(preview, to="JPEGBaseline8Bit", parameter="quality", amount=75.0)
    page = front_end(preview)
    args = {
        "index": 0,
        "to": "JPEGBaseline8Bit",
        "parameter": "quality",
        "amount": 75.0,
        "pixels": True,
    }
    error = page.ask("get_trial", args).content["error"]
    assert "8" in error["message"]
    assert error["remedy"]
