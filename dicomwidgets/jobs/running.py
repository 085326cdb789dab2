"""Go through items with a function: here, in processes, or wherever an executor works."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from functools import partial
from itertools import chain, islice
from queue import Empty, SimpleQueue
from typing import Any, Protocol, TypeVar

from dicomwidgets.errors import ArgumentError, JobError
from dicomwidgets.jobs.pool import WorkerPool, can_start_processes, processors
from dicomwidgets.jobs.progress import Progress, Teller
from dicomwidgets.jobs.result import Result
from dicomwidgets.jobs.together import Load, Several, SeveralDone, Waiting

__all__ = ["breadth", "run"]

ItemT = TypeVar("ItemT")
ValueT = TypeVar("ValueT")

_FEW = 32
_AHEAD = 4
_LOOK_EVERY = 0.1
# What dask raises for whatever was with a worker that died, more than once.
_KILLED = "KilledWorker"
# The function in which dask's executor hands a value on.
_CASCADE = "_cascade_future"


class _Submits(Protocol):
    """Whatever takes work as a `concurrent.futures.Executor` does; dask's inherits from it."""

    def submit(self, work: Callable[..., Any], /, *args: Any) -> Future[Any]: ...


def run(  # noqa: PLR0913 - keywords
    work: Callable[[ItemT], ValueT],
    items: Iterable[ItemT],
    *,
    executor: Executor | None = None,
    workers: int | None = None,
    together: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Result[ItemT, ValueT]]:
    """Do the work for every item, and yield what became of each as it comes.

    Parameters
    ----------
    work
        Called with an item. In other processes it is called by its name: it, the items and what
        it gives must pickle.
    items
        Taken a few at a time, never all at once.
    executor
        Where the work is done: any `concurrent.futures.Executor`, such as
        ``dask.distributed.Client(…).get_executor()``; it is not shut down. By default this
        process does few items itself, and a pool of fresh processes does many.
    workers
        How many processes that pool has, by default one a processor; 0 does all in this process.
    together
        Whether small items may go to a worker together, some twentieth of a second of them. Where
        the worker dies or one of them fails, they are done again, each alone: doing an item twice
        must do no harm.
    on_progress
        Called with a `Progress`, ten times a second at most and at the end, on this thread.
    cancelled
        Asked between items; ``True`` ends the job once each worker is through with what it holds,
        and it is not asked again.

    Yields
    ------
    Result
        One an item, in no order (`in_order` brings it back). What the work raises is the result's
        error; so is a `JobError` for an item that killed its worker twice, or that the executor
        cancelled.

    Raises
    ------
    ArgumentError
        If both an executor and a number of workers are given, or a number below 0.
    JobError
        If the executor that was given breaks.
    """
    if workers is not None and workers < 0:
        raise ArgumentError("There can't be fewer than no workers.", remedy="workers=0: only here.")
    if executor is not None and workers is not None:
        raise ArgumentError(
            "executor= and workers= exclude each other.", remedy="Give the executor its workers."
        )
    way = _Way(executor, workers, _Cancelled(cancelled), together=together)
    return _told(work, items, way, on_progress)


class _Way:
    """Where the work is done, and whether it shall go on."""

    def __init__(
        self,
        executor: Executor | None,
        workers: int | None,
        cancelled: Callable[[], bool],
        *,
        together: bool,
    ) -> None:
        self.executor = executor
        self.workers = workers
        self.cancelled = cancelled
        self.together = together

    def results(
        self, work: Callable[[Any], Any], items: Iterable[Any]
    ) -> Iterator[Result[Any, Any]]:
        if self.executor is not None:
            yield from self._spread(work, items, self.executor, breadth(self.executor))
            return
        workers = processors() if self.workers is None else self.workers
        if workers == 0 or not can_start_processes():
            yield from _here(work, items, self.cancelled)
            return
        if self.workers is None:
            items = iter(items)
            first = list(islice(items, _FEW))
            if len(first) < _FEW or workers == 1:
                yield from _here(work, chain(first, items), self.cancelled)
                return
            items = chain(first, items)
        with WorkerPool(workers) as pool:
            yield from self._spread(work, items, pool, workers)

    def _spread(
        self, work: Callable[[Any], Any], items: Iterable[Any], executor: _Submits, breadth: int
    ) -> Iterator[Result[Any, Any]]:
        """Keep workers busy with what waits, and yield what comes back."""
        waiting = Waiting(items, together=self.together, breadth=breadth)
        flight = _Flight(work, executor, waiting, self.cancelled)
        try:
            while not self.cancelled():
                while flight.size >= _AHEAD * breadth:
                    yield from flight.next()
                if load := waiting.take():
                    flight.send(load)
                elif flight.size:
                    yield from flight.next()
                elif not flight.send_suspect():
                    break
            while flight.size:
                yield from flight.next()
        finally:
            flight.call_off()


