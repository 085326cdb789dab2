"""Turning and mirroring: the pixels, the words around them, and every way to ask for it."""

from __future__ import annotations

import re
import threading
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from browser.test_pixels_on_screen import SERIES, SHOWN
from browser.viewing import SLICES, image_of, middle, press, rest, root, sent

import dicomwidgets as dw
from dicomwidgets import samples, view
from dicomwidgets.display.geometry import patient_position
from dicomwidgets.widgets._frame_feed import FrameFeed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Page

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser

TURNS = [(rotation, flip) for rotation in (0, 90, 180, 270) for flip in (False, True)]
ROWS, COLUMNS = 48, 64


@pytest.mark.parametrize("modality", SERIES)
def test_the_canvas_equals_render_in_all_eight_orientations(
    modality: str, data_dir: Path, host_page: Callable[..., Any]
) -> None:
    viewer = dw.view(data_dir / "dicom" / SERIES[modality], zoom=1.0)
    viewer.index = len(viewer.frames) // 2
    rows, columns = viewer.frame.shape[:2]
    page = host_page(viewer, width=max(columns, rows) + 300, height=rows + 400)
    page.wait_for_function("() => !document.querySelector('.dw-loading:not([hidden])')")
    rest(page, 300)
    hashes = set()
    for rotation, flip in TURNS:
        viewer.rotation, viewer.flip = rotation, flip
        expected = viewer.render()
        size = {"rows": expected.shape[0], "columns": expected.shape[1]}
        case = {"rotation": rotation, "flip": flip}
        shown = page.evaluate(SHOWN, [viewer.model_id, [case], size])
        x, y = shown["x"], shown["y"]
        seen = expected[y : y + shown["height"], x : x + shown["width"]]
        hashed = sha256(np.ascontiguousarray(seen)).hexdigest()
        assert shown["hashes"] == [hashed], case
        hashes.add(hashed)
    assert len(hashes) == len(TURNS)


@cache
def ramp() -> Any:
    """Return slices whose every pixel has a value of its own, and which are not square."""
    datasets = samples.ct(SLICES, 64)
    for dataset in datasets:
        stored = np.arange(ROWS * COLUMNS, dtype=np.int16).reshape(ROWS, COLUMNS)
        dataset.Rows, dataset.Columns = stored.shape
        dataset.PixelData = stored.tobytes()
        dataset.PixelSpacing = [0.5, 0.25]
    return datasets


@pytest.fixture
def viewer() -> Iterator[SeriesViewer]:
    shown = view(ramp())
    yield shown
    shown.close()


def letters(page: Page) -> list[str]:
    return page.locator(".dw-letter").all_inner_texts()


def probed(page: Page, field: str) -> str:
    return page.locator(f".dw-probe-value[data-field={field}]").inner_text()


def test_the_probe_names_the_pixel_of_the_file(page: Page, viewer: SeriesViewer) -> None:
    x, y = middle(page)
    for turn in TURNS:
        viewer.rotation, viewer.flip = turn
        page.mouse.move(1, 1)
        rest(page, 60)
        page.mouse.move(x + 90, y - 40)
        rest(page, 150)
        column, row = (int(text) for text in probed(page, "pixel").split(", "))
        assert 0 < column < COLUMNS
        assert int(probed(page, "stored")) == row * COLUMNS + column, turn
        there = patient_position(viewer.frames.info(viewer.index)["geometry"], column, row)
        assert there
        shown = [
            float(text.replace("\N{MINUS SIGN}", "-")) for text in probed(page, "position").split()
        ]
        assert shown == pytest.approx(there, abs=0.051), turn


def test_letters_and_scale_bar_follow(page: Page, viewer: SeriesViewer) -> None:
    assert letters(page) == ["R", "L", "A", "P"]
    bar = page.locator(".dw-ruler-line")
    before = bar.evaluate("e => e.style.width"), page.locator(".dw-ruler-text").inner_text()
    viewer.zoom = 4.0
    rest(page, 100)
    zoomed = bar.evaluate("e => e.style.width"), page.locator(".dw-ruler-text").inner_text()
    assert zoomed != before
    for rotation, flip, expected in [
        (90, False, ["P", "A", "R", "L"]),
        (0, True, ["L", "R", "A", "P"]),
        (180, True, ["R", "L", "P", "A"]),
        (270, True, ["A", "P", "R", "L"]),
    ]:
        viewer.rotation, viewer.flip = rotation, flip
        rest(page, 150)
        assert letters(page) == expected
        now = bar.evaluate("e => e.style.width"), page.locator(".dw-ruler-text").inner_text()
        assert now == zoomed, "a millimetre stays as long as it was"


