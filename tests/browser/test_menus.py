"""The menus of the tools: whose the keys are, and that the viewer keeps the focus meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.viewing import press, rest, root, settled, shared_ct

from dicomwidgets import view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser

OPENED_AND_PRESSED = """button => {
  button.focus();
  button.click();
  const at = button.getRootNode().activeElement;
  const key = new KeyboardEvent("keydown", {key: "ArrowDown", bubbles: true, cancelable: true});
  at.dispatchEvent(key);
  return [at.getAttribute("role"), button.getRootNode().activeElement.textContent];
}"""


@pytest.fixture
def viewer() -> Iterator[SeriesViewer]:
    shown = view(shared_ct(), index=8)
    yield shown
    shown.close()


@pytest.fixture
def page(live_page: Callable[..., Page], viewer: SeriesViewer) -> Page:
    return settled(live_page(viewer))


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def test_the_key_after_opening_is_the_menu_s(page: Page, viewer: SeriesViewer) -> None:
    role, label = button(page, "Turn and flip").evaluate(OPENED_AND_PRESSED)
    assert role == "menuitem"
    assert label.startswith("Rotate left")
    rest(page)
    assert viewer.index == 8, "the viewer has not heard of it"
    page.keyboard.press("Enter")
    rest(page)
    assert viewer.rotation == 270


def test_a_menu_inside_more_has_the_next_key_too(
    live_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    page = settled(live_page(viewer, width=330))
    button(page, "More tools").click()
    item = page.get_by_role("menuitem", name="Turn and flip")
    at = item.evaluate("e => { e.click(); return e.getRootNode().activeElement.textContent }")
    assert at.startswith("Rotate right")


def test_opened_and_closed_by_its_button(page: Page, viewer: SeriesViewer) -> None:
    turn = button(page, "Turn and flip")
    for _ in range(2):
        turn.click()
        assert turn.get_attribute("aria-expanded") == "true"
        turn.click()
        assert turn.get_attribute("aria-expanded") == "false"
    turn.click()
    button(page, "Measure").click()
    assert turn.get_attribute("aria-expanded") == "false"
    assert page.locator(".dw-menu:popover-open").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".dw-menu:popover-open").count() == 0
    assert button(page, "Measure").evaluate("e => e.matches(':focus')")
    assert viewer.tool == "window", "Escape was the menu's"


def test_the_viewer_keeps_focus_and_magnifier_below_a_menu(
    page: Page, viewer: SeriesViewer
) -> None:
    press(page, "m")
    loupe = page.locator(".dw-loupe")
    assert loupe.is_visible()
    for name in ("Turn and flip", "Window presets", "Measure"):
        button(page, name).focus()
        page.keyboard.press("Enter")
        rest(page)
        assert page.locator(".dw-menu:popover-open").count() == 1, name
        assert root(page).evaluate("e => e.matches(':has(:focus)')")
        assert loupe.is_visible()
        page.keyboard.press("Escape")
        rest(page)
        assert loupe.is_visible()
        assert viewer.magnifier


def test_a_menu_goes_along_when_the_page_scrolls_and_away_with_its_button(page: Page) -> None:
    size = page.viewport_size
    page.set_viewport_size({"width": 1000, "height": 420})
    opener, panel = button(page, "Turn and flip"), page.locator(".dw-menu:popover-open")
    opener.click()

    def apart() -> float:
        boxes = panel.bounding_box(), opener.bounding_box()
        assert boxes[0]
        assert boxes[1]
        return boxes[0]["y"] - boxes[1]["y"]

    before, bottom = apart(), page.evaluate("() => document.scrollingElement.scrollHeight")
    assert bottom > 600
    page.evaluate("() => document.scrollingElement.scrollBy(0, 30)")
    rest(page, 100)
    assert apart() == pytest.approx(before, abs=1)
    # What scrolls in the menu itself moves nothing.
    panel.evaluate("panel => { panel.style.maxHeight = '60px'; panel.scrollTop = 40; }")
    rest(page, 100)
    assert panel.evaluate("panel => panel.scrollTop") > 0
    assert apart() == pytest.approx(before, abs=1)
    page.evaluate("bottom => document.scrollingElement.scrollTo(0, bottom)", bottom)
    rest(page, 100)
    assert panel.count() == 0
    assert opener.get_attribute("aria-expanded") == "false"
    page.evaluate("() => document.scrollingElement.scrollTo(0, 0)")
    if size:
        page.set_viewport_size(size)
