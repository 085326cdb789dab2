"""The series viewer in a real browser: what a step and a drag cost, and how they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.viewing import SIZE, SLICES, middle, rest, root, sent, shared_ct

from dicomwidgets import samples, view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser

WATCH = """() => {
  window.written = [];
  const steady = '.dw-unit, .dw-letter, .dw-ruler-line, [aria-pressed], .dw-badges, .dw-title';
  new MutationObserver(records => {
    for (const {target, type} of records) {
      const element = target instanceof Element ? target : target.parentElement;
      if (element?.closest(steady)) written.push(`${type} ${element.className}`);
    }
  }).observe(document.querySelector('.dw-series-viewer'),
    {subtree: true, childList: true, characterData: true, attributes: true});
}"""


@pytest.fixture
def viewer() -> Iterator[SeriesViewer]:
    # The last slice comes first: the first picture gets another number when the index lands.
    shown = view(shared_ct()[::-1])
    yield shown
    shown.close()


def test_the_first_picture_says_where_it_lies_once_it_has_its_number(page: Page) -> None:
    page.locator(".dw-position").filter(has_text="mm").wait_for()


def test_a_thumb_says_the_unit_of_its_value(page: Page) -> None:
    thumb = page.get_by_role("slider", name="Center")
    assert (thumb.get_attribute("aria-valuetext") or "").endswith(" HU")


def test_drags_write_only_what_changes(page: Page, viewer: SeriesViewer) -> None:
    page.wait_for_function(
        "async count => (await dwHost.model(dwHost.ids()[0])).sent.length >= 1", arg=SLICES
    )
    root(page).focus()
    rest(page)
    page.evaluate(WATCH)
    x, y = middle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 30, steps=12)
    page.mouse.up()
    for _ in range(5):
        page.mouse.wheel(0, 120 if viewer.index < SLICES // 2 else -120)
        rest(page, 40)
    rest(page)
    assert page.evaluate("() => written") == []


def test_a_thumb_brought_back_to_where_it_was_is_told_all_the_same(
    page: Page, viewer: SeriesViewer
) -> None:
    box = page.get_by_role("slider", name="Width").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x, y)
    rest(page)
    told = viewer.window_width
    assert told is not None
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=5)
    viewer.window_width = told + 7
    rest(page, 60)
    page.mouse.move(x + 1, y)
    page.mouse.move(x, y)
    page.mouse.up()
    rest(page)
    assert viewer.window_width == told


def test_the_wheel_over_a_single_image_stays_the_notebook_s(
    live_page: Callable[..., Page],
) -> None:
    shown = view(samples.ct(1, SIZE))
    page = live_page(shown)
    page.locator(".dw-loading").first.wait_for(state="hidden")
    root(page).focus()
    page.evaluate(
        "() => document.addEventListener('wheel', e => { window.taken = e.defaultPrevented })"
    )
    before = sent(page)
    page.mouse.move(*middle(page))
    page.mouse.wheel(0, 120)
    rest(page)
    assert page.evaluate("() => window.taken") is False
    assert sent(page) == before
    shown.close()
