"""Films hold each frame exactly, for as long as the file says, and none is kept while written."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import ImageSequence
from support.pictures import opened

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.exporting.films.timing import playing, shown_times

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

FORMS = ("gif", "webp", "apng")


def moving(frames: int = 4, **elements: Any) -> Dataset:
    """Return grey frames that differ, in one file."""
    dataset = samples.ct(1, 24)[0]
    for keyword in ("ImagePositionPatient", "ImageOrientationPatient"):
        delattr(dataset, keyword)
    first = dataset.pixel_array
    dataset.NumberOfFrames = frames
    dataset.PixelData = np.stack([np.roll(first, 2 * n, axis=1) for n in range(frames)]).tobytes()
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    return dataset


def pictures(path: Path) -> tuple[list[NDArray[Any]], list[float]]:
    image = opened(path)
    shown, times = [], []
    for each in ImageSequence.Iterator(image):
        each.load()
        times.append(float(each.info["duration"]))
        shown.append(np.asarray(each.convert("RGB")))
    return shown, times


def colors(screen: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.repeat(screen[..., None], 3, axis=2) if screen.ndim == 2 else screen


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("colormap", [None, "hot_iron"])
def test_every_frame_is_exact(form: str, colormap: str | None, tmp_path: Path) -> None:
    dataset = moving()
    dw.export(dataset, tmp_path / f"a.{form}", fps=5, colormap=colormap, loop=3)
    shown, times = pictures(tmp_path / f"a.{form}")
    frames = dw.frames(dataset)
    expected = [colors(frames.render(i, colormap=colormap)) for i in range(4)]
    np.testing.assert_array_equal(shown, expected)
    assert times == [200] * 4
    # A GIF says how often it is repeated, the others how often it is played.
    assert opened(tmp_path / f"a.{form}").info["loop"] == (2 if form == "gif" else 3)


@pytest.mark.parametrize("form", FORMS)
def test_colours_are_exact_or_it_is_said_that_they_are_not(form: str, tmp_path: Path) -> None:
    dataset = samples.us_color()
    dataset.NumberOfFrames = 2
    dataset.PixelData = dataset.PixelData * 2
    part = (200, 100, 320, 200)
    report = dw.export(dataset, tmp_path / f"a.{form}", crop=part)
    shown, _ = pictures(tmp_path / f"a.{form}")
    expected = dw.frames(dataset).render(0)[100:200, 200:320]
    distance = np.abs(shown[0].astype(int) - expected).mean()
    told = any("256 colours" in note for note in report.notes)
    assert (distance > 0) == told
    assert distance < 6


def test_the_time_is_the_file_s(tmp_path: Path) -> None:
    report = dw.export(moving(FrameTime="40"), tmp_path / "a.webp")
    assert pictures(tmp_path / "a.webp")[1] == [40] * 4
    assert any("FrameTime" in note for note in report.notes)
    report = dw.export(moving(), tmp_path / "b.webp")
    assert pictures(tmp_path / "b.webp")[1] == [100] * 4
    assert any("says nothing of its rate" in note for note in report.notes)
    dw.export(moving(FrameTime="40"), tmp_path / "c.webp", frames=slice(0, 4, 2))
    assert pictures(tmp_path / "c.webp")[1] == [80, 80]
    report = dw.export(moving(FrameTime="4"), tmp_path / "d.gif")
    assert pictures(tmp_path / "d.gif")[1] == [20] * 4
    assert any("50 frames a second at most" in note for note in report.notes)


def test_a_vector_of_times_and_a_sweep() -> None:
    dataset = moving(FrameTimeVector=["0", "10", "20", "30"], PreferredPlaybackSequencing=1)
    frames = dw.frames(dataset)
    shown = shown_times(frames, [0, 1, 2, 3], playing(None, 0))
    assert shown.frames == (0, 1, 2, 3, 2, 1)
    assert shown.milliseconds == (10, 20, 30, 20, 30, 20)
    some = shown_times(frames, [0, 2], playing(None, 0))
    assert some.milliseconds == (30, 30)
    assert shown_times(frames, [3, 0], playing(20, 0)).milliseconds == (50, 50)


def test_rounded_times_add_up() -> None:
    shown = shown_times(dw.frames(moving(12)), list(range(12)), playing(24, 0))
    assert sum(shown.ticks(10)) == 50
    assert {*shown.ticks(10)} == {4, 5}


@pytest.mark.parametrize("form", FORMS)
def test_frames_are_not_kept(form: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    dataset = moving(40)
    dataset.Rows = dataset.Columns = 128
    dataset.PixelData = rng.integers(-1000, 1000, (40, 128, 128), np.int16).tobytes()
    dataset.save_as(tmp_path / "a.dcm", enforce_file_format=True)
    source = dw.frames(tmp_path / "a.dcm")
    source.budget = 0
    asked: dict[str, Any] = {"fps": 10, "window": (0, 2000)}
    dw.export(source, tmp_path / f"warm.{form}", frames=[0, 1], **asked)
    tracemalloc.start()
    dw.export(source, tmp_path / f"a.{form}", **asked)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / f"a.{form}").stat().st_size > 40 * 128 * 128 / 2
    assert most < 24 * 128 * 128  # all frames as shown: 40
