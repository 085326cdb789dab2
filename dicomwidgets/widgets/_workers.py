"""The threads that work for the widgets: answers by urgency, long work apart, traits on one."""

from __future__ import annotations

import heapq
import itertools
import logging
import sys
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "PRIORITIES",
    "Workers",
    "in_background",
    "on_trait_thread",
    "to_answer",
    "traits_are_set_here",
]

T = TypeVar("T")

PRIORITIES = {"visible": 0, "interaction": 1, "thumbnail": 2, "prefetch": 3}
"""Urgency of a request, as the front end names it; unnamed requests count as ``visible``."""

_log = logging.getLogger(__name__)


class Workers:
    """Daemon threads that take the most urgent task first; started with the first task.

    Parameters
    ----------
    count
        How many threads.
    name
        What they are called in a stack dump.
    """

    def __init__(self, count: int, name: str) -> None:
        self._count = count
        self._name = name
        self._order = itertools.count()
        self._tasks: list[tuple[int, int, Callable[[], object]]] = []
        self._threads: list[threading.Thread] = []
        self._changed = threading.Condition()

    def submit(self, task: Callable[[], T], *, priority: int = 0) -> Future[T]:
        """Queue `task`; what it raises stays in the future and its type goes to the log."""
        future: Future[T] = Future()
        with self._changed:
            entry = (priority, next(self._order), lambda: _run(task, future))
            heapq.heappush(self._tasks, entry)
            if len(self._threads) < self._count:
                self._start()
            self._changed.notify()
        return future

    def here(self) -> bool:
        """Whether the caller runs on one of these threads."""
        return threading.current_thread() in self._threads

    def _start(self) -> None:
        name = f"{self._name}-{len(self._threads)}"
        thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._tasks:
                    self._changed.wait()
                task = heapq.heappop(self._tasks)[2]
            task()
            del task  # an idle thread keeps no widget and no frame alive


def _run(task: Callable[[], T], future: Future[T]) -> None:
    try:
        future.set_result(task())
    except BaseException as problem:  # noqa: BLE001 - a worker has nobody above it
        # The message may hold identifiers; the type never does.
        kind = sys.exc_info()[0]
        _log.warning("A background task of a widget failed: %s", kind and kind.__name__)
        future.set_exception(problem)


# One thread more than the questions a page asks at a time, so that what is on screen never waits.
_answers = Workers(3, "dicomwidgets-answers")
_slow = Workers(1, "dicomwidgets-background")
_traits = Workers(1, "dicomwidgets-traits")


def to_answer(task: Callable[[], T], *, priority: int = 0) -> Future[T]:
    """Run `task`, the answer to a request of a front end, as soon as its priority allows."""
    return _answers.submit(task, priority=priority)


def in_background(task: Callable[[], T], *, priority: int = 0) -> Future[T]:
    """Run long work, such as an index, without keeping answers waiting; 0 comes before 1."""
    return _slow.submit(task, priority=priority)


def on_trait_thread(task: Callable[[], T]) -> Future[T]:
    """Run `task` on the one thread that sets traits and makes widgets for background work."""
    if not _traits.here():
        return _traits.submit(task)
    future: Future[Any] = Future()
    _run(task, future)
    return future


def traits_are_set_here() -> bool:
    """Whether the caller runs on the thread of `on_trait_thread`."""
    return _traits.here()
