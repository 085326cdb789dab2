"""A page asks for files of what is shown, and hears how far they are."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pytest
from PIL import Image
from support.pictures import opened, pixels_in

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.widgets._export_commands import ExportKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(front: Any, kind: str, path: str, **more: Any) -> dict[str, Any]:
    """Ask for a file, and return what it came to."""
    before = len(front.events("export"))
    front.ask("write_export", {"kind": kind, "path": path, "overwrite": False, **more})
    end = time.monotonic() + 20
    while time.monotonic() < end:
        states = [each.content["data"] for each in front.events("export")[before:]]
        if states and not states[-1]["running"]:
            return dict(states[-1])
        time.sleep(0.01)
    raise AssertionError(before)


@pytest.mark.parametrize("kind", get_args(ExportKind))
def test_every_kind_is_written(kind: str, place: Path, front_end: Callable[..., Any]) -> None:
    viewer = dw.view(samples.ct(3, 16), index=1)
    end = front_end(viewer)
    path = end.ask("get_export", {"kind": kind}).content["result"]["path"]
    assert path.startswith(str(place / "ct"))
    state = written(end, kind, path)
    assert state["error"] is None
    assert state["bytes"] == (place / path).stat().st_size > 0
    if kind == "picture":
        np.testing.assert_array_equal(pixels_in(place / "ct_2.png"), viewer.render())
    again = end.ask("get_export", {"kind": kind}).content["result"]["path"]
    assert again != path
    assert written(end, kind, path)["error"]["message"] == "There is a file already."
    assert written(end, kind, path, overwrite=True)["error"] is None


def test_the_page_gets_the_picture_itself(place: Path, front_end: Callable[..., Any]) -> None:
    viewer = dw.view(samples.ct(3, 16), index=2, rotation=90)
    answer = front_end(viewer).ask("get_picture_file")
    (place / "a.png").write_bytes(answer.buffers[0])
    assert answer.content["result"]["name"] == "ct_3.png"
    np.testing.assert_array_equal(np.asarray(Image.open(place / "a.png")), viewer.render())


def test_what_can_not_be_written_says_why(place: Path, front_end: Callable[..., Any]) -> None:
    viewer = dw.view(samples.us_color())
    end = front_end(viewer)
    assert "there" in written(end, "picture", "none/a.png")["error"]["message"]
    assert written(end, "nifti", "a.nii.gz")["error"]["remedy"]
    for asked in ({"kind": "picture", "path": " "}, {"kind": "film", "path": "a"}):
        assert not end.ask("write_export", asked).content["ok"]
    assert list(place.iterdir()) == []


def test_a_stop_leaves_nothing(place: Path, front_end: Callable[..., Any]) -> None:
    viewer = dw.view(samples.ct(40, 64))
    end = front_end(viewer)
    viewer._exporting._stopped.is_set = lambda: True  # type: ignore[method-assign]
    assert written(end, "gif", "a.gif")["notes"] == ["It was stopped: nothing was written."]
    assert list(place.iterdir()) == []


def test_relative_names_are_those_of_the_folder_one_is_in(
    place: Path, front_end: Callable[..., Any]
) -> None:
    end = front_end(dw.view(samples.ct(2, 16)))
    state = written(end, "montage", "sheet.png")
    assert state["where"] == str(place / "sheet.png")
    assert opened(place / "sheet.png").size == (386, 192)
