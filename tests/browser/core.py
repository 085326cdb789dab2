"""What the viewer must do in every notebook program: the same acts, the same outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from browser.viewing import comes_to, rest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

__all__ = ["ACTS", "SETUP", "Program", "ready"]

SLICES = 12
SETUP = f"""
from dicomwidgets import samples, view
viewer = view(samples.ct({SLICES}, 64))
"""

MIDDLE = """canvas => {
  const {width, height} = canvas;
  return [...canvas.getContext("2d").getImageData(width / 2, height / 2, 40, 40).data];
}"""


class Program(Protocol):
    """A notebook program that shows the viewer of `SETUP`."""

    @property
    def page(self) -> Page:
        """Playwright's page."""

    def shown(self) -> Locator:
        """Return the viewer."""

    def python(self, expression: str) -> str:
        """Return what Python makes of an expression, ``viewer`` among its names."""

    def sent(self) -> int:
        """Return how many messages went to the kernel so far."""


def ready(viewer: Locator) -> Locator:
    """Return the viewer once it shows stored values of a series that it knows."""
    viewer.locator(".dw-count").filter(has_text=str(SLICES)).wait_for()
    viewer.locator(".dw-loading").first.wait_for(state="hidden")
    return viewer


def becomes(program: Program, expression: str, expected: str) -> None:
    """Wait until Python says so: a trait is told 200 ms after the last key."""
    comes_to(program.page, lambda: program.python(expression), expected)


def a_picture_is_there(program: Program) -> None:
    values = ready(program.shown()).locator("canvas").first.evaluate(MIDDLE)
    assert len(set(values)) > 4


def keys_change_the_slice_here_and_in_python(program: Program) -> None:
    viewer = ready(program.shown())
    viewer.focus()
    program.page.keyboard.press("End")
    becomes(program, "viewer.index", str(SLICES - 1))
    assert viewer.get_by_role("textbox", name="Slice").input_value() == str(SLICES)
    for key in ("ArrowUp", "i"):
        program.page.keyboard.press(key)
    becomes(program, "(viewer.index, viewer.invert)", f"({SLICES - 2}, True)")
    program.page.keyboard.press("i")
    becomes(program, "viewer.invert", "False")


def python_changes_what_is_shown(program: Program) -> None:
    viewer = ready(program.shown())
    before = viewer.locator("canvas").first.evaluate(MIDDLE)
    traits = {"index": 3, "window_center": 50.0, "window_width": 77.0}
    program.python(f"[setattr(viewer, *each) for each in {traits}.items()]")
    boxes = [viewer.get_by_role("textbox", name=name) for name in ("Slice", "Center", "Width")]
    comes_to(program.page, lambda: [float(box.first.input_value()) for box in boxes], [4, 50, 77])
    canvas = viewer.locator("canvas").first
    comes_to(program.page, lambda: canvas.evaluate(MIDDLE) != before, True)


def a_window_drag_sends_nothing_until_it_ends(program: Program) -> None:
    screen = ready(program.shown()).locator(".dw-screen").first
    screen.scroll_into_view_if_needed()
    box = screen.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = program.page.mouse
    rest(program.page, 300)
    before = program.python("viewer.window_width")
    mouse.move(x, y)
    mouse.down()
    quiet = program.sent()
    mouse.move(x + 60, y + 30, steps=15)
    rest(program.page, 300)
    assert program.sent() == quiet
    mouse.up()
    rest(program.page, 300)
    assert program.sent() == quiet + 1
    comes_to(program.page, lambda: program.python("viewer.window_width") != before, True)


def the_header_opens_inside(program: Program) -> None:
    viewer = ready(program.shown())
    viewer.focus()
    program.page.keyboard.press("h")
    table = viewer.locator(".dw-pane .dw-header-table")
    table.get_by_text("(0008,0060)").first.wait_for()
    assert program.python("sorted(viewer.panes)") == "['header_table']"
    font = table.evaluate("table => getComputedStyle(table).fontSize")
    assert font == viewer.evaluate("root => getComputedStyle(root).fontSize")
    viewer.focus()
    program.page.keyboard.press("h")
    table.wait_for(state="detached")
    becomes(program, "sorted(viewer.panes)", "[]")


def help_opens_and_closes(program: Program) -> None:
    viewer = ready(program.shown())
    viewer.focus()
    program.page.keyboard.press("?")
    sheet = viewer.get_by_role("dialog")
    sheet.wait_for()
    assert "slice" in sheet.inner_text().lower()
    program.page.keyboard.press("Escape")
    sheet.wait_for(state="hidden")


ACTS = (
    a_picture_is_there,
    keys_change_the_slice_here_and_in_python,
    python_changes_what_is_shown,
    a_window_drag_sends_nothing_until_it_ends,
    the_header_opens_inside,
    help_opens_and_closes,
)
