"""A notebook program in a process of its own, and a Chromium that looks at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from browser.chromium import NoBrowserError, find_browser, launch_chromium

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page, Playwright

__all__ = ["DriverError", "Served", "ServedPage"]

_START_SECONDS = 90


class DriverError(RuntimeError):
    """The notebook program did not do what its driver asked for."""


class Served(ABC):
    """A server with fresh settings and no token, and a browser that looks at it.

    A subclass says how it is started (`command`), with what settings (`prepare`) and which
    address answers when it is up (`health`).

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

    name = ""
    health = "/"
    init_script: Path | None = None
    homes = ("HOME",)
    """Environment variables that name folders: fresh ones in the scratch folder."""

    def __init__(
        self,
        root: Path | None = None,
        *,
        env: dict[str, str] | None = None,
        playwright: Playwright | None = None,
        width: int = 1400,
        height: int = 1000,
    ) -> None:
        self.scratch = Path(tempfile.mkdtemp(prefix="dicomwidgets-served-"))
        self.root = root or self.scratch / "root"
        self.size = (width, height)
        self._env = env or {}
        self._playwright = playwright
        self._own_playwright: Playwright | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self.url = ""
        self.context: BrowserContext

    @abstractmethod
    def command(self, port: int) -> list[str]:
        """Return the command line of a server at this port."""

    def prepare(self, homes: dict[str, Path]) -> None:  # noqa: B027 - most have nothing to prepare
        """Write settings into the fresh folders, before the server starts."""

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
        self.stop_server()
        self._remove()

    def stop_server(self) -> None:
        """Stop the server; the browser goes on without it."""
        if self._server is None:
            return
        self._server.terminate()
        try:
            self._server.wait(10)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._server = None

    def _remove(self) -> None:
        shutil.rmtree(self.scratch, ignore_errors=True)

    @property
    def log(self) -> str:
        """What the server has printed so far."""
        return (self.scratch / "server.log").read_text(encoding="utf-8", errors="replace")

    def _environment(self) -> dict[str, str]:
        homes = {name: self.scratch / name.lower() for name in self.homes}
        for folder in homes.values():
            folder.mkdir(parents=True, exist_ok=True)
        self.prepare(homes)
        fresh = {name: str(folder) for name, folder in homes.items()}
        return {**os.environ, **fresh, "PYTHONWARNINGS": "", **self._env}

    def _start_server(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        with (self.scratch / "server.log").open("wb") as log:
            self._server = subprocess.Popen(
                self.command(port),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment(),
                cwd=self.root,
            )
        deadline = time.monotonic() + _START_SECONDS
        while not _answers(port, self.health):
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise DriverError(f"{self.name} did not start:\n{self.log}")
            time.sleep(0.1)

    def _start_browser(self) -> None:
        if self._playwright is None:
            from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import

            self._own_playwright = self._playwright = sync_playwright().start()
        width, height = self.size
        self.context = launch_chromium(
            self._playwright, self.scratch / "profile", width=width, height=height
        )
        if self.init_script:
            self.context.add_init_script(path=self.init_script)

    def new_page(self) -> Page:
        """Return an empty page of the size of the window."""
        page = self.context.new_page()
        width, height = self.size
        page.set_viewport_size({"width": width, "height": height})
        return page


class ServedPage:
    """One notebook, open in its program.

    Attributes
    ----------
    page
        Playwright's page.
    foreign_requests
        URLs that the page asked for outside this machine: always to stay empty.
    console_errors
        What the page's console reported as errors.
    """

    def __init__(self, server: Served, page: Page) -> None:
        self.page = page
        self._url = server.url
        self.foreign_requests: list[str] = []
        self.console_errors: list[str] = []
        page.on("request", self._note_request)
        page.on("console", self._note_console)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def forget(self) -> None:
        """Listen to the page no longer."""
        self.page.remove_listener("request", self._note_request)
        self.page.remove_listener("console", self._note_console)

    def _note_request(self, request: Any) -> None:
        if not request.url.startswith((self._url, "data:", "blob:", "about:")):
            self.foreign_requests.append(request.url)

    def _note_console(self, message: Any) -> None:
        if message.type == "error":
            self.console_errors.append(message.text)

    def close(self) -> None:
        """Close the page."""
        if not self.page.is_closed():
            self.page.close(run_before_unload=False)

    def width(self, pixels: int, *, height: int = 1000) -> None:
        """Change the size of the window; the notebook follows."""
        self.page.set_viewport_size({"width": pixels, "height": height})
        self.page.wait_for_timeout(300)

    def screenshot(self, element: Locator, file: Path) -> Path:
        """Take a picture of an element into `file` (PNG)."""
        element.scroll_into_view_if_needed()
        element.screenshot(path=file, animations="disabled")
        return file


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
