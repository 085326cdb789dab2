"""Views that were opened and closed leave nothing behind, in the page or in Python."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from typing import TYPE_CHECKING

import pytest
from browser.counting import COUNT, LEFT, counted
from comm import get_comm_manager
from ipywidgets import Layout
from ipywidgets.widgets.widget import _instances

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

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

# A model for each cycle; in its view, all that is built only when it is first used.
USED = """async (cycles) => {
  const [id] = dwHost.ids();
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const until = async (found) => { while (!found()) await wait(5); };
  for (let cycle = 0; cycle < cycles; cycle++) {
    const el = document.createElement("div");
    document.body.append(el);
    const view = new AbortController();
    await dwHost.show(id, el, view.signal);
    const root = el.querySelector(".dw-series-viewer");
    const press = (key) =>
      root.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    await until(() => root.querySelector(".dw-count")?.textContent.includes("4"));
    press("h");
    await until(() => root.querySelector(".dw-pane .dw-header-table [role=row]"));
    for (const button of root.querySelectorAll("[aria-haspopup=menu]")) {
      button.click();
      for (const panel of root.querySelectorAll(":popover-open")) panel.hidePopover();
    }
    press("?");
    press("Escape");
    for (const key of ["m", "l", "End"]) press(key);
    const screen = root.querySelector(".dw-screen").getBoundingClientRect();
    const at = { clientX: screen.x + 90, clientY: screen.y + 90, bubbles: true, pointerId: 1 };
    for (const kind of ["pointerover", "pointermove"])
      root.querySelector(".dw-canvas").dispatchEvent(new PointerEvent(kind, at));
    press("+");
    press(" ");
    await wait(30);
    press("m");
    view.abort();
    el.remove();
    await dwHost.close(id);
  }
  await wait(1500);
}"""


def test_fifty_views_leave_no_node_listener_interval_or_blob(
    live_page: Callable[..., Page],
) -> None:
    page = live_page(dw.view(samples.ct(4, 64)), fresh=True)
    page.locator(".dw-count").filter(has_text="4").wait_for()
    page.evaluate(COUNT)
    page.evaluate(CYCLES, 5)
    before = counted(page)
    page.evaluate(CYCLES, 50)
    after = counted(page)
    # What one view more or less would hold is far above this.
    assert all(after[name] - before[name] < 10 for name in before), (before, after)
    assert set(page.evaluate(LEFT).values()) == {0}


def test_models_that_were_used_and_closed_leave_nothing(live_page: Callable[..., Page]) -> None:
    page = live_page(dw.view(samples.ct(4, 64)), fresh=True)
    page.locator(".dw-count").filter(has_text="4").wait_for()
    page.evaluate(COUNT)
    page.evaluate(USED, 3)
    before = counted(page)
    page.evaluate(USED, 10)
    after = counted(page)
    assert all(after[name] - before[name] < 10 for name in before), (before, after)
    # The header's own model goes on, without a view.
    assert set(page.evaluate(LEFT).values()) == {0}, page.evaluate(LEFT)


def test_fifty_closed_viewers_leave_no_object_thread_or_comm() -> None:
    opened_and_closed()
    threads, comms = threading.active_count(), len(get_comm_manager().comms)
    widgets, gone = len(_instances), [each for _ in range(50) for each in opened_and_closed()]
    end = time.monotonic() + 20
    while any(each() for each in gone) and time.monotonic() < end:
        time.sleep(0.05)
        gc.collect()
    assert [each() for each in gone if each()] == []
    assert len(get_comm_manager().comms) == comms
    assert len(_instances) == widgets
    assert threading.active_count() <= threads


def test_a_layout_that_was_handed_in_outlives_the_viewer() -> None:
    shared = Layout(width="400px")
    viewer = dw.view(samples.ct(2, 64), layout=shared)
    viewer.close()
    assert shared.comm is not None
    shared.close()


def opened_and_closed() -> list[weakref.ref[object]]:
    """Return what should be gone: the viewer, its frames and its header table."""
    viewer = dw.view(samples.ct(4, 64))
    frames = viewer.frames
    frames.stored(0)
    viewer._open_pane({"kind": "header_table", "selection": []})
    (table,) = viewer.panes.values()
    viewer.index = 2
    viewer.close()
    return [weakref.ref(each) for each in (viewer, frames, table)]
