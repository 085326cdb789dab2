"""The window of a series whose files name none, as a viewer tells it."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom import dcmread

import dicomwidgets as dw
from dicomwidgets.widgets.sharing.archive import archive_of
from dicomwidgets.widgets.sharing.keeping import Blobs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def without_window(ct_folder: Path) -> Path:
    """Return a folder of slices without a window; slice k is 100 · k everywhere."""
    for file in ct_folder.iterdir():
        ds = dcmread(file)
        del ds.WindowCenter, ds.WindowWidth
        ds.PixelData = np.full((32, 48), 100 * (ds.InstanceNumber - 1), "<u2").tobytes()
        ds.save_as(file)
    return ct_folder


def texts(info: Any) -> list[str]:
    return [badge["text"] for badge in info["badges"] if "WINDOW" in badge["text"]]


def test_the_first_picture_does_not_wait_for_the_window_of_the_series(
    without_window: Path, front_end: Callable[[Any], Any]
) -> None:
    viewer = dw.view(without_window)
    page = front_end(viewer)
    settled = page.wait(lambda said: (said.content.get("data") or {}).get("auto"))
    first = page.events("first_picture")[0]
    assert texts(first.content["data"]["frame"]) == ["PROVISIONAL WINDOW"]
    assert first.at < settled.at
    before = [said.content["data"] for said in page.events("series")]
    assert before[0]["auto"] is None
    assert before[0]["numbering"] == before[-1]["numbering"]
    json.dumps(settled.content)
    auto = settled.content["data"]["auto"]
    assert auto["badge"]["text"] == "AUTO WINDOW"
    assert auto["window"]["width"] > 1000
    reply = page.ask("get_frames", {"indices": [3], "accept": ["raw"], "priority": "visible"})
    (frame,) = reply.content["result"]["frames"]
    assert frame["display"]["windows"] == [auto["window"]]
    assert texts(frame) == ["AUTO WINDOW"]
    assert page.ask("get_series").content["result"]["auto"] == auto


def test_a_lab_and_a_saved_page_have_it_too(
    without_window: Path, front_end: Callable[[Any], Any]
) -> None:
    lab = dw.lab(without_window)
    page = front_end(lab)
    end = time.monotonic() + 30
    seen: list[str] = []
    while seen != ["AUTO WINDOW"] and time.monotonic() < end:
        reply = page.ask("get_frames", {"indices": [0], "accept": ["raw"], "priority": "visible"})
        (frame,) = reply.content["result"]["frames"]
        seen = texts(frame)
        assert seen in (["AUTO WINDOW"], ["PROVISIONAL WINDOW"])
        time.sleep(0.05)
    assert seen == ["AUTO WINDOW"]
    auto = page.ask("get_series").content["result"]["auto"]
    assert frame["display"]["windows"] == [auto["window"]]
    viewer = dw.view(without_window)
    archive = archive_of(viewer, Blobs())
    assert archive["series"]["auto"] == auto
    assert {texts(frame["info"])[0] for frame in archive["frames"]} == {"AUTO WINDOW"}


def test_a_window_that_the_user_has_chosen_stays(
    without_window: Path, front_end: Callable[[Any], Any]
) -> None:
    viewer = dw.view(without_window, window_center=7, window_width=9)
    page = front_end(viewer)
    page.wait(lambda said: (said.content.get("data") or {}).get("auto"))
    assert (viewer.window_center, viewer.window_width) == (7, 9)
    np.testing.assert_array_equal(
        viewer.render(), viewer.frames.render(viewer.index, window_center=7, window_width=9)
    )


def test_files_with_windows_are_not_looked_through(
    ct_folder: Path, front_end: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dicomwidgets.pixels.series_window import SeriesWindow  # noqa: PLC0415

    def fail(*_args: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(SeriesWindow, "_samples", fail)
    viewer = dw.view(ct_folder)
    page = front_end(viewer)
    assert page.ask("get_series").content["result"]["auto"] is None
    assert len(viewer.frames) == 12
