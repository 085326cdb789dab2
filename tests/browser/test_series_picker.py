"""Choosing another series inside the viewer: by mouse, by keyboard, by touch, from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from browser.viewing import (
    assert_accessible,
    image_of,
    middle,
    number,
    press,
    rest,
    root,
    sent,
    shared_ct,
    shared_mr,
)

from dicomwidgets import samples, view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser

COUNTS = (12, 10, 7)


@pytest.fixture
def viewer() -> Iterator[SeriesViewer]:
    shown = view(
        [
            *shared_ct(COUNTS[0], 64),
            *shared_mr(COUNTS[1], 64),
            *shared_mr(COUNTS[2], 48, "T2"),
        ]
    )
    yield shown
    shown.close()


@pytest.fixture
def page(live_page: Callable[..., Page], viewer: SeriesViewer) -> Page:
    return shown(live_page(viewer), COUNTS[0])


def shown(page: Page, count: int) -> Page:
    """Wait until a series of so many slices is on screen."""
    page.locator(".dw-count").filter(has_text=f"/ {count}").wait_for()
    page.locator(".dw-loading").first.wait_for(state="hidden")
    rest(page, 150)
    return page


def picker(page: Page) -> Locator:
    return page.get_by_role("button", name="Series ")


def menu(page: Page) -> Locator:
    return page.get_by_role("menu", name="Series")


def test_the_title_line_offers_the_others(page: Page) -> None:
    assert picker(page).inner_text().strip() == "1 of 3"
    assert menu(page).count() == 0
    picker(page).click()
    items = menu(page).get_by_role("menuitemradio")
    labels = [item.locator(".dw-menu-label").inner_text() for item in items.all()]
    dot = "\N{MIDDLE DOT}"
    assert labels == [f"CT {dot} Chest CT", f"MR {dot} Head T1", f"MR {dot} Head T2"]
    assert (
        items.nth(2).locator(".dw-menu-detail").inner_text()
        == "7 \N{MULTIPLICATION SIGN} 48 \N{MULTIPLICATION SIGN} 48"
    )
    assert menu(page).get_by_role("menuitemradio", checked=True).count() == 1
    page.wait_for_function(
        "() => [...document.querySelectorAll('.dw-thumbnail')].every(i => i.naturalWidth > 0)"
    )


def test_by_mouse(page: Page, viewer: SeriesViewer) -> None:
    before = image_of(page)
    picker(page).click()
    menu(page).get_by_role("menuitemradio").nth(2).click()
    shown(page, COUNTS[2])
    assert (viewer.series_number, viewer.count, viewer.index) == (2, 7, 3)
    assert picker(page).inner_text().strip() == "3 of 3"
    assert number(page, "Slice") == 4
    assert not np.array_equal(before, image_of(page))
    assert not menu(page).is_visible()


def test_by_keyboard(page: Page, viewer: SeriesViewer) -> None:
    press(page, "s")
    menu(page).wait_for()
    page.keyboard.press("Escape")
    menu(page).wait_for(state="hidden")
    assert viewer.series_number == 0
    press(page, "s")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    shown(page, COUNTS[1])
    assert viewer.series_number == 1
    press(page, "Home")
    assert viewer.index == 0


def test_by_touch(live_page: Callable[..., Page], viewer: SeriesViewer) -> None:
    page = shown(live_page(viewer, touch=True), COUNTS[0])
    picker(page).tap()
    menu(page).get_by_role("menuitemradio").nth(1).tap()
    shown(page, COUNTS[1])
    assert viewer.series_number == 1


def test_what_python_chooses_shows_at_once(page: Page, viewer: SeriesViewer) -> None:
    press(page, "+", "2")
    viewer.series_number = 1
    shown(page, COUNTS[1])
    rest(page)
    assert (viewer.zoom, viewer.window_center) == (None, None)
    assert page.locator(".dw-zoom").inner_text().startswith("fit")
    assert page.locator(".dw-badge", has_text="PREVIEW").count() == 0


def test_frames_of_the_old_series_are_let_go(page: Page, viewer: SeriesViewer) -> None:
    rest(page, 400)
    for choice in (1, 2, 0, 1):
        viewer.series_number = choice
    shown(page, COUNTS[1])
    press(page, "End")
    expected = viewer.render()
    viewer.zoom = 1.0
    rest(page, 200)
    assert int(image_of(page).sum()) == int(expected.sum())


def test_a_choice_is_one_message(page: Page) -> None:
    rest(page, 400)
    picker(page).click()
    rest(page, 500)
    before = sent(page)
    menu(page).get_by_role("menuitemradio").nth(2).click()
    first = page.evaluate("async n => (await dwHost.model(dwHost.ids()[0])).sent[n]", before)
    assert first == {"method": "update", "state": {"series_number": 2}}


def test_one_series_has_no_picker(live_page: Callable[..., Page]) -> None:
    alone = view(samples.mr(5, 32))
    page = shown(live_page(alone), 5)
    assert picker(page).count() == 0 or not picker(page).is_visible()
    press(page, "s")
    assert menu(page).count() == 0
    alone.close()


def test_a_series_without_a_picture_can_be_chosen_all_the_same(
    live_page: Callable[..., Page],
) -> None:
    broken = samples.mr(4, 32)
    for dataset in broken:
        dataset.PixelData = dataset.PixelData[:10]
    viewer = view([*samples.ct(6, 32), *broken])
    page = shown(live_page(viewer), 6)
    picker(page).click()
    page.locator(".dw-thumbnail[title]").wait_for(state="attached")
    menu(page).get_by_role("menuitemradio").nth(1).click()
    page.locator(".dw-trouble .dw-message").wait_for()
    assert viewer.series_number == 1
    viewer.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(
    live_page: Callable[..., Page], viewer: SeriesViewer, theme: str
) -> None:
    page = shown(live_page(viewer, theme=theme, width=600), COUNTS[0])
    picker(page).click()
    rest(page, 300)
    assert_accessible(page)


def test_the_header_pane_follows_the_series(page: Page, viewer: SeriesViewer) -> None:
    press(page, "h")
    page.locator(".dw-pane .dw-header-table").wait_for()
    viewer.series_number = 1
    shown(page, COUNTS[1])
    page.locator(".dw-pane").get_by_text("MR Image").first.wait_for()
    assert root(page).is_visible()
    assert middle(page)
