"""What every widget shares: unknown keywords, commands, urgency, errors as answers."""

from __future__ import annotations

import logging
import threading
import weakref
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from dicomwidgets.errors import ArgumentError, DecodeError
from dicomwidgets.widgets._base import DicomWidget
from dicomwidgets.widgets._traits import BrowserInt
from dicomwidgets.widgets._workers import Workers, in_background, on_trait_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Echo(DicomWidget):
    commands: ClassVar[Mapping[str, str]] = {
        "get_rows": "_rows",
        "get_frames": "_slow",
        "get_series": "_fail",
        "get_preview": "_break",
    }
    index = BrowserInt(0)

    def __init__(self, **traits: Any) -> None:
        self.go = threading.Event()
        self.order: list[Any] = []
        super().__init__(**traits)

    def _rows(self, args: Mapping[str, Any]) -> Any:
        self.order.append(threading.current_thread().name)
        return {"args": dict(args)}, [b"abc"]

    def _slow(self, args: Mapping[str, Any]) -> Any:
        self.go.wait(30)
        self.order.append(args.get("n"))
        return {}, []

    def _fail(self, _args: Mapping[str, Any]) -> Any:
        raise DecodeError("No decoder.", tag="(0002,0010)", file="a/b.dcm", remedy="Install one.")

    def _break(self, _args: Mapping[str, Any]) -> Any:
        raise ZeroDivisionError("Doe^Jane by zero")


def test_an_unknown_keyword_names_those_that_exist() -> None:
    with pytest.raises(ArgumentError, match=r"does not know the keyword colour.*index"):
        Echo(colour=1)


def test_an_answer_comes_from_a_worker_with_its_buffers(front_end: Callable[..., Any]) -> None:
    widget = Echo()
    said = front_end(widget).ask("get_rows", {"start": 1})
    assert said.content["ok"] is True
    assert said.content["result"] == {"args": {"start": 1}}
    assert [bytes(each) for each in said.buffers] == [b"abc"]
    assert widget.order[0].startswith("dicomwidgets-answers")


def test_errors_are_answers(front_end: Callable[..., Any]) -> None:
    error = front_end(Echo()).ask("get_series").content["error"]
    assert error == {
        "kind": "decode",
        "message": "No decoder.",
        "tag": "(0002,0010)",
        "keyword": None,
        "file": "a/b.dcm",
        "remedy": "Install one.",
    }


def test_an_unforeseen_error_is_an_answer_and_leaves_no_name_in_the_log(
    front_end: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        error = front_end(Echo()).ask("get_preview").content["error"]
    assert error["kind"] == "internal"
    assert "ZeroDivisionError" in error["message"]
    assert "Doe" not in caplog.text


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"v": 2, "command": "get_rows"}, "protocol 2"),
        ({"v": 1, "command": "__init__"}, "no command"),
        ({"v": 1, "command": "get_frame"}, "no command"),
    ],
)
def test_a_message_it_does_not_understand(
    message: dict[str, Any], words: str, front_end: Callable[..., Any]
) -> None:
    other = front_end(Echo())
    other.message({"method": "custom", "content": {"id": "x-1", "args": {}, **message}})
    error = other.reply("x-1").content["error"]
    assert error["kind"] == "protocol"
    assert words in error["message"]


@pytest.mark.parametrize("content", ["text", {"no": "command"}, None, []])
def test_what_is_no_request_is_ignored(content: Any, front_end: Callable[..., Any]) -> None:
    other = front_end(Echo())
    other.message({"method": "custom", "content": content})
    assert other.ask("get_rows").content["ok"]
    assert sum("ok" in each.content for each in other.said) == 1


def busy(other: Any) -> list[str]:
    """Keep all three answering threads busy."""
    return [other.send("get_frames", {"n": f"busy {k}"}) for k in range(3)]


def test_newer_questions_and_withdrawn_ones(front_end: Callable[..., Any]) -> None:
    widget = Echo()
    other = front_end(widget)
    busy(other)
    old = other.send("get_frames", {"n": 1, "priority": "prefetch"}, generation=1)
    new = other.send("get_frames", {"n": 2, "priority": "prefetch"}, generation=2)
    withdrawn = other.send("get_frames", {"n": 3})
    other.send("cancel", {"id": withdrawn})
    widget.go.set()
    assert other.reply(new).content["ok"]
    assert other.reply(old).content["error"]["kind"] == "superseded"
    assert other.reply(withdrawn).content["error"]["kind"] == "superseded"
    assert {1, 3}.isdisjoint(widget.order)


def test_what_is_on_screen_overtakes(front_end: Callable[..., Any]) -> None:
    widget = Echo()
    other = front_end(widget)
    busy(other)
    requests = [
        other.send("get_frames", {"n": priority, "priority": priority})
        for priority in ("prefetch", "prefetch", "thumbnail", "interaction", "visible")
    ]
    widget.go.set()
    for request in requests:
        other.reply(request)
    assert widget.order[3:5] != ["prefetch", "prefetch"]
    assert widget.order.index("visible") < widget.order.index("prefetch")


def test_a_handler_never_blocks_the_one_who_asks(front_end: Callable[..., Any]) -> None:
    widget = Echo()
    other = front_end(widget)
    requests = busy(other)
    assert widget.order == []
    widget.go.set()
    for request in requests:
        assert other.reply(request).content["ok"]


def test_the_most_urgent_task_first() -> None:
    workers = Workers(1, "test")
    go, order = threading.Event(), list[int]()
    first = workers.submit(lambda: go.wait(30))
    later = [workers.submit(lambda n=n: order.append(n), priority=n) for n in (3, 1, 2, 0)]
    go.set()
    assert first.result(30)
    for each in later:
        each.result(30)
    assert order == [0, 1, 2, 3]


def test_what_a_task_raises_stays_in_its_future(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ValueError("Doe^Jane")

    with pytest.raises(ValueError, match="Doe"):
        in_background(fail).result(30)
    assert "ValueError" in caplog.text
    assert "Doe" not in caplog.text
    assert in_background(lambda: 7).result(30) == 7


def test_the_trait_thread_does_not_wait_for_itself() -> None:
    assert on_trait_thread(lambda: on_trait_thread(lambda: 5).result(30)).result(30) == 5


def test_the_browser_says_which_shell_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ipykernel")
    import comm  # noqa: PLC0415 - patched
    from ipykernel.comm.comm import BaseComm  # noqa: PLC0415 - only here

    monkeypatch.setattr(comm, "create_comm", BaseComm)
    widget = Echo()
    widget.comm._reply_subshell_id = None  # as after a message from a cell
    route = getattr(widget.comm, "_reply_subshell_for", lambda _data, named: named)
    assert route({"content": {"id": "x"}}, "subshell") == "subshell"


def test_an_idle_worker_keeps_nothing_alive() -> None:
    class Widget:
        def work(self) -> None: ...

    workers, widget = Workers(1, "test"), Widget()
    gone = threading.Event()
    weakref.finalize(widget, gone.set)
    workers.submit(widget.work).result(timeout=30)
    del widget
    assert gone.wait(30)


def test_what_takes_no_time_is_answered_where_it_is_asked(front_end: Callable[..., Any]) -> None:
    class Quick(Echo):
        def _is_quick(self, content: Mapping[str, Any]) -> bool:
            return bool(content["command"] == "get_rows")

    widget = Quick()
    other = front_end(widget)
    requests = busy(other)
    said = other.ask("get_rows", {"start": 1})
    assert said.content["ok"] is True
    assert widget.order == [threading.current_thread().name]
    widget.go.set()
    for request in requests:
        assert other.reply(request).content["ok"]
