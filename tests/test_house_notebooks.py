"""Every notebook of the project runs from top to bottom."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import nbformat
import pytest
from support.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

NOTEBOOKS = [
    ROOT / "dicomwidgets/cli/quickstart.ipynb",
    *sorted((ROOT / "notebooks").glob("*.ipynb")),
]
# In a process of its own: nbclient runs an event loop, and so does Playwright.
EXECUTE = """
import sys
sys.modules["rfc3987_syntax"] = None  # as in conftest.py
import nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
folder = {"metadata": {"path": sys.argv[3]}}
client = lambda: NotebookClient(notebook, timeout=120, kernel_name="python3", resources=folder)
try:
    client().execute()
except RuntimeError as problem:
    # A port that was free when it was chosen may be another test's when the kernel binds it.
    if "before replying to kernel_info" not in str(problem):
        raise
    client().execute()
nbformat.write(notebook, sys.argv[2])
"""


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_the_notebook_runs(file: Path, tmp_path: Path) -> None:
    executed = tmp_path / "executed.ipynb"
    command = [sys.executable, "-c", EXECUTE, str(file), str(executed), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    notebook = nbformat.read(executed, as_version=4)
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    shown = {mime for out in outputs for mime in out.get("data", {})}
    assert "application/vnd.jupyter.widget-view+json" in shown
    # What is saved is small: no pixels, and no warnings for the reader to wonder at. Most of it is
    # the front end, which Jupyter saves with every widget.
    assert len(executed.read_bytes()) < 1_000_000
    states = notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    sent = sum(
        len(json.dumps(model["state"][name]))
        for model in states.values()
        for name in ("_esm", "_css")
        if name in model["state"]
    )
    assert len(executed.read_bytes()) - sent < 200_000
    assert [out for out in outputs if out.get("name") == "stderr"] == []


@pytest.mark.slow
@pytest.mark.parametrize("file", NOTEBOOKS[1:], ids=lambda file: file.stem)
def test_the_lesson_runs_in_marimo(file: Path, tmp_path: Path) -> None:
    """Converted, it is a program of cells: a name that two of them set would end it."""
    lesson = tmp_path / "lesson.py"
    convert = [sys.executable, "-m", "marimo", "convert", str(file), "-o", str(lesson)]
    subprocess.run(convert, capture_output=True, check=True)
    done = subprocess.run(
        [sys.executable, str(lesson)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
