"""A notebook that was asked for a static picture, as a page without kernel, widgets and network."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

CELL = "import dicomwidgets as dw; from dicomwidgets import samples; "
SHOWN = CELL + "viewer = dw.view(samples.ct(3, 64), static_picture=True); viewer"
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def executed() -> Any:
    cells = [SHOWN, "viewer.show_static()"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONWARNINGS", "")
        client = NotebookClient(
            notebook, timeout=120, kernel_name="python3", store_widget_state=False
        )
        client.execute()
    return notebook


@pytest.mark.filterwarnings("default")
def test_the_notebook_holds_the_picture_beside_the_widget(executed: Any) -> None:
    nbformat.validate(executed)
    beside, alone = (cell.outputs[0]["data"] for cell in executed.cells)
    assert set(beside) == {"text/plain", "image/png", WIDGET}
    assert set(alone) == {"text/plain", "image/png"}
    assert beside["image/png"].strip() == alone["image/png"].strip()


@pytest.mark.filterwarnings("default")
def test_a_page_without_widget_state_shows_both_pictures(executed: Any) -> None:
    page, _ = HTMLExporter().from_notebook_node(executed)
    picture = executed.cells[1].outputs[0]["data"]["image/png"].strip()
    assert page.count(f"data:image/png;base64,{picture}") == 2
