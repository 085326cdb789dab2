"""Pages that are used again: a fresh one costs a process of its own and compiles all anew."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import suppress
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.sync_api import Browser, CDPSession, Page

    Said = list[dict[str, Any]]

__all__ = ["LEAVES_NOTHING", "Python", "Tab", "Tabs"]

LEAVES_NOTHING = "/* leaves nothing */"
"""How a script begins that reaches beyond its widget and leaves the document as it was."""

# As text: Playwright would look at every value, here, in its driver and in the page. `dwAsked` are
# the questions that Python has not answered yet.
_TO_PYTHON = """{
  const ask = (name) => async (...args) => JSON.parse(await window[name](JSON.stringify(args)));
  const [send, poll, model] = ["Send", "Poll", "Model"].map((name) => ask(`dwPython${name}`));
  const asked = (window.dwAsked = new Set());
  window.dwPython = {
    model,
    send(id, data) {
      const { id: question, command, args } = data.content ?? {};
      if (command === "cancel") asked.delete(args.id);
      else if (command) asked.add(question);
      return send(id, data);
    },
    async poll() {
      const said = await poll();
      for (const { data } of said ?? [])
        if (data.content && !data.content.more) asked.delete(data.content.id);
      return said;
    },
  };
}"""
# What outlives the document: a tab that was changed so is closed after its test.
# A script with one of these may leave something in the document that outlives the widgets.
_TRACES = re.compile(
    r"window\b|globalThis|navigator|prototype|defineProperty|addEventListener|AbortController"
    r"|requestAnimationFrame|setTimeout|setInterval|createObjectURL|document\.(body|documentElement)"
)
_SHOW = """async ([ids, scheme]) => {
  document.documentElement.style.colorScheme = scheme;
  dwHost.ids().splice(0, Number.POSITIVE_INFINITY, ...ids);
  const { signal } = (window.dwViews = new AbortController());
  for (const id of ids) {
    const el = document.createElement("div");
    el.className = "dw-view";
    document.body.append(el);
    await dwHost.show(id, el, signal);
  }
}"""
_CLEAR = """async () => {
  if (document.fullscreenElement) await document.exitFullscreen();
  window.dwViews.abort();
  dwAsked.clear();
  for (const each of document.body.querySelectorAll(":scope > :not(script)")) each.remove();
  for (const each of document.head.querySelectorAll("style[data-bundle]")) each.remove();
  getSelection().removeAllRanges();
  document.activeElement?.blur();
  scrollTo(0, 0);
}"""
# After so many tests the page is loaded again: a module that was loaded is never forgotten.
_TESTS_A_PAGE = 25
_PATIENCE = 2000
_LASTING = ("add_init_script", "expose_function", "expose_binding", "route", "emulate_media")


class Python(Protocol):
    """What answers a live page."""

    def send(self, model_id: str, data: dict[str, Any]) -> None:
        """Take a message of the page."""

    def poll(self) -> Awaitable[Said | None]:
        """Return what there is to tell, once there is something; ``None`` is the end."""

    def model(self, model_id: str) -> dict[str, Any]:
        """Return the state and bundle of a widget."""


class _Nobody:
    """Says what was closed, and then nothing until somebody else is there."""

    def __init__(self, closed: list[str]) -> None:
        self._closed = [{"id": each, "data": {"method": "close"}, "buffers": []} for each in closed]
        self._asked: asyncio.Future[Said | None] | None = None
        self.waits = False

    def send(self, model_id: str, data: dict[str, Any]) -> None:
        """Take what a widget says as it goes."""

    def model(self, model_id: str) -> dict[str, Any]:
        raise KeyError(model_id)

    def poll(self) -> asyncio.Future[Said | None]:
        self._asked = asyncio.get_running_loop().create_future()
        self.waits = not self._closed
        if self._closed:
            self._asked.set_result(self._closed)
            self._closed = []
        return self._asked

    def leave(self) -> None:
        """Let the page ask another."""
        if self._asked and not self._asked.done():
            self._asked.set_result([])


class Tab:
    """A page in a context of its own, for one test after the other.

    Parameters
    ----------
    browser
        A running Chromium.
    live
        Whether the page asks Python, in the person of `python`.
    device_scale_factor, has_touch
        As Playwright has them: what can't be changed afterwards.
    """

    def __init__(
        self, browser: Browser, *, live: bool, device_scale_factor: float, has_touch: bool
    ) -> None:
        self.kind = (live, device_scale_factor, has_touch)
        self.python: Python | None = None
        self.changed = False
        self.is_filled = False
        self._shown = 0
        self._sessions: list[CDPSession] = []
        self._listeners: list[tuple[str, Callable[[Any], None]]] = []
        context = browser.new_context(device_scale_factor=device_scale_factor, has_touch=has_touch)
        self.page: Page = context.new_page()
        self._emulate_media = self.page.emulate_media
        self._goto, self._evaluate = self.page.goto, self.page.evaluate
        if live:
            self._let_it_ask()
        self._watch()

    def color_scheme(self, theme: Literal["light", "dark"]) -> None:
        """Let the page be light or dark."""
        self._emulate_media(color_scheme=theme)

    def listen(self, event: Any, callback: Callable[[Any], None]) -> None:
        """Hear an event of the page until the tab is cleared."""
        self.page.on(event, callback)
        self._listeners.append((event, callback))

    def fill(self, python: Python, ids: list[str], scheme: str, empty: Callable[[], str]) -> None:
        """Show widgets in the document that stands here, or in the empty page, loaded for them.

        Parameters
        ----------
        python
            What answers them.
        ids
            Their models.
        scheme
            Light or dark.
        empty
            Returns the address of a live page without a widget.
        """
        if not self.is_filled:
            self.python = python
            self._goto(empty())
            self.page.wait_for_function("() => document.body.dataset.ready")
            self._shown = 0
        nobody, self.python = self.python, python
        if isinstance(nobody, _Nobody):
            nobody.leave()
        self.is_filled = True
        self._shown += 1
        self._evaluate(_SHOW, [ids, scheme])

    def clear(self, closed: list[str]) -> None:
        """Leave nothing of the test behind; `closed` are the models that were shown."""
        from playwright.sync_api import Error  # noqa: PLC0415 - only where it is used

        self.python = nobody = _Nobody(closed)
        for event, callback in self._listeners:
            self.page.remove_listener(event, callback)
        for session in self._sessions:
            with suppress(Error):  # the test may have let go of it
                session.detach()
        self._listeners, self._sessions = [], []
        self.is_filled = self.is_filled and self._shown < _TESTS_A_PAGE
        if self.is_filled:
            self._empty(nobody)
            # As in a new document, what is focused next is focused visibly: the last was no mouse.
            self.page.keyboard.press("Escape")
        else:
            self._goto("about:blank")
        self.page.mouse.up()
        self.page.mouse.move(0, 0)

    def _empty(self, nobody: _Nobody) -> None:
        """Take the widgets out of the document and end their models."""
        self._evaluate(_CLEAR)
        for _ in range(_PATIENCE):
            if nobody.waits:
                return
            self._evaluate("0")
        raise AssertionError("the page did not end its models")

    def close(self) -> None:
        """Close the page and its context."""
        self.page.context.close()

    def _let_it_ask(self) -> None:
        for name in ("send", "poll", "model"):
            self.page.expose_function(f"dwPython{name.title()}", partial(self._ask, name))
        self.page.add_init_script(_TO_PYTHON)

    async def _ask(self, name: str, args: str) -> str:
        answer = getattr(self.python, name)(*json.loads(args)) if self.python else None
        return json.dumps(await answer if isawaitable(answer) else answer, allow_nan=False)

    def _watch(self) -> None:
        """Note what a test does to the page that a new document does not undo."""

        def noting(real: Callable[..., Any]) -> Callable[..., Any]:
            def change(*args: Any, **options: Any) -> Any:
                self.changed = True
                return real(*args, **options)

            return change

        self._watch_document()
        page, context = self.page, self.page.context
        for owner, name in [(each, name) for each in (page, context) for name in _LASTING]:
            if hasattr(owner, name):
                setattr(owner, name, noting(getattr(owner, name)))
        for name in ("grant_permissions", "set_offline", "new_page"):
            setattr(context, name, noting(getattr(context, name)))
        attach = context.new_cdp_session

        def new_cdp_session(page: Page) -> CDPSession:
            self._sessions.append(attach(page))
            return self._sessions[-1]

        context.new_cdp_session = new_cdp_session  # type: ignore[method-assign]

    def _watch_document(self) -> None:
        """Note what a test does to the document that taking out its widgets does not undo."""

        def noting(real: Callable[..., Any], *, always: bool) -> Callable[..., Any]:
            def act(script: str = "", *args: Any, **options: Any) -> Any:
                harmless = script.startswith(LEAVES_NOTHING) or not _TRACES.search(script)
                if always or not harmless:
                    self.is_filled = False
                return real(*([script] if script else []), *args, **options)

            return act

        for name in ("evaluate", "evaluate_handle", "wait_for_function"):
            setattr(self.page, name, noting(getattr(self.page, name), always=False))
        for name in ("goto", "reload", "go_back", "set_content", "add_script_tag", "add_style_tag"):
            setattr(self.page, name, noting(getattr(self.page, name), always=True))


class Tabs:
    """The tabs of one browser.

    Parameters
    ----------
    browser
        A running Chromium.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: list[Tab] = []

    def take(self, *, live: bool, device_scale_factor: float, has_touch: bool) -> Tab:
        """Return a tab that nobody has: one that was used, where there is one of this kind."""
        kind = (live, device_scale_factor, has_touch)
        for tab in self._free:
            if tab.kind == kind:
                self._free.remove(tab)
                return tab
        return Tab(
            self._browser, live=live, device_scale_factor=device_scale_factor, has_touch=has_touch
        )

    def give_back(self, tab: Tab, closed: list[str], *, whole: bool) -> None:
        """Keep a tab for the next test, unless something went wrong in it or outlives it.

        `closed` are the models that it showed.
        """
        if whole and not tab.changed and not tab.page.is_closed():
            tab.clear(closed)
            self._free.append(tab)
        else:
            tab.close()

    def close(self) -> None:
        """Close all that are free."""
        while self._free:
            self._free.pop().close()
