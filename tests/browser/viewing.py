"""What the tests of the series viewer have in common: a viewer, its page, hands and eyes."""

from __future__ import annotations

import base64
import time
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from browser.tabs import LEAVES_NOTHING

from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from playwright.sync_api import Locator, Page
    from pydicom import Dataset

T = TypeVar("T")

SLICES = 24
SIZE = 64
REST = 260
"""Milliseconds after which the traits have been told of the last key or wheel."""

_REST = """async ([milliseconds, answered]) => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const frame = () => new Promise((done) => requestAnimationFrame(() => done()));
  await wait(milliseconds);
  await frame();
  if (!answered || !window.dwAsked?.size) return;
  for (const end = performance.now() + 3000; dwAsked.size && performance.now() < end; )
    await wait(5);
  await frame();
  await frame();
}"""
_VIOLATIONS = """async context => {
  const {violations} = await axe.run(context, {resultTypes: ["violations"]});
  return {violations};
}"""


def shared_ct(slices: int = SLICES, size: int = SIZE) -> list[Dataset]:
    """Return what `samples.ct` makes, made once for all tests: not to be changed."""
    return [*_made("ct", slices, size)]


def shared_mr(slices: int, size: int = 48, weighting: str = "T1") -> list[Dataset]:
    """Return what `samples.mr` makes, made once for all tests: not to be changed."""
    return [*_made("mr", slices, size, weighting=weighting)]


@cache
def _made(kind: str, *size: int, **options: Any) -> tuple[Dataset, ...]:
    return tuple(getattr(samples, kind)(*size, **options))


def rest(page: Page, milliseconds: int = REST, *, answered: bool = True) -> None:
    """Wait for that much of the page's own time, and until all it asked is answered and drawn.

    A busy machine slows the page's time as it slows the page. What is not answered in three
    seconds more, somebody holds back: ``answered=False`` does not wait for it.
    """
    page.evaluate(LEAVES_NOTHING + _REST, [milliseconds, answered])


def comes_to(page: Page, read: Callable[[], T], expected: T, *, seconds: float = 30) -> None:
    """Wait until `read` returns that: what happens in another process takes its time."""
    end = time.monotonic() + seconds
    while read() != expected and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert read() == expected


def settled(page: Page) -> Page:
    """Wait until stored values are on screen and the index is known."""
    page.locator(".dw-count").filter(has_text=str(SLICES)).wait_for()
    page.locator(".dw-loading").first.wait_for(state="hidden")
    rest(page, 100)
    return page


def root(page: Page) -> Locator:
    return page.locator(".dw-series-viewer").first


def press(page: Page, *keys: str) -> None:
    root(page).focus()
    for key in keys:
        page.keyboard.press(key)
    rest(page)


def assert_accessible(page: Page, context: str = ".dicomwidgets") -> None:
    """Let axe find nothing in any widget of the page; what is around them is the host's."""
    if not page.evaluate(f"{LEAVES_NOTHING} 'axe' in window"):
        page.evaluate(LEAVES_NOTHING + AXE_SCRIPT)
    found = AxeResults(page.evaluate(_VIOLATIONS, context))
    assert found.violations_count == 0, found.generate_report()


def middle(page: Page) -> tuple[float, float]:
    box = page.locator(".dw-screen").first.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def number(page: Page, label: str) -> float:
    return float(page.get_by_role("textbox", name=label).first.input_value())


def sent(page: Page) -> int:
    count: int = page.evaluate("async () => (await dwHost.model(dwHost.ids()[0])).sent.length")
    return count


def image_of(page: Page, canvas: str = ".dw-canvas") -> NDArray[np.uint8]:
    """Return the red channel of the canvas, which is the grey of a grey image."""
    width, data = page.locator(canvas).first.evaluate(
        """async canvas => {
          const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const grey = data.filter((_, i) => i % 4 === 0);
          const reader = new FileReader();
          const done = new Promise(resolve => { reader.onload = resolve });
          reader.readAsDataURL(new Blob([grey]));
          await done;
          return [canvas.width, reader.result.split(",")[1]];
        }"""
    )
    return np.frombuffer(base64.b64decode(data), np.uint8).reshape(-1, width)
