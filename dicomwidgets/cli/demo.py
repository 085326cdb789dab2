"""``dicomwidgets demo``: the quick-start notebook in JupyterLab."""

from __future__ import annotations

import shutil
import tempfile
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from dicomwidgets.cli._command import Command
from dicomwidgets.cli._jupyter import add_server, serve
from dicomwidgets.errors import SourceError
from dicomwidgets.extras import require

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from dicomwidgets.cli._terminal import Terminal

__all__ = ["COMMAND", "copy_notebook"]

_NOTEBOOK = "quickstart.ipynb"


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "notebook", type=Path, nargs="?", help="this one, where it lies, not the quick start"
    )
    parser.add_argument("--folder", type=Path, help="work here, not in a temporary folder")
    add_server(parser)


def copy_notebook(folder: Path) -> Path:
    """Copy the quick start into `folder` and return the copy; one that is there already is kept.

    Parameters
    ----------
    folder
        Made when it does not exist.
    """
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / _NOTEBOOK
    if not copy.exists():
        with as_file(files("dicomwidgets.cli") / _NOTEBOOK) as notebook:
            shutil.copyfile(notebook, copy)
    return copy


def _run(arguments: Namespace, terminal: Terminal) -> int:
    require("jupyterlab", why="The demo")
    if arguments.notebook is not None:
        if not arguments.notebook.is_file():
            raise SourceError(f"There is no notebook {arguments.notebook}.")
        return serve(arguments.notebook.resolve(), arguments, terminal)
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="dicomwidgets-demo-"))
    return serve(copy_notebook(folder.resolve()), arguments, terminal)


COMMAND = Command(
    description="Open the quick-start notebook in JupyterLab, on images made on the spot.",
    notes="""\
It works in a temporary folder, or in --folder: a quick start that is there already is kept as it
is. The server listens on this machine alone and asks for the token in the address.""",
    fails="JupyterLab is not installed or did not start",
    examples=("dicomwidgets demo", "dicomwidgets demo --folder lessons/ --no-browser"),
    arguments=_arguments,
    run=_run,
    reveal="",
)
