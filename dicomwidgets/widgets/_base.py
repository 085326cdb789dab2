"""What every widget shares: its bundle, its commands, its errors."""

from __future__ import annotations

import logging
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar

import anywidget

from dicomwidgets.errors import ArgumentError, DicomWidgetsError, ProtocolError
from dicomwidgets.widgets._commands import PROTOCOL_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Reply = tuple[Mapping[str, Any], Sequence[Any]]
    Handler = Callable[[Mapping[str, Any]], Reply]

__all__ = ["DicomWidget", "in_background", "on_trait_thread"]

_log = logging.getLogger(__name__)
_workers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="dicomwidgets")
_traits = ThreadPoolExecutor(max_workers=1, thread_name_prefix="dicomwidgets-traits")


def in_background(task: Callable[[], object]) -> None:
    """Run `task` on the worker pool of the process; what it raises goes to the log."""
    _workers.submit(_logged, task)


def on_trait_thread(task: Callable[[], object]) -> None:
    """Run `task` on the one thread that sets traits for work done in the background."""
    _traits.submit(_logged, task)


def _logged(task: Callable[[], object]) -> None:
    try:
        task()
    except Exception:  # noqa: BLE001 - a worker has nobody above it
        # The message may hold identifiers; the place and the type never do.
        kind = sys.exc_info()[0]
        _log.warning("A background task of a widget failed: %s", kind and kind.__name__)


class DicomWidget(anywidget.AnyWidget):
    """Base of the widgets.

    A subclass in ``widgets/series_viewer.py`` finds its front end in
    ``static/series_viewer.js`` and ``.css``, and names its `commands`: command name → method name.
    A command method takes the arguments and returns the result and its buffers; it runs on a
    worker thread, must be thread-safe, and reports failure by raising a `DicomWidgetsError`.

    Raises
    ------
    ArgumentError
        When a keyword is no trait of the widget.
    """

    commands: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        name = cls.__module__.rpartition(".")[2]
        static = files("dicomwidgets") / "static"
        if (static / f"{name}.js").is_file():
            cls._esm = (static / f"{name}.js").read_text(encoding="utf-8")
            if (static / f"{name}.css").is_file():
                cls._css = (static / f"{name}.css").read_text(encoding="utf-8")
        super().__init_subclass__(**kwargs)

    def __init__(self, **traits: Any) -> None:
        self._refuse_unknown(traits)
        self._generations: dict[str, int] = {}
        self._generations_lock = threading.Lock()
        super().__init__(**traits)
        self.on_msg(self._receive)

    def _refuse_unknown(self, traits: Mapping[str, Any]) -> None:
        known = set(self.trait_names())
        unknown = sorted(set(traits) - known)
        if unknown:
            public = sorted(name for name in self.own_names() if not name.startswith("_"))
            raise ArgumentError(
                f"{type(self).__name__} does not know the keyword {', '.join(unknown)}.",
                remedy=f"It takes: {', '.join(public)}.",
            )

    @classmethod
    def own_names(cls) -> list[str]:
        """Return the names of the traits that dicomwidgets itself adds (and ``layout``)."""
        inherited = set(anywidget.AnyWidget.class_trait_names()) - {"layout"}
        return [name for name in cls.class_trait_names() if name not in inherited]

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def send_event(self, event: str, data: Mapping[str, Any], buffers: Sequence[Any] = ()) -> None:
        """Tell every view something unasked."""
        self.send({"v": PROTOCOL_VERSION, "event": event, "data": dict(data)}, list(buffers))

    def _receive(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """Take one message of the front end; answer later, from a worker."""
        if not isinstance(content, dict) or "command" not in content:
            return
        generation = content.get("generation")
        if isinstance(generation, int):
            with self._generations_lock:
                queue = self._queue_of(content)
                self._generations[queue] = max(generation, self._generations.get(queue, 0))
        _workers.submit(self._answer, content)

    @staticmethod
    def _queue_of(content: Mapping[str, Any]) -> str:
        args = content.get("args") or {}
        return f"{content.get('command')}:{args.get('priority', '')}"

    def _superseded(self, content: Mapping[str, Any]) -> bool:
        generation = content.get("generation")
        if not isinstance(generation, int):
            return False
        with self._generations_lock:
            return generation < self._generations.get(self._queue_of(content), 0)

    def _answer(self, content: Mapping[str, Any]) -> None:
        envelope = {"v": PROTOCOL_VERSION, "id": content.get("id")}
        try:
            if self._superseded(content):
                envelope |= {"ok": False, "error": _payload("superseded", "A newer request came.")}
                self.send(envelope)
                return
            result, buffers = self._handler(content)(content.get("args") or {})
            self.send({**envelope, "ok": True, "result": dict(result)}, list(buffers))
        except DicomWidgetsError as problem:
            self.send({**envelope, "ok": False, "error": problem.payload()})
        except Exception as problem:  # noqa: BLE001 - whatever goes wrong is shown in place
            _log.warning("%s failed: %s", content.get("command"), type(problem).__name__)
            text = f"{type(problem).__name__}: {problem}"
            self.send({**envelope, "ok": False, "error": _payload("internal", text)})

    def _handler(self, content: Mapping[str, Any]) -> Handler:
        if content.get("v") != PROTOCOL_VERSION:
            raise ProtocolError(
                f"The front end speaks protocol {content.get('v')}, the kernel {PROTOCOL_VERSION}.",
                remedy="Restart the kernel and run the cell again.",
            )
        command = str(content.get("command"))
        method = self.commands.get(command)
        if method is None:
            raise ProtocolError(f"{type(self).__name__} has no command {command!r}.")
        handler: Handler = getattr(self, method)
        return handler


def _payload(kind: str, message: str) -> dict[str, str | None]:
    return {
        "kind": kind,
        "message": message,
        "tag": None,
        "keyword": None,
        "file": None,
        "remedy": None,
    }
