"""Viewers that follow each other in a real JupyterLab: across cells, in panels, after a reload."""

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

INDICES = "print(first.index, second.index)"
CELLS = [
    """
from dicomwidgets import samples, view
first = view(samples.mr(20, 64))
second = view(samples.mr(12, 48, weighting="T2"))
first
""",
    """
first.link(second, "position", "window_center", "window_width")
second
""",
    """
study = view(
    [*samples.mr(20, 64), *samples.mr(12, 48, weighting="T2"), *samples.ct(9, 64)], panels="2x2"
)
study
""",
]


@pytest.fixture(scope="module")
def notebook(lab: Lab) -> Iterator[LabPage]:
    with lab.notebook(CELLS, own=True) as page:
        page.run_all()
        yield page


def ready(notebook: LabPage, cell: int, viewers: int = 1) -> Locator:
    """Return the viewers of a cell once all of them show stored values and nothing is fetched."""
    output = notebook.output(cell)
    output.scroll_into_view_if_needed()
    shown = output.locator(".dw-series-viewer")
    shown.nth(viewers - 1).wait_for()
    for number in range(viewers):
        shown.nth(number).locator(".dw-count").first.wait_for()
        shown.nth(number).locator(".dw-loading").first.wait_for(state="hidden")
    rest(notebook.page, 1500)
    notebook.wait_idle()
    return shown


def slice_of(viewer: Locator) -> int:
    return int(viewer.get_by_role("textbox", name="Slice").first.input_value()) - 1


def slide(viewer: Locator, *values: int) -> None:
    """Drag the thumb of the slices without letting it go; values count from 1."""
    for value in values:
        viewer.get_by_role("slider", name="Slice").first.evaluate(
            "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', {bubbles: true})) }", value
        )
        rest(viewer.page, 60)


def release(viewer: Locator) -> None:
    slider = viewer.get_by_role("slider", name="Slice").first
    slider.evaluate("e => e.dispatchEvent(new Event('change', {bubbles: true}))")
    rest(viewer.page, 800)


def test_across_cells_a_drag_moves_the_other_without_a_message(notebook: LabPage) -> None:
    second = ready(notebook, 1).first
    first = ready(notebook, 0).first
    with notebook.traffic() as dragging:
        slide(first, 8, 15, 20)
        comes_to(notebook.page, lambda: (slice_of(first), slice_of(second)), (19, 11))
        slide(second, 3)
        comes_to(notebook.page, lambda: slice_of(first) in {3, 4}, True)
        slide(first, 20)
    assert dragging.messages == []
    with notebook.traffic() as released:
        release(first)
    assert released.up_messages == 2
    # Neither is told what it has said itself.
    assert [kind for way, kind, _ in released.messages if (way, kind) == ("down", "comm_msg")] == []
    comes_to(notebook.page, partial(notebook.kernel, INDICES), "19 11\n")


def test_the_window_follows_and_python_leads_too(notebook: LabPage) -> None:
    first, second = ready(notebook, 0).first, ready(notebook, 1).first
    screen = second.locator(".dw-screen").first
    screen.scroll_into_view_if_needed()
    box = screen.bounding_box()
    assert box
    notebook.page.mouse.move(box["x"] + 150, box["y"] + 150)
    notebook.page.mouse.down()
    with notebook.traffic() as dragging:
        notebook.page.mouse.move(box["x"] + 220, box["y"] + 180, steps=10)
        rest(notebook.page, 200)
        widths = [
            each.get_by_role("textbox", name="Width").first.input_value()
            for each in (first, second)
        ]
    notebook.page.mouse.up()
    assert widths[0] == widths[1]
    assert dragging.messages == []
    rest(notebook.page, 600)
    same = "print(first.window_width == second.window_width is not None)"
    comes_to(notebook.page, partial(notebook.kernel, same), "True\n")
    notebook.kernel("second.index = 0")
    comes_to(notebook.page, lambda: slice_of(first) in {0, 1}, True)


def test_side_by_side_they_follow_without_a_message(notebook: LabPage) -> None:
    viewers = ready(notebook, 2, 4)
    first = viewers.first
    with notebook.traffic() as dragging:
        slide(first, 4, 12, 20)
        panels = [slice_of(viewers.nth(number)) for number in range(4)]
    assert (panels[0], panels[1], panels[3]) == (19, 11, 19)
    assert dragging.messages == []
    badge = viewers.nth(2).locator(".dw-badge", has_text="not linked").first
    assert "frames of reference" in (badge.get_attribute("data-tip") or "")
    release(first)
    said = partial(notebook.kernel, "print(study.index, study.panes['series_viewer:1'].index)")
    comes_to(notebook.page, said, "19 11\n")


def test_after_a_reload_they_go_on(notebook: LabPage) -> None:
    notebook.save()
    notebook.reload()
    second = ready(notebook, 1).first
    first = ready(notebook, 0).first
    with notebook.traffic() as dragging:
        slide(first, 3, 20)
        comes_to(notebook.page, lambda: (slice_of(first), slice_of(second)), (19, 11))
    assert [each for each in dragging.messages if each[0] == "up"] == []
    release(first)
    comes_to(notebook.page, partial(notebook.kernel, INDICES), "19 11\n")
    assert notebook.console_errors == []
    assert notebook.foreign_requests == []


def test_unlinked_and_closed(notebook: LabPage) -> None:
    first, second = ready(notebook, 0).first, ready(notebook, 1).first
    notebook.kernel("first.unlink(second, 'position')")
    rest(notebook.page, 400)
    slide(first, 5)
    comes_to(notebook.page, lambda: (slice_of(first), slice_of(second)), (4, 11))
    notebook.kernel("first.link(second, 'index'); second.close()")
    rest(notebook.page, 600)
    slide(first, 6)
    release(first)
    said = partial(notebook.kernel, "print(first.index, first._links, first._linked)")
    comes_to(notebook.page, said, "5 [] []\n")
    assert notebook.console_errors == []
