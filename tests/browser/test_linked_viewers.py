"""Viewers that `viewer.link` joins: they follow each other in the page, the kernel the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from browser.viewing import assert_accessible, rest, shared_ct, shared_mr

from dicomwidgets import view

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser


def mr(slices: int, size: int = 48, weighting: Any = "T1", **traits: Any) -> SeriesViewer:
    shown = view(shared_mr(slices, size, weighting), **traits)
    len(shown.frames)
    return shown


@pytest.fixture
def pair() -> tuple[SeriesViewer, SeriesViewer]:
    """Return 20 and 12 slices of the same stretch of one patient."""
    return mr(20), mr(12, weighting="T2")


def shown(page: Page) -> Page:
    page.wait_for_function(
        "() => [...document.querySelectorAll('.dw-loading')].every(e => e.hidden)"
    )
    rest(page, 300)
    return page


def nth(page: Page, number: int) -> Locator:
    return page.locator(".dw-series-viewer").nth(number)


def slice_of(page: Page, number: int) -> int:
    return int(nth(page, number).get_by_role("textbox", name="Slice").input_value()) - 1


def sent(page: Page, *viewers: SeriesViewer) -> int:
    """Return how many messages of the page have gone to these viewers."""
    return len(_said(page, *viewers))


def updates(page: Page, *viewers: SeriesViewer) -> list[dict[str, Any]]:
    """Return what the page has told these viewers of their traits."""
    return [each["state"] for each in _said(page, *viewers) if each["method"] == "update"]


def _said(page: Page, *viewers: SeriesViewer) -> list[Any]:
    said: list[Any] = page.evaluate(
        "async ids => (await Promise.all(ids.map(dwHost.model))).flatMap(({sent}) => sent)",
        [each.model_id for each in viewers],
    )
    return said


def slide(page: Page, number: int, *values: int) -> None:
    """Drag the thumb of the slices without letting it go; values count from 1."""
    slider = nth(page, number).get_by_role("slider", name="Slice")
    for value in values:
        slider.evaluate(
            "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', {bubbles: true})) }", value
        )
        rest(page, 40)


def release(page: Page, number: int) -> None:
    slider = nth(page, number).get_by_role("slider", name="Slice")
    slider.evaluate("e => e.dispatchEvent(new Event('change', {bubbles: true}))")
    rest(page, 400)


def press_in(page: Page, number: int, *keys: str) -> None:
    nth(page, number).focus()
    for key in keys:
        page.keyboard.press(key)
    rest(page, 500)


def drag(page: Page, number: int, dx: int, dy: int) -> None:
    """Press and move, without letting go."""
    screen = nth(page, number).locator(".dw-screen")
    screen.scroll_into_view_if_needed()
    box = screen.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=6)
    rest(page, 100)


def window_of(page: Page, number: int) -> str:
    return nth(page, number).get_by_role("textbox", name="Width").input_value()


def test_a_drag_moves_the_other_and_tells_the_kernel_nothing(
    live_page: Callable[..., Page], pair: tuple[SeriesViewer, SeriesViewer]
) -> None:
    a, b = pair
    a.link(b, "position", "window_center", "window_width")
    page = shown(live_page(a, b))
    before = sent(page, a, b)
    slide(page, 0, 8, 14, 20)
    assert (slice_of(page, 0), slice_of(page, 1)) == (19, 11)
    drag(page, 0, 60, 30)
    assert window_of(page, 1) == window_of(page, 0)
    assert sent(page, a, b) == before
    assert (a.index, b.index, b.window_width) == (0, 0, None)
    page.mouse.up()
    rest(page, 400)
    assert (a.index, b.index) == (19, 11)
    assert a.window_width == b.window_width is not None
    assert sent(page, a, b) == before + 2
    assert all("_carried" in each and "index" in each for each in updates(page, a, b))


def test_both_ways_and_what_python_sets(
    live_page: Callable[..., Page], pair: tuple[SeriesViewer, SeriesViewer]
) -> None:
    a, b = pair
    page = shown(live_page(a, b))
    a.link(b, "position", "colormap")
    rest(page, 200)
    slide(page, 1, 12)
    assert slice_of(page, 0) in {18, 19}
    release(page, 1)
    assert (a.index, b.index) == (slice_of(page, 0), 11)
    before = len(updates(page, a, b))
    a.index, b.colormap = 0, "pet"
    rest(page, 400)
    assert (slice_of(page, 0), slice_of(page, 1), b.index, a.colormap) == (0, 0, 0, "pet")
    assert len(updates(page, a, b)) == before


def test_zoom_follows_while_it_lasts(
    live_page: Callable[..., Page], pair: tuple[SeriesViewer, SeriesViewer]
) -> None:
    a, b = pair
    a.link(b, "zoom")
    page = shown(live_page(a, b))
    nth(page, 0).focus()
    page.keyboard.press("1")
    page.keyboard.press("+")
    page.keyboard.press("+")
    rest(page, 60)
    words = [nth(page, k).locator(".dw-zoom").inner_text() for k in (0, 1)]
    assert words[0] == words[1]
    rest(page, 500)
    assert a.zoom == b.zoom is not None
    assert [each["zoom"] for each in updates(page, a, b)] == [a.zoom, a.zoom]
    press_in(page, 1, "f")
    assert a.zoom is None


def test_a_ring_of_viewers_moves_once(live_page: Callable[..., Page]) -> None:
    viewers = [mr(20), mr(12), mr(7), mr(15)]
    for one, two in zip(viewers, [*viewers[1:], viewers[0]], strict=True):
        one.link(two, "position", "invert")
    page = shown(live_page(*viewers))
    before = sent(page, *viewers)
    for index in (13, 4, 17, 9):
        slide(page, 0, index + 1)
        assert slice_of(page, 0) == index
    assert sent(page, *viewers) == before
    release(page, 0)
    assert [each.index for each in viewers] == [slice_of(page, k) for k in range(4)]
    assert viewers[0].index == 9
    assert sum("index" in state for state in updates(page, *viewers)) == 4
    press_in(page, 2, "i")
    assert [each.invert for each in viewers] == [True] * 4


def test_unlinked_and_closed_they_go_apart(
    live_page: Callable[..., Page], pair: tuple[SeriesViewer, SeriesViewer]
) -> None:
    a, b = pair
    a.link(b, "index", "invert")
    page = shown(live_page(a, b))
    b.unlink(a, "index")
    rest(page, 200)
    press_in(page, 0, "ArrowRight", "i")
    assert (a.index, b.index, b.invert) == (1, 0, True)
    a.unlink()
    rest(page, 200)
    press_in(page, 0, "i")
    assert (a.invert, b.invert) == (False, True)
    a.link(b, "index")
    rest(page, 200)
    page.evaluate("id => dwHost.close(id)", b.model_id)
    b.close()
    press_in(page, 0, "End")
    assert (a.index, a._linked, a._links) == (19, [], [])


def test_a_second_view_follows_and_leads(
    live_page: Callable[..., Page], pair: tuple[SeriesViewer, SeriesViewer]
) -> None:
    a, b = pair
    a.link(b, "index", "zoom")
    page = shown(live_page(a, b, a, height=1600))
    before = sent(page, a, b)
    slide(page, 2, 9)
    assert [slice_of(page, k) for k in range(3)] == [8, 8, 8]
    slide(page, 1, 3)
    assert [slice_of(page, k) for k in range(3)] == [2, 2, 2]
    assert sent(page, a, b) == before
    release(page, 1)
    assert (a.index, b.index) == (2, 2)


def test_one_that_is_not_in_the_page_follows_through_the_kernel(
    live_page: Callable[..., Page], pair: tuple[SeriesViewer, SeriesViewer]
) -> None:
    a, b = pair
    c = mr(12)
    a.link(b, "index")
    a.link(c, "index")
    page = shown(live_page(a, b))
    slide(page, 0, 7)
    assert (slice_of(page, 1), c.index) == (6, 0)
    release(page, 0)
    assert (a.index, b.index, c.index) == (6, 6, 6)


def test_without_a_host_for_widgets_the_kernel_links(
    live_page: Callable[..., Page], pair: tuple[SeriesViewer, SeriesViewer]
) -> None:
    a, b = pair
    page = live_page(mr(3))
    page.evaluate(
        """async ids => { for (const id of ids) {
          const el = document.body.appendChild(document.createElement("div"));
          await dwHost.show(id, el, new AbortController().signal, {});
        } }""",
        [a.model_id, b.model_id],
    )
    shown(page)
    a.link(b, "index")
    slide(page, 1, 5)
    assert slice_of(page, 2) == 0
    release(page, 1)
    assert (slice_of(page, 2), b.index) == (4, 4)


def test_a_page_loaded_again_goes_on(
    live_page: Callable[..., Page], pair: tuple[SeriesViewer, SeriesViewer]
) -> None:
    a, b = pair
    a.link(b, "position")
    page = shown(live_page(a, b, fresh=True))
    slide(page, 0, 20)
    page.reload()
    page.wait_for_function("() => document.body.dataset.ready")
    shown(page)
    # What was held went with the page.
    assert (slice_of(page, 0), slice_of(page, 1)) == (0, 0)
    slide(page, 0, 20)
    assert slice_of(page, 1) == 11
    release(page, 0)
    assert (a.index, b.index) == (19, 11)


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 600)])
def test_other_frames_of_reference_say_so(
    live_page: Callable[..., Page], theme: str, width: int
) -> None:
    a, b, c = mr(9), view(shared_ct(9, 48)), mr(12)
    len(b.frames)
    a.link(b, "position")
    a.link(c, "position")
    page = shown(live_page(a, b, c, theme=theme, width=width))
    badges = [nth(page, k).locator(".dw-badge", has_text="not linked") for k in range(3)]
    assert [each.count() for each in badges] == [0, 1, 0]
    assert "different frames of reference" in (badges[1].get_attribute("data-tip") or "")
    slide(page, 0, 9)
    assert slice_of(page, 1) == b.index
    assert slice_of(page, 2) == 11
    assert_accessible(page)
    a.unlink(b)
    rest(page, 300)
    assert badges[1].count() == 0


def test_a_saved_page_goes_on_linking(
    host_page: Callable[..., Page], pair: tuple[SeriesViewer, SeriesViewer]
) -> None:
    a, b = pair
    a.link(b, "position")
    page = shown(host_page([a, b]))
    press_in(page, 0, "End")
    assert slice_of(page, 1) == 11
