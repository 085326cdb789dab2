"""Drive a real JupyterLab or Notebook 7 in a real Chromium.

For tests, the demo's check and the benchmarks. One server, one browser and one kernel cost some
ten seconds, so a session starts one `Lab` and opens one `LabPage` per notebook::

    with Lab() as lab, lab.notebook(["import dicomwidgets as dw", "dw.view('CT')"]) as page:
        page.run_all()
        with page.traffic() as traffic:
            page.output(1).locator("canvas").hover()
        assert traffic.up_messages == 0
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import nbformat
from browser.served import DriverError, Served, ServedPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Locator, Page

    Program = Literal["lab", "notebook"]

__all__ = ["CellError", "Lab", "LabPage", "Traffic", "new_notebook"]

_SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
    "extensionmanager-extension/plugin": {"enabled": False},
}


class CellError(DriverError):
    """A cell, or code sent to the kernel, raised."""


def new_notebook(cells: Sequence[str]) -> nbformat.NotebookNode:
    """Return a notebook of code cells."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    return notebook


@dataclass
class Traffic:
    """What went over the kernel's socket: `messages` are (direction, type, bytes)."""

    messages: list[tuple[Literal["up", "down"], str, int]] = field(default_factory=list)

    def _of(self, direction: str) -> list[int]:
        return [size for way, _, size in self.messages if way == direction]

    @property
    def up_messages(self) -> int:
        """Messages from the browser to the kernel."""
        return len(self._of("up"))

    @property
    def down_messages(self) -> int:
        """Messages from the kernel to the browser."""
        return len(self._of("down"))

    @property
    def up_bytes(self) -> int:
        """Bytes from the browser to the kernel."""
        return sum(self._of("up"))

    @property
    def down_bytes(self) -> int:
        """Bytes from the kernel to the browser."""
        return sum(self._of("down"))


class Lab(Served):
    """A Jupyter server that shows notebooks in JupyterLab, or in Notebook 7 where asked to."""

    name = "JupyterLab"
    health = "/api/status"
    init_script = Path(__file__).with_name("lab.js")
    homes = (
        "HOME",
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "JUPYTER_RUNTIME_DIR",
        "IPYTHONDIR",
        "JUPYTERLAB_SETTINGS_DIR",
        "JUPYTERLAB_WORKSPACES_DIR",
    )
    _opened = 0
    _left: Page | None = None

    def prepare(self, homes: dict[str, Path]) -> None:
        """Turn off what asks the network and what hides cells from the driver."""
        for name, values in _SETTINGS.items():
            file = homes["JUPYTERLAB_SETTINGS_DIR"] / "@jupyterlab" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.with_suffix(".jupyterlab-settings").write_text(json.dumps(values))

    def command(self, port: int) -> list[str]:
        """Return the command line; Notebook 7 is an extension of the same server."""
        return [
            *(sys.executable, "-m", "jupyterlab", "--allow-root", "--no-browser"),
            *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"),
            *("--ServerApp.port_retries=0", "--IdentityProvider.token="),
            *("--ServerApp.password=", f"--ServerApp.root_dir={self.root}"),
            *("--expose-app-in-browser", "--LabApp.extension_manager=readonly"),
            "--JupyterNotebookApp.expose_app_in_browser=True",
        ]

    def notebook(
        self, cells: Sequence[str], name: str = "", *, program: Program = "lab", own: bool = False
    ) -> LabPage:
        """Write a notebook of these code cells into the root and open it."""
        path = name or f"notebook-{self._opened + 1}.ipynb"
        nbformat.write(new_notebook(cells), self.root / path)
        return self.open(path, program=program, own=own)

    def open(
        self,
        path: str,
        *,
        route: str = "tree",
        program: Program = "lab",
        own: bool = False,
        timeout: float = 60,
    ) -> LabPage:
        """Open a notebook of the root; its kernel is idle.

        A JupyterLab that was left is used again, which spares loading it; with ``own=True``, or
        by another route, the notebook has a page and workspace of its own, which nobody gets.
        """
        self._opened += 1
        own = own or program != "lab" or route != "tree"
        page = None if own else self._left
        if page is not None:
            self._left = None
            opened = LabPage(self, page, path, own=own)
            page.evaluate("path => dwLab.open(path)", path)
            opened.wait_ready(timeout)
            return opened
        opened = LabPage(self, self.new_page(), path, own=own)
        in_lab = f"lab/workspaces/w{self._opened}/{route}/{path}?reset"
        opened.go(in_lab if program == "lab" else f"notebooks/{path}", timeout=timeout)
        if program == "lab":
            opened.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
        return opened

    def leave(self, page: Page) -> None:
        """Keep a page for the next notebook where this one has gone without a trace."""
        if self._left is None and page.evaluate("() => dwLab.leave()"):
            self._left = page
        else:
            page.close(run_before_unload=False)


