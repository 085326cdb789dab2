"""The series viewer in a real browser: every control, by mouse and by keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from browser.viewing import (
    SLICES,
    image_of,
    middle,
    number,
    press,
    rest,
    root,
    sent,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser


# Keys -------------------------------------------------------------------------------------------


def test_keys_walk_the_slices(page: Page, viewer: SeriesViewer) -> None:
    press(page, "Home")
    for keys, index in [
        (("ArrowRight", "ArrowDown"), 2),
        (("ArrowLeft", "ArrowUp"), 0),
        (("PageDown",), 10),
        (("PageUp",), 0),
        (("End",), SLICES - 1),
        (("Home",), 0),
    ]:
        press(page, *keys)
        assert viewer.index == index


def test_keys_choose_windows_and_reset(page: Page, viewer: SeriesViewer) -> None:
    press(page, "2")
    assert (viewer.window_center, viewer.window_width) == (-600, 1500)
    press(page, "i")
    assert viewer.invert
    press(page, "+")
    assert viewer.zoom is not None
    press(page, "r")
    assert viewer.window_center is None
    assert not viewer.invert
    assert viewer.zoom is None
    press(page, "3", "0")
    assert viewer.window_width is None


def test_space_plays_and_pauses(page: Page, viewer: SeriesViewer) -> None:
    # So slow that a busy machine is not through with the series when it pauses.
    viewer.cine_rate = 4
    press(page, "Home", "Space")
    rest(page, 500)
    press(page, "Space")
    assert viewer.index > 0
    stopped = viewer.index
    rest(page, 300)
    assert viewer.index == stopped


def test_the_help_sheet_takes_the_focus_and_gives_it_back(page: Page) -> None:
    press(page, "?")
    sheet = page.get_by_role("dialog", name="Help")
    assert sheet.is_visible()
    assert page.get_by_role("button", name="Close help").evaluate("e => e.matches(':focus')")
    page.keyboard.press("Escape")
    assert not sheet.is_visible()
    assert root(page).evaluate("e => e.matches(':focus')")


def test_handled_keys_never_leave_the_viewer(page: Page) -> None:
    page.evaluate(
        "() => { window.escaped = [];"
        " document.addEventListener('keydown', e => escaped.push(e.key)) }"
    )
    press(page, "i", "i", "0", "0", "r", "1", "?", "Escape", "d", "d", "a", "b")
    assert page.evaluate("() => escaped") == []
    assert root(page).get_attribute("data-lm-suppress-shortcuts") == "true"


def test_keys_typed_into_a_field_are_the_field_s(page: Page, viewer: SeriesViewer) -> None:
    field = page.get_by_role("textbox", name="Center")
    field.fill("123.5")
    field.press("Enter")
    rest(page)
    assert viewer.window_center == 123.5
    field.press("i")
    field.press("r")
    rest(page)
    assert not viewer.invert
    assert viewer.window_center == 123.5
    field.press("Escape")
    assert field.input_value() == "123.5"


# Mouse ------------------------------------------------------------------------------------------


def test_a_window_drag_sends_nothing_until_the_release(page: Page, viewer: SeriesViewer) -> None:
    x, y = middle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    before, center, width = sent(page), number(page, "Center"), number(page, "Width")
    page.mouse.move(x + 80, y + 40, steps=20)
    rest(page)
    assert sent(page) == before
    assert number(page, "Width") > width
    assert number(page, "Center") > center
    assert viewer.window_center is None
    page.mouse.up()
    rest(page, 100)
    assert sent(page) == before + 1
    assert viewer.window_width == number(page, "Width")


def test_the_wheel_walks_slices_only_with_the_focus(page: Page, viewer: SeriesViewer) -> None:
    start = viewer.index
    x, y = middle(page)
    page.evaluate("() => document.body.style.height = '3000px'")
    page.mouse.move(x, y)
    page.mouse.wheel(0, 120)
    rest(page)
    assert viewer.index == start
    assert page.evaluate("() => scrollY") > 0
    page.evaluate("() => scrollTo(0, 0)")
    root(page).focus()
    page.mouse.wheel(0, 120)
    page.mouse.wheel(0, 120)
    rest(page)
    assert viewer.index == start + 2
    assert page.evaluate("() => scrollY") == 0


def test_zoom_at_the_cursor_keeps_the_point_under_it(page: Page, viewer: SeriesViewer) -> None:
    root(page).focus()
    x, y = middle(page)
    page.mouse.move(x + 60, y - 50)
    rest(page, 50)
    before = page.locator(".dw-probe-value[data-field=pixel]").inner_text()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    rest(page)
    assert viewer.zoom is not None
    assert page.locator(".dw-probe-value[data-field=pixel]").inner_text() == before


@pytest.mark.parametrize("way", ["shift", "middle"])
def test_panning_moves_the_image_by_the_pointer_s_way(page: Page, way: str) -> None:
    press(page, "+", "+", "+")
    before = image_of(page)
    x, y = middle(page)
    page.mouse.move(x, y)
    if way == "shift":
        page.keyboard.down("Shift")
    page.mouse.down(button="middle" if way == "middle" else "left")
    page.mouse.move(x + 30, y + 20, steps=4)
    page.mouse.up(button="middle" if way == "middle" else "left")
    page.keyboard.up("Shift")
    rest(page, 100)
    after = image_of(page)
    assert not np.array_equal(before, after)
    np.testing.assert_allclose(
        before[40:-60, 40:-60].astype(int), after[60:-40, 70:-30].astype(int), atol=3
    )


def test_a_plain_drag_does_what_the_tool_says(page: Page, viewer: SeriesViewer) -> None:
    x, y = middle(page)
    viewer.tool = "zoom"
    rest(page, 100)
    page.mouse.move(x + 50, y)
    page.mouse.down()
    before = sent(page)
    page.mouse.move(x + 50, y - 60, steps=5)
    rest(page)
    assert sent(page) == before, "nothing is told before the release"
    page.mouse.up()
    rest(page, 100)
    assert viewer.zoom is not None
    zoomed = viewer.zoom
    viewer.tool = "pan"
    rest(page, 100)
    still = image_of(page)
    page.mouse.down()
    page.mouse.move(x + 80, y, steps=5)
    page.mouse.up()
    rest(page, 100)
    assert not np.array_equal(image_of(page), still)
    assert (viewer.zoom, viewer.window_center) == (zoomed, None)


def test_a_double_click_goes_from_fit_to_one_to_one_and_back(
    page: Page, viewer: SeriesViewer
) -> None:
    page.mouse.dblclick(*middle(page))
    rest(page)
    assert viewer.zoom == 1.0
    page.mouse.dblclick(*middle(page))
    rest(page)
    assert viewer.zoom is None


# Controls ---------------------------------------------------------------------------------------


def test_sliders_show_at_once_and_tell_on_release(page: Page, viewer: SeriesViewer) -> None:
    slider = page.get_by_role("slider", name="Slice")
    before = sent(page)
    slider.evaluate("e => { e.value = '5'; e.dispatchEvent(new Event('input', {bubbles: true})) }")
    rest(page)
    assert sent(page) == before
    assert number(page, "Slice") == 5
    slider.dispatch_event("change")
    rest(page)
    assert viewer.index == 4


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_every_tool_works(page: Page, viewer: SeriesViewer, by: str) -> None:
    def use(name: str) -> None:
        button = page.get_by_role("button", name=name)
        if by == "mouse":
            button.click()
        else:
            button.focus()
            page.keyboard.press("Enter")
        rest(page)

    use("One image pixel per screen pixel")
    assert viewer.zoom == 1.0
    use("Zoom in")
    assert viewer.zoom == 1.25
    use("Zoom out")
    assert viewer.zoom == 1.0
    use("Fit the image into the area")
    assert viewer.zoom is None
    use("Invert")
    assert viewer.invert
    use("Reset the view")
    assert not viewer.invert
    use("Mouse and keys")
    assert page.get_by_role("dialog", name="Help").is_visible()
    use("Close help")
    use("Header of this slice")
    page.locator(".dw-pane .dw-header-table").wait_for()
    use("Header of this slice")
    assert not page.locator(".dw-pane").is_visible()


def test_the_preset_menu_by_keyboard(page: Page, viewer: SeriesViewer) -> None:
    button = page.get_by_role("button", name="Window presets")
    button.focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("menu")
    menu.wait_for()
    assert menu.get_by_role("menuitemradio", checked=True).count() == 1
    page.keyboard.press("End")
    chosen = menu.locator(":focus").inner_text()
    page.keyboard.press("Enter")
    rest(page)
    center, width = re.findall(r"[CW] (\S+)", chosen.replace("\N{MINUS SIGN}", "-"))
    assert (viewer.window_center, viewer.window_width) == (float(center), float(width))
    assert not menu.is_visible()
    button.click()
    menu.wait_for()
    page.keyboard.press("Escape")
    menu.wait_for(state="hidden")


def test_what_python_sets_shows_at_once(page: Page, viewer: SeriesViewer) -> None:
    viewer.index = 7
    viewer.window_center, viewer.window_width = 10, 50
    viewer.zoom = 2.0
    rest(page, 200)
    assert number(page, "Slice") == 8
    assert (number(page, "Center"), number(page, "Width")) == (10, 50)
    assert page.locator(".dw-zoom").inner_text() == "2 \N{MULTIPLICATION SIGN}"
