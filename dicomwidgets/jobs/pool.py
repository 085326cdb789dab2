"""A pool of worker processes that outlives the death of any of them."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import JobError
from dicomwidgets.jobs.together import Several
from dicomwidgets.jobs.worker import BOOT, read_message, write_message

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["WorkerPool", "can_start_processes", "processors"]

_PATIENCE = 10.0


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_start_processes() -> bool:
    """Whether this system has processes: a browser has none."""
    return sys.platform not in ("emscripten", "wasi")


class WorkerPool(Executor):
    """An executor of worker processes: each is a fresh interpreter, none is forked.

    Each worker holds one item at a time. When it dies, by a crash or killed from outside, another
    takes its place and the item is tried once more; an item that kills two is answered with a
    `JobError`, and the others go on. Nothing of ``__main__`` is imported, so a script needs no
    guard.

    Parameters
    ----------
    workers
        How many; as many as there are processors by default.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or processors()
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="dicomwidgets-job")
        self._lane = threading.local()
        self._lock = threading.Lock()
        self._started: set[_Worker] = set()
        self._packed: tuple[object, bytes] = (None, b"")

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a worker call ``work(item)``; function, item and result must pickle."""
        (item,) = args
        if kwargs:
            raise TypeError("A WorkerPool calls functions of one argument.")
        packed = self._packed
        if packed[0] is not work:
            packed = self._packed = (work, pickle.dumps(work))
        # Several that a worker died with are tried again one by one, by whoever has sent them.
        lives = 1 if isinstance(work, Several) else 2
        return self._threads.submit(self._ask, packed[1], pickle.dumps(item), lives)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers, each after the item that it holds."""
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
        if wait:
            with self._lock:
                started, self._started = self._started, set()
            for worker in started:  # they end side by side
                worker.let_go()
            for worker in started:
                worker.end()

    def pids(self) -> tuple[int, ...]:
        """Return the numbers of the worker processes that run now."""
        with self._lock:
            return tuple(worker.process.pid for worker in self._started)

    def _ask(self, work: bytes, item: bytes, lives: int) -> Any:
        message = pickle.dumps((work, item))
        for life in range(1, lives + 1):
            worker = self._worker()
            try:
                value, error = pickle.loads(worker.ask(message))  # noqa: S301 - our own worker's
            except (EOFError, OSError):
                reason = self._bury(worker)
                if life == lives:
                    raise JobError(
                        f"It was left out: the worker process died of it twice ({reason}).",
                        remedy="Where memory is short, use fewer workers.",
                    ) from None
                continue
            if error is not None:
                raise error
            return value
        raise AssertionError

    def _worker(self) -> _Worker:
        """Return the worker of this thread."""
        worker: _Worker | None = getattr(self._lane, "worker", None)
        if worker is None:
            worker = self._lane.worker = _Worker()
            with self._lock:
                self._started.add(worker)
        return worker

    def _bury(self, worker: _Worker) -> str:
        """Forget a dead worker, and say what it died of."""
        self._lane.worker = None
        with self._lock:
            self._started.discard(worker)
        return worker.end()


class _Worker:
    """One worker process and its pipes."""

    def __init__(self) -> None:
        from multiprocessing.spawn import get_executable  # noqa: PLC0415 - only with processes

        executable = os.fsdecode(get_executable() or sys.executable or "python")
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter
                [executable, "-W", "ignore", "-c", BOOT],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # What a library says of a file may quote it.
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise JobError(
                f"No worker process can be started: {error.strerror}.",
                remedy="workers=0 does the work in this process.",
            ) from None
        self._send(pickle.dumps(sys.path))

    def _send(self, data: bytes) -> None:
        assert self.process.stdin is not None  # noqa: S101 - a pipe was asked for
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def ask(self, message: bytes) -> bytes:
        """Return the answer to a message.

        Raises
        ------
        EOFError, OSError
            When the process died of it, or before.
        """
        process = self.process
        assert process.stdin is not None  # noqa: S101 - pipes were asked for
        assert process.stdout is not None  # noqa: S101
        write_message(process.stdin, message)  # type: ignore[arg-type]
        return read_message(process.stdout)  # type: ignore[arg-type]

    def let_go(self) -> None:
        """Ask nothing any more: the process ends by itself."""
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:  # what was left to be written has nobody to read it
                pass

    def end(self) -> str:
        """Let the process end, and say how it did."""
        self.let_go()
        try:
            code = self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        return _death(code)


def _death(code: int) -> str:
    if code < 0:
        try:
            return f"by {signal.Signals(-code).name}"
        except ValueError:
            return f"by signal {-code}"
    return f"exit status {code}"
