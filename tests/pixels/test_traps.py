"""Traps from real files, each said in words that help."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.data import get_testdata_file
from support.huge import write_huge

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import DecodeError, DicomWidgetsError, DisplayError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource

_PEAK = """
import json, sys, tracemalloc
import dicomwidgets as dw
frames = dw.frames(sys.argv[1])
frames.render(0)
peaks = []
tracemalloc.start()
for call in (frames.stored, frames.render):
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    call(len(frames) // 2)
    peaks.append((tracemalloc.get_traced_memory()[1] - before) / frames.frame_bytes(0))
print(json.dumps(peaks))
"""


def slice_of(**changes: Any) -> Dataset:
    """Return a CT slice with elements set, or taken away where the value is None."""
    dataset = samples.ct(1, 16)[0]
    for keyword, value in changes.items():
        if value is None:
            delattr(dataset, keyword)
        else:
            setattr(dataset, keyword, value)
    return dataset


def bytes_of(dataset: Dataset, **options: Any) -> bytes:
    out = BytesIO()
    dataset.save_as(out, **options)
    return out.getvalue()


@pytest.mark.parametrize("length", [0, 100, 132, 140, 200])
def test_a_file_cut_before_its_first_element_is_no_empty_dataset(length: int) -> None:
    data = bytes_of(slice_of(), enforce_file_format=True)
    with pytest.raises(DicomWidgetsError) as caught:
        dw.frames(data[:length])
    assert caught.value.message
    assert caught.value.remedy


def test_elements_whose_printing_raises_keep_no_frame() -> None:
    dataset = slice_of()
    dataset.add_new(0x00181060, "DS", "1")
    data = bytes_of(dataset, enforce_file_format=True)
    data = data.replace(
        b"\x18\x00\x60\x10DS\x02\x00\x31\x20", b"\x18\x00\x60\x10DS\x02\x00\xff\xfe"
    )
    frames = dw.frames(data)
    assert frames.render(0).shape == (16, 16)
    repr(frames)
    repr(dw.load(data).series[0])


def test_no_transfer_syntax_at_all(make_image: Callable[..., Dataset]) -> None:
    dataset = slice_of()
    del dataset.file_meta
    frames = dw.frames(dataset)
    np.testing.assert_array_equal(frames.stored(0), samples.ct(1, 16)[0].pixel_array)
    packed = make_image(np.zeros((4, 5), np.uint16))
    packed.compress("1.2.840.10008.1.2.5", generate_instance_uid=False)
    del packed.file_meta.TransferSyntaxUID
    with pytest.raises(DecodeError, match="does not say how") as caught:
        dw.frames(packed).stored(0)
    assert caught.value.keyword == "TransferSyntaxUID"


def test_no_preamble() -> None:
    dataset = slice_of()
    data = bytes_of(dataset, enforce_file_format=True)
    for start in (132, data.index(b"\x08\x00\x05\x00") if b"\x08\x00\x05\x00" in data else 132):
        assert dw.frames(data[start:]).stored(0).shape == (16, 16)


@pytest.mark.parametrize("keyword", ["Rows", "Columns"])
def test_a_size_that_is_missing_is_named(
    keyword: str, open_frames: Callable[..., FrameSource]
) -> None:
    dataset = slice_of(**{keyword: None})
    with pytest.raises(SourceError):
        dw.frames(dataset)
    frames = open_frames(dataset)
    with pytest.raises((DecodeError, DisplayError)) as caught:
        frames.stored(0)
    assert caught.value.keyword == keyword
    with pytest.raises(DisplayError) as shown:
        frames.info(0)
    assert shown.value.keyword == keyword


def test_pixels_of_any_length(open_frames: Callable[..., FrameSource]) -> None:
    stored = samples.ct(1, 16)[0].pixel_array
    for more in (b"", b"\0", b"\0" * 100, b"\0" * 512):
        longer = slice_of(PixelData=stored.tobytes() + more)
        np.testing.assert_array_equal(open_frames(longer).stored(0), stored)
    for cut in (1, 2, 511):
        with pytest.raises(DecodeError, match="truncated, or its header is wrong") as caught:
            open_frames(slice_of(PixelData=stored.tobytes()[:-cut])).stored(0)
        assert caught.value.keyword == "PixelData"
        assert caught.value.remedy


def test_zero_frames_are_one(make_image: Callable[..., Dataset]) -> None:
    dataset = make_image(np.arange(20, dtype=np.uint16).reshape(4, 5), NumberOfFrames=0)
    assert len(dw.frames(dataset)) == 1
    with pytest.raises(SourceError, match="without pixels"):
        dw.frames(slice_of(PixelData=b""))


@pytest.mark.parametrize("declared", [2, 7, 10**6])
def test_more_frames_declared_than_there_are(
    declared: int, make_image: Callable[..., Dataset]
) -> None:
    stored = np.arange(2 * 20, dtype=np.uint16).reshape(2, 4, 5)
    found = dw.load(make_image(stored, NumberOfFrames=declared))
    assert len(found.series[0]) == 2
    lost = [each.message for each in found.problems if each.keyword == "NumberOfFrames"]
    assert bool(lost) == (declared > 2)


def test_frames_that_nobody_declared_are_said(make_image: Callable[..., Dataset]) -> None:
    stored = np.arange(6 * 20, dtype=np.uint16).reshape(6, 4, 5)
    dataset = make_image(stored)
    del dataset.NumberOfFrames
    frames = dw.frames(dataset)
    assert len(frames) == 1
    np.testing.assert_array_equal(frames.stored(0), stored[0])
    badge = next(each for each in frames.info(0)["badges"] if each["text"] == "MORE FRAMES")
    assert "room for 6" in badge["reason"]


def test_a_frame_that_changes_size_is_a_series_of_its_own() -> None:
    slices = samples.ct(5, 16)
    other = samples.ct(1, 24)[0]
    other.SeriesInstanceUID = slices[0].SeriesInstanceUID
    found = dw.load([*slices[:2], other, *slices[2:]])
    assert [(each.rows, len(each)) for each in found.series] == [(16, 5), (24, 1)]


def test_double_float(make_image: Callable[..., Dataset]) -> None:
    stored = np.linspace(-1e300, 1e300, 20).reshape(4, 5)
    stored[0, 0] = np.nan
    dataset = make_image(np.zeros((4, 5), np.uint16), BitsAllocated=64)
    del dataset.PixelData
    dataset.DoubleFloatPixelData = stored.tobytes()
    frames = dw.frames(dataset)
    np.testing.assert_array_equal(frames.stored(0), stored)
    assert frames.values(0).array.dtype == np.float64
    assert frames.render(0)[0, 0] == 0


def test_one_bad_frame_of_many(make_image: Callable[..., Dataset]) -> None:
    stored = np.random.default_rng(2).integers(0, 999, (14, 8, 9), dtype=np.uint16)
    dataset = make_image(stored)
    dataset.compress("1.2.840.10008.1.2.5", generate_instance_uid=False)
    data = bytearray(dataset.PixelData)
    start = data.index(b"\xfe\xff\x00\xe0", 100)
    data[start + 8 : start + 40] = b"\xff" * 32
    dataset.PixelData = bytes(data)
    frames = dw.frames(dataset)
    bad = []
    for k in range(14):
        try:
            np.testing.assert_array_equal(frames.stored(k), stored[k])
        except DecodeError as problem:
            bad.append(problem.tag)
    assert bad == ["(7FE0,0010)"]
    assert not [each for each in frames.info(0)["badges"] if "OFFSET" in each["text"]]


def test_a_truncated_file_says_where_it_ends() -> None:
    path = get_testdata_file("MR_truncated.dcm", download=False)
    with pytest.raises(DecodeError, match="ends") as caught:
        dw.frames(path).stored(0)
    assert caught.value.file == "MR_truncated.dcm"


def test_one_frame_of_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    path = write_huge(tmp_path / "large.dcm", side=1024)
    data = path.read_bytes()
    dataset = dw.frames(path).header(0).dataset
    dataset.NumberOfFrames, frame = 512, 2 * 1024 * 1024
    dataset.add_new("PixelData", "OW", b"\0\0")
    dataset.save_as(path, enforce_file_format=True)
    with path.open("r+b") as file:
        start = file.seek(0, 2) - 2
        file.seek(start - 4)
        file.write((512 * frame).to_bytes(4, "little"))
        file.truncate(start + 512 * frame)
    assert path.stat().st_size > 2**30 > len(data)
    ran = subprocess.run(
        [sys.executable, "-c", _PEAK, str(path)], capture_output=True, check=True, text=True
    )
    stored, render = json.loads(ran.stdout)
    assert stored <= 1.5
    assert render <= 3
