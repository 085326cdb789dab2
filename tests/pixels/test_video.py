"""Frames of a video by their number, whatever holds it."""

from __future__ import annotations

import gc
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.encaps import encapsulate
from support.movies import COLUMNS, ROWS, movie, number_of

from dicomwidgets import codecs
from dicomwidgets.errors import DecodeError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource

STEM = "1.2.840.10008.1.2.4."
MPEG2, H264, HEVC = f"{STEM}100", f"{STEM}102", f"{STEM}107"
KINDS = [
    (MPEG2, "mpeg2video", "mpeg2video"),
    (MPEG2, "mpegts", "mpeg2video"),
    (MPEG2, "vob", "mpeg2video"),
    (H264, "mp4", "libx264"),
    (H264, "mpegts", "libx264"),
    (H264, "h264", "libx264"),
    (HEVC, "mp4", "libx265"),
    (HEVC, "mpegts", "libx265"),
    (HEVC, "hevc", "libx265"),
]
HERE_AND_THERE = (0, 1, 57, 56, 55, 99, 3, 12, 11, 98, 24, 60)


@pytest.fixture(scope="session")
def make_video(make_image: Callable[..., Dataset]) -> Callable[..., Dataset]:
    """Return a dataset around a video, in fragments of so many bytes."""

    def of(data: bytes, syntax: str, *, frames: int = 100, each: int = 1 << 30) -> Dataset:
        data += b"\0" * (len(data) % 2)
        pieces = [data[k : k + each] for k in range(0, len(data), each)]
        ds = make_image(np.zeros((ROWS, COLUMNS, 3), np.uint8), syntax=syntax)
        ds.PhotometricInterpretation = "YBR_PARTIAL_420"
        ds.NumberOfFrames = frames
        ds.PixelData = encapsulate(pieces, has_bot=False)
        ds["PixelData"].VR = "OB"
        ds["PixelData"].is_undefined_length = True
        return ds

    return of


def texts(frames: FrameSource) -> list[str]:
    return [badge["text"] for badge in frames.info(0)["badges"]]


@pytest.mark.parametrize(("syntax", "container", "codec"), KINDS)
def test_any_frame_by_its_number(  # noqa: PLR0917 - fixtures are parameters
    syntax: str,
    container: str,
    codec: str,
    make_video: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
    tmp_path: Path,
) -> None:
    ds = make_video(movie(container, codec), syntax)
    ds.save_as(tmp_path / "v.dcm", enforce_file_format=True)
    for frames in (open_frames(tmp_path / "v.dcm", budget=0), open_frames(ds, budget=0)):
        assert [number_of(frames.stored(i)) for i in HERE_AND_THERE] == list(HERE_AND_THERE)
        assert {
            badge for badge in texts(frames) if badge in {"MORE FRAMES", "FEWER FRAMES"}
        } == set()
        assert frames.info(0)["display"]["kind"] == "color"
        assert frames.render(5).shape == (ROWS, COLUMNS, 3)