class LabPage(ServedPage):
    """One notebook, open in JupyterLab or Notebook 7."""

    def __init__(self, lab: Lab, page: Page, path: str, *, own: bool = False) -> None:
        super().__init__(lab, page)
        self.lab = lab
        self.path = path
        self._own = own

    def go(self, address: str, *, timeout: float = 60) -> None:
        """Open this address of the server and wait until the notebook's kernel is idle."""
        self.page.goto(f"{self.lab.url}/{address}")
        self.wait_ready(timeout)

    def wait_ready(self, timeout: float = 60) -> None:
        """Wait until the notebook is there and its kernel is idle."""
        self.page.wait_for_function("() => window.dwLab?.ready()", timeout=timeout * 1000)

    def reload(self) -> None:
        """Load the page again, as a user would; the kernel goes on."""
        self.page.reload()
        self.wait_ready()

    def close(self) -> None:
        """Shut the kernel down and close the notebook."""
        if self.page.is_closed():
            return
        self.page.evaluate("() => window.dwLab.shutdown()")
        if self._own:
            super().close()
        else:
            self.forget()
            self.lab.leave(self.page)

    def run_cell(self, index: int, *, timeout: float = 60, may_fail: bool = False) -> list[Any]:
        """Run one cell and return its outputs (nbformat's dictionaries).

        Raises
        ------
        CellError
            When the cell raises and `may_fail` is not set.
        """
        self.page.set_default_timeout(timeout * 1000)
        outputs: list[Any] = self.page.evaluate("index => window.dwLab.run(index)", index)
        errors = [output for output in outputs if output["output_type"] == "error"]
        if errors and not may_fail:
            raise CellError("\n".join(errors[0]["traceback"]))
        return outputs

    def run_all(self, *, timeout: float = 120) -> None:
        """Run every code cell in order."""
        for index in range(self.page.evaluate("() => dwLab.panel().content.widgets.length")):
            if self.kind(index) == "code":
                self.run_cell(index, timeout=timeout)

    def kind(self, index: int) -> str:
        """Return the type of a cell: ``"code"``, ``"markdown"`` or ``"raw"``."""
        return str(self.page.evaluate("i => dwLab.panel().content.widgets[i].model.type", index))

    def wait_idle(self, timeout: float = 30) -> None:
        """Wait until the kernel says that it is idle."""
        self.page.evaluate("milliseconds => window.dwLab.idle(milliseconds)", timeout * 1000)

    def kernel(self, code: str) -> str:
        """Run code in the kernel without a cell and return what it printed.

        Raises
        ------
        CellError
            When the code raises.
        """
        answer = self.page.evaluate("code => window.dwLab.execute(code)", code)
        if answer["error"]:
            raise CellError(answer["error"])
        return str(answer["text"])

    def restart(self) -> None:
        """Restart the kernel and wait until it is idle again."""
        self.page.evaluate("() => window.dwLab.restart()")
        self.wait_ready()

    def save(self) -> nbformat.NotebookNode:
        """Save the notebook as a user would and return what stands in the file."""
        self.page.evaluate("() => window.dwLab.save()")
        return nbformat.read(self.lab.root / self.path, as_version=4)

    def theme(self, name: Literal["light", "dark"]) -> None:
        """Change JupyterLab's theme."""
        self.page.evaluate("name => window.dwLab.theme(name)", f"JupyterLab {name.title()}")
        self.page.wait_for_function(
            "light => document.body.dataset.jpThemeLight === light",
            arg="true" if name == "light" else "false",
        )

    def cell(self, index: int) -> Locator:
        """Return a cell of the notebook."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index)

    def output(self, index: int) -> Locator:
        """Return the output area of a cell."""
        return self.cell(index).locator(".jp-OutputArea").first

    @contextmanager
    def traffic(self) -> Iterator[Traffic]:
        """Record the messages between page and kernel while the block runs."""
        traffic = Traffic()
        start = self.page.evaluate("() => window.dwLab.seen.length")
        yield traffic
        for entry in self.page.evaluate("start => window.dwLab.seen.slice(start)", start):
            way: Literal["up", "down"] = "up" if entry["up"] else "down"
            traffic.messages.append((way, entry["kind"], entry["bytes"]))
