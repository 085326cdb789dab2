"""Fingers on the image, as a touch screen sends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from browser.viewing import middle, number, rest, root, sent, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser

SLICES, SIZE = 24, 64
Spot = tuple[float, float]


class Hand:
    """A hand over a page: its fingers by number."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._fingers: dict[int, Spot] = {}

    def down(self, finger: int, at: Spot) -> None:
        self._fingers[finger] = at
        self._send("touchStart")

    def move(self, *ways: tuple[int, Spot], steps: int = 6) -> None:
        """Move fingers together to where they should be."""
        start = {finger: self._fingers[finger] for finger, _ in ways}
        for step in range(1, steps + 1):
            for finger, (x, y) in ways:
                left, top = start[finger]
                part = step / steps
                self._fingers[finger] = (left + (x - left) * part, top + (y - top) * part)
            self._send("touchMove")

    def up(self, finger: int) -> None:
        del self._fingers[finger]
        self._send("touchEnd")

    def tap(self, at: Spot) -> None:
        self.down(0, at)
        self.up(0)

    def _send(self, kind: str) -> None:
        points: list[Any] = [
            {"x": x, "y": y, "id": finger} for finger, (x, y) in self._fingers.items()
        ]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.fixture
def page(live_page: Callable[..., Page], viewer: SeriesViewer) -> Page:
    shown = settled(live_page(viewer, touch=True))
    shown.evaluate("() => document.body.style.paddingBottom = '3000px'")
    return shown


@pytest.fixture
def hand(page: Page) -> Hand:
    return Hand(page)


def focused(page: Page) -> bool:
    inside: bool = root(page).evaluate("e => e.matches(':focus-within')")
    return inside


def image_point(page: Page, at: Spot) -> list[float]:
    """Return what the probe reads at a point of the page."""
    page.mouse.move(*at)
    rest(page, 100)
    text = page.locator(".dw-probe-value[data-field=pixel]").inner_text()
    return [float(part) for part in text.split(", ")]


def scrolled(page: Page) -> float:
    top: float = page.evaluate("() => scrollY")
    return top


def at_rest(page: Page) -> None:
    """Wait until what a swipe has set in motion stands still."""
    before = -1.0
    while scrolled(page) != before:
        before = scrolled(page)
        rest(page, 200)


def test_a_swipe_scrolls_the_page_until_a_tap_chooses_the_viewer(
    page: Page, viewer: SeriesViewer, hand: Hand
) -> None:
    x, y = middle(page)
    hand.down(0, (x, y))
    hand.move((0, (x, y - 150)))
    hand.up(0)
    rest(page)
    assert scrolled(page) > 50
    assert not focused(page)
    assert viewer.window_center is None, "what the page took was no window"
    assert number(page, "Center") == 40
    at_rest(page)
    page.evaluate("() => scrollTo(0, 0)")
    hand.tap((x, y))
    rest(page)
    assert focused(page)
    assert scrolled(page) == 0
    hand.down(0, (x, y))
    hand.move((0, (x, y - 150)))
    hand.up(0)
    rest(page)
    assert scrolled(page) == 0
    assert viewer.window_center is not None
    assert viewer.window_center < 40


def test_one_finger_sets_the_window_and_tells_on_release(
    page: Page, viewer: SeriesViewer, hand: Hand
) -> None:
    x, y = middle(page)
    hand.down(0, (x, y))
    before = sent(page)
    hand.move((0, (x + 120, y)))
    rest(page)
    assert sent(page) == before
    assert viewer.window_width is None
    hand.up(0)
    rest(page, 100)
    assert sent(page) == before + 1
    assert viewer.window_width is not None
    assert viewer.window_width > 400


def test_two_fingers_move_and_zoom_and_keep_what_is_between_them(
    page: Page, viewer: SeriesViewer, hand: Hand
) -> None:
    x, y = middle(page)
    under = image_point(page, (x + 20, y - 10))
    hand.down(0, (x - 40, y - 10))
    hand.down(1, (x + 80, y - 10))
    before = sent(page)
    hand.move((0, (x - 60, y + 70)), (1, (x + 180, y + 70)))
    rest(page)
    assert sent(page) == before, "nothing is told before the release"
    assert viewer.zoom is None
    hand.up(0)
    hand.up(1)
    rest(page, 100)
    assert viewer.zoom is not None
    fit = page.locator(".dw-screen").evaluate("e => Math.min(e.clientWidth, e.clientHeight)") / SIZE
    assert viewer.zoom == pytest.approx(2 * fit, rel=0.02)
    assert image_point(page, (x + 60, y + 70)) == pytest.approx(under, abs=1)
    assert viewer.window_center is None


