"""``dicomwidgets browse``: an archive in JupyterLab, to go through."""

from __future__ import annotations

import json
import tempfile
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwidgets.cli._command import Command
from dicomwidgets.cli._jupyter import add_server, serve
from dicomwidgets.errors import SourceError
from dicomwidgets.extras import require

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from dicomwidgets.cli._terminal import Terminal

__all__ = ["COMMAND", "write_notebook"]

_NOTEBOOK = "browse.ipynb"
_WELCOME = """\
# Browse

Run the cell below (**Shift+Enter**), then click what you want to see: it opens beside the rows.
"""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="file, folder, pattern or archive")
    add_server(parser)


def write_notebook(folder: Path, places: Sequence[str]) -> Path:
    """Write the notebook that browses some places, and return it.

    Parameters
    ----------
    folder
        Where to.
    places
        Absolute paths, patterns or addresses.
    """
    shown = repr(places[0] if len(places) == 1 else list(places))
    call = f"import dicomwidgets as dw\n\nbrowser = dw.browse({shown})\nbrowser"
    notebook: dict[str, Any] = {
        "cells": [_cell("markdown", _WELCOME, "about"), _cell("code", call, "browse")],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    file = folder / _NOTEBOOK
    file.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")
    return file


def _cell(kind: str, source: str, name: str) -> dict[str, Any]:
    extra: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    lines = source.splitlines(keepends=True)
    return {"cell_type": kind, "id": name, "metadata": {}, "source": lines, **extra}


def _run(arguments: Namespace, terminal: Terminal) -> int:
    require("jupyterlab", why="Browsing")
    places = [_place(path) for path in arguments.paths]
    # It names the archive: the folder is the user's alone and goes with the server.
    with tempfile.TemporaryDirectory(prefix="dicomwidgets-browse-") as folder:
        return serve(write_notebook(Path(folder).resolve(), places), arguments, terminal)


def _place(path: str) -> str:
    """Return where something lies, from wherever the notebook runs."""
    if "://" in path:
        return path
    if not has_magic(path) and not Path(path).exists():
        raise SourceError("There is nothing at this path.", file=path, remedy="Check the spelling.")
    return str(Path(path).absolute())


COMMAND = Command(
    description="Open JupyterLab on an archive: patients, studies and series with pictures, while "
    "files are still being read.",
    notes="""\
The notebook lies in a temporary folder that goes when the server is stopped; save it elsewhere to
keep it. The server listens on this machine alone and asks for the token in the address. The archive
is never touched.""",
    fails="there is nothing at a path, or JupyterLab is not installed or did not start",
    examples=("dicomwidgets browse archive/", "dicomwidgets browse archive/ scans/ --no-browser"),
    arguments=_arguments,
    run=_run,
)
