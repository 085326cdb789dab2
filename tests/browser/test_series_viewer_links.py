"""Slow links, frames too large to be sent, pictures in place of frames."""

from __future__ import annotations

import time
from collections import deque
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from browser import host
from browser.viewing import image_of, number, press, rest, root
from support.huge import write_huge

from dicomwidgets import samples, view
from dicomwidgets.widgets import series_viewer
from dicomwidgets.widgets._budget import Room

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser

# What the page has asked for so far: command and frames.
ASKED = """async () => (await dwHost.model(dwHost.ids()[0])).sent
  .map(({content}) => content ?? {})
  .filter(({command}) => /frames|pictures/.test(command ?? ""))
  .map(({command, args}) => [command, args.indices])"""


PASSING = """async (steps) => {
  const viewer = document.querySelector(".dw-series-viewer");
  const key = { key: "ArrowRight", bubbles: true, cancelable: true };
  for (let step = 0; step < steps; step++) {
    viewer.dispatchEvent(new KeyboardEvent("keydown", key));
    await new Promise((done) => setTimeout(done, 60));
  }
}"""


class ThinBehind(host.Behind):
    """A kernel at the end of a link of `rate` bytes a second, both frames and pictures."""

    rate = 8e5

    def __init__(self) -> None:
        super().__init__()
        self._way: deque[tuple[float, dict[str, Any]]] = deque()
        self._free = 0.0
        self._one_at_a_time = Lock()

    def _say(self, message: dict[str, Any]) -> None:
        size = sum(len(text) for text in message["buffers"]) * 3 / 4
        with self._one_at_a_time:
            now = time.monotonic()
            self._free = max(now, self._free) + size / self.rate
            self._way.append((self._free, message))
            seconds = self._free - now
        if loop := self._loop:
            loop.call_soon_threadsafe(loop.call_later, seconds, self._arrive)

    def _arrive(self) -> None:
        while self._way and self._way[0][0] <= time.monotonic() + 0.001:
            super()._say(self._way.popleft()[1])


@pytest.fixture
def thin(monkeypatch: pytest.MonkeyPatch) -> type[ThinBehind]:
    monkeypatch.setattr(host, "Behind", ThinBehind)
    return ThinBehind


def badge(page: Page, text: str) -> Any:
    return page.locator(".dw-badge", has_text=text)


def asked(page: Page) -> list[tuple[str, list[int]]]:
    return [(command, indices) for command, indices in page.evaluate(ASKED)]


