"""The loupe: exact pixels, where the probe reads, by mouse and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from browser.viewing import (
    SIZE,
    SLICES,
    assert_accessible,
    image_of,
    middle,
    press,
    rest,
    root,
    sent,
    settled,
    shared_ct,
)

from dicomwidgets import view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser

SIDE = 160


@pytest.fixture
def viewer() -> Iterator[SeriesViewer]:
    shown = view(shared_ct(SLICES, SIZE), zoom=4.0)
    yield shown
    shown.close()


def loupe(page: Page) -> Locator:
    return page.locator(".dw-loupe")


def probed(page: Page) -> tuple[int, int]:
    text = page.locator(".dw-probe-value[data-field=pixel]").inner_text()
    column, row = text.split(", ")
    return int(column), int(row)


def test_it_shows_the_pixels_as_they_are_drawn_around_the_one_read(
    page: Page, viewer: SeriesViewer
) -> None:
    viewer.invert = True
    press(page, "m")
    assert viewer.magnifier
    for rotation, flip in [(0, False), (90, False), (180, True), (270, True)]:
        viewer.rotation, viewer.flip = rotation, flip
        assert_magnified(page, viewer)


def assert_magnified(page: Page, viewer: SeriesViewer) -> None:
    rotation, flip = viewer.rotation, viewer.flip
    x, y = middle(page)
    page.mouse.move(1, 1)
    rest(page, 100)
    page.mouse.move(x + 21, y - 14)
    rest(page, 100)
    column, row = probed(page)
    marked = np.zeros((SIZE, SIZE), bool)
    marked[row, column] = True
    turned = np.rot90(marked[:, ::-1] if flip else marked, -rotation // 90)
    (down,), (across,) = np.nonzero(turned)
    seen = image_of(page, ".dw-loupe canvas")
    assert seen.shape == (SIDE, SIDE)
    scale = 16
    # Ten whole pixels fit, half a one on either side.
    for dy in range(-4, 5):
        for dx in range(-4, 5):
            top, left = (int(SIDE / 2 + (d - 0.5) * scale) for d in (dy, dx))
            cell = seen[top + 1 : top + scale - 1, left + 1 : left + scale - 1]
            expected = viewer.render()[down + dy, across + dx]
            assert (cell == expected).all(), (rotation, flip, dx, dy)


def test_it_magnifies_a_small_image_at_least_twice(page: Page, viewer: SeriesViewer) -> None:
    viewer.zoom, viewer.magnifier = 0.25, True
    rest(page, 100)
    page.mouse.move(*middle(page))
    rest(page, 100)
    column, row = probed(page)
    seen = image_of(page, ".dw-loupe canvas")
    assert (seen[79:81, 79:81] == viewer.render()[row, column]).all()
    assert (seen[79:81, 81:83] == viewer.render()[row, column + 1]).all()


def test_it_follows_the_mouse_and_goes_with_it(page: Page, viewer: SeriesViewer) -> None:
    assert loupe(page).count() == 0, "nothing is built before it is asked for"
    viewer.magnifier = True
    x, y = middle(page)
    page.mouse.move(x, y)
    rest(page, 100)
    box = loupe(page).bounding_box()
    assert box
    assert (box["x"] + SIDE / 2, box["y"] + SIDE / 2) == pytest.approx((x, y), abs=1)
    area = page.locator(".dw-screen").bounding_box()
    assert area
    page.mouse.move(x, y + 100)
    page.mouse.move(5, 5)
    rest(page, 100)
    assert not loupe(page).is_visible()
    viewer.zoom = 12.0
    rest(page, 100)
    page.mouse.move(area["x"] + area["width"] / 2, area["y"] + 4)
    rest(page, 100)
    box = loupe(page).bounding_box()
    assert box
    assert box["y"] >= area["y"], "it stays whole at the edge"


def test_a_keyboard_moves_it_pixel_by_pixel(page: Page, viewer: SeriesViewer) -> None:
    viewer.zoom = 30.0
    press(page, "m")
    assert loupe(page).is_visible()
    column, row = probed(page)
    press(page, "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowUp")
    assert probed(page) == (column + 2, row - 1)
    # Over the edge of the screen the image comes along.
    press(page, *["Shift+ArrowRight"] * 25)
    assert probed(page) == (column + 27, row - 1)
    area, box = page.locator(".dw-screen").bounding_box(), loupe(page).bounding_box()
    assert area
    assert box
    assert box["x"] + SIDE <= area["x"] + area["width"]
    press(page, *["Shift+ArrowRight"] * 10)
    assert probed(page) == (SIZE - 1, row - 1), "the image ends there"
    press(page, "m")
    assert not loupe(page).is_visible()
    assert not viewer.magnifier


def test_without_it_the_same_keys_move_the_image(page: Page) -> None:
    x, y = middle(page)
    root(page).focus()
    page.mouse.move(x, y)
    rest(page, 100)
    column, row = probed(page)
    press(page, "Shift+ArrowRight", "Shift+ArrowDown")
    assert probed(page) == (column - 8, row - 8)


def test_moving_it_asks_the_kernel_nothing(page: Page, viewer: SeriesViewer) -> None:
    viewer.magnifier = True
    x, y = middle(page)
    page.mouse.move(x, y)
    rest(page)
    before = sent(page)
    page.mouse.move(x + 60, y + 60, steps=15)
    press(page, "Shift+ArrowLeft")
    assert sent(page) == before


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_inaccessible_about_it(
    live_page: Callable[..., Page], viewer: SeriesViewer, theme: str
) -> None:
    viewer.rotation, viewer.flip = 90, True
    page = settled(live_page(viewer, theme=theme, width=600))
    press(page, "m")
    assert loupe(page).is_visible()
    assert_accessible(page)
