"""Frames too large to be handled whole, made small by lower limits; one that is really large."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from pydicom.data import get_testdata_file
from pydicom.uid import RLELossless
from support.huge import write_huge

from dicomwidgets.errors import DecodeError
from dicomwidgets.pixels import frame_source as frame_source_module
from dicomwidgets.pixels import large, reduced

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame_source_module, "KEPT_WHOLE", 20)
    monkeypatch.setattr(large, "_SAMPLE", 500)
    monkeypatch.setattr(reduced, "_STRIPE_PIXELS", 1000)


@pytest.mark.parametrize(
    "name",
    [
        "CT_small.dcm",
        "MR_small.dcm",
        "MR_small_bigendian.dcm",
        "examples_palette.dcm",
        "examples_rgb_color.dcm",
        "rtdose.dcm",
        "SC_rgb_small_odd.dcm",
    ],
)
@pytest.mark.usefixtures("small_limits")
def test_read_by_stripes_it_is_the_same_picture(
    name: str, open_frames: Callable[..., FrameSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = open_frames(get_testdata_file(name, download=False))
    last = len(frames) - 1
    rows = frames.info(last)["rows"]
    whole = frames.render(last)
    expected = np.asarray(Image.fromarray(whole).reduce(3))
    if large.rows_of(frames.locators[last], frames.header(last)) is not None:
        monkeypatch.setattr(frames, "stored", None)
    np.testing.assert_array_equal(frames.screen(last), whole)
    np.testing.assert_array_equal(frames.screen(last, side=-(-max(whole.shape[:2]) // 3)), expected)
    part = frames.screen(last, region=[1, 1, 3, rows])
    np.testing.assert_array_equal(part, whole[1:rows, 1:3])


@pytest.mark.usefixtures("small_limits")
def test_the_window_of_a_large_frame_is_computed_from_a_sample(
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
    tmp_path: Path,
) -> None:
    stored = np.arange(128 * 128, dtype=np.uint16).reshape(128, 128)
    make_image(stored).save_as(tmp_path / "a.dcm", enforce_file_format=True)
    frames = open_frames(tmp_path / "a.dcm")
    display = frames.info(0)["display"]
    assert display["windows"][0]["center"] == pytest.approx(64 * 128, rel=0.05)


def test_what_can_t_be_had_within_memory_is_refused_with_a_remedy(
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(frame_source_module, "LARGEST_DECODED", 1000)
    dataset = make_image(np.zeros((64, 64), np.uint16))
    dataset.compress(RLELossless)
    dataset.save_as(tmp_path / "a.dcm", enforce_file_format=True)
    frames = open_frames(tmp_path / "a.dcm")
    monkeypatch.setattr(frame_source_module, "KEPT_WHOLE", 20)
    with pytest.raises(DecodeError, match="compressed as one piece") as caught:
        frames.picture(0)
    assert "uncompressed or in tiles" in (caught.value.remedy or "")
    assert frames.stored(0).shape == (64, 64)


def test_a_frame_of_800_mb_costs_little_memory(
    open_frames: Callable[..., FrameSource], tmp_path: Path
) -> None:
    frames = open_frames(write_huge(tmp_path / "a.dcm"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tile = frames.screen(0, region=[14_900, 14_990, 15_500, 15_010])
    assert [int(tile[10, column]) for column in (99, 100, 499, 500)] == [0, 255, 255, 0]
    overview, described = frames.picture(0)
    assert max(described["shape"]) == 1000
    assert len(overview) <= 65536
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100 * 1024, f"{grown} kB"
