"""Viewers that were opened and closed in a real JupyterLab leave nothing behind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from browser.counting import COUNT, LEFT, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser.lab import Lab, LabPage

pytestmark = [pytest.mark.browser, pytest.mark.lab, pytest.mark.slow]

CELL = """
from dicomwidgets import samples, view
viewer = view(samples.ct(4, 64))
display(viewer)  # as a last line, IPython itself would keep it
"""
CLEAR = "() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"
COMMS = "() => dwLab.panel().sessionContext.session.kernel._comms.size"
HELD = """
import gc, json
from comm import get_comm_manager
from dicomwidgets.widgets.series_viewer import SeriesViewer
from ipywidgets.widgets.widget import _instances
viewer = None
gc.collect()
alive = sum(isinstance(each, SeriesViewer) for each in gc.get_objects())
print(json.dumps([alive, len(_instances), len(get_comm_manager().comms)]))
"""


@pytest.fixture
def notebook(lab: Lab) -> Iterator[LabPage]:
    with lab.notebook([CELL], own=True) as page:
        page.page.evaluate(COUNT)
        yield page


def cycles(notebook: LabPage, count: int) -> None:
    """Open a viewer, use it, close it in Python and clear its cell."""
    for _ in range(count):
        notebook.run_cell(0)
        viewer = notebook.output(0).locator(".dw-series-viewer")
        viewer.locator(".dw-count").filter(has_text="4").wait_for()
        viewer.locator(".dw-loading").first.wait_for(state="hidden")
        viewer.focus()
        for key in ("End", "h"):
            notebook.page.keyboard.press(key)
        viewer.locator(".dw-pane .dw-header-table").wait_for()
        notebook.kernel("viewer.close()")
        notebook.page.evaluate(CLEAR)
        viewer.wait_for(state="detached")
    notebook.wait_idle()
    notebook.page.wait_for_timeout(1500)


def test_ten_viewers_leave_no_listener_frame_blob_or_model(notebook: LabPage) -> None:
    page = notebook.page
    cycles(notebook, 3)
    kernel, comms = json.loads(notebook.kernel(HELD)), page.evaluate(COMMS)
    before, left = counted(page), page.evaluate(LEFT)
    cycles(notebook, 5)
    middle = counted(page)
    cycles(notebook, 5)
    assert json.loads(notebook.kernel(HELD)) == kernel
    assert page.evaluate(COMMS) == comms
    after, now = counted(page), page.evaluate(LEFT)
    # JupyterLab keeps a few things of its own a cell run; ten viewers that stayed would be ten of
    # each kind at least, and hundreds of nodes.
    assert after["documents"] - before["documents"] < 10, (before, after)
    assert after["nodes"] - before["nodes"] < 200, (before, after)
    # What every viewer leaves grows with every five of them. The listeners of the very last one are
    # collected sometimes before they are counted and sometimes after: they come and go once.
    kind = "jsEventListeners"
    grown = (middle[kind] - before[kind], after[kind] - middle[kind])
    assert min(grown) < 25, (before, middle, after)
    for kind in ("intervals", "urls", "observers"):
        assert now[kind] <= left[kind], (kind, left, now)
