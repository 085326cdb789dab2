"""Small items that travel together come back as if each had gone alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support import jobs_work

from dicomwidgets.errors import JobError
from dicomwidgets.jobs import WorkerPool, in_order, run
from dicomwidgets.jobs.together import Load, Several, SeveralDone, Waiting

if TYPE_CHECKING:
    from pathlib import Path


def values(work: Any, items: Any, **how: Any) -> list[Any]:
    return [result.value for result in in_order(run(work, items, together=True, **how))]


def test_all_come_back_in_their_places() -> None:
    assert values(jobs_work.double, range(3000), workers=2) == [*range(0, 6000, 2)]


def test_a_failure_stays_that_of_one_item() -> None:
    results = list(in_order(run(jobs_work.fail_at_three, range(60), workers=1, together=True)))
    assert [result.value for result in results] == [0, 1, 2, None, *range(4, 60)]
    with pytest.raises(ValueError, match="three"):
        results[3].unwrap()


def test_what_cannot_come_back_is_told_for_each() -> None:
    with WorkerPool(1) as pool:
        results = list(run(jobs_work.unpicklable, range(8), executor=pool, together=True))
    assert [result.error is not None for result in results] == [True] * 8


def test_a_worker_that_dies_is_replaced_and_nothing_is_lost(tmp_path: Path) -> None:
    items = [(number, str(tmp_path / "died")) for number in range(200)]
    assert values(jobs_work.kill_once, items, workers=2) == [*range(200)]


def test_an_item_that_kills_is_named_and_the_others_are_done() -> None:
    results = list(in_order(run(jobs_work.kill_worker, range(40), workers=2, together=True)))
    assert [result.value for result in results] == [*range(5), None, *range(6, 40)]
    assert isinstance(results[5].error, JobError)
    assert "twice" in str(results[5].error)


def test_as_many_go_together_as_take_a_twentieth_of_a_second() -> None:
    waiting = Waiting(range(1000), together=True)
    for seconds, following in ((0.001, 2), (0.002, 4), (0.016, 8), (0.08, 5), (10, 1)):
        load = waiting.take()
        assert load is not None
        values = [item for _, item in load.items]
        waiting.give_back(load, SeveralDone(values, seconds, failed=False))
        after = waiting.take()
        assert after is not None
        assert len(after.items) == following


def test_the_last_items_go_in_ever_smaller_loads() -> None:
    waiting = Waiting(range(200), together=True, breadth=2)
    lengths = []
    while load := waiting.take():
        lengths.append(len(load.items))
        values = [item for _, item in load.items]
        waiting.give_back(load, SeveralDone(values, 0.001, failed=False))
    assert sum(lengths) == 200
    assert lengths[:6] == [1, 2, 4, 8, 16, 32]
    assert lengths[6:] == sorted(lengths[6:], reverse=True)
    assert lengths[-3:] == [1, 1, 1]


def test_what_has_no_time_left_goes_back_and_what_failed_goes_alone() -> None:
    waiting = Waiting([], together=True)
    load = Load([(number, number) for number in range(5)], alone=False)
    waiting.give_back(load, SeveralDone([0, 1], 0.2, failed=False))
    assert waiting.take() == Load([(2, 2), (3, 3), (4, 4)], alone=False)
    waiting.give_back(load, SeveralDone([0, 1], 0.2, failed=True))
    assert waiting.take() == Load([(2, 2)], alone=True)
    assert waiting.take() == Load([(3, 3), (4, 4)], alone=False)
    assert waiting.take() is None


def test_a_worker_gives_slow_items_back(tmp_path: Path) -> None:
    done = Several(jobs_work.note_and_wait)([(number, str(tmp_path)) for number in range(50)])
    assert 2 <= len(done.values) <= 3
    assert len(list(tmp_path.iterdir())) == len(done.values)


def test_the_second_step_is_done_for_all_that_travelled_together() -> None:
    work = jobs_work.InSteps()
    assert Several(work)([4, 5, 6]).values == [(16, 3), (25, 3), (36, 3)]
    done = Several(work)([1, 2, 3, 4])
    assert (done.values, done.failed) == ([(1, 2), (4, 2)], True)
    squares = [value and value[0] for value in values(work, range(60), workers=1)]
    assert squares == [0, 1, 4, None, *(number**2 for number in range(4, 60))]
