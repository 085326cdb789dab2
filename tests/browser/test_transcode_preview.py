"""The preview of transcoding in a real browser: pictures, facts, choices, divider, keys, errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from browser.viewing import assert_accessible, comes_to, image_of, rest, sent, shared_ct

import dicomwidgets as dw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

    from dicomwidgets.widgets.transcode_preview import TranscodePreview

    OpenPage = Callable[..., Page]

pytestmark = pytest.mark.browser


@pytest.fixture
def shown() -> Iterator[TranscodePreview]:
    made = dw.TranscodePreview(shared_ct(3, 64), to="JPEGLSNearLossless", near=8)
    yield made
    made.close()


@pytest.fixture
def page(live_page: OpenPage, shown: TranscodePreview) -> Page:
    opened = live_page(shown, width=1202, height=1000)  # three pictures of the same width
    tried(opened, "Lossy")
    return opened


def tried(page: Page, verdict: str) -> None:
    page.locator(".dw-trial-verdict .dw-pill", has_text=verdict).wait_for()
    page.locator(".dw-trial-facts:not([data-old])").wait_for()
    rest(page, 200)


def root(page: Page) -> Locator:
    return page.locator(".dw-transcode-preview").first


def canvas(page: Page, place: int) -> Any:
    return image_of(page, f".dw-trial-picture:nth-child({place}) .dw-trial-canvas")


def words(page: Page) -> str:
    return page.locator(".dw-trial-loss").text_content() or ""


def measured(page: Page) -> None:
    """Wait until every lossless syntax is there with what came of it."""
    comes_to(page, lambda: page.locator(".dw-trial-one").count() > 8, True)
    comes_to(page, lambda: page.get_by_text("…", exact=True).count(), 0)


def test_before_after_and_difference_are_those_of_the_kernel(
    page: Page, shown: TranscodePreview
) -> None:
    before, after, off = (canvas(page, place) for place in (1, 2, 3))
    assert not np.array_equal(before, after)
    assert off.max() > 0
    assert "off by at most 8" in words(page)
    page.get_by_label("Transfer syntax").select_option("JPEGLSLossless")
    tried(page, "Lossless")
    assert np.array_equal(canvas(page, 1), before)
    assert np.array_equal(canvas(page, 2), before)
    assert canvas(page, 3)[..., :3].max() == 0
    assert "no pixel differs" in (page.locator(".dw-trial-caption").nth(2).text_content() or "")
    comes_to(page, lambda: shown.settings, {"to": "JPEGLSLossless"})


def test_how_much_is_lost_is_chosen_by_keyboard_and_by_python(
    page: Page, shown: TranscodePreview
) -> None:
    field = page.get_by_label("Off by at most, stored")
    field.fill("3")
    field.press("Enter")
    page.locator(".dw-trial-loss", has_text="at most 3").wait_for()
    comes_to(page, lambda: shown.settings, {"to": "JPEGLSNearLossless", "near": 3})
    page.get_by_label("What says how much is lost").select_option("max_error")
    comes_to(page, lambda: shown.parameter, "max_error")
    page.get_by_label("Transfer syntax").select_option("JPEG2000")
    comes_to(page, lambda: shown.parameter, "max_error")
    shown.to = "RLELossless"
    tried(page, "Lossless")
    assert page.get_by_label("Transfer syntax").input_value() == "RLELossless"


def test_a_window_is_dragged_without_the_kernel(page: Page, shown: TranscodePreview) -> None:
    before = canvas(page, 2)
    thumb = page.get_by_role("slider", name="Center")
    asked = sent(page)
    thumb.evaluate("e => { e.value = Number(e.value) + 200; e.dispatchEvent(new Event('input')) }")
    rest(page, 200)
    assert sent(page) == asked
    assert not np.array_equal(canvas(page, 2), before)
    thumb.dispatch_event("change")
    comes_to(page, lambda: shown.window_center is not None, True)


def test_a_divider_swipes_between_before_and_after(page: Page, shown: TranscodePreview) -> None:
    root(page).focus()
    page.keyboard.press("s")
    comes_to(page, lambda: shown.view, "swipe")
    pictures = page.locator(".dw-trial-pictures")
    share = "e => Number(getComputedStyle(e).getPropertyValue('--dw-divide'))"
    assert pictures.evaluate(share) == 0.5
    page.keyboard.press("ArrowRight")
    assert pictures.evaluate(share) == pytest.approx(0.52)
    divider = page.get_by_label("Divider between before and after")
    divider.focus()
    page.keyboard.press("Home")
    assert pictures.evaluate(share) == 0
    page.get_by_role("button", name="Side by side").click()
    comes_to(page, lambda: shown.view, "side")


def test_slices_and_zoom_go_together(page: Page, shown: TranscodePreview) -> None:
    first = canvas(page, 2)
    root(page).focus()
    page.keyboard.press("PageDown")
    comes_to(page, lambda: shown.index, 1)
    tried(page, "Lossy")
    comes_to(page, lambda: np.array_equal(canvas(page, 2), first), False)
    fitting = [canvas(page, place) for place in (1, 2, 3)]
    page.keyboard.press("+")
    rest(page, 200)
    for place, picture in enumerate(fitting, 1):
        assert not np.array_equal(canvas(page, place), picture)
    page.keyboard.press("f")
    rest(page, 200)
    assert np.array_equal(canvas(page, 1), fitting[0])


def test_every_lossless_syntax_is_measured_when_asked(page: Page, shown: TranscodePreview) -> None:
    page.get_by_text("This frame in every lossless transfer syntax").click()
    measured(page)
    page.locator(".dw-trial-one").filter(has_text="RLE").click()
    comes_to(page, lambda: shown.to, "RLELossless")


def test_what_can_not_be_encoded_so_says_why(page: Page) -> None:
    page.get_by_label("Transfer syntax").select_option("JPEGBaseline8Bit")
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "8" in (alert.text_content() or "")
    page.get_by_label("Transfer syntax").select_option("JPEGLSLossless")
    tried(page, "Lossless")
    assert alert.count() == 0


def test_it_is_accessible_and_fits(live_page: OpenPage, shown: TranscodePreview) -> None:
    page = live_page(shown, width=600, height=1000, theme="dark")
    tried(page, "Lossy")
    for details in page.locator("details").all():
        details.locator("summary").click()
    measured(page)
    assert_accessible(page)
    width: int = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 600
