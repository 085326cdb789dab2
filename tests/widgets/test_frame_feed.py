"""Frames as messages."""

from __future__ import annotations

import io
import os
import threading
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from pydicom.data import get_testdata_file

import dicomwidgets as dw
from dicomwidgets.errors import DecodeError
from dicomwidgets.widgets._frame_feed import MOST_FRAMES, FrameFeed, packed

if TYPE_CHECKING:
    from dicomwidgets.pixels.frame_source import Look

ARGS = {"accept": ["raw", "deflate"], "priority": "visible"}


@pytest.fixture
def feed(ct_folder: Path) -> FrameFeed:
    return FrameFeed(dw.frames(ct_folder), numbering=1)


def test_frames_in_the_order_asked_each_with_its_buffer(feed: FrameFeed) -> None:
    result, buffers = feed.get_frames({"indices": [7, 0, 11], **ARGS})
    assert [info["index"] for info in result["frames"]] == [7, 0, 11]
    assert result["buffers"] == [{"dtype": "uint16", "shape": [32, 48], "encoding": "raw"}] * 3
    arrays = [np.frombuffer(each, "<u2").reshape(32, 48) for each in buffers]
    assert [int(array[0, 0]) for array in arrays] == [7, 0, 11]
    assert (result["numbering"], result["errors"]) == (1, [])


