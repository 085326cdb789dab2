from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import dicomwidgets.pixels.frame_source as frame_source_module
from dicomwidgets.display.window import Window
from dicomwidgets.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource


@pytest.fixture
def rising(make_image: Callable[..., Dataset]) -> Dataset:
    """Return 100 frames, each of one value more than the one before: 1000 … 1099."""
    return make_image(
        (np.ones((100, 8, 8)) * np.arange(1000, 1100)[:, None, None]).astype(np.uint16)
    )


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the numbers of the frames that are decoded from now on."""
    numbers: list[int] = []
    real = frame_source_module.decode

    def counted(locator: Any, *args: Any, **options: Any) -> Any:
        numbers.append(locator.frame)
        return real(locator, *args, **options)

    monkeypatch.setattr(frame_source_module, "decode", counted)
    return numbers


def auto_of(frames: FrameSource, i: int) -> tuple[float, float, str]:
    info = frames.info(i)
    (window,) = info["display"]["windows"]
    text = next(b["text"] for b in info["badges"] if "WINDOW" in b["text"])
    return window["center"], window["width"], text


def test_sixteen_frames_spread_over_the_series(
    rising: Dataset, open_frames: Callable[..., FrameSource], decoded: list[int]
) -> None:
    frames = open_frames(rising)
    center, width, text = auto_of(frames, 40)
    assert text == "AUTO WINDOW"
    assert len(set(decoded)) == 16
    assert (min(decoded), max(decoded)) == (0, 99)
    assert abs(center - 1050) < 1
    assert 98 < width <= 101
    before = len(decoded)
    assert auto_of(frames, 7) == (center, width, text)
    assert len(decoded) == before
    assert "16 frames" in frames.info(7)["badges"][-1]["reason"]


def test_in_a_hurry_the_first_frame_says_and_is_not_waited_for(
    rising: Dataset, open_frames: Callable[..., FrameSource], decoded: list[int]
) -> None:
    frames = open_frames(rising)
    frames.auto.hurry()
    assert auto_of(frames, 40) == (1040, 1, "PROVISIONAL WINDOW")
    assert set(decoded) == {40}
    assert auto_of(frames, 3) == (1040, 1, "PROVISIONAL WINDOW")
    assert frames.auto.described() is None
    found = frames.auto.settle()
    assert found is not None
    assert auto_of(frames, 40)[2] == "AUTO WINDOW"
    assert auto_of(frames, 40)[1] > 90
    described = frames.auto.described()
    assert described is not None
    assert described["window"]["width"] == found.window.width
    assert described["badge"]["text"] == "AUTO WINDOW"
    np.testing.assert_array_equal(
        frames.render(3),
        frames.render(3, window_center=found.window.center, window_width=found.window.width),
    )


def test_what_was_provisional_is_handed_on(
    rising: Dataset, open_frames: Callable[..., FrameSource]
) -> None:
    one, all_of_them = open_frames(rising), open_frames(rising)
    one.auto.hurry()
    shown = auto_of(one, 50)
    all_of_them.auto.hurry(one.auto)
    assert auto_of(all_of_them, 0) == shown
    assert all_of_them.auto.settle() is not None


def test_nobody_asks_where_files_name_windows(
    rising: Dataset, open_frames: Callable[..., FrameSource], decoded: list[int]
) -> None:
    rising.WindowCenter, rising.WindowWidth = 5, 6
    frames = open_frames(rising)
    frames.auto.hurry()
    frames.info(0)
    assert frames.auto.settle() is None
    assert frames.auto.described() is None
    assert decoded == []


def test_values_need_no_window(
    rising: Dataset, open_frames: Callable[..., FrameSource], decoded: list[int]
) -> None:
    open_frames(rising).values(5)
    assert decoded == [5]


def test_frames_that_fail_do_not_count(
    rising: Dataset, open_frames: Callable[..., FrameSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = open_frames(rising)
    real = frames.stored

    def partly(i: int) -> Any:
        if i > 50:
            raise ReadError("gone")
        return real(i)

    monkeypatch.setattr(frames, "stored", partly)
    center, _, text = auto_of(frames, 0)
    assert text == "AUTO WINDOW"
    assert abs(center - 1023) < 4


def test_large_frames_are_fewer(
    rising: Dataset,
    open_frames: Callable[..., FrameSource],
    decoded: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frames = open_frames(rising)
    monkeypatch.setattr(frames.auto, "_frame_bytes", lambda _i: 100 * 2**20)
    auto_of(frames, 0)
    assert len(set(decoded)) == 2


def test_a_given_window_stays(rising: Dataset, open_frames: Callable[..., FrameSource]) -> None:
    frames = open_frames(rising, auto=Window(5, 6))
    frames.auto.hurry()
    assert auto_of(frames, 0) == (5, 6, "AUTO WINDOW")
    assert frames.auto.window == Window(5, 6)


def test_padding_and_rescale_count(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    stored = np.zeros((4, 32, 32), np.uint16)
    stored[:, :16] = np.arange(512).reshape(16, 32)
    ds = make_image(stored, RescaleSlope=2, RescaleIntercept=-1000)
    ds.add_new(0x00280120, "US", 0)
    center, width, _ = auto_of(open_frames(ds), 0)
    assert abs(center + 488) < 3
    assert 990 < width < 1020


def test_what_is_no_number_leaves_a_badge(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    stored = np.ones((2, 5, 6), np.float32)
    stored[1, 0, :3] = [np.nan, np.inf, -np.inf]
    ds = make_image(np.zeros((2, 5, 6), np.uint16), BitsAllocated=32)
    del ds.PixelData
    ds.FloatPixelData = stored.tobytes()
    frames = open_frames(ds)
    for i in (0, 1):
        frames.stored(i)
    texts = [[badge["text"] for badge in frames.info(i)["badges"]] for i in (0, 1)]
    assert "NOT A NUMBER" not in texts[0]
    assert texts[1][-1] == "NOT A NUMBER"
    assert "3 pixels" in frames.info(1)["badges"][-1]["reason"]
    assert frames.render(1)[0, :3].tolist() == [0, 0, 0]
