"""A series of several dimensions in a real browser: a slider each, by mouse and keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.viewing import assert_accessible, press, rest
from support.enhanced import Axis, enhanced_mr

from dicomwidgets import view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser

B_VALUES = [0, 500, 1000]
SLICES = 4


@pytest.fixture
def viewer() -> Iterator[SeriesViewer]:
    dataset = enhanced_mr(
        [
            Axis("DiffusionBValue", "MRDiffusionSequence", B_VALUES),
            Axis("InStackPositionNumber", "FrameContentSequence", range(1, SLICES + 1)),
        ],
        keep=lambda place: place != (3, 2),
        size=32,
    )
    shown = view(dataset)
    yield shown
    shown.close()


@pytest.fixture
def page(live_page: Callable[..., Page], viewer: SeriesViewer) -> Page:
    page = live_page(viewer)
    page.locator(".dw-dimensions").wait_for()
    page.locator(".dw-loading").first.wait_for(state="hidden")
    rest(page)
    return page


def thumb(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name, exact=True)


def word(page: Page, name: str) -> str | None:
    return thumb(page, name).get_attribute("aria-valuetext")


def test_each_dimension_has_a_slider_with_its_real_value(page: Page) -> None:
    assert word(page, "b-value") == "1 0 s/mm²"
    slices = thumb(page, "Position")
    assert slices.get_attribute("aria-valuetext") == "1 0.0 mm"
    assert page.locator(".dw-count").first.inner_text() == "/ 11"


def test_by_keyboard(page: Page, viewer: SeriesViewer) -> None:
    thumb(page, "b-value").focus()
    page.keyboard.press("ArrowRight")
    rest(page)
    assert viewer.index == SLICES
    assert word(page, "b-value") == "2 500 s/mm²"
    press(page, "n")
    assert viewer.index == 2 * SLICES
    press(page, "n")
    assert viewer.index == 2 * SLICES
    press(page, "N", "N")
    assert viewer.index == 0
    page.locator(".dw-dimensions").get_by_role("textbox", name="b-value").fill("3")
    page.keyboard.press("Enter")
    rest(page)
    assert viewer.index == 2 * SLICES


def test_by_mouse(page: Page, viewer: SeriesViewer) -> None:
    box = thumb(page, "b-value").bounding_box()
    assert box
    page.mouse.move(box["x"] + 4, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()
    rest(page)
    assert viewer.index == 2 * SLICES
    assert word(page, "b-value") == "3 1000 s/mm²"


def test_what_is_missing_is_said(page: Page, viewer: SeriesViewer) -> None:
    viewer.index = 2 * SLICES
    rest(page)
    slices = thumb(page, "Position")
    slices.focus()
    page.keyboard.press("ArrowRight")
    rest(page)
    note = page.locator(".dw-dimension-note")
    assert (
        note.inner_text()
        == "No frame at b-value 1000 s/mm², Position 2.5 mm: the nearest is shown."
    )
    assert viewer.index == SLICES + 1
    page.keyboard.press("ArrowRight")
    rest(page)
    assert note.inner_text() == ""
    assert viewer.index == 2 * SLICES + 1


def test_the_index_moves_the_sliders(page: Page, viewer: SeriesViewer) -> None:
    viewer.index = SLICES + 2
    rest(page)
    assert word(page, "b-value") == "2 500 s/mm²"
    press(page, "ArrowRight")
    slices = thumb(page, "Position")
    assert slices.get_attribute("aria-valuetext") == "4 7.5 mm"


def test_one_dimension_needs_no_slider_of_its_own(live_page: Callable[..., Page]) -> None:
    dataset = enhanced_mr([Axis("InStackPositionNumber", "FrameContentSequence", range(1, 5))])
    shown = view(dataset)
    page = live_page(shown)
    page.locator(".dw-count").filter(has_text="4").wait_for()
    assert not page.locator(".dw-controls-dimensions").is_visible()
    shown.close()


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 600)])
def test_axe_finds_nothing(
    live_page: Callable[..., Page], viewer: SeriesViewer, theme: str, width: int
) -> None:
    page = live_page(viewer, theme=theme, width=width)
    page.locator(".dw-dimensions").wait_for()
    page.locator(".dw-loading").first.wait_for(state="hidden")
    viewer.index = 2 * SLICES
    rest(page)
    thumb(page, "Position").focus()
    page.keyboard.press("ArrowRight")
    rest(page)
    assert page.locator(".dw-dimension-note").inner_text()
    assert_accessible(page)
