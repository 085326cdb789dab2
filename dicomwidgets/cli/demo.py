"""``dicomwidgets demo``: the quick-start notebook in JupyterLab."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from dicomwidgets.cli._command import Command
from dicomwidgets.extras import require

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from dicomwidgets.cli._terminal import Terminal

__all__ = ["COMMAND", "copy_notebook"]

_NOTEBOOK = "quickstart.ipynb"
_FIRST_PORT = 8888
# The demo asks the network for nothing: no news, no updates, no list of extensions.
_SETTINGS = {"fetchNews": "false", "checkForUpdates": False}


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--folder", type=Path, help="work here, not in a temporary folder")
    parser.add_argument("--port", type=int, help="the server's port (default: a free one)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")


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
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="dicomwidgets-demo-"))
    notebook = copy_notebook(folder.resolve())
    port = arguments.port or _free_port(_FIRST_PORT)
    token = secrets.token_hex(16)
    terminal.say(f"The notebook: {notebook}")
    terminal.say(f"JupyterLab:   http://localhost:{port}/lab/tree/{_NOTEBOOK}?token={token}")
    terminal.say("Stop it with Ctrl+C.")
    terminal.flush()
    with tempfile.TemporaryDirectory(prefix="dicomwidgets-settings-") as settings:
        return _serve(notebook, port, token, Path(settings), browser=not arguments.no_browser)


def _serve(notebook: Path, port: int, token: str, settings: Path, *, browser: bool) -> int:
    file = settings / "@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(_SETTINGS), encoding="utf-8")
    command = [sys.executable, "-m", "jupyterlab", str(notebook)]
    command += [
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--log-level=ERROR",
        "--LabApp.log_level=ERROR",
    ]
    command += [f"--ServerApp.root_dir={notebook.parent}", "--LabApp.extension_manager=readonly"]
    command += [] if browser else ["--no-browser"]
    # JupyterLab refuses to run as root, which is who one is in a container, unless told.
    command += ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    # The token stands in the environment: a command line can be read by every user.
    ours = {"JUPYTER_TOKEN": token, "JUPYTERLAB_SETTINGS_DIR": str(settings)}
    environment = {**os.environ, **ours, "JUPYTER_PREFER_ENV_PATH": "1"}
    # Stopped by Ctrl+C or by another process, the server must not outlive the command.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with subprocess.Popen(command, env=environment) as server:  # noqa: S603 - our own command
        try:
            return server.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            server.terminate()


def _free_port(first: int) -> int:
    """Return the first port from `first` on that nobody listens on."""
    for port in range(first, first + 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    return 0


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