def test_over_a_thin_link_a_picture_comes_first_and_the_exact_frame_when_the_slice_rests(
    thin: type[ThinBehind], live_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = view(samples.ct(24, 512))
    page = live_page(viewer, fresh=True)
    page.locator(".dw-count").filter(has_text="24").wait_for()
    page.locator(".dw-loading").first.wait_for(state="hidden")
    while not any(command == "get_pictures" and 23 in indices for command, indices in asked(page)):
        rest(page, 50)
    settled = 0
    while len(asked(page)) != settled:  # what is still on its way would hold up what comes next
        settled = len(asked(page))
        rest(page, 700)
    # The exact frame takes seconds from here on: the badge stays long enough to be seen.
    monkeypatch.setattr(thin, "rate", 1.5e5)
    root(page).focus()
    page.keyboard.press("End")  # `press` would wait until all is answered, the exact frame as well
    badge(page, "PREVIEW").wait_for()
    last = [command for command, indices in asked(page) if 23 in indices]
    assert last[0] == "get_pictures"
    badge(page, "PREVIEW").wait_for(state="hidden")
    page.locator(".dw-loading").first.wait_for(state="hidden")
    assert [command for command, indices in asked(page) if 23 in indices][-1] == "get_frames"
    press(page, "Home")
    assert number(page, "Slice") == 1


@pytest.mark.usefixtures("thin")
def test_while_slices_pass_by_no_exact_frame_is_asked_for(live_page: Callable[..., Page]) -> None:
    page = live_page(view(samples.ct(40, 512)), fresh=True)
    page.locator(".dw-count").filter(has_text="40").wait_for()
    while not any(command == "get_pictures" for command, _ in asked(page)):
        rest(page, 50)
    before = len(asked(page))
    # At the page's own pace: a key that comes late would let the slice rest.
    page.evaluate(PASSING, 20)
    passing = asked(page)[before:]
    assert [command for command, _ in passing].count("get_frames") <= 2
    assert any(command == "get_pictures" for command, _ in passing)


def shows(page: Page, viewer: SeriesViewer) -> None:
    """Wait until the picture, in the middle of the canvas, is much like the frame."""
    expected = viewer.render()
    off = 255.0
    for _ in range(40):
        rest(page, 100)
        shown = image_of(page)
        # In a canvas of an odd size the middle lies between two pixels.
        (high, wide), (rows, columns) = shown.shape, expected.shape
        places = [
            shown[top : top + rows, left : left + columns].astype(float)
            for top in ((high - rows) // 2, (high - rows + 1) // 2)
            for left in ((wide - columns) // 2, (wide - columns + 1) // 2)
        ]
        off = min(float(np.abs(place - expected).mean()) for place in places)
        if off < 6:
            return
    raise AssertionError(f"the picture differs by {off}")


def test_windowed_stays_on_pictures_and_asks_anew_when_a_gesture_ends(
    live_page: Callable[..., Page],
) -> None:
    viewer = view(samples.ct(12, 128), transport="windowed")
    page = live_page(viewer)
    badge(page, "WINDOWED").wait_for()
    page.locator(".dw-loading").first.wait_for(state="hidden")
    press(page, "End")
    rest(page, 300)
    assert {command for command, _ in asked(page)} == {"get_pictures"}
    press(page, "1", "f")
    rest(page, 300)
    viewer.zoom = 1
    shows(page, viewer)
    before = len(asked(page))
    box = page.locator(".dw-screen").bounding_box()
    assert box
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 240, steps=10)
    rest(page, 300)
    assert len(asked(page)) == before
    page.mouse.up()
    rest(page, 400)
    new = asked(page)[before:]
    assert new[0] == ("get_pictures", [11])
    # Where a pixel is is known, what it holds is not.
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    rest(page, 100)
    probe = page.locator(".dw-probe")
    assert "not fetched" in probe.inner_text()
    assert "64, 64" in probe.inner_text()


def test_a_small_share_of_the_page_has_room_for_the_picture_shown(
    live_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(series_viewer, "PAGES", Room(4 * 2**20))
    viewer = view(samples.ct(12, 128), transport="windowed", zoom=1.0)
    page = live_page(viewer)
    badge(page, "WINDOWED").wait_for()
    shows(page, viewer)
    press(page, "End")
    shows(page, viewer)


def test_windowed_goes_back_to_exact_frames(live_page: Callable[..., Page]) -> None:
    viewer = view(samples.ct(4, 64), transport="windowed")
    page = live_page(viewer)
    badge(page, "WINDOWED").wait_for()
    viewer.transport = "auto"
    badge(page, "WINDOWED").wait_for(state="hidden")
    badge(page, "PREVIEW").wait_for(state="hidden")
    assert any(command == "get_frames" for command, _ in asked(page))


def test_the_turned_picture_is_the_turned_image(live_page: Callable[..., Page]) -> None:
    viewer = view(samples.ct(2, 128), transport="windowed", rotation=90, zoom=1.0)
    page = live_page(viewer)
    badge(page, "WINDOWED").wait_for()
    page.locator(".dw-loading").first.wait_for(state="hidden")
    shows(page, viewer)


def test_an_image_of_800_mb_is_shown_reduced_and_sharp_where_it_is_looked_at(
    live_page: Callable[..., Page], tmp_path: Path
) -> None:
    viewer = view(write_huge(tmp_path / "huge.dcm"))
    page = live_page(viewer)
    reduced = badge(page, "REDUCED 1 : ")
    reduced.wait_for()
    page.locator(".dw-loading").first.wait_for(state="hidden")
    assert "more than the 64 MiB" in (reduced.get_attribute("aria-label") or "")
    assert not page.locator(".dw-trouble").is_visible()
    viewer.zoom = 1
    rest(page, 100)
    # The middle of the image is black; the bar begins at three quarters.
    page.evaluate(
        """() => { const screen = document.querySelector(".dw-screen");
          const {width, height} = screen.getBoundingClientRect(); }"""
    )
    box = page.locator(".dw-screen").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.keyboard.down("Shift")
    for _ in range(20):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 260, y - 250, steps=2)
        page.mouse.up()
    page.keyboard.up("Shift")
    badge(page, "WINDOWED").wait_for(timeout=30_000)
    rest(page, 300)
    grey = image_of(page)
    assert {0, 255} <= set(np.unique(grey).tolist())