def test_fingers_that_only_move_keep_the_zoom(page: Page, viewer: SeriesViewer, hand: Hand) -> None:
    viewer.zoom = 16.0
    rest(page, 100)
    x, y = middle(page)
    under = image_point(page, (x, y))
    hand.down(0, (x - 50, y))
    hand.down(1, (x + 50, y))
    hand.move((0, (x - 50 + 80, y - 60)), (1, (x + 50 + 80, y - 60)))
    hand.up(1)
    hand.up(0)
    rest(page)
    assert viewer.zoom == pytest.approx(16, rel=0.01)
    assert image_point(page, (x + 80, y - 60)) == pytest.approx(under, abs=1)


@pytest.mark.parametrize("tool", ["window", "pan", "zoom"])
def test_a_second_finger_undoes_what_the_first_has_begun(
    page: Page, viewer: SeriesViewer, hand: Hand, tool: str
) -> None:
    viewer.tool, viewer.zoom = tool, 10.0
    viewer.window_center, viewer.window_width = 50, 300
    rest(page, 100)
    x, y = middle(page)
    under = image_point(page, (x, y))
    hand.tap((x, y))
    rest(page, 400)
    hand.down(0, (x, y))
    hand.move((0, (x + 60, y + 30)))
    if tool == "window":
        assert number(page, "Width") != 300
    hand.down(1, (x + 160, y + 30))
    rest(page, 100)
    hand.up(1)
    hand.up(0)
    rest(page)
    assert (viewer.window_center, viewer.window_width) == (50, 300)
    assert number(page, "Width") == 300
    assert viewer.zoom == 10
    assert image_point(page, (x, y)) == under


def test_the_finger_that_stays_after_a_pinch_begins_nothing(
    page: Page, viewer: SeriesViewer, hand: Hand
) -> None:
    x, y = middle(page)
    hand.down(0, (x - 40, y))
    hand.down(1, (x + 40, y))
    hand.move((0, (x - 80, y)), (1, (x + 80, y)))
    hand.up(1)
    hand.move((0, (x - 80, y + 120)))
    hand.up(0)
    rest(page)
    assert viewer.window_center is None
    assert scrolled(page) == 0


def test_a_tap_reads_a_pixel_and_two_go_from_fit_to_one_to_one(
    page: Page, viewer: SeriesViewer, hand: Hand
) -> None:
    x, y = middle(page)
    hand.tap((x, y))
    rest(page, 400)
    assert page.locator(".dw-probe-value[data-field=stored]").inner_text() != "–"
    assert viewer.zoom is None
    for zoom in (1.0, None):
        hand.tap((x, y))
        hand.tap((x + 4, y))
        rest(page, 400)
        assert viewer.zoom == zoom
    hand.tap((x, y))
    rest(page, 400)
    hand.tap((x, y))
    rest(page, 400)
    assert viewer.zoom is None, "two slow taps are no double tap"


def test_a_finger_that_rests_has_a_magnifier_above_it(
    page: Page, viewer: SeriesViewer, hand: Hand
) -> None:
    x, y = middle(page)
    loupe = page.locator(".dw-loupe")
    hand.down(0, (x, y))
    rest(page, 600)
    box = loupe.bounding_box()
    assert box
    assert box["y"] + box["height"] < y, "the finger covers none of it"
    hand.move((0, (x + 60, y + 30)))
    rest(page, 100)
    moved = loupe.bounding_box()
    assert moved
    assert (moved["x"] - box["x"], moved["y"] - box["y"]) == (60, 30)
    assert scrolled(page) == 0
    hand.up(0)
    rest(page)
    assert not loupe.is_visible()
    assert viewer.window_center is None
    assert not viewer.magnifier


def test_a_finger_on_the_slider_walks_the_slices(
    page: Page, viewer: SeriesViewer, hand: Hand
) -> None:
    box = page.get_by_role("slider", name="Slice").bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    hand.down(0, (box["x"] + box["width"] / 2, y))
    hand.move((0, (box["x"] + box["width"] - 2, y)), steps=10)
    hand.up(0)
    rest(page)
    assert viewer.index == SLICES - 1
