"""What Python gets out of a viewer: a figure of what is shown, a picture without a kernel."""

from __future__ import annotations

import ast
import base64
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.pixels.picture import static_png

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRETS = ("Secret", "ID-4711", "Thorax", "1.2.826", "00.dcm")


@pytest.fixture
def viewer(ct_folder: Path) -> dw.SeriesViewer:
    shown = dw.view(ct_folder)
    len(shown.frames)
    return shown


def texts(figure: Any) -> list[str]:
    everything = [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    return [text.get_text() for text in everything]


def image_of(figure: Any) -> Any:
    figure.canvas.draw()
    dots = np.asarray(figure.canvas.buffer_rgba())[..., :3]
    x0, y0, x1, y1 = (round(edge) for edge in figure.axes[0].get_window_extent().extents)
    return dots[len(dots) - y1 : len(dots) - y0, x0:x1]


@pytest.mark.parametrize(
    "look",
    [
        {},
        {"window_center": -1015.0, "window_width": 20.0, "invert": True},
        {"colormap": "hot_iron", "rotation": 90, "flip": True},
    ],
)
def test_the_figure_shows_what_render_returns(
    viewer: dw.SeriesViewer, look: dict[str, Any]
) -> None:
    viewer.index = 9
    for name, value in look.items():
        setattr(viewer, name, value)
    screen, image = viewer.render(), image_of(viewer.figure())
    factor = image.shape[0] // screen.shape[0]
    shown = screen if screen.ndim == 3 else screen[..., None]
    assert (image == shown.repeat(factor, 0).repeat(factor, 1)).all()


def test_the_figure_says_what_is_shown_and_nobody_s_name(viewer: dw.SeriesViewer) -> None:
    viewer.index, viewer.rotation, viewer.colormap = 9, 180, "hot_iron"
    said = "\n".join(texts(viewer.figure()))
    assert "CT" in said
    assert "slice 10 of 12 · 22.5 mm · window 40 / 400 · hot iron · rotated 180°" in said
    assert {"R", "L", "A", "P"} <= set(texts(viewer.figure()))
    assert not any(secret in said for secret in SECRETS)
    dw.reveal()
    assert "CT · Thorax" in texts(viewer.figure())


def test_the_figure_draws_the_measurements_of_its_frame(viewer: dw.SeriesViewer) -> None:
    viewer.measurements.add("ruler", [(5, 5), (25, 5)], index=3)
    viewer.index = 3
    assert "20 mm" in texts(viewer.figure())
    viewer.index = 4
    assert "20 mm" not in texts(viewer.figure())


@pytest.mark.parametrize(
    ("along", "said"), [(-48.75, "−48.7 mm"), (48.75, "48.8 mm"), (-0.04, "0.0 mm"), (7, "7.0 mm")]
)
def test_the_figure_rounds_the_position_as_the_viewer_does(along: float, said: str) -> None:
    dataset = samples.ct(1, 32)[0]
    dataset.ImagePositionPatient = [0, 0, along]
    assert f" · {said} · " in "\n".join(texts(dw.view(dataset).figure()))


def test_badges_stand_below() -> None:
    dataset = samples.ct(1, 32)[0]
    del dataset.PixelSpacing
    assert "NO SPACING" in texts(dw.view(dataset).figure())


def test_the_code_draws_the_measurements_again(viewer: dw.SeriesViewer) -> None:
    viewer.measurements.add("freehand", [(5.25, 5), (25, 5), (9, 20)], index=3, label='a "b"')
    names: dict[str, Any] = {}
    exec(viewer.code(), names)  # noqa: S102 - it is there to be run
    assert names["viewer"].measurements.rows() == viewer.measurements.rows()
    assert ast.parse(viewer.code())


# The static picture ---------------------------------------------------------------------------


def picture_in(bundle: dict[str, Any]) -> Any:
    data = base64.b64decode(bundle["image/png"])
    assert len(data) <= 200_000
    return np.asarray(Image.open(BytesIO(data)))


def test_a_static_picture_is_the_frame_as_shown_when_it_is_displayed(ct_folder: Path) -> None:
    viewer = dw.view(ct_folder, static_picture=True)
    at_once = picture_in(viewer._repr_mimebundle_()[0])
    len(viewer.frames)
    assert (at_once == viewer.render()).all()
    viewer.index, viewer.rotation, viewer.colormap = 3, 90, "pet"
    bundle = viewer._repr_mimebundle_()[0]
    assert (picture_in(bundle) == viewer.render()).all()
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_an_index_that_was_asked_for_is_waited_for(ct_folder: Path) -> None:
    viewer = dw.view(ct_folder, static_picture=True, index=2)
    shown = picture_in(viewer._repr_mimebundle_()[0])
    assert (shown == viewer.frames.render(2)).all()


def test_nobody_who_did_not_ask_gets_one_and_no_trait_tells(viewer: dw.SeriesViewer) -> None:
    assert "image/png" not in viewer._repr_mimebundle_()[0]
    assert "static_picture" not in viewer.get_state()
    viewer.static_picture = True
    assert "static_picture=True" in viewer.code()
    assert "static_picture" not in viewer.get_state()


def test_where_nothing_can_be_shown_there_is_no_picture(tmp_path: Path) -> None:
    bundle = dw.view(tmp_path / "none", static_picture=True)._repr_mimebundle_()[0]
    assert set(bundle) == {"text/plain", "application/vnd.jupyter.widget-view+json"}


def test_show_static_displays_the_picture_alone(
    viewer: dw.SeriesViewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []
    display: Callable[..., None] = lambda data, raw: shown.append(data)  # noqa: ARG005, E731
    monkeypatch.setattr("IPython.display.display", display)
    viewer.show_static()
    [bundle] = shown
    assert set(bundle) == {"text/plain", "image/png"}
    assert bundle["text/plain"] == "<SeriesViewer CT, 12 frames>"
    assert (picture_in(bundle) == viewer.render()).all()


def test_a_large_or_noisy_picture_fits_and_pixels_become_square() -> None:
    rng = np.random.default_rng(1)
    noise = rng.integers(0, 256, (1500, 1200, 3), np.uint8)
    assert len(static_png(noise, 1.0, 200_000)) <= 200_000
    flat = np.zeros((100, 200), np.uint8)
    assert Image.open(BytesIO(static_png(flat, 2.0, 200_000))).size == (200, 200)
    assert Image.open(BytesIO(static_png(flat, 20.0, 200_000))).size == (102, 1024)
    assert Image.open(BytesIO(static_png(flat, 1.0, 10))).size == (1, 1)
