"""Drive a real JupyterLab in a real Chromium: for tests, the demo's check and the benchmarks.

One server, one browser and one kernel cost some ten seconds, so a session starts one `Lab` and
opens one `LabPage` per notebook::

    with Lab() as lab, lab.notebook(["import dicomwidgets as dw", "dw.view('CT')"]) as page:
        page.run_all()
        with page.traffic() as traffic:
            page.output(1).locator("canvas").hover()
        assert traffic.up_messages == 0
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import nbformat

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import BrowserContext, Locator, Page, Playwright

__all__ = [
    "INSTALL_BROWSER",
    "CellError",
    "Lab",
    "LabError",
    "LabPage",
    "NoBrowserError",
    "Traffic",
    "find_browser",
    "launch_chromium",
    "new_notebook",
]

INSTALL_BROWSER = "apt-get install chromium"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-device-scale-factor=1",
)
_SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
    "extensionmanager-extension/plugin": {"enabled": False},
}
_HOMES = (
    "HOME",
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "IPYTHONDIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
)
_START_SECONDS = 90


class LabError(RuntimeError):
    """JupyterLab did not do what the driver asked for."""


class CellError(LabError):
    """A cell, or code sent to the kernel, raised."""


class NoBrowserError(LabError):
    """No Chromium on this machine."""

    def __init__(self) -> None:
        super().__init__(f"no Chromium found; install one with: {INSTALL_BROWSER}")


def find_browser() -> str | None:
    """Return the path of a Chromium of this machine, never one that Playwright downloaded."""
    named = os.environ.get("DICOMWIDGETS_CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


def launch_chromium(
    playwright: Playwright, profile: Path, *, width: int = 1400, height: int = 1000
) -> BrowserContext:
    """Start the machine's Chromium, headless, with a fresh profile in `profile`.

    Raises
    ------
    NoBrowserError
        When there is none.
    """
    browser = find_browser()
    if browser is None:
        raise NoBrowserError
    return playwright.chromium.launch_persistent_context(
        profile,
        executable_path=browser,
        headless=True,
        args=list(_CHROMIUM_ARGS),
        viewport={"width": width, "height": height},
    )


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


class Lab:
    """A JupyterLab server with fresh settings and no token, and a browser that looks at it.

    Parameters
    ----------
    root
        The folder that the server shows; a temporary one when omitted.
    env
        More environment variables for the server and its kernels.
    playwright
        A running Playwright to share: only one may run in a thread.
    width, height
        The first size of the window, in pixels.
    """

    def __init__(
        self,
        root: Path | None = None,
        *,
        env: dict[str, str] | None = None,
        playwright: Playwright | None = None,
        width: int = 1400,
        height: int = 1000,
    ) -> None:
        self._scratch = Path(tempfile.mkdtemp(prefix="dicomwidgets-lab-"))
        self.root = root or self._scratch / "root"
        self._env = env or {}
        self._playwright = playwright
        self._own_playwright: Playwright | None = None
        self._size = (width, height)
        self._server: subprocess.Popen[bytes] | None = None
        self._opened = 0
        self.url = ""
        self.context: BrowserContext

    def __enter__(self) -> Self:
        if find_browser() is None:
            self._remove()
            raise NoBrowserError
        try:
            self._start_server()
            self._start_browser()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the browser and the server and remove what they left."""
        if hasattr(self, "context"):
            self.context.close()
            del self.context
        if self._own_playwright is not None:
            self._own_playwright.stop()
            self._own_playwright = None
        if self._server is not None:
            self._server.terminate()
            try:
                self._server.wait(10)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            self._server = None
        self._remove()

    def _remove(self) -> None:
        shutil.rmtree(self._scratch, ignore_errors=True)

    @property
    def log(self) -> str:
        """What the server has printed so far."""
        return (self._scratch / "server.log").read_text(encoding="utf-8", errors="replace")

    def _environment(self) -> dict[str, str]:
        homes = {name: str(self._scratch / name.lower()) for name in _HOMES}
        for folder in homes.values():
            Path(folder).mkdir(parents=True, exist_ok=True)
        for name, values in _SETTINGS.items():
            file = Path(homes["JUPYTERLAB_SETTINGS_DIR"], "@jupyterlab", name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.with_suffix(".jupyterlab-settings").write_text(json.dumps(values))
        return {**os.environ, **homes, "PYTHONWARNINGS": "", **self._env}

    def _start_server(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [
            *(sys.executable, "-m", "jupyterlab", "--allow-root", "--no-browser"),
            *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"),
            *("--ServerApp.port_retries=0", "--IdentityProvider.token="),
            *("--ServerApp.password=", f"--ServerApp.root_dir={self.root}"),
            *("--expose-app-in-browser", "--LabApp.extension_manager=readonly"),
        ]
        environment = self._environment()
        with (self._scratch / "server.log").open("wb") as log:
            self._server = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                cwd=self.root,
            )
        deadline = time.monotonic() + _START_SECONDS
        while not _answers(port):
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise LabError(f"JupyterLab did not start:\n{self.log}")
            time.sleep(0.1)

    def _start_browser(self) -> None:
        if self._playwright is None:
            from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import

            self._own_playwright = self._playwright = sync_playwright().start()
        width, height = self._size
        self.context = launch_chromium(
            self._playwright, self._scratch / "profile", width=width, height=height
        )
        self.context.add_init_script(path=Path(__file__).with_name("lab.js"))

    def notebook(self, cells: Sequence[str], name: str = "") -> LabPage:
        """Write a notebook of these code cells into the root and open it."""
        path = name or f"notebook-{self._opened + 1}.ipynb"
        nbformat.write(new_notebook(cells), self.root / path)
        return self.open(path)

    def open(self, path: str, *, route: str = "tree", timeout: float = 60) -> LabPage:
        """Open a notebook of the root in a page and workspace of its own; its kernel is idle."""
        self._opened += 1
        page = self.context.new_page()
        opened = LabPage(self, page, path)
        width, height = self._size
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{self.url}/lab/workspaces/w{self._opened}/{route}/{path}?reset")
        page.wait_for_function("() => window.dwLab?.ready()", timeout=timeout * 1000)
        page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
        return opened


class LabPage:
    """One notebook, open in JupyterLab.

    Attributes
    ----------
    page
        Playwright's page.
    foreign_requests
        URLs that the page asked for outside this machine: always to stay empty.
    console_errors
        What the page's console reported as errors.
    """

    def __init__(self, lab: Lab, page: Page, path: str) -> None:
        self.lab = lab
        self.page = page
        self.path = path
        self.foreign_requests: list[str] = []
        self.console_errors: list[str] = []
        page.on("request", lambda request: self._note_request(request.url))
        page.on("console", self._note_console)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _note_request(self, url: str) -> None:
        if not url.startswith((self.lab.url, "data:", "blob:", "about:")):
            self.foreign_requests.append(url)

    def _note_console(self, message: Any) -> None:
        if message.type == "error":
            self.console_errors.append(message.text)

    def close(self) -> None:
        """Shut the kernel down and close the page."""
        if not self.page.is_closed():
            self.page.evaluate("() => window.dwLab.shutdown()")
            self.page.close(run_before_unload=False)

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
        self.page.wait_for_function("() => window.dwLab.ready()", timeout=60_000)

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

    def width(self, pixels: int, *, height: int = 1000) -> None:
        """Change the size of the window; the notebook follows."""
        self.page.set_viewport_size({"width": pixels, "height": height})
        self.page.wait_for_timeout(300)

    def cell(self, index: int) -> Locator:
        """Return a cell of the notebook."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index)

    def output(self, index: int) -> Locator:
        """Return the output area of a cell."""
        return self.cell(index).locator(".jp-OutputArea").first

    def screenshot(self, element: Locator, file: Path) -> Path:
        """Take a picture of an element into `file` (PNG)."""
        element.scroll_into_view_if_needed()
        element.screenshot(path=file, animations="disabled")
        return file

    @contextmanager
    def traffic(self) -> Iterator[Traffic]:
        """Record the messages between page and kernel while the block runs."""
        traffic = Traffic()
        start = self.page.evaluate("() => window.dwLab.seen.length")
        yield traffic
        for entry in self.page.evaluate("start => window.dwLab.seen.slice(start)", start):
            way: Literal["up", "down"] = "up" if entry["up"] else "down"
            traffic.messages.append((way, entry["kind"], entry["bytes"]))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/api/status")
        return connection.getresponse().status == HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
