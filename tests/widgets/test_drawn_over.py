"""Overlays and shutters in all that leaves a viewer."""

from __future__ import annotations

import base64
import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from support.drawn import marked
from traitlets import TraitError
from widgets.test_outputs import image_of, texts

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.widgets._frame_feed import FrameFeed

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOK: dict[str, Any] = {"window_center": -500.0, "window_width": 1000.0}


@pytest.fixture
def viewer() -> Iterator[dw.SeriesViewer]:
    made = dw.view(marked(), **LOOK)
    len(made.frames)
    yield made
    made.close()


@pytest.mark.parametrize("on", [True, False])
def test_figure_and_static_picture_have_what_is_shown(viewer: dw.SeriesViewer, *, on: bool) -> None:
    viewer.overlays = viewer.shutter = on
    screen = viewer.render()
    assert screen.shape[2:] == ((3,) if on else ())
    colors = screen if on else np.repeat(screen[..., None], 3, axis=2)
    figure = viewer.figure()
    dots = image_of(figure)
    step = dots.shape[1] // colors.shape[1]
    np.testing.assert_array_equal(dots[step // 2 :: step, step // 2 :: step], colors)
    remarks = " ".join(texts(figure))
    assert ("overlays off · shutter off" in remarks) is not on
    picture = base64.b64decode(viewer._static_picture() or "")
    static = np.asarray(Image.open(BytesIO(picture)).convert("RGB"))
    np.testing.assert_array_equal(static, colors)


def test_the_code_shows_the_same_again(viewer: dw.SeriesViewer) -> None:
    assert "overlays" not in viewer.code()
    viewer.overlays = False
    assert "overlays=False" in viewer.code()
    assert "shutter" not in viewer.code()


def test_one_overlay_is_switched_alone() -> None:
    viewer = dw.view(marked(overlays=2), **LOOK)
    frames = viewer.frames
    viewer.overlays_off = {0x6002}
    np.testing.assert_array_equal(viewer.render(), frames.render(0, overlays_off=[0x6002], **LOOK))
    assert (viewer.render() != frames.render(0, **LOOK)).any()
    assert "overlays_off=[0x6002]" in viewer.code()
    assert json.dumps(viewer.get_state("overlays_off")) == '{"overlays_off": [24578]}'
    assert "overlay off" in " ".join(texts(viewer.figure()))
    feed = FrameFeed(frames, numbering=1)
    _, sent = feed.get_pictures({"indices": [0], "look": {**LOOK, "overlays_off": [0x6002]}})
    np.testing.assert_array_equal(np.asarray(Image.open(BytesIO(sent[0]))), viewer.render())
    viewer.overlays_off = []
    assert "overlays_off" not in viewer.code()
    viewer.close()


@pytest.mark.parametrize("value", [[0x6001], [0x6020], ["6000"], 0x6000, None])
def test_what_is_no_group_of_overlays_is_refused(viewer: dw.SeriesViewer, value: Any) -> None:
    with pytest.raises(TraitError, match="overlays_off is a list of overlay groups"):
        viewer.overlays_off = value


def test_frames_carry_their_graphics_beside_them_and_pictures_within(
    viewer: dw.SeriesViewer,
) -> None:
    feed = FrameFeed(viewer.frames, numbering=1)
    result, buffers = feed.get_frames({"indices": [3], "accept": ["raw"]})
    shutter, overlay = result["frames"][0]["graphics"]
    assert (shutter["kind"], shutter["text"]) == ("shutter", "circle")
    assert (overlay["kind"], overlay["text"]) == ("overlay", "Marks")
    assert bytes(buffers[0]) == viewer.frames.stored(3).tobytes()
    assert all(len(each["png"]) < 2000 for each in (shutter, overlay))
    look = {**LOOK, "overlays": True, "shutter": True}
    shown, sent = feed.get_pictures({"indices": [3], "look": look})
    assert all("png" not in each for each in shown["pictures"][0]["frame"]["graphics"])
    picture = np.asarray(Image.open(BytesIO(sent[0])))
    np.testing.assert_array_equal(picture, viewer.frames.render(3, **LOOK))
    bare, sent = feed.get_pictures({"indices": [3], "look": {**look, "overlays": False}})
    assert bare["errors"] == []
    picture = np.asarray(Image.open(BytesIO(sent[0])))
    np.testing.assert_array_equal(picture, viewer.frames.render(3, overlays=False, **LOOK))


def test_the_first_messages_have_them_drawn_in(viewer: dw.SeriesViewer) -> None:
    feed = FrameFeed(viewer.frames, numbering=0)
    events = list(feed.first_messages(2, **LOOK))
    coarse = next(buffers[0] for event, _, buffers in events if event == "first_picture")
    expected = viewer.frames.render(2, **LOOK)
    np.testing.assert_array_equal(np.frombuffer(coarse, np.uint8).reshape(expected.shape), expected)
    frames = next(data for event, data, _ in events if event == "frames")
    assert [each["kind"] for each in frames["frames"][0]["graphics"]] == ["shutter", "overlay"]


def test_most_frames_have_none() -> None:
    made = dw.view(samples.ct(2, 16))
    feed = FrameFeed(made.frames, numbering=1)
    result, _ = feed.get_frames({"indices": [0], "accept": ["raw"]})
    assert not {"graphics", "profile"} & {*result["frames"][0]}
    made.close()
