"""The driver of JupyterLab does what the other browser tests rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.chromium import find_browser
from browser.lab import CellError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser.lab import Lab, LabPage

pytestmark = [pytest.mark.browser, pytest.mark.lab]


@pytest.fixture(scope="module")
def notebook(lab: Lab) -> Iterator[LabPage]:
    cells = ["import ipywidgets\nslider = ipywidgets.IntSlider()\nslider", "1 / 0", "print('hi')"]
    with lab.notebook(cells) as page:
        yield page


def test_cells_run_and_answer_with_their_outputs(notebook: LabPage) -> None:
    notebook.run_cell(0)
    notebook.output(0).locator(".jupyter-widgets").first.wait_for()
    assert notebook.run_cell(2)[0]["text"] == "hi\n"


def test_a_cell_that_raises_is_an_error_unless_allowed(notebook: LabPage) -> None:
    assert notebook.run_cell(1, may_fail=True)[0]["ename"] == "ZeroDivisionError"
    with pytest.raises(CellError, match="division by zero"):
        notebook.run_cell(1)
    with pytest.raises(CellError, match="oops"):
        notebook.kernel("raise ValueError('oops')")


def test_traffic_counts_what_the_kernel_sends(notebook: LabPage) -> None:
    notebook.run_cell(0)
    notebook.wait_idle()
    notebook.page.wait_for_timeout(1000)
    with notebook.traffic() as silent:
        notebook.page.wait_for_timeout(100)
    with notebook.traffic() as traffic:
        notebook.kernel("slider.value = 5")
    assert silent.messages == []
    assert ("down", "comm_msg") in {(way, kind) for way, kind, _ in traffic.messages}
    assert traffic.up_messages == 1
    assert traffic.down_bytes > traffic.up_bytes > 0


def test_theme_and_width_follow(notebook: LabPage) -> None:
    notebook.theme("dark")
    assert notebook.page.locator("body").get_attribute("data-jp-theme-light") == "false"
    notebook.theme("light")
    notebook.width(600)
    assert notebook.page.evaluate("() => window.innerWidth") == 600
    notebook.width(1400)


def test_nothing_leaves_the_machine(notebook: LabPage) -> None:
    assert notebook.foreign_requests == []


def test_a_browser_named_by_the_environment_must_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DICOMWIDGETS_CHROMIUM", "no-such-browser")
    assert find_browser() is None