def test_a_bad_frame_does_not_cost_the_others(
    feed: FrameFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = feed.frames.stored

    def broken(index: int) -> Any:
        if index == 5:
            raise DecodeError("No decoder.", remedy="Install one.")
        return stored(index)

    monkeypatch.setattr(feed.frames, "stored", broken)
    result, buffers = feed.get_frames({"indices": [4, 5, 6, 12, -1, "x"], **ARGS})
    assert [info["index"] for info in result["frames"]] == [4, 6]
    assert len(buffers) == 2
    assert [each["index"] for each in result["errors"]] == [5, 12, -1, "x"]
    assert result["errors"][0]["error"]["remedy"] == "Install one."
    assert "from 0 to 11" in result["errors"][1]["error"]["message"]


def test_no_more_than_a_message_holds(feed: FrameFeed) -> None:
    result, _ = feed.get_frames({"indices": [0] * 100, **ARGS})
    assert len(result["frames"]) == MOST_FRAMES


def test_a_browser_that_reads_only_deflate(feed: FrameFeed) -> None:
    result, [buffer] = feed.get_frames({"indices": [3], "accept": ["deflate"]})
    assert result["buffers"][0]["encoding"] == "deflate"
    assert (np.frombuffer(zlib.decompress(buffer), "<u2") == 3).all()


def test_the_first_picture_is_small_and_says_its_window(feed: FrameFeed) -> None:
    result, [picture] = feed.get_first_picture(2)
    assert len(picture) <= 40960
    assert result["buffers"][0]["encoding"] in {"jpeg", "png"}
    assert (result["window_center"], result["window_width"]) == (40, 400)
    assert result["frame"]["index"] == 2


def test_the_first_messages_grow_better(feed: FrameFeed) -> None:
    coarse, fine, exact = feed.first_messages(2)
    assert [name for name, _, _ in (coarse, fine, exact)] == [
        "first_picture",
        "first_picture",
        "frames",
    ]
    assert coarse[1]["buffers"] == [{"dtype": "uint8", "shape": [32, 48], "encoding": "raw"}]
    assert bytes(coarse[2][0]) == feed.frames.render(2).tobytes()
    assert fine[1]["buffers"][0]["encoding"] in {"jpeg", "png"}
    assert {**fine[1], "buffers": []} == {**coarse[1], "buffers": []}
    assert (np.frombuffer(exact[2][0], "<u2") == 2).all()


def test_a_frame_beyond_the_share_of_the_page_is_an_error_that_says_so(feed: FrameFeed) -> None:
    size = 32 * 48 * 2
    assert feed.get_frames({"indices": [0], **ARGS}, most=size)[1]
    result, buffers = feed.get_frames({"indices": [0], **ARGS}, most=size - 1)
    assert buffers == []
    assert result["errors"][0]["error"]["kind"] == "too_large"
    assert "Close" in result["errors"][0]["error"]["remedy"]


def test_the_first_picture_looks_as_asked(feed: FrameFeed) -> None:
    look: Look = {"window_center": 8.0, "window_width": 9.0, "invert": True, "colormap": "pet"}
    result, [picture] = feed.get_first_picture(2, **look)
    assert (result["window_center"], result["window_width"]) == (8, 9)
    shown = np.asarray(Image.open(io.BytesIO(picture)))
    np.testing.assert_array_equal(shown, feed.frames.render(2, **look))


@pytest.mark.parametrize("dtype", ["u1", "i1", "<u2", "<i2", "<u4", "<i4", "<f4", "<f8"])
def test_contiguous_arrays_are_not_copied(dtype: str) -> None:
    array = np.arange(12).astype(dtype).reshape(3, 4)
    array.flags.writeable = False
    info, buffer = packed(array, ["raw"])
    assert np.shares_memory(np.frombuffer(buffer, "u1"), array)
    assert info == {"dtype": array.dtype.name, "shape": [3, 4], "encoding": "raw"}


@pytest.mark.parametrize(
    "array",
    [np.arange(12, dtype=">u2").reshape(3, 4), np.arange(24, dtype="<u2").reshape(3, 8)[:, ::2]],
)
def test_others_travel_little_endian_and_contiguous(array: np.ndarray[Any, Any]) -> None:
    info, buffer = packed(array, ["raw"])
    assert info["dtype"] == "uint16"
    assert (np.frombuffer(buffer, "<u2").reshape(array.shape) == array).all()


def test_many_threads_get_the_right_frames(feed: FrameFeed) -> None:
    wrong: list[int] = []

    def read(seed: int) -> None:
        for index in np.random.default_rng(seed).integers(0, 12, 40).tolist():
            _, [buffer] = feed.get_frames({"indices": [index], **ARGS})
            if (np.frombuffer(buffer, "<u2") != index).any():
                wrong.append(index)

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_preferred_encoding_wins_where_it_gains_something() -> None:
    noise = np.random.default_rng(0).integers(0, 65536, (64, 64), dtype=np.uint16)
    for array, encoding in ((noise, "raw"), (np.zeros((64, 64), np.uint16), "deflate")):
        info, buffer = packed(array, ["deflate", "raw"])
        data = zlib.decompress(buffer) if encoding == "deflate" else bytes(buffer)
        assert (info["encoding"], data) == (encoding, array.tobytes())
    assert packed(noise, ["deflate"])[0]["encoding"] == "deflate"
    assert packed(noise, ["raw", "deflate"])[0]["encoding"] == "raw"
    assert packed(noise, ["zstd"])[0]["encoding"] == "raw"


def test_the_first_picture_renders_once(feed: FrameFeed, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    real = feed.frames.stored
    monkeypatch.setattr(feed.frames, "stored", lambda i: calls.append(i) or real(i))
    feed.get_first_picture(2)
    assert calls == [2]


LOOK: Look = {
    "window_center": 8.0,
    "window_width": 9.0,
    "voi_function": None,
    "invert": True,
    "colormap": "grey",
}


def asked(**changes: Any) -> dict[str, Any]:
    return {"indices": [2], "priority": "visible", "look": LOOK, "region": None, "width": None} | (
        changes
    )


def test_pictures_look_as_asked_and_fail_one_by_one(feed: FrameFeed) -> None:
    result, buffers = feed.get_pictures(asked(indices=[2, 99, 0]))
    assert [each["frame"]["index"] for each in result["pictures"]] == [2, 0]
    assert [each["index"] for each in result["errors"]] == [99]
    assert result["milliseconds"] > 0
    shown = np.asarray(Image.open(io.BytesIO(buffers[0])))
    np.testing.assert_array_equal(shown, feed.frames.render(2, **LOOK))
    first = result["pictures"][0]
    assert (first["window_center"], first["window_width"]) == (8, 9)
    assert (first["region"], first["reduced"]) == ([0, 0, 48, 32], 1)


def test_a_picture_of_a_region_is_no_wider_than_needed(feed: FrameFeed) -> None:
    result, [buffer] = feed.get_pictures(asked(region=[7.5, 2, 31.2, 18], width=6))
    [picture] = result["pictures"]
    assert picture["region"] == [7, 2, 32, 18]
    assert (picture["reduced"], result["buffers"][0]["shape"]) == (25 / 7, [4, 7])
    assert Image.open(io.BytesIO(buffer)).size == (7, 4)


@pytest.mark.parametrize(
    "region", [[48, 0, 60, 5], [3, 3, 3, 5], [0, 0, float("nan"), 5], [1, 2, 3]]
)
def test_no_region_is_an_error_in_words(feed: FrameFeed, region: list[float]) -> None:
    result, buffers = feed.get_pictures(asked(region=region))
    assert buffers == []
    assert "region" in result["errors"][0]["error"]["message"]


def test_only_what_is_at_hand_is_answered_at_once(feed: FrameFeed) -> None:
    visible = {"indices": [4], **ARGS}
    assert not feed.is_quick(visible)  # nobody knows yet how fast the disk is
    feed.get_frames(visible)
    assert feed.is_quick(visible)
    assert not feed.is_quick({**visible, "priority": "prefetch"})
    for indices in ([4, 5], [], None, ["4"], [12], [-1]):
        assert not feed.is_quick({**visible, "indices": indices})


def test_a_slow_disk_keeps_nobody_waiting(feed: FrameFeed, monkeypatch: pytest.MonkeyPatch) -> None:
    visible = {"indices": [4], **ARGS}
    feed.get_frames(visible)
    stored = feed.frames.stored
    monkeypatch.setattr(feed.frames, "stored", lambda index: time.sleep(0.02) or stored(index))
    feed.get_frames(visible)
    assert not feed.is_quick(visible)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_in_a_files_place_keeps_nobody_waiting(feed: FrameFeed) -> None:
    visible = {"indices": [4], **ARGS}
    feed.get_frames(visible)
    path = feed.frames.locators[4].source.path(feed.frames.locators[4].item)
    assert path is not None
    path.unlink()
    os.mkfifo(path)
    assert not feed.is_quick(visible)


@pytest.mark.parametrize(
    ("name", "quick"),
    [("CT_small.dcm", True), ("MR_small_RLE.dcm", False), ("JPEG2000.dcm", False)],
)
def test_what_must_be_decoded_is_not_at_hand(name: str, quick: bool) -> None:
    path = Path(str(get_testdata_file(name)))
    feed = FrameFeed(dw.frames(path), numbering=1)
    feed.get_frames({"indices": [0], **ARGS})
    feed._each_took = 0.0
    assert feed.is_quick({"indices": [0], **ARGS}) is quick
    in_memory = FrameFeed(dw.frames(path.read_bytes()), numbering=1)
    in_memory.get_frames({"indices": [0], **ARGS})
    in_memory._each_took = 0.0
    assert not in_memory.is_quick({"indices": [0], **ARGS})
