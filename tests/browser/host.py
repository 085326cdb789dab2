"""Widgets on a page without Jupyter, from an archive or with Python behind them.

The page is the one that `dicomwidgets.widgets.sharing` writes. `Behind` lets the Python widgets
answer instead of the archive, so that a test has both sides and no kernel.
"""

from __future__ import annotations

import asyncio
import base64
import queue
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from ipywidgets.widgets.widget import _instances

from dicomwidgets.privacy import revealing
from dicomwidgets.widgets.sharing.page import contents_of, page_of, saved_model

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from browser.tabs import Said, Tab, Tabs
    from playwright.sync_api import Page

    from dicomwidgets.widgets._base import DicomWidget

    Scheme = Literal["light", "dark"]

__all__ = ["Behind", "HostPages"]


class HostPages:
    """Opens host pages and remembers what should not have happened on them.

    Parameters
    ----------
    tabs
        Where the pages come from.
    folder
        Where they are written.
    """

    def __init__(self, tabs: Tabs, folder: Path) -> None:
        self._tabs = tabs
        self._folder = folder
        self._opened: list[Tab] = []
        self.trouble: list[str] = []

    def open(
        self,
        widgets: DicomWidget | Sequence[DicomWidget],
        *,
        width: int = 1000,
        height: int = 800,
        theme: Scheme = "light",
        device_pixel_ratio: float = 1,
        touch: bool = False,
        live: bool = False,
        fresh: bool = False,
    ) -> Page:
        """Return a page that shows `widgets`, ready; values are shown, not masked.

        Live widgets come into a document that others have left; with ``fresh=True`` they have one
        of their own, which may be loaded again.

        With ``live=True`` the widgets themselves answer. ``page.evaluate`` reaches the models:
        ``(await dwHost.model(id)).get("index")`` and ``.set``, ``.save_changes``, ``.sent``.
        """
        tab = self._tabs.take(live=live, device_scale_factor=device_pixel_ratio, has_touch=touch)
        page = tab.page
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(30_000)
        tab.color_scheme(theme)
        tab.listen("request", lambda request: self._note_request(request.url))
        tab.listen("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        tab.listen("console", self._note_console)
        self._opened.append(tab)
        if live and not fresh:
            ids = [each.model_id for each in _several(widgets)]
            tab.fill(Behind(), ids, theme, partial(self._written, [], theme, live=True))
        else:
            tab.python = Behind() if live else None
            self._load(page, self._written(widgets, theme, live=live))
        return page

    def _written(self, widgets: Any, theme: Scheme, *, live: bool) -> str:
        """Write a page and return its address."""
        file = self._folder / f"page-{len(self._opened)}.html"
        file.write_text(_revealed_page(widgets, theme, archived=not live), encoding="utf-8")
        return file.as_uri()

    def _load(self, page: Page, address: str) -> None:
        page.goto(address)
        page.wait_for_function("() => document.body.dataset.ready || document.body.dataset.failed")
        failed = page.evaluate("() => document.body.dataset.failed")
        assert not failed, failed

    def close(self, *, whole: bool = True) -> None:
        """Give all pages back; `whole`: nothing went wrong on them."""
        for tab in self._opened:
            closed = tab.python.close() if isinstance(tab.python, Behind) else []
            self._tabs.give_back(tab, closed, whole=whole and not self.trouble)
        self._opened.clear()

    def _note_request(self, url: str) -> None:
        if not url.startswith((self._folder.as_uri(), "blob:", "data:")):
            self.trouble.append(f"request: {url}")

    def _note_console(self, message: Any) -> None:
        if message.type == "error":
            self.trouble.append(f"console: {message.text}")


def _several(widgets: DicomWidget | Sequence[DicomWidget]) -> list[DicomWidget]:
    return list(widgets) if isinstance(widgets, list | tuple) else [widgets]  # type: ignore[list-item]


def _revealed_page(widgets: Any, theme: Scheme, *, archived: bool) -> str:
    parts = _several(widgets)
    with revealing(True):
        return page_of(parts, contents_of(parts, archived=archived), scheme=theme)


class Behind:
    """The Python side of a live page: what comm and kernel are in Jupyter."""

    def __init__(self) -> None:
        self._down: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._watched: dict[str, Any] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._asked: asyncio.Future[Said | None] | None = None

    def model(self, model_id: str) -> dict[str, Any]:
        """Return the state and bundle of a widget that the page wants to show."""
        widget = self._watch(model_id)
        saved = saved_model(widget)
        # As Jupyter gets it: a large one deflated, with what is to be seen ahead.
        bundle = {"esm": str(widget._esm), "css": str(getattr(widget, "_css", ""))}
        return {**saved, "bundles": {saved["bundle"]: bundle}}

    def send(self, model_id: str, data: dict[str, Any]) -> None:
        """Take a message of the page, as the comm does."""
        self._watch(model_id)._handle_msg({"content": {"data": data}, "buffers": []})

    def poll(self) -> asyncio.Future[Said | None]:
        """Return what the widgets have said since, once they have said something.

        Asked again, as by a page that was loaded again, the one before gets ``None``.
        """
        self._loop = asyncio.get_running_loop()
        self._answer(None)
        self._asked = self._loop.create_future()
        self._tell()
        return self._asked

    def close(self) -> list[str]:
        """Give the widgets their own comms back; return the ids of their models."""
        self._loop = None
        for widget in self._watched.values():
            if widget.comm is not None:
                del widget.comm.publish_msg
        self._answer([])
        return [*self._watched]

    def _say(self, message: dict[str, Any]) -> None:
        """Put down a message, on any thread."""
        self._down.put(message)
        if loop := self._loop:
            loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        if self._asked is None or self._asked.done() or self._down.empty():
            return
        said = []
        while not self._down.empty():
            said.append(self._down.get())
        self._answer(said)

    def _answer(self, said: Said | None) -> None:
        if self._asked is not None and not self._asked.done():
            self._asked.set_result(said)

    def _watch(self, model_id: str) -> Any:
        if model_id in self._watched:
            return self._watched[model_id]
        widget = self._watched[model_id] = _instances[model_id]

        def publish(
            kind: str, data: Any = None, _metadata: Any = None, buffers: Any = None, **_: Any
        ) -> None:
            if kind == "comm_msg" and data and data.get("method") in {"custom", "update"}:
                texts = [base64.b64encode(bytes(each)).decode() for each in buffers or []]
                self._say({"id": model_id, "data": data, "buffers": texts})
            elif kind == "comm_close":
                self._say({"id": model_id, "data": {"method": "close"}, "buffers": []})

        widget.comm.publish_msg = publish
        return widget
