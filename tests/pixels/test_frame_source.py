from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.data import get_testdata_file

import dicomwidgets.pixels.frame_source as frame_source_module
from dicomwidgets.display.window import Window
from dicomwidgets.errors import ArgumentError, DecodeError, DicomWidgetsError, DisplayError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource, Look


@pytest.fixture
def ct(open_frames: Callable[..., FrameSource]) -> FrameSource:
    return open_frames(get_testdata_file("CT_small.dcm", download=False))


def test_values_have_a_unit_and_a_reason(ct: FrameSource) -> None:
    values = ct.values(0)
    assert values.unit == "HU"
    assert values.array.dtype == np.float32
    assert "-1024" in values.why
    np.testing.assert_array_equal(values.array, ct.stored(0) - 1024.0)


def test_values_of_a_part_are_those_of_the_whole(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    stored = np.arange(20, dtype=np.int16).reshape(4, 5)
    whole_of = open_frames(make_image(stored, RescaleSlope=0.5, PixelPaddingValue=8))
    part = slice(1, 3), slice(2, 5)
    whole, some = whole_of.values(0), whole_of.values(0, part)
    assert whole.padding is not None
    assert some.padding is not None
    np.testing.assert_array_equal(some.array, whole.array[part])
    np.testing.assert_array_equal(whole.padding, stored == 8)
    np.testing.assert_array_equal(some.padding, whole.padding[part])
    assert (some.step, some.unit) == (0.5, whole.unit)
    assert whole_of.values(0, (slice(2, 2), slice(0, 5))).array.shape == (0, 5)


def test_a_frame_is_read_only_and_the_dataset_untouched(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    ds = make_image(np.arange(20, dtype=np.int16).reshape(4, 5), BitsStored=12, HighBit=11)
    before = ds.to_json()
    frames = open_frames(ds)
    with pytest.raises(ValueError, match="read-only"):
        frames.stored(0)[0, 0] = 1
    frames.render(0)
    frames.picture(0)
    assert ds.to_json() == before


def test_info_travels_as_json_and_knows_its_place(ct: FrameSource) -> None:
    info = ct.info(0)
    assert json.loads(json.dumps(info, allow_nan=False)) == info
    assert info["index"] == 0
    assert (info["rows"], info["columns"], info["samples"]) == (128, 128, 1)


def test_without_a_window_there_is_one_for_all_whichever_frame_is_asked_for_first(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    stored = np.arange(2 * 64 * 64, dtype=np.uint16).reshape(2, 64, 64)
    frames = open_frames(make_image(stored))
    first, second = frames.info(1), frames.info(0)
    assert first["display"]["windows"] == second["display"]["windows"]
    assert first["display"]["windows"][0]["source"] == "auto"
    assert [badge["text"] for badge in first["badges"]] == ["NO SPACING", "AUTO WINDOW"]
    assert first["display"]["windows"][0]["center"] == 4096
    again = open_frames(make_image(stored))
    assert again.info(0)["display"]["windows"] == first["display"]["windows"]
    given = open_frames(make_image(stored), auto=Window(5, 6))
    assert given.info(0)["display"]["windows"][0]["center"] == 5


def test_eight_bits_without_a_window_are_shown_as_they_are(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    stored = np.arange(256, dtype=np.uint8).reshape(16, 16)
    frames = open_frames(make_image(stored))
    np.testing.assert_array_equal(frames.render(0), stored)


def test_render_takes_the_viewer_s_choices(ct: FrameSource) -> None:
    plain = ct.render(0, window_center=40, window_width=400)
    assert plain.dtype == np.uint8
    np.testing.assert_array_equal(
        ct.render(0, window_center=40, window_width=400, invert=True), 255 - plain
    )
    assert not np.array_equal(
        ct.render(0, window_center=40, window_width=400, voi_function="SIGMOID"), plain
    )
    assert ct.render(0, colormap="hot_iron").shape == (128, 128, 3)
    assert ct.render(0, colormap="grey").shape == (128, 128)
    with pytest.raises(DisplayError, match="no colour map"):
        ct.render(0, colormap="nope")


def test_palette_and_every_kind_of_colour_come_as_rgb(
    open_frames: Callable[..., FrameSource],
) -> None:
    for name in ("examples_palette.dcm", "examples_rgb_color.dcm", "examples_ybr_color.dcm"):
        frames = open_frames(get_testdata_file(name, download=False))
        info, stored = frames.info(0), frames.stored(0)
        assert stored.dtype == np.uint8
        assert stored.shape == (info["rows"], info["columns"], 3)
        assert info["display"]["kind"] == "color"
        np.testing.assert_array_equal(frames.render(0), stored)


def test_floating_point_pixels(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    stored = np.linspace(-1, 1, 30, dtype=np.float32).reshape(5, 6)
    stored[0, 0] = np.nan
    ds = make_image(np.zeros((5, 6), np.uint16), BitsAllocated=32)
    del ds.PixelData
    ds.FloatPixelData = stored.tobytes()
    frames = open_frames(ds)
    np.testing.assert_array_equal(frames.stored(0), stored)
    display = frames.info(0)["display"]
    assert display["bits_stored"] == 32
    assert display["voi_function"] == "LINEAR_EXACT"
    shown = frames.render(0)
    assert shown[0, 0] == 0
    assert shown[-1, -1] == 255


def test_no_such_frame(ct: FrameSource) -> None:
    for call in (ct.stored, ct.info, ct.header, ct.picture):
        with pytest.raises(DicomWidgetsError, match="There is no frame 1"):
            call(1)


def test_a_broken_frame_names_its_file_and_leaves_the_others(
    tmp_path: Path,
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
) -> None:
    stored = np.arange(3 * 20, dtype=np.uint16).reshape(3, 4, 5)
    make_image(stored).save_as(tmp_path / "cut.dcm", enforce_file_format=True)
    data = (tmp_path / "cut.dcm").read_bytes()
    (tmp_path / "cut.dcm").write_bytes(data[:-10])
    frames = open_frames(tmp_path / "cut.dcm")
    np.testing.assert_array_equal(frames.stored(1), stored[1])
    with pytest.raises(DecodeError) as caught:
        frames.stored(2)
    assert caught.value.file == "cut.dcm"
    assert "cut.dcm" not in str(caught.value)
    assert caught.value.tag == "(7FE0,0010)"


@pytest.mark.parametrize(
    "elements",
    [
        {"Rows": 65535, "Columns": 65535},
        {"NumberOfFrames": 0},
        {"NumberOfFrames": 7},
        {"BitsAllocated": 32, "BitsStored": 32},
        {"BitsAllocated": 1, "BitsStored": 1, "SamplesPerPixel": 3},
        {"SamplesPerPixel": 3, "PhotometricInterpretation": "RGB"},
        {"PixelData": b""},
        {"PhotometricInterpretation": "PALETTE COLOR"},
        {"PhotometricInterpretation": ""},
        {"WindowCenter": "", "WindowWidth": ""},
    ],
)
def test_a_header_that_lies_ends_in_pixels_or_in_words(
    elements: dict[str, Any],
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
) -> None:
    ds = make_image(np.arange(20, dtype=np.uint16).reshape(4, 5))
    for keyword, value in elements.items():
        setattr(ds, keyword, value)
    frames = open_frames(ds)
    told = None
    try:
        shown = frames.render(len(frames) - 1)
    except DicomWidgetsError as problem:
        told = problem
    assert told is None or told.message
    assert told is not None or shown.dtype == np.uint8


def test_a_file_that_is_gone_is_not_named_by_its_path(
    tmp_path: Path,
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
) -> None:
    file = tmp_path / "doe_john.dcm"
    make_image(np.zeros((2, 4, 5), np.uint16)).save_as(file, enforce_file_format=True)
    frames = open_frames(file)
    frames.stored(0)
    file.unlink()
    with pytest.raises(DicomWidgetsError) as caught:
        frames.stored(1)
    assert "doe_john" not in str(caught.value)
    assert caught.value.payload()["file"] == "doe_john.dcm"


def test_a_thousand_requests_from_many_threads_give_what_one_gives(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    stored = np.random.default_rng(1).integers(0, 4096, (12, 64, 64), dtype=np.uint16)
    frames = open_frames(make_image(stored), budget=3 * 8192)
    order = np.random.default_rng(2).integers(0, 12, 1000).tolist()
    with ThreadPoolExecutor(8) as pool:
        for i, got in zip(order, pool.map(frames.stored, order), strict=True):
            assert np.array_equal(got, stored[i])
        windows = list(pool.map(lambda i: json.dumps(frames.info(i)["display"]), range(12)))
    assert len(set(windows)) == 1
    frames.budget = 0
    assert "8 kB" in repr(frames)


def test_uncompressed_local_frames_are_not_kept(
    open_frames: Callable[..., FrameSource],
) -> None:
    frames = open_frames(get_testdata_file("CT_small.dcm", download=False))
    assert frames.stored(0).flags.writeable is False
    assert "0 kB" in repr(frames)


def test_one_frame_asked_for_at_once_by_many_is_decoded_once(
    monkeypatch: pytest.MonkeyPatch,
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
) -> None:
    frames = open_frames(make_image(np.zeros((4, 5), np.uint16)))
    calls: list[int] = []
    real = frame_source_module.decode

    def counted(*args: Any, **options: Any) -> Any:
        calls.append(1)
        return real(*args, **options)

    monkeypatch.setattr(frame_source_module, "decode", counted)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(frames.stored, [0] * 64))
    assert len(calls) == 1


def test_what_is_told_of_a_frame_is_the_callers_to_change(
    open_frames: Callable[..., FrameSource],
) -> None:
    frames = open_frames(get_testdata_file("693_J2KI.dcm", download=False))
    before = frames.render(0)
    info = frames.info(0)
    info["display"]["windows"].clear()
    info["display"]["inverse"] = True
    assert frames.info(0)["display"]["windows"]
    np.testing.assert_array_equal(frames.render(0), before)


@pytest.mark.parametrize("number", [1.5, None, "0"])
def test_a_frame_is_asked_for_by_number(
    number: Any, open_frames: Callable[..., FrameSource]
) -> None:
    frames = open_frames(get_testdata_file("CT_small.dcm", download=False))
    with pytest.raises(ArgumentError, match="by its number"):
        frames.stored(number)


@pytest.mark.parametrize("name", ["CT_small.dcm", "examples_rgb_color.dcm", "693_J2KI.dcm"])
@pytest.mark.parametrize("colormap", ["grey", "pet"])
@pytest.mark.parametrize("max_bytes", [10, 1000, 24 * 1024, 10**7])
def test_the_coarse_picture_is_every_nth_pixel_of_the_rendering(
    open_frames: Callable[..., FrameSource], name: str, colormap: str, max_bytes: int
) -> None:
    frames = open_frames(get_testdata_file(name, download=False))
    look: Look = {"window_center": 50.0, "window_width": 333.0, "colormap": colormap}
    coarse, described = frames.coarse(0, max_bytes=max_bytes, **look)
    assert coarse.nbytes <= max_bytes
    assert described == {"dtype": "uint8", "shape": list(coarse.shape), "encoding": "raw"}
    whole = frames.render(0, **look)
    rows, columns, samples = (*whole.shape, 1)[:3]
    fits = (n for n in range(1, 9999) if -(-rows // n) * -(-columns // n) * samples <= max_bytes)
    step = next(fits)
    np.testing.assert_array_equal(coarse, whole[step // 2 :: step, step // 2 :: step])
