"""The viewer in a real Notebook 7: the acts of every notebook program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.core import ACTS, SETUP, Program, ready

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
    with lab.notebook([f"{SETUP}\nviewer"], program="notebook") as page:
        page.run_all()
        ready(page.output(0).locator(".dw-series-viewer"))
        yield page


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_the_viewer_in_notebook_7(opened: LabPage, act: Callable[[Program], None]) -> None:
    act(InNotebook(opened))


def test_it_is_notebook_7_and_nothing_left_the_machine(opened: LabPage) -> None:
    name = opened.page.evaluate("() => window.jupyterapp.name")
    assert name == "Jupyter Notebook"
    assert opened.foreign_requests == []
    assert opened.console_errors == []
