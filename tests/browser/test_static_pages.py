"""Pages made from a notebook with a static picture, in a browser without network."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from ipywidgets.embed import dependency_state
from nbconvert import HTMLExporter

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

STATE = "application/vnd.jupyter.widget-state+json"
WIDGET = "application/vnd.jupyter.widget-view+json"
# The widths of the pictures that a reader sees.
SEEN = """() => [...document.images]
  .filter((image) => image.complete && image.src.startsWith("data:image/png") ||
    /\\.png$/.test(image.src))
  .filter((image) => image.naturalWidth > 0 && image.checkVisibility())
  .map((image) => image.naturalWidth)"""


def notebook(*, state: bool, alone: bool) -> nbformat.NotebookNode:
    """Return a notebook as it is after its cell has run, with widget state or without."""
    viewer = dw.view(samples.ct(3, 64), static_picture=True)
    data: dict[str, Any] = dict(viewer._repr_mimebundle_()[0])
    if alone:
        del data[WIDGET]
    output = nbformat.v4.new_output("execute_result", data, execution_count=1)
    cell = nbformat.v4.new_code_cell("viewer", outputs=[output], execution_count=1)
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A scan"), cell])
    if state:
        states = dependency_state(viewer)
        made.metadata["widgets"] = {
            STATE: {"version_major": 2, "version_minor": 0, "state": states}
        }
    viewer.close()
    return made


def seen(browser: Browser, page: Path) -> list[int]:
    context = browser.new_context(offline=True)
    opened = context.new_page()
    opened.goto(page.as_uri())
    opened.wait_for_timeout(300)
    widths: list[int] = opened.evaluate(SEEN)
    context.close()
    return widths


CASES = [
    pytest.param(False, False, True, id="without widget state"),
    pytest.param(True, True, True, id="with it, by show_static"),
    pytest.param(True, False, False, id="with it, beside the widget"),
]


@pytest.mark.parametrize(("state", "alone", "there"), CASES)
def test_nbconvert(
    *, state: bool, alone: bool, there: bool, browser: Browser, tmp_path: Path
) -> None:
    text, _ = HTMLExporter().from_notebook_node(notebook(state=state, alone=alone))
    file = tmp_path / "page.html"
    file.write_text(text, encoding="utf-8")
    assert bool(seen(browser, file)) is there


PICTURES_FIRST = 'nb_mime_priority_overrides = [("html", "image/png", 0)]\n'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("conf", "alone", "there"),
    [
        pytest.param("", True, True, id="by show_static"),
        pytest.param("", False, False, id="beside the widget"),
        pytest.param(PICTURES_FIRST, False, True, id="beside the widget, pictures first"),
    ],
)
def test_sphinx(*, conf: str, alone: bool, there: bool, browser: Browser, tmp_path: Path) -> None:
    settings = 'extensions = ["myst_nb"]\nnb_execution_mode = "off"\n'
    (tmp_path / "conf.py").write_text(settings + conf)
    nbformat.write(notebook(state=True, alone=alone), tmp_path / "index.ipynb")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", ".", "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert bool(seen(browser, tmp_path / "out/index.html")) is there
