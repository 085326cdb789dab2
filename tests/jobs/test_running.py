"""Work over many items: everything comes back once, whoever does it and whoever dies of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import pytest
from support import jobs_work
from support.executors import Cancelling

from dicomwidgets.errors import ArgumentError, JobError
from dicomwidgets.jobs import Progress, Result, WorkerPool, in_order, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(2) as pool:
        yield pool


def values(results: Iterator[Result[Any, Any]]) -> list[Any]:
    return [result.unwrap() for result in in_order(results)]


def test_few_items_are_done_here() -> None:
    assert set(values(run(jobs_work.worker_number, range(3)))) == {os.getpid()}


def test_many_are_done_by_processes() -> None:
    found = set(values(run(jobs_work.worker_number, range(40), workers=2)))
    assert len(found) == 2
    assert os.getpid() not in found


def test_threads_and_any_other_executor_will_do() -> None:
    with ThreadPoolExecutor(2) as threads:
        assert values(run(jobs_work.double, range(50), executor=threads)) == [*range(0, 100, 2)]


@pytest.mark.parametrize("workers", [0, 2])
def test_an_items_failure_is_its_own(workers: int) -> None:
    results = list(in_order(run(jobs_work.fail_at_three, range(6), workers=workers)))
    assert [result.value for result in results] == [0, 1, 2, None, 4, 5]
    with pytest.raises(ValueError, match="three"):
        results[3].unwrap()
    assert repr(results[3]) == "Result(3, ValueError)"


def test_a_failure_in_a_worker_says_where(pool: WorkerPool) -> None:
    (result,) = run(jobs_work.fail_at_three, [3], executor=pool)
    assert result.error is not None
    assert "fail_at_three" in result.error.__notes__[0]


def test_a_result_that_cannot_come_back_is_a_failure(pool: WorkerPool) -> None:
    (result,) = run(jobs_work.unpicklable, [3], executor=pool)
    assert result.error is not None


def test_what_a_library_prints_is_no_answer(pool: WorkerPool) -> None:
    assert values(run(jobs_work.noisy, range(4), executor=pool)) == [*range(4)]


def test_workers_load_what_the_work_needs_and_no_more(pool: WorkerPool) -> None:
    (result,) = run(jobs_work.loaded_modules, [0], executor=pool)
    heavy = {"numpy", "pydicom", "anywidget", "matplotlib", "PIL", "pandas", "asyncio"}
    assert heavy & set(result.unwrap()) == set()


def test_what_is_spared_at_the_start_is_there_for_the_work(pool: WorkerPool) -> None:
    names = ["requests", "tqdm"]
    assert values(run(jobs_work.loaded, names, executor=pool)) == names


def test_a_worker_that_dies_is_replaced_and_its_item_done_again(tmp_path: Path) -> None:
    items = [(number, str(tmp_path / "died")) for number in range(20)]
    assert values(run(jobs_work.kill_once, items, workers=2)) == [*range(20)]
    assert (tmp_path / "died").exists()


def test_an_item_that_kills_twice_is_named_and_left_out() -> None:
    results = list(in_order(run(jobs_work.kill_worker, range(20), workers=2)))
    assert [result.value for result in results] == [*range(5), None, *range(6, 20)]
    error = results[5].error
    assert isinstance(error, JobError)
    assert "twice (by SIGKILL)" in str(error)


def test_a_worker_killed_from_outside_costs_nothing(pool: WorkerPool) -> None:
    killed = []
    got = []
    for result in run(jobs_work.worker_number, range(30), executor=pool):
        got.append(result.unwrap())
        if len(got) == 5:
            killed = [pool.pids()[0]]
            os.kill(killed[0], signal.SIGKILL)
    assert len(got) == 30
    assert killed[0] not in got[20:]


def test_the_broken_pool_of_somebody_else_says_what_to_do() -> None:
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as theirs,
        pytest.raises(JobError, match="one of its workers died"),
    ):
        list(run(jobs_work.kill_worker, range(50), executor=theirs))


class Counting(Executor):
    """Does nothing until it is asked for a result, and counts what waits."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[int], int]] = []
        self.most = 0

    def submit(self, _work: Callable[..., Any], /, *args: Any, **_: Any) -> Future[int]:
        future: Future[int] = Future()
        self.waiting.append((future, args[0]))
        self.most = max(self.most, len(self.waiting))
        if len(self.waiting) >= 8:
            first, number = self.waiting.pop(0)
            first.set_result(number)
        return future


