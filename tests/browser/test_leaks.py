"""Views that were opened and closed leave nothing behind, in the page or in Python."""

from __future__ import annotations

import gc
import time
import weakref
from typing import TYPE_CHECKING

import pytest

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# Counts what the page has made and not ended: intervals and object URLs.
COUNT = """(() => {
  const open = (window.dwOpen = { intervals: new Set(), urls: new Set() });
  const wrap = (host, start, end, set) => {
    const [begin, finish] = [host[start].bind(host), host[end].bind(host)];
    host[start] = (...args) => { const made = begin(...args); set.add(made); return made; };
    host[end] = (made) => { set.delete(made); finish(made); };
  };
  wrap(window, "setInterval", "clearInterval", open.intervals);
  wrap(URL, "createObjectURL", "revokeObjectURL", open.urls);
})()"""
CYCLES = """async (cycles) => {
  const [id] = dwHost.ids();
  for (let cycle = 0; cycle < cycles; cycle++) {
    const el = document.createElement("div");
    document.body.append(el);
    const view = new AbortController();
    await dwHost.show(id, el, view.signal);
    await new Promise(requestAnimationFrame);
    view.abort();
    el.remove();
  }
  await new Promise((done) => setTimeout(done, 600));
}"""


def counted(page: Page) -> dict[str, int]:
    """Return documents, nodes (detached ones too) and listeners that are alive."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("HeapProfiler.enable")
    for _ in range(3):
        devtools.send("HeapProfiler.collectGarbage")
    found: dict[str, int] = devtools.send("Memory.getDOMCounters")
    devtools.detach()
    return found


def test_fifty_views_leave_no_node_listener_interval_or_blob(
    live_page: Callable[..., Page],
) -> None:
    page = live_page(dw.view(samples.ct(4, 64)))
    page.locator(".dw-count").filter(has_text="4").wait_for()
    page.evaluate(COUNT)
    page.evaluate(CYCLES, 5)
    before = counted(page)
    page.evaluate(CYCLES, 50)
    after = counted(page)
    # What one view more or less would hold is far above this.
    assert all(after[name] - before[name] < 10 for name in before), (before, after)
    assert page.evaluate("() => [dwOpen.intervals.size, dwOpen.urls.size]") == [0, 0]


def test_a_closed_viewer_is_collected() -> None:
    viewer = dw.view(samples.ct(4, 64))
    len(viewer.frames)
    viewer.close()
    gone = weakref.ref(viewer)
    del viewer
    end = time.monotonic() + 10
    while gone() is not None and time.monotonic() < end:
        time.sleep(0.05)
        gc.collect()
    assert gone() is None
