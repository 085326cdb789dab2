"""Views that come, go and come back in a real JupyterLab: reload, two views, the kernel's end."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

import pytest
from browser.viewing import comes_to, rest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser.lab import Lab, LabPage
    from playwright.sync_api import Locator

pytestmark = [pytest.mark.browser, pytest.mark.lab]

SLICES = 12
CELLS = [
    f"""
from dicomwidgets import samples, view
viewer = view(samples.ct({SLICES}, 64))
viewer
""",
    "viewer",
]
MIDDLE = """canvas => {
  const {width, height} = canvas;
  return [...canvas.getContext("2d").getImageData(width / 2, height / 2, 40, 40).data];
}"""
CLEAR = """index => {
  const notebook = dwLab.panel().content;
  notebook.activeCellIndex = index;
  notebook.deselectAll();
  return jupyterapp.commands.execute("notebook:clear-cell-output");
}"""


@pytest.fixture(scope="module")
def notebook(lab: Lab) -> Iterator[LabPage]:
    with lab.notebook(CELLS, own=True) as page:
        page.run_all()
        yield page


def ready(output: Locator) -> Locator:
    """Return the viewer of an output once it shows stored values."""
    viewer = output.locator(".dw-series-viewer")
    viewer.locator(".dw-count").filter(has_text=str(SLICES)).wait_for()
    viewer.locator(".dw-loading").wait_for(state="hidden")
    return viewer


def boxes(viewer: Locator) -> list[str]:
    names = ("Slice", "Center", "Width")
    return [viewer.get_by_role("textbox", name=name).first.input_value() for name in names]


def picture(viewer: Locator) -> list[int]:
    values: list[int] = viewer.locator("canvas").first.evaluate(MIDDLE)
    return values


def zoom(viewer: Locator) -> str:
    return viewer.locator(".dw-zoom").first.inner_text()


def becomes(notebook: LabPage, expression: str, expected: str) -> None:
    end = time.monotonic() + 30
    while notebook.kernel(f"print({expression})").strip() != expected:
        assert time.monotonic() < end, notebook.kernel(f"print({expression})")
        notebook.page.wait_for_timeout(100)


def test_a_second_view_shares_slice_and_window_and_has_its_own_zoom(notebook: LabPage) -> None:
    first, second = ready(notebook.output(0)), ready(notebook.output(1))
    whole = zoom(first)
    second.focus()
    for key in ("Home", "ArrowDown", "ArrowDown", "+", "+"):
        notebook.page.keyboard.press(key)
    becomes(notebook, "viewer.index, viewer.zoom is None", "2 False")
    notebook.kernel("viewer.window_center, viewer.window_width = 50.0, 77.0")
    for viewer in (first, second):
        comes_to(notebook.page, partial(boxes, viewer), ["3", "50", "77"])
    assert zoom(first) == whole != zoom(second)


def test_a_view_works_on_when_the_other_is_cleared(notebook: LabPage) -> None:
    ready(notebook.output(1))
    notebook.page.evaluate(CLEAR, 1)
    notebook.output(1).locator(".dw-series-viewer").wait_for(state="detached")
    first = ready(notebook.output(0))
    before = picture(first)
    first.focus()
    notebook.page.keyboard.press("End")
    becomes(notebook, "viewer.index", str(SLICES - 1))
    comes_to(notebook.page, lambda: picture(first) != before, True)
    notebook.run_cell(1)
    second = ready(notebook.output(1))
    comes_to(notebook.page, lambda: boxes(second) == boxes(first), True)


# A view starts with the zoom of the view that was zoomed last: after a reload all do.
def test_after_a_reload_the_widget_is_back_as_it_was(notebook: LabPage) -> None:
    notebook.kernel("viewer.index, viewer.window_center, viewer.window_width = 4, 60.0, 99.0")
    viewer = ready(notebook.output(0))
    comes_to(notebook.page, partial(boxes, viewer), ["5", "60", "99"])
    viewer = ready(notebook.output(0))
    rest(notebook.page)
    whole, before = zoom(viewer), picture(viewer)
    notebook.save()
    notebook.reload()
    viewer, other = ready(notebook.output(0)), ready(notebook.output(1))
    comes_to(notebook.page, partial(boxes, viewer), ["5", "60", "99"])
    comes_to(notebook.page, lambda: zoom(viewer) == zoom(other) != whole, True)
    viewer.focus()
    notebook.page.keyboard.press("f")
    comes_to(notebook.page, partial(zoom, viewer), whole)
    comes_to(notebook.page, partial(picture, viewer), before)
    viewer.focus()
    notebook.page.keyboard.press("ArrowDown")
    becomes(notebook, "(viewer.index, viewer.window_width)", "(5, 99.0)")
    comes_to(notebook.page, lambda: picture(viewer) != before, True)
    comes_to(notebook.page, partial(boxes, other), ["6", "60", "99"])
    assert not viewer.locator(".dw-trouble").is_visible()
    assert notebook.console_errors == []


def test_a_kernel_that_was_shut_down_is_said_in_place(notebook: LabPage) -> None:
    viewer = ready(notebook.output(0))
    notebook.page.evaluate("() => dwLab.shutdown()")
    notice = viewer.locator(".dw-notice")
    notice.wait_for()
    assert "Run the cell again" in notice.inner_text()
    viewer.focus()
    before = picture(viewer)
    notebook.page.keyboard.press("Home")
    comes_to(notebook.page, lambda: boxes(viewer)[0], "1")
    comes_to(notebook.page, lambda: picture(viewer) != before, True)
    assert not viewer.locator(".dw-trouble").is_visible()
    assert notebook.console_errors == []