@pytest.mark.parametrize("syntax", codecs.VIDEO)
def test_every_video_syntax(
    syntax: str, make_video: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    kind = syntax.removeprefix(STEM)[:3]
    codec = {"100": "mpeg2video", "101": "mpeg2video", "107": "libx265", "108": "libx265"}
    data = movie("mpegts", codec.get(kind, "libx264"), 15)
    frames = open_frames(
        make_video(data, syntax, frames=15, each=3000 if syntax.endswith(".1") else 1 << 30)
    )
    assert [number_of(frames.stored(i)) for i in (0, 14, 7)] == [0, 14, 7]
    assert "OTHER CODEC" not in texts(frames)


def test_a_video_in_many_fragments(
    make_video: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    frames = open_frames(make_video(movie("mp4", "libx264"), f"{H264}.1", each=1000), budget=0)
    assert [number_of(frames.stored(i)) for i in HERE_AND_THERE] == list(HERE_AND_THERE)


def test_ten_bits_become_eight(
    make_video: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    ds = make_video(movie("mp4", "libx265", 30, pixels="yuv420p10le"), f"{STEM}108", frames=30)
    frames = open_frames(ds)
    assert number_of(frames.stored(29)) == 29
    assert frames.stored(29).dtype == np.uint8


@pytest.mark.parametrize(("declared", "badge"), [(40, "MORE FRAMES"), (60, "FEWER FRAMES")])
@pytest.mark.parametrize("container", ["mp4", "h264"])
def test_a_wrong_number_of_frames_is_told(
    declared: int,
    badge: str,
    container: str,
    make_video: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
) -> None:
    ds = make_video(movie(container, "libx264", 50), H264, frames=declared)
    frames = open_frames(ds, budget=0)
    assert len(frames) == declared
    assert number_of(frames.stored(30)) == 30
    if declared > 50:
        with pytest.raises(DecodeError, match="holds 50 frames: there is no frame 59"):
            frames.stored(58)
    if container == "mp4" or declared > 50:
        assert badge in texts(frames)
    assert number_of(frames.stored(39)) == 39


def test_a_video_under_another_name(
    make_video: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    frames = open_frames(make_video(movie("mp4", "libx264", 20), MPEG2, frames=20))
    assert number_of(frames.stored(7)) == 7
    assert "OTHER CODEC" in texts(frames)
    frames = open_frames(make_video(movie("mp4", "libx264", 20), f"{STEM}106", frames=20))
    assert "ONE VIEW" in texts(frames)


def test_another_size_than_the_header_says(
    make_video: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    ds = make_video(movie("mp4", "libx264", 20), H264, frames=20)
    ds.Rows = 480
    frames = open_frames(ds)
    assert "SIZE BY STREAM" in texts(frames)
    assert frames.info(0)["rows"] == ROWS
    assert frames.render(0).shape == (ROWS, COLUMNS, 3)


@pytest.mark.parametrize("part", [0.0, 0.3, 0.7])
def test_a_cut_video_gives_what_it_has_or_says_why_not(
    part: float, make_video: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    whole = movie("mpegts", "libx264")
    numbers: dict[int, int] = {}
    frames = open_frames(make_video(whole[: int(part * len(whole))] or b"\0\0", H264), budget=0)
    for i in range(0, 100, 9):
        with suppress(DecodeError):
            numbers[i] = number_of(frames.stored(i))
    assert all(i == number for i, number in numbers.items())
    assert len(numbers) == pytest.approx(12 * part, abs=1.5)


def test_damage_in_the_middle_costs_the_frames_there_and_is_told(
    make_video: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    data = bytearray(movie("mpegts", "libx264"))
    data[len(data) // 2 : len(data) // 2 + 400] = bytes(400)
    frames = open_frames(make_video(bytes(data), H264), budget=0)
    assert number_of(frames.stored(3)) == 3
    with pytest.raises(DecodeError, match="there is no frame 100"):
        frames.stored(99)
    assert "FEWER FRAMES" in texts(frames)
    assert number_of(frames.stored(95)) > 95
    assert number_of(frames.stored(0)) == 0


def test_without_pyav_the_install_line_is_given(
    make_video: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(codecs, "is_installed", lambda module: module != "av")
    frames = open_frames(make_video(b"\0\0", H264))
    with pytest.raises(DecodeError, match=r"H\.264") as caught:
        frames.stored(0)
    assert caught.value.remedy == 'Install one with: pip install "dicomwidgets[video]"'


def test_the_file_is_let_go(
    make_video: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[Any] = []

    def keep(data: bytes) -> BytesIO:
        opened.append(BytesIO(data))
        return opened[-1]

    monkeypatch.setattr("dicomwidgets.pixels.decode.BytesIO", keep)
    frames = open_frames(make_video(movie("mp4", "libx264", 20), H264, frames=20))
    frames.stored(3)
    assert not opened[-1].closed
    del frames
    gc.collect()
    assert opened[-1].closed
    assert tmp_path.exists()