def _told(
    work: Callable[[Any], Any],
    items: Iterable[Any],
    way: _Way,
    on_progress: Callable[[Progress], None] | None,
) -> Iterator[Result[Any, Any]]:
    teller = Teller(on_progress, len(items) if isinstance(items, Sized) else None)
    for result in way.results(work, items):
        teller.count(failed=result.error is not None)
        yield result
    teller.tell()


class _Cancelled:
    """Whether the job is cancelled: once it is, it stays so, whatever is said later."""

    def __init__(self, asked: Callable[[], bool] | None) -> None:
        self._asked = asked
        self._is = False

    def __call__(self) -> bool:
        self._is = self._is or (self._asked is not None and self._asked())
        return self._is


def breadth(executor: Any) -> int:
    """Return how many items an executor works on at once, as far as it says so."""
    for name in ("workers", "_max_workers"):
        known = getattr(executor, name, None)
        if isinstance(known, int) and known > 0:
            return known
    client = getattr(executor, "_client", None)
    return max(sum(client.nthreads().values()), 1) if client is not None else processors()


def _here(
    work: Callable[[Any], Any], items: Iterable[Any], cancelled: Callable[[], bool]
) -> Iterator[Result[Any, Any]]:
    for number, item in enumerate(items):
        if cancelled():
            return
        try:
            yield Result(number, item, work(item))
        except Exception as error:  # noqa: BLE001 - one item's failure is its own
            yield Result(number, item, error=error)


def _again(work: Callable[[ItemT], ValueT], item: ItemT) -> ValueT:
    return work(item)


def _is_lost(error: BaseException | None) -> bool:
    """Whether dask lost a value together with the worker that had it.

    Its executor then takes the value itself for the three parts of an error, and fails at that.
    """
    is_failed_unpacking = isinstance(error, (AttributeError, TypeError, ValueError))
    trace = error.__traceback__ if error is not None and is_failed_unpacking else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code.co_name == _CASCADE


class _Flight:
    """Items that are under way."""

    def __init__(
        self,
        work: Callable[[Any], Any],
        executor: _Submits,
        waiting: Waiting,
        cancelled: Callable[[], bool],
    ) -> None:
        self._work = work
        self._several = Several(work)
        self._executor = executor
        self._waiting = waiting
        self._cancelled = cancelled
        self._suspects: list[tuple[int, Any]] = []
        self._alone = False
        self._is_called_off = False
        self._sent: dict[Future[Any], Load] = {}
        self._back: SimpleQueue[Future[Any]] = SimpleQueue()

    @property
    def size(self) -> int:
        return len(self._sent)

    def send(self, load: Load) -> None:
        try:
            future = self._submitted(load)
        except BrokenExecutor:
            raise JobError(
                "The executor that was given is broken: one of its workers died.",
                remedy="Start again: what is done stays done. Without executor= a pool is used "
                "that replaces workers that die.",
            ) from None
        self._sent[future] = load
        future.add_done_callback(self._back.put)

    def _submitted(self, load: Load) -> Future[Any]:
        if not load.alone:
            return self._executor.submit(self._several, [item for _, item in load.items])
        # A cluster knows a task by what is called with what, and would not try the same again.
        work = partial(_again, self._work) if self._alone else self._work
        return self._executor.submit(work, load.items[0][1])

    def next(self) -> Iterator[Result[Any, Any]]:
        """Wait for the next that comes back, or for word that the job is cancelled."""
        if self._cancelled():
            self.call_off()
        try:
            future = self._back.get(timeout=_LOOK_EVERY)
        except Empty:
            return
        load = self._sent.pop(future, None)
        if load is None:
            return
        error = CancelledError() if future.cancelled() else future.exception()
        if isinstance(error, CancelledError):
            if self._is_called_off:
                return
            error = JobError("It was left out: the executor cancelled it.", remedy="Try again.")
        if not load.alone:
            yield from self._several_back(load, None if error else future.result())
            return
        yield from self._one_back(*load.items[0], future, error)

    def _several_back(self, load: Load, done: SeveralDone | None) -> Iterator[Result[Any, Any]]:
        """Yield what was done, and let the rest wait again; all of it, each alone, for ``None``."""
        self._waiting.give_back(load, done)
        for (number, item), value in zip(load.items, done.values if done else (), strict=False):
            yield Result(number, item, value)

    def _one_back(
        self, number: int, item: Any, future: Future[Any], error: BaseException | None
    ) -> Iterator[Result[Any, Any]]:
        if type(error).__name__ == _KILLED or _is_lost(error):
            if not self._alone:
                self._suspects.append((number, item))
                return
            error = JobError("It was left out: workers of the cluster died of it.")
        value = None if error is not None else future.result()
        yield Result(number, item, value, error)

    def send_suspect(self) -> bool:
        """Send one more of the items that workers died with, alone; ``False``: there is none.

        Of those that a worker held when it died, one is to blame.
        """
        self._alone = True
        if not self._suspects or self._cancelled():
            return False
        self.send(Load([self._suspects.pop()], alone=True))
        return True

    def call_off(self) -> None:
        """Take back what no worker has begun."""
        self._is_called_off = True
        for future in list(self._sent):
            future.cancel()
