"""The connection to the kernel cut and back, in a real JupyterLab."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from browser.viewing import comes_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser.lab import Lab, LabPage

pytestmark = [pytest.mark.browser, pytest.mark.lab]

SLICES = 150
CELL = f"""
from dicomwidgets import samples, view
from dicomwidgets.widgets._frame_feed import FrameFeed
answered = []
real = FrameFeed.get_frames
def get_frames(self, args, **more):
    result, buffers = real(self, args, **more)
    answered.extend(frame["index"] for frame in result["frames"])
    return result, buffers
FrameFeed.get_frames = get_frames
viewer = view(samples.ct({SLICES}, 512)); viewer
"""
# Notes the kernel's sockets, so that they can be cut, and keeps new ones from opening while `cut`.
SOCKETS = """(() => {
  const Real = window.WebSocket;
  window.dwSockets = [];
  window.dwCut = false;
  window.WebSocket = class extends Real {
    constructor(url, protocols) {
      super(window.dwCut ? "ws://127.0.0.1:9/" : url, protocols);
      window.dwSockets.push(this);
    }
  };
  window.dwOff = () => { window.dwCut = true; for (const s of window.dwSockets) s.close(); };
  window.dwOn = () => { window.dwCut = false; };
})()"""


@pytest.fixture
def notebook(lab: Lab) -> Iterator[LabPage]:
    lab.context.add_init_script(f"if (window.dwLab) {SOCKETS}")
    with lab.notebook([CELL], own=True) as page:
        yield page


def test_the_viewer_goes_on_where_the_connection_was_cut(notebook: LabPage) -> None:
    page = notebook.page
    notebook.run_cell(0)
    viewer = notebook.output(0).locator(".dw-series-viewer")
    viewer.locator(".dw-count").filter(has_text=str(SLICES)).wait_for()
    page.evaluate("() => dwOff()")
    notice = viewer.locator(".dw-notice")
    notice.filter(has_text="interrupted").wait_for(timeout=30_000)
    viewer.focus()
    page.keyboard.press("End")
    page.wait_for_timeout(500)
    assert not viewer.locator(".dw-trouble").is_visible()
    page.evaluate("() => dwOn()")
    notice.wait_for(state="hidden", timeout=60_000)
    viewer.locator(".dw-loading").wait_for(state="hidden", timeout=60_000)
    assert viewer.get_by_role("textbox", name="Slice").input_value() == str(SLICES)
    frames = partial(notebook.kernel, "print(len(set(answered)))")
    comes_to(page, frames, f"{SLICES}\n", seconds=90)
    page.wait_for_timeout(2000)
    # Each frame once, but for the first, and what was on its way when the connection was cut.
    assert int(notebook.kernel("print(len(answered))")) <= SLICES + 40
    assert notebook.kernel("print(viewer.index)") == f"{SLICES - 1}\n"
