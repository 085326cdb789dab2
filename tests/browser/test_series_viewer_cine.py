"""Playing a series in a real browser: the file's speed, the chosen one, what is not here yet."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any

import pytest
from browser.viewing import SIZE, SLICES, comes_to, number, press, rest, root

from dicomwidgets import samples, view
from dicomwidgets.widgets._frame_feed import FrameFeed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playwright.sync_api import Locator, Page
    from pydicom.dataset import Dataset

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser

FRAMES = 12


def clip(**values: Any) -> Dataset:
    """Return a multi-frame image with a timing."""
    dataset = samples.ct(1, SIZE)[0]
    dataset.NumberOfFrames = FRAMES
    dataset.PixelData = dataset.PixelData * FRAMES
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


def ready(page: Page) -> Page:
    page.locator(".dw-count").filter(has_text=str(FRAMES)).wait_for()
    page.locator(".dw-loading").first.wait_for(state="hidden")
    return page


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Speed, /s")


# Notes the slices that the viewer names one after the other, as numbers in the field.
WATCH = """() => {
  const input = document.querySelector(".dw-controls-slice > .dw-slider input[type=text]");
  const seen = (window.dwSeen = [Number(input.value)]);
  const look = () => {
    if (Number(input.value) !== seen.at(-1)) seen.push(Number(input.value));
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def steps(page: Page, milliseconds: int, *, watched: bool = False) -> list[int]:
    """Return the slices that went by from now on, or since `WATCH` ran."""
    if not watched:
        page.evaluate(WATCH)
    rest(page, milliseconds, answered=False)
    seen: list[int] = page.evaluate("() => window.dwSeen")
    return seen


def test_the_speed_control_shows_when_it_matters(page: Page) -> None:
    assert not field(page).is_visible()
    press(page, "Space")
    assert field(page).input_value() == "10"
    press(page, "Space")
    assert field(page).is_visible()


@pytest.mark.parametrize(
    ("timing", "rate", "source"),
    [
        ({"FrameTime": "50"}, "20", "FrameTime"),
        ({"CineRate": "15"}, "15", "CineRate"),
        ({"FrameTimeVector": [0, *range(20, 20 + FRAMES - 1)]}, "40", "FrameTimeVector"),
    ],
)
def test_the_file_s_timing(
    live_page: Callable[..., Page], timing: dict[str, Any], rate: str, source: str
) -> None:
    shown = view(clip(**timing))
    page = ready(live_page(shown))
    assert field(page).input_value() == rate
    tip = page.locator(".dw-speed .dw-slider").get_attribute("data-tip") or ""
    assert tip.endswith(f"from {source}")
    assert shown.cine_rate is None
    shown.close()


def test_a_timing_that_makes_no_sense_is_said_and_not_taken(live_page: Callable[..., Page]) -> None:
    shown = view(clip(FrameTime="0"))
    page = ready(live_page(shown))
    badge = page.get_by_role("button", name=re.compile("^BAD CINE TIME"))
    badge.hover()
    page.locator(".dw-tip").wait_for()
    assert "Frame Time (0018,1063) holds 0" in page.locator(".dw-tip").inner_text()
    assert not field(page).is_visible()
    shown.close()


def test_it_plays_at_its_speed_and_tells_the_trait_when_it_stops(
    page: Page, viewer: SeriesViewer
) -> None:
    press(page, "Home")
    viewer.cine_rate = 4
    rest(page, 100)
    page.get_by_role("button", name="Play", exact=True).click()
    seen = steps(page, 2100)
    assert len(seen) in {8, 9, 10}
    assert seen == list(range(seen[0], seen[0] + len(seen)))
    assert viewer.index == 0
    page.get_by_role("button", name="Pause").click()
    rest(page)
    assert viewer.index >= 8


def test_the_speed_by_key_by_field_and_by_thumb(page: Page, viewer: SeriesViewer) -> None:
    press(page, "]")
    assert viewer.cine_rate == 12
    press(page, "[", "[")
    assert viewer.cine_rate == 8
    field(page).fill("2.5")
    field(page).press("Enter")
    rest(page)
    assert viewer.cine_rate == 2.5
    for nonsense in ("0", "-3", "fast"):
        field(page).fill(nonsense)
        field(page).press("Enter")
        rest(page)
        assert viewer.cine_rate == 2.5
        assert field(page).input_value() == "2.5"
    thumb = page.get_by_role("slider", name="Speed")
    thumb.focus()
    page.keyboard.press("End")
    rest(page)
    assert viewer.cine_rate == 60
    press(page, "r")
    assert viewer.cine_rate is None
    assert field(page).input_value() == "10"


@pytest.mark.parametrize("by", ["mouse", "keyboard", "touch"])
def test_forth_and_back(page: Page, viewer: SeriesViewer, by: str) -> None:
    viewer.cine_rate, viewer.index = 8, SLICES - 3
    rest(page, 100)
    sweep = page.get_by_role("button", name="Play forth and back")
    play = page.get_by_role("button", name="Play", exact=True)
    page.evaluate(WATCH)
    for button in (sweep, play):
        if by == "mouse":
            button.click()
        elif by == "keyboard":
            button.focus()
            page.keyboard.press("Enter")
        else:
            button.dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})
            button.dispatch_event("click", {"pointerType": "touch", "bubbles": True})
    after_the_highest = "() => dwSeen.length - 1 - dwSeen.indexOf(Math.max(...dwSeen))"
    comes_to(page, lambda: page.evaluate(after_the_highest) >= 3, True)
    seen = steps(page, 0, watched=True)
    assert sweep.get_attribute("aria-pressed") == "true"
    turned = seen.index(max(seen))
    forth, back = seen[: turned + 1], seen[turned : turned + 4]
    # A display that is late leaves slices out: each in turn is what ui_film.test.ts is for.
    assert forth == sorted({SLICES - 2, *forth})
    # Back from the end, not over to the first slice, however far it came.
    assert back == sorted(set(back), reverse=True)


