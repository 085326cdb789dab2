"""What every widget shares: its bundle, its commands, its errors."""

from __future__ import annotations

import logging
import threading
import time
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

import anywidget
from ipywidgets import Layout

from dicomwidgets.errors import ArgumentError, DicomWidgetsError, ProtocolError
from dicomwidgets.widgets._protocol import PROTOCOL_VERSION
from dicomwidgets.widgets._workers import PRIORITIES, in_background, on_trait_thread, to_answer
from dicomwidgets.widgets.sharing.shareable import Shareable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dicomwidgets.errors import ErrorPayload
    from dicomwidgets.widgets._workers import Workers

    Reply = tuple[Mapping[str, Any], Sequence[Any]]
    Handler = Callable[[Mapping[str, Any]], Reply]

__all__ = [
    "DicomWidget",
    "error_payload",
    "in_background",
    "now_and_then",
    "on_trait_thread",
    "or_reason",
    "payload_of",
]

T = TypeVar("T")

_log = logging.getLogger(__name__)
_PRIORITY_OF = {
    "get_group_findings": "interaction",
    "get_thumbnails": "thumbnail",
    "get_problems": "prefetch",
}


class DicomWidget(Shareable, anywidget.AnyWidget):
    """Base of the widgets.

    A subclass in ``widgets/series_viewer.py`` finds its front end in
    ``static/series_viewer.js`` and ``.css``, and names its `commands`: command name → method name.
    A command method takes the arguments and returns the result and its buffers; it runs on a
    worker thread (where `_is_quick`, on the one that asks), must be thread-safe, and reports
    failure by raising a `DicomWidgetsError`.

    Raises
    ------
    ArgumentError
        When a keyword is no trait of the widget.
    """

    commands: ClassVar[Mapping[str, str]] = {}
    answered_apart: ClassVar[Mapping[str, Workers]] = {}
    """Commands whose answers may take long, and what gives them, so that no other answer waits."""

    anew: ClassVar[Mapping[str, Any]] = {}
    """Traits, and their values, with which a page begins that is handed out."""

    _own_layout: Layout | None = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        name = cls.__module__.rpartition(".")[2]
        static = files("dicomwidgets") / "static"
        # anywidget derives a class with the bundle as a trait from each widget's own class.
        if "_esm" not in vars(cls) and (static / f"{name}.js").is_file():
            cls._esm = (static / f"{name}.js").read_text(encoding="utf-8")
            if (static / f"{name}.css").is_file():
                cls._css = (static / f"{name}.css").read_text(encoding="utf-8")
        super().__init_subclass__(**kwargs)

    def __new__(cls, *args: Any, **traits: Any) -> Self:
        # Refused before there is an object: ipywidgets closes even half-made ones.
        cls._refuse_unknown(traits)
        made: Self = super().__new__(cls, *args, **traits)
        return made

    def __init__(self, **traits: Any) -> None:
        self._generations: dict[str, int] = {}
        self._waiting: set[str] = set()
        self._requests_lock = threading.Lock()
        super().__init__(**traits)
        self.on_msg(self._receive)
        if not isinstance(traits.get("layout"), Layout):
            self._own_layout = self.layout

    @classmethod
    def _refuse_unknown(cls, traits: Mapping[str, Any]) -> None:
        unknown = sorted(set(traits) - set(cls.class_trait_names()))
        if unknown:
            public = sorted(name for name in cls.own_names() if not name.startswith("_"))
            raise ArgumentError(
                f"{cls.__name__} does not know the keyword {', '.join(unknown)}.",
                remedy=f"It takes: {', '.join(public)}.",
            )

    @classmethod
    def own_names(cls) -> list[str]:
        """Return the names of the traits that dicomwidgets itself adds (and ``layout``)."""
        inherited = set(anywidget.AnyWidget.class_trait_names()) - {"layout"}
        return [name for name in cls.class_trait_names() if name not in inherited]

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def open(self) -> None:
        """Open the comm."""
        super().open()
        _leave_the_route_to_the_browser(self.comm)

    def close(self) -> None:
        """Close the comm, and that of the layout unless it was handed in."""
        super().close()
        # ipywidgets leaves it open, and every open widget is kept for ever.
        if self._own_layout is not None:
            self._own_layout.close()

    def send_event(self, event: str, data: Mapping[str, Any], buffers: Sequence[Any] = ()) -> None:
        """Tell every view something unasked."""
        self.send({"v": PROTOCOL_VERSION, "event": event, "data": dict(data)}, list(buffers))

    def _receive(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """Take one message of the front end; a worker answers it."""
        if not isinstance(content, dict) or "command" not in content:
            return
        args = content.get("args") or {}
        if content["command"] == "cancel":
            with self._requests_lock:
                self._waiting.discard(str(args.get("id")))
            return
        generation = content.get("generation")
        queue = _queue_of(content)
        with self._requests_lock:
            self._waiting.add(str(content.get("id")))
            if isinstance(generation, int):
                self._generations[queue] = max(generation, self._generations.get(queue, 0))
        if self._is_quick(content):
            self._answer(content)
            return
        named = str(args.get("priority") or _PRIORITY_OF.get(content["command"]))
        priority = PRIORITIES.get(named, 0)
        apart = self.answered_apart.get(content["command"])
        submit = apart.submit if apart else to_answer
        submit(lambda: self._answer(content), priority=priority)

    def _is_quick(self, content: Mapping[str, Any]) -> bool:  # noqa: ARG002 - for subclasses
        """Whether the answer takes no time: then it is given here, on the thread that is asked."""
        return False

    def _pointless(self, content: Mapping[str, Any]) -> str | None:
        """Say why nobody waits for the answer any more, if so."""
        request = str(content.get("id"))
        generation = content.get("generation")
        with self._requests_lock:
            if request not in self._waiting:
                return "The question was withdrawn."
            self._waiting.discard(request)
            newest = self._generations.get(_queue_of(content), 0)
        if isinstance(generation, int) and generation < newest:
            return "A newer question came."
        return None

    def _answer(self, content: Mapping[str, Any]) -> None:
        envelope = {"v": PROTOCOL_VERSION, "id": content.get("id")}
        reason = self._pointless(content)
        if reason:
            self.send({**envelope, "ok": False, "error": error_payload("superseded", reason)})
            return
        try:
            result, buffers = self._handler(content)(content.get("args") or {})
            self.send({**envelope, "ok": True, "result": dict(result)}, list(buffers))
        except Exception as problem:  # noqa: BLE001 - whatever goes wrong is shown in place
            if not isinstance(problem, DicomWidgetsError):
                _log.warning("%s failed: %s", content.get("command"), type(problem).__name__)
            self.send({**envelope, "ok": False, "error": payload_of(problem)})

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


def _leave_the_route_to_the_browser(comm: Any) -> None:
    """Let the browser's messages go to the subshell that the browser names.

    ipykernel 7.4 would send them to the shell that spoke last. That is the main one for what a
    cell or a background thread says, and while a cell runs, nobody would answer.
    """
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = lambda _data, named: named  # noqa: SLF001 - no public way


def _queue_of(content: Mapping[str, Any]) -> str:
    """Return what a request belongs to: of one page, command and priority, the newest counts."""
    args = content.get("args") or {}
    page = str(content.get("id")).rpartition("-")[0]
    return f"{page}:{content.get('command')}:{args.get('priority', '')}"


def or_reason(opening: Callable[[], T]) -> T | DicomWidgetsError:
    """Return what `opening` gives, or the reason, to be shown in place, why there is nothing.

    Raises
    ------
    ArgumentError
        When what was given can't be meant.
    """
    try:
        return opening()
    except ArgumentError:
        raise
    except DicomWidgetsError as problem:
        return problem


def now_and_then(tell: Callable[[int, int], None], seconds: float) -> Callable[[int, int], None]:
    """Return what passes (done, total) on to `tell` once in so many `seconds`, not in the first."""
    said = time.monotonic()

    def told(done: int, total: int) -> None:
        nonlocal said
        if time.monotonic() - said >= seconds:
            said = time.monotonic()
            tell(done, total)

    return told


def payload_of(problem: Exception) -> ErrorPayload:
    """Return any exception in the form in which the front end shows it in place."""
    if isinstance(problem, DicomWidgetsError):
        return problem.payload()
    return error_payload("internal", f"{type(problem).__name__}: {problem}")


def error_payload(kind: str, message: str, remedy: str | None = None) -> ErrorPayload:
    """Return an error that concerns neither an element nor a file."""
    return {
        "kind": kind,
        "message": message,
        "tag": None,
        "keyword": None,
        "file": None,
        "remedy": remedy,
    }
