"""The display lab in a real browser: stages, pixel, window, switches, keys, bad input."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from browser.viewing import assert_accessible, comes_to, image_of, rest, sent, shared_ct
from support.drawn import marked, with_supplement

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.widgets import _frame_by_frame
from dicomwidgets.widgets._budget import Claim, Room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from browser.lab import Lab
    from playwright.sync_api import Locator, Page

    from dicomwidgets.widgets.display_lab import DisplayLab

    OpenPage = Callable[..., Page]

pytestmark = pytest.mark.browser

SLICES = 3
PIXEL = (20, 30)


@pytest.fixture
def shown() -> Iterator[DisplayLab]:
    made = dw.lab(shared_ct(SLICES, 64), index=1, pixel=PIXEL)
    yield made
    made.close()


@pytest.fixture
def page(live_page: OpenPage, shown: DisplayLab) -> Page:
    return settled(live_page(shown, width=1200, height=1000))


def settled(page: Page) -> Page:
    page.locator(".dw-card").first.wait_for()
    rest(page, 300)
    return page


def root(page: Page) -> Locator:
    return page.locator(".dw-display-lab").first


def press(page: Page, *keys: str) -> None:
    root(page).focus()
    for key in keys:
        page.keyboard.press(key)
    rest(page, 400)


def card(page: Page, name: str) -> Locator:
    return page.locator(f'.dw-card[data-stage="{name}"]')


def result(page: Page, name: str) -> str:
    return card(page, name).locator(".dw-card-result").text_content() or ""


def canvas(page: Page) -> Any:
    return image_of(page, ".dw-lab-canvas")


def test_the_numbers_of_a_pixel_are_numpys(page: Page, shown: DisplayLab) -> None:
    column, row = PIXEL
    stored = int(shown.frames.stored(1)[row, column])
    value = float(shown.frames.values(1).array[row, column])
    grey = int(shown.frames.render(1)[row, column])
    assert result(page, "bits") == str(stored)
    assert result(page, "modality") == f"{value:g} HU".replace("-", "−")
    assert result(page, "voi") == str(grey)
    assert result(page, "presentation") == str(grey)
    bits = "".join(card(page, "bits").locator(".dw-bit").all_text_contents())
    assert int(bits, 2) == stored
    formula = card(page, "modality").locator(".dw-card-formula").text_content()
    assert formula == f"{stored} × 1 − 1024 = {value:g} HU".replace("-", "−")
    assert page.locator(".dw-lab-where").text_content() == f"column {column}, row {row}"


def test_each_stage_names_its_elements_and_has_a_histogram(page: Page) -> None:
    tags = card(page, "modality").locator(".dw-card-tag").all_text_contents()
    assert "RescaleIntercept(0028,1052)-1024" in tags
    for name in ("bits", "modality", "voi", "presentation"):
        assert card(page, name).locator(".dw-bars-area").first.get_attribute("d")
    labels = page.locator(".dw-bars-picture").evaluate_all(
        "all => all.map(each => each.getAttribute('aria-label'))"
    )
    assert all("Histogram" in label for label in labels)


def test_arrows_walk_the_pixel_and_tell_the_kernel_at_rest(page: Page, shown: DisplayLab) -> None:
    press(page, "ArrowRight", "ArrowDown", "Shift+ArrowRight")
    assert shown.pixel == (PIXEL[0] + 11, PIXEL[1] + 1)
    stored = shown.frames.stored(1)[PIXEL[1] + 1, PIXEL[0] + 11]
    assert result(page, "bits") == str(stored)


def test_the_pixel_under_the_pointer_is_read_and_a_click_keeps_it(
    page: Page, shown: DisplayLab
) -> None:
    box = page.locator(".dw-lab-screen").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2)
    rest(page, 100)
    hovered = page.locator(".dw-lab-where").text_content()
    assert hovered != f"column {PIXEL[0]}, row {PIXEL[1]}"
    assert shown.pixel == PIXEL
    page.mouse.down()
    page.mouse.up()
    rest(page, 300)
    assert f"column {shown.pixel[0]}, row {shown.pixel[1]}" == hovered
    page.mouse.move(box["x"] + 3, box["y"] - 20)
    rest(page, 100)
    assert page.locator(".dw-lab-where").text_content() == hovered


def test_a_stage_left_out_shows_what_goes_wrong(page: Page, shown: DisplayLab) -> None:
    before = canvas(page)
    press(page, "3")
    assert shown.stages_off == ["modality"]
    banner = page.locator(".dw-lab-wrong")
    assert banner.text_content() == "Without Modality: not what the file says."
    assert "window meets stored values" in (
        card(page, "modality").locator(".dw-card-warning").text_content() or ""
    )
    stored = int(shown.frames.stored(1)[PIXEL[1], PIXEL[0]])
    assert result(page, "modality") == str(stored)
    without = canvas(page)
    assert not np.array_equal(before, without)
    card(page, "modality").get_by_role("switch").click()
    rest(page, 300)
    assert shown.stages_off == []
    assert banner.is_hidden()
    assert np.array_equal(canvas(page), before)


def test_without_the_window_the_whole_range_is_spread(page: Page, shown: DisplayLab) -> None:
    press(page, "4")
    values = shown.frames.values(1).array.astype(float)
    low, high = values.min(), values.max()
    value = values[PIXEL[1], PIXEL[0]]
    assert result(page, "voi") == str(int((value - low) / (high - low) * 255 + 0.5))
    assert card(page, "voi").locator(".dw-curve").evaluate("each => each.inert")


def test_a_stage_that_does_nothing_has_no_switch_to_turn(page: Page, shown: DisplayLab) -> None:
    assert card(page, "padding").get_by_role("switch").is_disabled()
    press(page, "2")
    assert shown.stages_off == []


def test_python_switches_stages_and_windows(page: Page, shown: DisplayLab) -> None:
    shown.stages_off = ["modality", "voi"]
    rest(page, 300)
    assert page.locator(".dw-lab-wrong").is_visible()
    shown.stages_off = []
    shown.window_center, shown.window_width = 0, 2000
    rest(page, 300)
    column, row = PIXEL
    grey = shown.frames.render(1, window_center=0, window_width=2000)[row, column]
    assert result(page, "voi") == str(grey)


def test_dragging_the_window_asks_the_kernel_nothing(page: Page, shown: DisplayLab) -> None:
    handle = card(page, "voi").get_by_role("slider", name="Upper end")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box
    before, messages = canvas(page), sent(page)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 50, box["y"] + 12, steps=8)
    rest(page, 100)
    assert sent(page) == messages
    assert not np.array_equal(canvas(page), before)
    assert shown.window_width is None
    page.mouse.up()
    rest(page, 300)
    assert shown.window_width is not None
    assert shown.window_width > 400
    # The other end stayed where it was.
    assert shown.window_center is not None
    assert abs(shown.window_center - shown.window_width / 2 - (40 - 200)) <= 1


def test_the_window_by_keyboard_function_and_preset(page: Page, shown: DisplayLab) -> None:
    low = card(page, "voi").get_by_role("slider", name="Lower end")
    low.focus()
    page.keyboard.press("ArrowRight")
    rest(page, 300)
    assert shown.window_width is not None
    assert shown.window_width < 400
    page.get_by_role("button", name="SIGMOID").click()
    rest(page, 300)
    assert shown.voi_function == "SIGMOID"
    assert "exp" in (card(page, "voi").locator(".dw-card-formula").text_content() or "")
    page.get_by_role("button", name="LUNG").click()
    rest(page, 300)
    assert (shown.window_center, shown.window_width) == (-600, 1500)
    press(page, "r")
    assert (shown.window_center, shown.window_width, shown.voi_function) == (None, None, None)


def test_slices_by_slider_and_keys(page: Page, shown: DisplayLab) -> None:
    press(page, "PageDown")
    assert shown.index == 2
    stored = int(shown.frames.stored(2)[PIXEL[1], PIXEL[0]])
    assert result(page, "bits") == str(stored)
    press(page, "PageUp", "PageUp", "PageUp")
    assert shown.index == 0


def test_the_image_is_zoomed_around_the_pixel(page: Page) -> None:
    mark = page.locator(".dw-lab-mark")
    small = mark.bounding_box()
    press(page, "+", "+", "+")
    large = mark.bounding_box()
    assert small
    assert large
    assert large["width"] > small["width"]
    press(page, "f")
    assert mark.bounding_box() == small


def test_a_negative_value_without_its_sign(live_page: OpenPage) -> None:
    ct = samples.ct(1, 16)[0]
    values = np.full((16, 16), -5, "<i2")
    ct.PixelData = values.tobytes()
    ct.PixelRepresentation, ct.BitsStored, ct.HighBit = 1, 16, 15
    lab = dw.lab(ct)
    page = settled(live_page(lab, width=1200))
    assert result(page, "bits") == "−5"
    assert card(page, "bits").locator(".dw-bit-sign").count() == 1
    press(page, "1")
    assert result(page, "bits") == "65531"
    lab.close()


def test_colours_and_their_samples(live_page: OpenPage) -> None:
    lab = dw.lab(samples.palette())
    page = settled(live_page(lab, width=1200))
    before = canvas(page)
    index = int(result(page, "bits"))
    middle = lab.frames.stored(0)
    rows, columns = middle.shape[:2]
    made = ", ".join(map(str, middle[rows // 2, columns // 2]))
    assert card(page, "color").locator(".dw-card-formula").text_content() == (
        f"{index} becomes {made}"
    )
    press(page, "2")
    assert lab.stages_off == ["color"]
    assert not np.array_equal(canvas(page), before)
    lab.close()


def test_a_supplemental_palette_colours_what_the_window_leaves(live_page: OpenPage) -> None:
    ct = with_supplement(samples.ct(1, 16)[0], 1010, 40)
    ct.PixelData = (np.arange(256, dtype="<u2") + 900).tobytes()
    lab = dw.lab(ct, pixel=(10, 8))
    page = settled(live_page(lab, width=1200))
    made = ", ".join(map(str, lab.frames.render(0)[8, 10]))
    assert result(page, "color") == made
    assert page.locator(".dw-lab-made").text_content() == made
    assert card(page, "color").locator(".dw-card-formula").text_content() == (
        f"1038 is not below 1010: its colour is {made}"
    )
    before = canvas(page)
    press(page, "6")
    assert lab.stages_off == ["color"]
    assert not np.array_equal(canvas(page), before)
    assert result(page, "color") == result(page, "presentation")
    press(page, "6", "ArrowUp", "ArrowUp", "ArrowUp")
    assert "below 1010" in (card(page, "color").locator(".dw-card-formula").text_content() or "")
    lab.close()


def test_what_lies_over_the_pixels_is_said_not_to_be_drawn(live_page: OpenPage) -> None:
    lab = dw.lab(marked()[0])
    page = settled(live_page(lab, width=1200))
    badge = page.locator(".dw-badge", has_text="NOT DRAWN HERE")
    assert "shutter (circle), overlay (Marks)" in (badge.get_attribute("data-tip") or "")
    lab.close()


def test_frames_beyond_its_share_are_asked_for_again(
    live_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Room(3 * 2 * 64 * 64)
    monkeypatch.setattr(_frame_by_frame, "PAGES", room)
    lab = dw.lab(samples.ct(SLICES, 64), index=0)
    page = settled(live_page(lab, width=1200))
    counts = []
    for key in ("PageDown", "PageUp", "PageDown", "PageDown", "PageUp"):
        before = sent(page)
        press(page, key)
        counts.append(sent(page) - before - 1)
    # A frame and its stages: two questions; the share holds three frames, then one.
    assert counts == [2, 0, 0, 2, 0]
    other = Member()
    room.join(other, Claim(2 * 2 * 2 * 64 * 64, 2 * 2 * 64 * 64))
    rest(page, 300)
    before = sent(page)
    press(page, "PageUp")
    assert sent(page) - before - 1 == 2
    lab.close()


class Member:
    """Another viewer of the page."""

    def send_event(self, event: str, data: Any) -> None:
        assert (event, "bytes" in data) == ("budget", True)


def test_what_can_not_be_decoded_says_why_in_place(live_page: OpenPage) -> None:
    ct = samples.ct(1, 16)[0]
    ct.PixelData = b"\0\0"
    lab = dw.lab(ct)
    page = live_page(lab, width=700)
    message = page.locator(".dw-lab-failure .dw-message")
    message.wait_for()
    assert "truncated" in (message.text_content() or "")
    lab.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [600, 1400])
def test_axe_finds_nothing(live_page: OpenPage, shown: DisplayLab, theme: str, width: int) -> None:
    page = settled(live_page(shown, width=width, theme=theme, height=1200))
    press(page, "3")
    assert_accessible(page)
    assert root(page).evaluate("each => each.scrollWidth <= each.clientWidth")


@pytest.mark.lab
def test_it_lives_in_jupyterlab(lab: Lab) -> None:
    with lab.notebook([CELL]) as notebook:
        notebook.run_all()
        output = notebook.output(0)
        output.locator(".dw-card").first.wait_for()
        output.locator(".dw-display-lab").focus()
        for key in ("3", "ArrowRight"):
            notebook.page.keyboard.press(key)
        output.locator(".dw-lab-wrong").wait_for()
        told = partial(notebook.kernel, "print(shown.stages_off, shown.pixel)")
        comes_to(notebook.page, told, "['modality'] (21, 30)\n")


CELL = """\
import dicomwidgets as dw
from dicomwidgets import samples
shown = dw.lab(samples.ct(3, 64), index=1, pixel=(20, 30))
shown
"""
