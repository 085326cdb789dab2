"""JupyterLab on one notebook: for this machine alone, with a token, without the network."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from dicomwidgets.cli._terminal import Terminal

__all__ = ["add_server", "serve"]

_FIRST_PORT = 8888
# No news, no updates, no list of extensions.
_SETTINGS = {"fetchNews": "false", "checkForUpdates": False}


def add_server(parser: ArgumentParser) -> None:
    """Add the arguments of the server."""
    parser.add_argument("--port", type=int, help="the server's port (default: a free one)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")


def serve(notebook: Path, arguments: Namespace, terminal: Terminal) -> int:
    """Open a notebook in JupyterLab and wait until it is stopped; return the exit status."""
    port = arguments.port or _free_port(_FIRST_PORT)
    token = secrets.token_hex(16)
    terminal.say(f"The notebook: {notebook}")
    terminal.say(f"JupyterLab:   http://localhost:{port}/lab/tree/{notebook.name}?token={token}")
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
        # Whatever the user's own settings say.
        "--ServerApp.ip=localhost",
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
