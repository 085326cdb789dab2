"""Standardized uptake on the screen: under the cursor, beside a shape, in the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.viewing import assert_accessible, middle, rest
from support.enhanced_pet import SLICES, enhanced_pet, slope_of
from support.pet import pet

from dicomwidgets import samples, view

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def ready(page: Page) -> Page:
    page.locator(".dw-loading").first.wait_for(state="hidden")
    rest(page)
    return page


def strip(page: Page) -> str:
    page.mouse.move(*middle(page))
    rest(page)
    return " ".join(page.locator(".dw-strip").inner_text().split())


def test_the_probe_names_the_uptake_and_why_there_is_none(live_page: Callable[..., Page]) -> None:
    shown = view(pet(PatientSize=None))
    page = ready(live_page(shown))
    # The middle of 2 × 3 pixels: 4000 × 2.5 Bq/ml.
    assert "10000 BQML · 3.16 SUVbw g/ml" in strip(page)
    shown.quantity = "SUVbsa"
    badge = page.get_by_role("button", name="NO SUVbsa")
    badge.wait_for()
    assert "(0010,1020) PatientSize" in (badge.get_attribute("data-tip") or "")
    assert "BQML" in strip(page)
    assert "SUV" not in strip(page)
    shown.close()


def test_what_is_measured_has_the_unit_that_the_menu_chooses(
    live_page: Callable[..., Page],
) -> None:
    shown = view(samples.pet(6, 32), index=2)
    page = ready(live_page(shown))
    shown.measurements.add("ellipse", [(8, 8), (20, 20)])
    words = page.locator(".dw-measures").first
    words.filter(has_text="SUVbw g/ml").wait_for()
    menu = page.get_by_role("button", name="Window presets", exact=True)
    menu.focus()
    page.keyboard.press("Enter")
    chosen = page.get_by_role("menuitemradio", name="SUVbw g/ml")
    assert chosen.get_attribute("aria-checked") == "true"
    assert_accessible(page)
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    words.filter(has_text="BQML").wait_for()
    assert shown.quantity == "file"
    assert "SUV" not in strip(page)
    page.locator(".dw-series-viewer").first.focus()
    page.keyboard.press("r")
    words.filter(has_text="SUVbw g/ml").wait_for()
    assert shown.quantity is None
    shown.close()


def test_the_dimensions_of_an_enhanced_image_lead_to_its_uptake(
    live_page: Callable[..., Page],
) -> None:
    shown = view(enhanced_pet(), index=1)
    page = ready(live_page(shown))
    assert f"{2000 * slope_of(1, 2):g} BQML · 1.58 SUVbw g/ml" in strip(page)
    page.get_by_role("slider", name="Time", exact=True).focus()
    page.keyboard.press("ArrowRight")
    rest(page)
    assert shown.index == SLICES + 1
    assert f"{5000 * slope_of(2, 2):g} BQML · 7.11 SUVbw g/ml" in strip(page)
    shown.close()