def test_items_are_taken_a_few_at_a_time() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(10_000):
            taken = number
            yield number

    executor = Counting()
    results = run(jobs_work.double, items(), executor=executor)
    for _ in range(100):
        next(results)
        assert taken < 200
    for future, number in executor.waiting:
        future.set_result(number)
    results.close()  # type: ignore[attr-defined]
    assert executor.most <= 8


def test_progress_counts_and_names_nothing() -> None:
    told: list[Progress] = []
    list(run(jobs_work.fail_at_three, range(5), on_progress=told.append))
    assert (told[-1].done, told[-1].total, told[-1].failed) == (5, 5, 1)
    assert told[-1].seconds_left == 0
    list(run(jobs_work.double, iter(range(5)), on_progress=told.append))
    assert (told[-1].done, told[-1].total, told[-1].seconds_left) == (5, None, None)


@pytest.mark.parametrize("workers", [0, 2])
def test_cancel_ends_within_one_item_a_worker(workers: int, tmp_path: Path) -> None:
    items = [(number, str(tmp_path)) for number in range(200)]
    results: list[Result[Any, Any]] = []
    begun = 0
    for result in run(
        jobs_work.note_and_wait, items, workers=workers, cancelled=lambda: len(results) >= 6
    ):
        results.append(result)
        if len(results) == 6:
            begun = len(list(tmp_path.iterdir()))
    assert begun <= 6 + max(workers, 1)
    assert len(list(tmp_path.iterdir())) == len(results) <= begun + max(workers, 1)


def test_who_goes_away_leaves_no_process(tmp_path: Path) -> None:
    """A parent that is killed takes its workers with it, after the item that they hold."""
    script = tmp_path / "script.py"
    script.write_text(
        textwrap.dedent("""
            import sys
            from dicomwidgets.jobs import WorkerPool, run
            from support.jobs_work import worker_number
            pool = WorkerPool(2)
            for result in run(worker_number, range(10**6), executor=pool):
                if result.number > 5 and len(pool.pids()) == 2:
                    print(*pool.pids(), flush=True)
                    break
            sys.stdin.read()
        """)
    )
    # No guard around its main part: the workers do not run it again.
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ) as parent:
        assert parent.stdout is not None
        pids = [int(word) for word in parent.stdout.readline().split()]
        parent.kill()
    assert len(pids) == 2
    end = time.monotonic() + 30
    while any(map(is_there, pids)):
        assert time.monotonic() < end
        time.sleep(0.01)


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_executor_and_workers_exclude_each_other(pool: WorkerPool) -> None:
    with pytest.raises(ArgumentError, match="exclude each other"):
        run(jobs_work.double, [1], executor=pool, workers=2)


def test_what_the_executor_cancels_is_named() -> None:
    with Cancelling(lambda sent: sent == 4) as executor:
        results = list(in_order(run(jobs_work.double, range(9), executor=executor)))
    assert [result.value for result in results] == [0, 2, 4, None, 8, 10, 12, 14, 16]
    assert isinstance(results[3].error, JobError)


class Losing(ThreadPoolExecutor):
    """Hands a value on as dask does whose worker died right after it was fetched."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **keywords: Any) -> Future[Any]:
        future = super().submit(work, *args, **keywords)
        if work is not jobs_work.double or args[0] not in {3, 4}:
            return future

        def _cascade_future(value: Any) -> Exception:
            try:
                _, exception, _ = value
            except TypeError as error:
                return error
            return exception  # type: ignore[no-any-return]

        lost: Future[Any] = Future()
        lost.set_exception(_cascade_future(future.result()))
        return lost


def test_what_a_cluster_lost_is_done_again() -> None:
    with Losing(2) as executor:
        results = run(jobs_work.double, range(9), executor=executor)
        assert [result.value for result in in_order(results)] == [*range(0, 18, 2)]


def test_what_travelled_together_is_sent_again_if_it_was_cancelled() -> None:
    with Cancelling(lambda sent: sent == 3) as executor:
        done = values(run(jobs_work.double, range(50), executor=executor, together=True))
    assert done == [*range(0, 100, 2)]


def test_who_has_cancelled_is_not_asked_again() -> None:
    # Eight are sent; the answer comes while the first of them are waited for.
    answers = iter([*[False] * 9, True])
    with ThreadPoolExecutor(2) as executor:
        asked = run(
            jobs_work.double,
            range(99),
            executor=executor,
            cancelled=lambda: next(answers, False),
        )
        assert len(list(asked)) <= 8
