"""Overlays and shutters on the screen, switched by mouse and keyboard; palettes on grey images."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import numpy as np
import pytest
from browser.test_turn import TURNS
from browser.viewing import assert_accessible, press, rest, root, sent, settled
from support.drawn import marked, with_supplement

from dicomwidgets import samples, view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from playwright.sync_api import Page

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser


def shown(page: Page, viewer: SeriesViewer) -> NDArray[np.uint8]:
    """Return the image on the canvas, pixel for pixel, as (rows, columns, 3)."""
    expected = viewer.render()
    rows, columns = expected.shape[:2]
    data = page.locator(".dw-canvas").first.evaluate(
        """(canvas, [rows, columns]) => {
          const left = Math.round(canvas.width / 2 - columns / 2);
          const top = Math.round(canvas.height / 2 - rows / 2);
          const { data } = canvas.getContext("2d").getImageData(left, top, columns, rows);
          let text = "";
          for (const byte of data) text += String.fromCharCode(byte);
          return btoa(text);
        }""",
        [rows, columns],
    )
    return np.frombuffer(base64.b64decode(data), np.uint8).reshape(rows, columns, 4)[..., :3]


def rendered(viewer: SeriesViewer) -> NDArray[np.uint8]:
    screen = viewer.render()
    return screen if screen.ndim == 3 else np.repeat(screen[..., None], 3, axis=2)


@pytest.fixture
def viewer() -> Iterator[SeriesViewer]:
    made = view(marked(), zoom=1.0, window_center=-500, window_width=1000)
    yield made
    made.close()


@pytest.fixture
def page(live_page: Callable[..., Page], viewer: SeriesViewer) -> Page:
    return settled(live_page(viewer))


def test_the_canvas_equals_render_in_all_orientations_and_states(
    page: Page, viewer: SeriesViewer
) -> None:
    pictures = set()
    for overlays, shutter in ((True, True), (True, False), (False, True), (False, False)):
        viewer.overlays, viewer.shutter = overlays, shutter
        for rotation, flip in TURNS:
            viewer.rotation, viewer.flip = rotation, flip
            rest(page, 150)
            seen = shown(page, viewer)
            np.testing.assert_array_equal(seen, rendered(viewer))
            pictures.add(seen.tobytes())
    assert len(pictures) == 4 * len(TURNS)


def test_every_slice_has_its_own(page: Page, viewer: SeriesViewer) -> None:
    for index in (3, 4, 20):
        viewer.index = index
        rest(page, 300)
        np.testing.assert_array_equal(shown(page, viewer), rendered(viewer))


@pytest.mark.parametrize(("trait", "key"), [("overlays", "o"), ("shutter", "u")])
def test_they_are_switched_by_mouse_and_keyboard(
    page: Page, viewer: SeriesViewer, trait: str, key: str
) -> None:
    name = {"overlays": "Overlays", "shutter": "Display shutter"}[trait]
    badge = {"overlays": "OVERLAYS OFF", "shutter": "SHUTTER OFF"}[trait]
    off = page.get_by_role("button", name=badge)
    assert off.count() == 0
    button = page.get_by_role("button", name=name, exact=True)
    if button.is_visible():
        button.click()
    else:
        page.get_by_role("button", name="More tools").click()
        page.get_by_role("menuitemcheckbox", name=name).click()
    rest(page)
    assert getattr(viewer, trait) is False
    off.wait_for()
    np.testing.assert_array_equal(shown(page, viewer), rendered(viewer))
    press(page, key)
    assert getattr(viewer, trait) is True
    off.wait_for(state="detached")
    press(page, key, "r")
    assert getattr(viewer, trait) is True, "a reset shows all that the file wants"


def test_of_several_each_is_switched_alone(live_page: Callable[..., Page]) -> None:
    made = view(marked(overlays=2), zoom=1.0, window_center=-500, window_width=1000)
    page = settled(live_page(made, width=1400))
    np.testing.assert_array_equal(shown(page, made), rendered(made))
    page.get_by_role("button", name="Overlays", exact=True).click()
    items = page.get_by_role("menuitemcheckbox")
    assert items.all_inner_texts() == ["Marks\n6000", "Marks 2\n6002"]
    assert_accessible(page)
    for key, off in (("Enter", [0x6000]), ("ArrowDown", [0x6000]), ("Enter", [0x6000, 0x6002])):
        page.keyboard.press(key)
        rest(page)
        assert list(made.overlays_off) == off
        np.testing.assert_array_equal(shown(page, made), rendered(made))
    items.first.click()
    rest(page)
    assert list(made.overlays_off) == [0x6002]
    page.get_by_role("button", name="OVERLAY OFF").wait_for()
    np.testing.assert_array_equal(shown(page, made), rendered(made))
    press(page, "Escape", "o")
    assert made.overlays is False
    np.testing.assert_array_equal(shown(page, made), rendered(made))
    press(page, "r")
    assert (made.overlays, made.overlays_off) == (True, ())
    made.close()


def test_switching_asks_the_kernel_nothing_and_tells_once(page: Page, viewer: SeriesViewer) -> None:
    root(page).focus()
    before = sent(page)
    for _ in range(3):
        page.keyboard.press("o")
    rest(page)
    assert sent(page) == before + 1
    assert viewer.overlays is False


def test_without_any_there_are_no_tools(live_page: Callable[..., Page]) -> None:
    plain = view(samples.ct(24, 64))
    page = settled(live_page(plain))
    page.get_by_role("button", name="Mouse and keys").click()
    press(page, "Escape", "o", "u")
    assert (plain.overlays, plain.shutter) == (True, True)
    assert page.locator("button[aria-label=Overlays]:not([hidden])").count() == 0
    plain.close()


def test_windowed_pictures_have_them_too(live_page: Callable[..., Page]) -> None:
    made = view(marked(), zoom=1.0, transport="windowed", window_center=-500, window_width=1000)
    page = live_page(made)
    page.get_by_role("button", name="WINDOWED").wait_for()
    page.locator(".dw-count").filter(has_text="24").wait_for()
    rest(page, 300)
    for state in (True, False):
        made.overlays = made.shutter = state
        page.get_by_role("button", name="SHUTTER OFF").wait_for(
            state="detached" if state else "attached"
        )
        rest(page, 600)
        # Small pictures are exact; those of this size are PNG.
        np.testing.assert_array_equal(shown(page, made), rendered(made))
    made.close()


def test_colours_follow_their_profile(live_page: Callable[..., Page]) -> None:
    from display.test_icc import swapped  # noqa: PLC0415

    random = np.random.default_rng(11)
    datasets = samples.ct(24, 64)
    for dataset in datasets:
        dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 3, "RGB"
        dataset.PlanarConfiguration = dataset.PixelRepresentation = 0
        dataset.BitsAllocated = dataset.BitsStored = 8
        dataset.HighBit = 7
        dataset.PixelData = random.integers(0, 256, 64 * 64 * 3, dtype=np.uint8).tobytes()
        dataset.ICCProfile = swapped()
    made = view(datasets, zoom=1.0)
    page = settled(live_page(made))
    for state, badge in ((True, "COLOR PROFILE"), (False, "PROFILE OFF"), (True, "COLOR PROFILE")):
        if made.color_profile is not state:
            press(page, "k")
        assert made.color_profile is state
        page.get_by_role("button", name=badge).wait_for()
        page.locator(".dw-loading").first.wait_for(state="hidden")
        rest(page, 800)
        np.testing.assert_array_equal(shown(page, made), rendered(made))
    made.index = 20
    rest(page, 600)
    np.testing.assert_array_equal(shown(page, made), rendered(made))
    made.close()


def test_a_supplemental_palette_colours_the_canvas(live_page: Callable[..., Page]) -> None:
    datasets = samples.ct(24, 64)
    for dataset in datasets:
        stored = np.arange(64 * 64, dtype=np.int16).reshape(64, 64)
        dataset.PixelData = stored.tobytes()
        with_supplement(dataset, 2000, 50)
    made = view(datasets, zoom=1.0, window_center=1000, window_width=4000)
    page = settled(live_page(made))
    for traits in ({}, {"invert": True}, {"colormap": "hot_iron"}, {"window_center": 300.0}):
        for name, value in traits.items():
            setattr(made, name, value)
        rest(page, 200)
        np.testing.assert_array_equal(shown(page, made), rendered(made))
    made.close()


@pytest.mark.parametrize("aspect", [2, 0.5])
def test_pixels_that_are_not_square_keep_their_shape_with_all_above(
    live_page: Callable[..., Page], aspect: float
) -> None:
    datasets = marked()
    for dataset in datasets:
        del dataset.PixelSpacing
        dataset.PixelAspectRatio = [2, 1] if aspect == 2 else [1, 2]
    made = view(datasets, zoom=16.0 if aspect < 1 else 8.0, window_center=-500, window_width=1000)
    page = settled(live_page(made, width=1400))
    across, down = (8, 16) if aspect > 1 else (16, 8)
    for rotation in (0, 90):
        made.rotation = rotation
        rest(page, 300)
        screen = rendered(made)
        each = (down, across) if rotation == 0 else (across, down)
        large = screen.repeat(each[0], axis=0).repeat(each[1], axis=1)
        seen = canvas(page)
        top = large.shape[0] // 2 - round(seen.shape[0] / 2)
        left = large.shape[1] // 2 - round(seen.shape[1] / 2)
        y, x = max(0, -top), max(0, -left)
        part = large[max(0, top) : top + seen.shape[0], max(0, left) : left + seen.shape[1]]
        np.testing.assert_array_equal(
            seen[y : y + part.shape[0], x : x + part.shape[1]], part, strict=True
        )
    made.close()


def test_a_saved_page_has_them_and_their_switches(
    host_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    assert len(viewer.frames) == 24
    page = settled(host_page(viewer))
    np.testing.assert_array_equal(shown(page, viewer), rendered(viewer))
    press(page, "o", "u")
    page.get_by_role("button", name="SHUTTER OFF").wait_for()
    viewer.overlays = viewer.shutter = False
    np.testing.assert_array_equal(shown(page, viewer), rendered(viewer))


def canvas(page: Page) -> NDArray[np.uint8]:
    """Return the whole canvas as (rows, columns, 3)."""
    width, data = page.locator(".dw-canvas").first.evaluate(
        """canvas => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let text = "";
          for (const byte of data) text += String.fromCharCode(byte);
          return [canvas.width, btoa(text)];
        }"""
    )
    return np.frombuffer(base64.b64decode(data), np.uint8).reshape(-1, width, 4)[..., :3]


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 600)])
def test_axe_finds_nothing(
    live_page: Callable[..., Page], viewer: SeriesViewer, theme: str, width: int
) -> None:
    page = settled(live_page(viewer, theme=theme, width=width))
    for overlays in (True, False):
        viewer.overlays = overlays
        rest(page, 300)
        assert_accessible(page)
