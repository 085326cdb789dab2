"""The viewer in a real Notebook 7: the acts of every notebook program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.core import ACTS, SETUP, Program, ready
from browser.viewing import comes_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from browser.lab import Lab, LabPage
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.lab]


class InNotebook:
    """The viewer in a cell of Notebook 7."""

    def __init__(self, opened: LabPage) -> None:
        self._opened = opened

    @property
    def page(self) -> Page:
        return self._opened.page

    def shown(self) -> Locator:
        return self._opened.output(0).locator(".dw-series-viewer")

    def python(self, expression: str) -> str:
        return self._opened.kernel(f"print({expression})").strip()

    def sent(self) -> int:
        count: int = self.page.evaluate("() => dwLab.seen.filter(({up}) => up).length")
        return count


@pytest.fixture(scope="module")
def opened(lab: Lab) -> Iterator[LabPage]:
    with lab.notebook([f"{SETUP}\nviewer", "1"], program="notebook") as page:
        page.run_all()
        ready(page.output(0).locator(".dw-series-viewer"))
        yield page


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_the_viewer_in_notebook_7(opened: LabPage, act: Callable[[Program], None]) -> None:
    act(InNotebook(opened))


@pytest.mark.parametrize("role", ["slider", "button"])
def test_keys_of_a_control_are_not_the_notebook_s(opened: LabPage, role: str) -> None:
    viewer = InNotebook(opened).shown()
    page = opened.page
    viewer.focus()
    page.keyboard.press("Home")
    if role == "slider":
        viewer.get_by_role("slider", name="Slice").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowUp")
        assert viewer.get_by_role("textbox", name="Slice").input_value() == "3"
        return
    viewer.get_by_role("button", name="Colour maps").focus()
    page.keyboard.press("Enter")
    items = viewer.get_by_role("menuitemradio")
    page.keyboard.press("ArrowDown")
    assert items.nth(1).evaluate("item => item.matches(':focus')")
    page.keyboard.press("Enter")
    comes_to(page, lambda: InNotebook(opened).python("viewer.colormap != 'grey'"), "True")
    InNotebook(opened).python("setattr(viewer, 'colormap', 'grey')")


def test_it_is_notebook_7_and_nothing_left_the_machine(opened: LabPage) -> None:
    name = opened.page.evaluate("() => window.jupyterapp.name")
    assert name == "Jupyter Notebook"
    assert opened.foreign_requests == []
    assert opened.console_errors == []
