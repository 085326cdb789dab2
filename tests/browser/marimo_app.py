"""Drive a real marimo, running an app or editing a notebook, in a real Chromium."""

from __future__ import annotations

import sys
import time
from textwrap import indent
from typing import TYPE_CHECKING, Literal

from browser.served import DriverError, Served, ServedPage

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page, Playwright

__all__ = ["InMarimo", "Marimo", "MarimoPage"]

_NOTEBOOK = """
import marimo
app = marimo.App(width="full")

@app.cell
def _():
{setup}
    return (viewer,)

@app.cell
def _(viewer):
{listener}
    return

@app.cell
def _(viewer):
    {shown}
    return
"""
# The test's ear in the notebook: it reads an expression from a file and writes its value to one.
_LISTENER = """
import threading, time
from pathlib import Path

def listen():
    while True:
        time.sleep(0.02)
        if Path("question").exists():
            expression = Path("question").read_text(encoding="utf-8")
            Path("question").unlink()
            Path("answer.tmp").write_text(str(eval(expression, {"viewer": viewer})))
            Path("answer.tmp").rename("answer")

threading.Thread(target=listen, daemon=True).start()
"""
_SETTINGS = """
[runtime]
auto_instantiate = true
[server]
disable_file_downloads = true
"""
_ANSWER_SECONDS = 20


class Marimo(Served):
    """A marimo server that runs or edits one notebook.

    Parameters
    ----------
    mode
        ``"run"`` shows the notebook as an app, ``"edit"`` in marimo's editor.
    setup
        Code of the first cell; it defines ``viewer``.
    root
        The folder it is written into.
    shown
        The expression that a cell of its own shows.
    """

    name = "marimo"
    health = "/health"
    homes = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")

    def __init__(
        self,
        mode: Literal["run", "edit"],
        setup: str,
        root: Path,
        *,
        playwright: Playwright,
        shown: str = "viewer",
    ) -> None:
        super().__init__(root, playwright=playwright)
        self.mode = mode
        source = _NOTEBOOK.format(
            setup=indent(setup, "    "), listener=indent(_LISTENER, "    "), shown=shown
        )
        root.mkdir(parents=True, exist_ok=True)
        (root / "app.py").write_text(source, encoding="utf-8")

    def prepare(self, homes: dict[str, Path]) -> None:
        """Let the editor run the notebook when it is opened."""
        file = homes["XDG_CONFIG_HOME"] / "marimo/marimo.toml"
        file.parent.mkdir(parents=True)
        file.write_text(_SETTINGS, encoding="utf-8")

    def command(self, port: int) -> list[str]:
        """Return the command line; nothing is asked from outside."""
        only_edit = ["--skip-update-check"] if self.mode == "edit" else []
        return [
            *(sys.executable, "-m", "marimo", self.mode, "app.py", "--headless", "--no-token"),
            *("--host", "127.0.0.1", "--port", str(port), *only_edit),
        ]

    def open(self) -> MarimoPage:
        """Open the notebook in a page of its own."""
        opened = MarimoPage(self, self.new_page())
        opened.page.goto(self.url)
        return opened


class MarimoPage(ServedPage):
    """The notebook in the browser; its widgets stand in shadow roots, which locators pierce."""

    def __init__(self, server: Marimo, page: Page) -> None:
        super().__init__(server, page)
        self._root = server.root
        self.posted: list[str] = []
        page.on("request", lambda request: self._note_sent(request.method, request.url))

    def _note_sent(self, method: str, url: str) -> None:
        if method == "POST":
            self.posted.append(url.removeprefix(self._url))

    def to_widgets(self) -> int:
        """Return how many messages went to widgets: marimo sends each as a request."""
        return self.posted.count("/api/kernel/set_model_value")

    def python(self, expression: str) -> str:
        """Return what the notebook makes of an expression with ``viewer`` in it."""
        answer = self._root / "answer"
        answer.unlink(missing_ok=True)
        (self._root / "question.tmp").write_text(expression, encoding="utf-8")
        (self._root / "question.tmp").rename(self._root / "question")
        end = time.monotonic() + _ANSWER_SECONDS
        while not answer.exists():
            if time.monotonic() > end:
                raise DriverError(f"The notebook did not answer {expression}.")
            self.page.wait_for_timeout(20)
        return answer.read_text(encoding="utf-8")


class InMarimo:
    """The viewer in a marimo notebook, for the acts of every notebook program."""

    def __init__(self, opened: MarimoPage) -> None:
        self._opened = opened

    @property
    def page(self) -> Page:
        """Playwright's page."""
        return self._opened.page

    def shown(self) -> Locator:
        """Return the viewer."""
        return self.page.locator(".dw-series-viewer").first

    def python(self, expression: str) -> str:
        """Return what Python makes of an expression, ``viewer`` among its names."""
        return self._opened.python(expression)

    def sent(self) -> int:
        """Return how many messages went to the kernel so far."""
        return self._opened.to_widgets()
