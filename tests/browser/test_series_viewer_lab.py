"""The series viewer in a real JupyterLab: its keys, boxes, links, and the end of its kernel."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from browser.viewing import comes_to, rest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser.lab import Lab, LabPage
    from playwright.sync_api import Locator

pytestmark = [pytest.mark.browser, pytest.mark.lab]

CELLS = [
    """
import ipywidgets
from dicomwidgets import samples, view
viewer = view(samples.ct(12, 64))
viewer
""",
    """
slider = ipywidgets.IntSlider(max=11)
link = ipywidgets.jslink((viewer, "index"), (slider, "value"))
ipywidgets.HBox([viewer, slider])
""",
    """
other = view(samples.ct(12, 64))
tab = ipywidgets.Tab([ipywidgets.Label("first"), other], titles=["a", "b"])
tab
""",
    "state = 'alive'",
]


@pytest.fixture(scope="module")
def notebook(lab: Lab) -> Iterator[LabPage]:
    with lab.notebook(CELLS) as page:
        page.run_all()
        ready(page.output(0))
        yield page


def ready(output: Locator) -> Locator:
    """Return the viewer of an output once it shows stored values."""
    viewer = output.locator(".dw-series-viewer")
    viewer.locator(".dw-count").filter(has_text="12").wait_for()
    viewer.locator(".dw-loading").wait_for(state="hidden")
    return viewer


def cells(notebook: LabPage) -> list[str]:
    sources: list[str] = notebook.page.evaluate(
        "() => dwLab.panel().content.widgets.map(cell => cell.model.sharedModel.getSource())"
    )
    return sources


def test_its_keys_change_no_cell_and_leave_the_kernel_running(notebook: LabPage) -> None:
    viewer = ready(notebook.output(0))
    before = cells(notebook)
    viewer.locator(".dw-screen").click()
    for keys in ("ii", "00", "r", "1", "?"):
        for key in keys:
            notebook.page.keyboard.press(key)
    notebook.page.keyboard.press("Escape")
    for key in "ddabxyz":
        notebook.page.keyboard.press(key)
    rest(notebook.page, 400)
    assert cells(notebook) == before
    assert notebook.page.locator(".jp-Dialog").count() == 0
    assert notebook.kernel("print(state, viewer.window_width)") == "alive 400.0\n"


def test_a_window_drag_sends_no_message(notebook: LabPage) -> None:
    screen = ready(notebook.output(0)).locator(".dw-screen")
    screen.scroll_into_view_if_needed()
    box = screen.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    notebook.page.mouse.move(x, y)
    notebook.page.mouse.down()
    with notebook.traffic() as dragging:
        notebook.page.mouse.move(x + 60, y + 30, steps=15)
        rest(notebook.page, 300)
    with notebook.traffic() as released:
        notebook.page.mouse.up()
        rest(notebook.page, 300)
    assert dragging.messages == []
    assert released.up_messages == 1


def test_in_a_box_it_has_room_and_a_browser_link_follows_it(notebook: LabPage) -> None:
    viewer = ready(notebook.output(1))
    box = viewer.locator("canvas").bounding_box()
    assert box
    assert box["width"] > 300
    viewer.focus()
    notebook.page.keyboard.press("End")
    comes_to(notebook.page, notebook.output(1).locator(".widget-readout").inner_text, "11")
    said = partial(notebook.kernel, "print(slider.value, viewer.index)")
    comes_to(notebook.page, said, "11 11\n")
    other = ready(notebook.output(0)).get_by_role("textbox", name="Slice")
    comes_to(notebook.page, other.input_value, "12")


def test_in_a_tab_it_starts_without_a_size(notebook: LabPage) -> None:
    notebook.output(2).locator(".lm-TabBar-tab").nth(1).click()
    viewer = ready(notebook.output(2))
    canvas = viewer.locator("canvas")
    assert canvas.evaluate("c => c.width === c.clientWidth && c.width > 300")
    middle = "c => c.getContext('2d').getImageData(c.width / 2, c.height / 2, 1, 1).data[0]"
    assert canvas.evaluate(middle) > 0


def test_the_header_opens_beside_the_image_and_below_it(notebook: LabPage) -> None:
    viewer = ready(notebook.output(0))
    viewer.focus()
    notebook.page.keyboard.press("h")
    viewer.locator(".dw-pane .dw-header-table").wait_for()
    image, pane = (
        viewer.locator(".dw-main").bounding_box(),
        viewer.locator(".dw-pane").bounding_box(),
    )
    assert image
    assert pane
    assert pane["x"] >= image["x"] + image["width"] - 1
    notebook.width(700)
    image, pane = (
        viewer.locator(".dw-main").bounding_box(),
        viewer.locator(".dw-pane").bounding_box(),
    )
    assert image
    assert pane
    assert pane["y"] >= image["y"] + image["height"] - 1
    notebook.width(1400)
    viewer.focus()
    notebook.page.keyboard.press("h")


def test_a_restarted_kernel_is_said_in_place_and_slices_stay(notebook: LabPage) -> None:
    viewer = ready(notebook.output(0))
    notebook.restart()
    notice = viewer.locator(".dw-notice")
    notice.wait_for()
    assert "The kernel was restarted. Run the cell again" in notice.inner_text()
    viewer.focus()
    for key in ("Home", "End"):
        notebook.page.keyboard.press(key)
    comes_to(notebook.page, viewer.get_by_role("textbox", name="Slice").input_value, "12")
    viewer.locator(".dw-loading").wait_for(state="hidden")
    assert viewer.locator(".dw-loading").is_hidden()
    assert not viewer.locator(".dw-trouble").is_visible()
    # JupyterLab itself says so of messages that were on their way to the kernel that is gone.
    said = [text for text in notebook.console_errors if not text.startswith("Comm not found")]
    assert said == []
    assert notebook.foreign_requests == []
