"""The tools of the series viewer in a real browser: the line, its menus, colours, cine, code."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from browser.viewing import SIZE, assert_accessible, press, rest, settled

from dicomwidgets import samples, view
from dicomwidgets.display.colormap import COLORMAPS, palette

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser


def tool(page: Page, name: str) -> Locator:
    return page.locator(".dw-titlebar").get_by_role("button", name=name, exact=True)


def item(page: Page, name: str) -> Locator:
    return page.locator(".dw-menu:popover-open .dw-menu-item").filter(has_text=name).first


# The line ---------------------------------------------------------------------------------------


def test_no_tool_is_cut_off_or_overlaps_another(
    live_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    page = settled(live_page(viewer, width=320))
    assert_tools_have_room(page)
    for width in (420, 600, 1000, 1400):
        page.set_viewport_size({"width": width, "height": 800})
        rest(page)
        assert_tools_have_room(page)


def assert_tools_have_room(page: Page) -> None:
    bar = page.locator(".dw-titlebar").bounding_box()
    assert bar
    boxes = page.locator(".dw-titlebar .dw-tool:visible").evaluate_all(
        "all => all.map(e => { const b = e.getBoundingClientRect();"
        " return [b.left, b.right, b.top, b.bottom, e.scrollWidth <= e.clientWidth] })"
    )
    for left, right, _top, _bottom, fits in boxes:
        assert left >= bar["x"]
        assert right <= bar["x"] + bar["width"]
        assert fits
    assert len({(top, bottom) for *_x, top, bottom, _fits in boxes}) == 1
    boxes.sort()
    for one, other in pairwise(boxes):
        assert one[1] <= other[0] + 1.01


def test_what_has_no_room_stands_in_a_menu(
    live_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    page = settled(live_page(viewer, width=1400))
    every = page.locator(".dw-titlebar .dw-tool:visible").count()
    assert not tool(page, "More tools").is_visible()
    page.set_viewport_size({"width": 340, "height": 800})
    rest(page)
    more = tool(page, "More tools")
    shown = page.locator(".dw-titlebar .dw-tool:visible").count() - 1
    more.click()
    items = page.get_by_role("menu", name="More tools").locator(".dw-menu-item")
    assert shown + items.count() == every
    item(page, "Zoom in").click()
    rest(page)
    assert viewer.zoom is not None
    page.set_viewport_size({"width": 220, "height": 800})
    rest(page)
    more.click()
    item(page, "Colour maps").click()
    menu = page.get_by_role("menu", name="Colour maps")
    menu.wait_for()
    menu.get_by_role("menuitemradio", name="Viridis").click()
    rest(page)
    assert viewer.colormap == "viridis"
    page.set_viewport_size({"width": 1400, "height": 800})
    rest(page)
    assert page.locator(".dw-titlebar .dw-tool:visible").count() == every


def test_menus_by_keyboard_and_by_letter(page: Page, viewer: SeriesViewer) -> None:
    tool(page, "Colour maps").focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("menu", name="Colour maps")
    menu.wait_for()
    focused = menu.locator(":focus .dw-menu-label")
    assert focused.inner_text() == "Grey"
    for key, label in [
        ("ArrowUp", "Winter"),
        ("ArrowDown", "Grey"),
        ("p", "Plasma"),
        ("p", "PET"),
        ("End", "Winter"),
        ("Home", "Grey"),
        ("i", "Inferno"),
    ]:
        page.keyboard.press(key)
        assert focused.inner_text() == label
    page.keyboard.press("Enter")
    rest(page)
    assert viewer.colormap == "inferno"
    assert not menu.is_visible()
    assert tool(page, "Colour maps").evaluate("e => e.matches(':focus')")
    page.keyboard.press("Enter")
    menu.wait_for()
    page.keyboard.press("Tab")
    menu.wait_for(state="hidden")


def test_menus_are_built_when_they_open(page: Page) -> None:
    assert page.locator(".dw-menu-item, .dw-sheet").count() == 0
    tool(page, "Window presets").click()
    assert page.locator(".dw-menu-item").count() > 0
    page.keyboard.press("Escape")


# Colours ----------------------------------------------------------------------------------------


def test_c_goes_through_all_colour_maps(page: Page, viewer: SeriesViewer) -> None:
    seen = []
    for _ in COLORMAPS:
        press(page, "c")
        seen.append(viewer.colormap)
    assert sorted(seen) == sorted(COLORMAPS)
    assert viewer.colormap == "grey"


@pytest.mark.parametrize("by", ["mouse", "touch"])
def test_a_colour_map_is_drawn_as_python_renders_it(
    page: Page, viewer: SeriesViewer, by: str
) -> None:
    assert by in {"mouse", "touch"}
    tool(page, "Colour maps").click()
    choice = page.get_by_role("menuitemradio", name="Hot iron")
    if by == "mouse":
        choice.click()
    else:
        choice.dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})
        choice.dispatch_event("click", {"pointerType": "touch", "bubbles": True})
    viewer.zoom = 1.0
    rest(page)
    assert viewer.colormap == "hot_iron"
    table = {tuple(map(int, color)) for color in palette("hot_iron")}
    drawn = page.locator(".dw-canvas").evaluate(
        """c => { const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
          return [...new Set(Array.from({length: d.length / 4},
            (_, i) => d[4 * i] * 65536 + d[4 * i + 1] * 256 + d[4 * i + 2]))]; }"""
    )
    colors = {(c >> 16, c >> 8 & 255, c & 255) for c in drawn}
    assert len(colors) > 20
    assert colors <= table
    rendered = {
        tuple(map(int, color)) for color in np.unique(viewer.render().reshape(-1, 3), axis=0)
    }
    assert rendered <= colors


def test_a_colour_bar_says_the_values_of_the_window(page: Page, viewer: SeriesViewer) -> None:
    bar = page.locator(".dw-color-bar")
    assert not bar.is_visible()
    viewer.window_center, viewer.window_width, viewer.colormap = 40, 401, "viridis"
    rest(page)
    assert bar.get_attribute("aria-label") == "Colours: \N{MINUS SIGN}160.5 to 239.5 HU"
    assert bar.locator(".dw-color-tick").all_inner_texts() == [
        "\N{MINUS SIGN}160.5",
        "39.5",
        "239.5",
    ]
    tops = bar.locator(".dw-color-tick").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().top)"
    )
    assert tops == sorted(tops, reverse=True)
    press(page, "i")
    assert bar.locator("canvas").evaluate("e => e.matches('.dw-flipped')")
    press(page, "r")
    assert not bar.is_visible()
    assert viewer.colormap == "grey"


def test_nuclear_medicine_is_offered_its_maps_first(live_page: Callable[..., Page]) -> None:
    slices = samples.ct(3, SIZE)
    for dataset in slices:
        dataset.Modality = "PT"
    shown = view(slices)
    page = live_page(shown)
    page.locator(".dw-loading").first.wait_for(state="hidden")
    tool(page, "Colour maps").click()
    headings = page.get_by_role("menu").locator(".dw-popover-heading").all_inner_texts()
    assert headings[:2] == ["Plain", "PET and nuclear medicine"]
    shown.close()


def test_a_colour_image_has_no_colour_map(live_page: Callable[..., Page]) -> None:
    shown = view(samples.us_color(), colormap="viridis")
    page = live_page(shown)
    page.locator(".dw-loading").first.wait_for(state="hidden")
    rest(page)
    assert tool(page, "Colour maps").is_disabled()
    assert not page.locator(".dw-color-bar").is_visible()
    press(page, "c")
    assert shown.colormap == "viridis"
    shown.close()


# Full screen, Python ----------------------------------------------------------------------------

FULL = "() => document.fullscreenElement?.classList.contains('dw-series-viewer') ?? false"


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_full_screen_brings_menus_and_help_along(page: Page, by: str) -> None:
    button = tool(page, "Full screen")
    if by == "mouse":
        button.click()
    else:
        press(page, "F")
    page.wait_for_function(FULL)
    rest(page)
    assert button.get_attribute("aria-pressed") == "true"
    box = page.locator(".dw-series-viewer").bounding_box()
    assert box
    assert [round(box[side]) for side in ("x", "y", "width")] == [0, 0, 1000]
    tool(page, "Colour maps").click()
    item(page, "Viridis").click(trial=True)
    page.keyboard.press("Escape")
    press(page, "?")
    page.get_by_role("button", name="Close help").click()
    press(page, "F")
    page.wait_for_function(f"() => !({FULL})()")
    rest(page)
    assert button.get_attribute("aria-pressed") == "false"


def test_a_host_that_forbids_full_screen_is_named(page: Page) -> None:
    page.evaluate("() => { Element.prototype.requestFullscreen = () => Promise.reject() }")
    tool(page, "Full screen").click()
    page.get_by_role("status").filter(has_text="does not allow full screen").wait_for()


def test_p_copies_the_view_as_python(page: Page, viewer: SeriesViewer) -> None:
    page.evaluate(
        "() => Object.defineProperty(navigator, 'clipboard',"
        " {value: {writeText: async text => { window.copied = text }}})"
    )
    press(page, "c", "p")
    page.get_by_role("status").filter(has_text="Copied as Python").wait_for()
    assert page.evaluate("() => copied") == viewer.code()
    assert "viridis" in viewer.code()


def test_without_a_clipboard_the_code_is_there_to_be_copied(
    page: Page, viewer: SeriesViewer
) -> None:
    page.evaluate("() => Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    tool(page, "Copy as Python").click()
    text = page.locator(".dw-code-text")
    text.wait_for()
    assert text.input_value() == viewer.code()
    assert text.evaluate("e => e.selectionEnd - e.selectionStart === e.value.length")
    page.keyboard.press("Escape")
    text.wait_for(state="detached")
    assert page.locator(".dw-series-viewer").evaluate("e => e.matches(':focus')")


# Fingers, axe -----------------------------------------------------------------------------------


@pytest.fixture
def touched(live_page: Callable[..., Page], viewer: SeriesViewer) -> Page:
    return settled(live_page(viewer, touch=True))


def test_full_screen_by_finger_and_back(touched: Page) -> None:
    button = tool(touched, "Full screen")
    button.tap()
    touched.wait_for_function(FULL)
    rest(touched)
    assert button.get_attribute("aria-pressed") == "true"
    button.tap()
    touched.wait_for_function(f"() => !({FULL})()")
    rest(touched)
    assert button.get_attribute("aria-pressed") == "false"


def test_a_tap_copies_the_view_as_python(touched: Page, viewer: SeriesViewer) -> None:
    touched.evaluate(
        "() => Object.defineProperty(navigator, 'clipboard',"
        " {value: {writeText: async text => { window.copied = text }}})"
    )
    tool(touched, "Copy as Python").tap()
    touched.get_by_role("status").filter(has_text="Copied as Python").wait_for()
    assert touched.evaluate("() => copied") == viewer.code()


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 600)])
def test_axe_finds_nothing_with_each_menu_open(
    live_page: Callable[..., Page], viewer: SeriesViewer, theme: str, width: int
) -> None:
    page = settled(live_page(viewer, theme=theme, width=width))
    buttons = page.locator(".dw-titlebar [aria-haspopup=menu]:visible")
    assert buttons.count() >= 2
    for button in buttons.all():
        button.click()
        page.locator(".dw-menu:popover-open").first.wait_for()
        rest(page)
        assert_accessible(page)
        page.keyboard.press("Escape")
        rest(page)