def test_keys_turn_what_is_seen(page: Page, viewer: SeriesViewer) -> None:
    for key, expected in [
        (".", (90, False)),
        (".", (180, False)),
        (",", (90, False)),
        ("x", (270, True)),
        ("y", (270, False)),
        (",", (180, False)),
        ("y", (0, True)),
        ("r", (0, False)),
    ]:
        press(page, key)
        assert (viewer.rotation, viewer.flip) == expected


def test_a_flip_mirrors_the_screen_whatever_the_turn(page: Page, viewer: SeriesViewer) -> None:
    turns: dict[str, Callable[..., Any]] = {
        ".": lambda seen: np.rot90(seen, -1),
        ",": np.rot90,
        "x": np.fliplr,
        "y": np.flipud,
    }
    for key, seen in turns.items():
        viewer.zoom, viewer.rotation, viewer.flip = 1.0, 90, True
        rest(page, 100)
        before = viewer.render()
        press(page, key)
        np.testing.assert_array_equal(viewer.render(), seen(before), key)


def test_the_menu_turns(page: Page, viewer: SeriesViewer) -> None:
    button = page.get_by_role("button", name="Turn and flip")
    lines = [("Rotate left", (270, False)), ("Flip left and right", (90, True))]
    for by, (line, expected) in [(by, each) for by in ("mouse", "keyboard") for each in lines]:
        if line == "Rotate left":
            viewer.rotation, viewer.flip = 0, False
            rest(page, 100)
        if by == "mouse":
            button.click()
            page.get_by_role("menuitem", name=line).click()
        else:
            button.focus()
            page.keyboard.press("Enter")
            page.get_by_role("menu").wait_for()
            page.keyboard.press(line[0])
            page.keyboard.press("Enter")
        rest(page)
        assert (viewer.rotation, viewer.flip) == expected


def test_a_turned_image_says_so(page: Page, viewer: SeriesViewer) -> None:
    badges = page.locator(".dw-badges")
    assert "FLIPPED" not in badges.inner_text()
    viewer.flip, viewer.rotation = True, 90
    rest(page, 100)
    assert page.get_by_role("button", name="FLIPPED: The image is mirrored").is_visible()
    assert page.get_by_role("button", name="TURNED 90°").is_visible()


def test_turning_asks_the_kernel_nothing_and_tells_once(page: Page, viewer: SeriesViewer) -> None:
    root(page).focus()
    before = sent(page)
    for _ in range(5):
        page.keyboard.press(".")
    rest(page)
    assert sent(page) == before + 1
    assert viewer.rotation == 90


def test_zoomed_in_the_same_point_stays_in_the_middle(page: Page, viewer: SeriesViewer) -> None:
    viewer.zoom = 8.0
    rest(page, 100)
    x, y = middle(page)
    page.keyboard.down("Shift")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 120, y + 60, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    page.mouse.move(x + 3, y + 3)
    rest(page, 100)
    before = probed(page, "pixel")
    # The pixel is 8 × 16 screen pixels large: the cursor stays within it, near its corner.
    for turn in ((180, True), (0, False)):
        viewer.rotation, viewer.flip = turn
        rest(page, 150)
        column, row = (int(text) for text in probed(page, "pixel").split(", "))
        was = [int(text) for text in before.split(", ")]
        assert abs(column - was[0]) <= 1
        assert abs(row - was[1]) <= 1


def test_the_first_picture_is_turned_as_the_frame_will_be(
    live_page: Callable[..., Page], viewer: SeriesViewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(viewer.frames) == SLICES
    viewer.rotation, viewer.flip = 90, True
    viewer.window_center, viewer.window_width = 512, 3072
    answer, held = FrameFeed.get_frames, threading.Event()

    def late(self: FrameFeed, args: Mapping[str, Any], **more: Any) -> Any:
        held.wait(30)
        return answer(self, args, **more)

    monkeypatch.setattr(FrameFeed, "get_frames", late)
    page = live_page(viewer)
    badge = page.get_by_role("button", name=re.compile("^PREVIEW"))
    badge.wait_for()
    rest(page, 200, answered=False)
    assert letters(page) == ["P", "A", "L", "R"]
    early = image_of(page)
    held.set()
    badge.wait_for(state="detached")
    rest(page, 200)
    # A picture in few bytes: alike, not the same.
    assert np.abs(early.astype(int) - image_of(page)).mean() < 4
    viewer.rotation = 270
    rest(page, 200)
    assert np.abs(early.astype(int) - image_of(page)).mean() > 8