def test_a_file_may_ask_for_forth_and_back(live_page: Callable[..., Page]) -> None:
    shown = view(clip(FrameTime="50", PreferredPlaybackSequencing=1))
    page = ready(live_page(shown))
    sweep = page.get_by_role("button", name="Play forth and back")
    assert sweep.get_attribute("aria-pressed") == "true"
    shown.close()


def test_what_is_not_here_yet_is_waited_for(
    live_page: Callable[..., Page], viewer: SeriesViewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, held = FrameFeed.get_frames, threading.Event()
    missing = 5

    def late(self: FrameFeed, args: Mapping[str, Any], **more: Any) -> Any:
        if missing in args["indices"]:
            held.wait(30)
        return answer(self, args, **more)

    assert len(viewer.frames) == SLICES
    monkeypatch.setattr(FrameFeed, "get_frames", late)
    viewer.cine_rate = 60
    page = live_page(viewer)
    page.locator(".dw-count").filter(has_text=str(SLICES)).wait_for()
    root(page).focus()
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    rest(page, answered=False)
    seen = steps(page, 1800)
    assert max(seen) <= missing
    assert "waited" in (page.locator(".dw-speed-reached").get_attribute("data-tip") or "")
    held.set()
    comes_to(page, lambda: number(page, "Slice") > missing + 1, True)


def test_a_display_that_does_not_keep_up_says_so(page: Page, viewer: SeriesViewer) -> None:
    press(page, "Home")
    viewer.cine_rate = 60
    rest(page, 300)
    page.evaluate(
        """() => { const slow = () => { const end = performance.now() + 90;
          while (performance.now() < end); requestAnimationFrame(slow); };
          requestAnimationFrame(slow); }"""
    )
    root(page).focus()
    page.keyboard.press("Space")
    reached = page.locator(".dw-speed-reached")
    reached.filter(has_text="reached").wait_for()
    assert "left frames out" in (reached.get_attribute("data-tip") or "")
