from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import numpy as np
import pytest

from dicomwidgets.pixels.cache import SHARED, FrameBudget, FrameCache


def test_never_keeps_more_than_its_budget() -> None:
    cache = FrameCache(1000)
    for key in range(50):
        cache.get(key, lambda: np.zeros(300, np.uint8))
        assert cache.held <= 1000
    assert cache.held == 900


def test_drops_what_was_asked_for_longest_ago() -> None:
    cache = FrameCache(300)
    made = []

    def make(key: int) -> np.ndarray:
        made.append(key)
        return np.zeros(100, np.uint8)

    for key in (1, 2, 3, 1, 4, 1, 2):
        cache.get(key, lambda key=key: make(key))
    assert made == [1, 2, 3, 4, 2]


def test_of_frames_over_the_budget_only_the_newest_is_kept() -> None:
    cache = FrameCache(10)
    made = []
    for key in ("big", "big", "bigger", "bigger", "big"):
        cache.get(key, lambda key=key: made.append(key) or np.ones(5 + 2 * len(key), np.uint8))
    assert made == ["big", "bigger", "big"]
    assert cache.held == 11


def test_a_lower_budget_takes_effect_at_once() -> None:
    cache = FrameCache(1000)
    for key in range(10):
        cache.get(key, lambda: np.zeros(100, np.uint8))
    cache.set_budget(250)
    assert cache.held == 200
    cache.clear()
    assert cache.held == 0


def test_threads_that_ask_for_the_same_frame_share_one_decoding() -> None:
    cache, together, release = FrameCache(10**6), Barrier(8), Event()
    made = []

    def make() -> np.ndarray:
        made.append(1)
        assert release.wait(30)
        return np.arange(10)

    def ask() -> np.ndarray:
        together.wait(30)
        return cache.get("frame", make)

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask) for _ in range(8)]
        release.set()
        arrays = [one.result(30) for one in asked]
    assert len(made) == 1
    assert all(array is arrays[0] for array in arrays)
    assert not arrays[0].flags.writeable


def test_a_failure_reaches_all_who_wait_and_is_tried_again_later() -> None:
    cache = FrameCache(1000)

    def fail() -> np.ndarray:
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            cache.get(1, fail)
    assert cache.get(1, lambda: np.zeros(3)).shape == (3,)


def test_caches_that_share_a_budget_drop_what_was_used_longest_ago_anywhere() -> None:
    budget = FrameBudget(300)
    first, second = FrameCache(budget), FrameCache(budget)
    made: list[str] = []

    def get(cache: FrameCache, key: str) -> None:
        cache.get(key, lambda: made.append(key) or np.zeros(100, np.uint8))

    for cache, key in ((first, "a"), (second, "b"), (first, "c"), (first, "a"), (second, "d")):
        get(cache, key)
    assert (budget.held, first.held, second.held) == (300, 200, 100)
    get(first, "a")
    get(second, "b")
    assert made == ["a", "b", "c", "d", "b"]
    assert budget.held == 300


def test_a_source_that_is_gone_gives_its_bytes_back() -> None:
    budget = FrameBudget(1000)
    cache = FrameCache(budget)
    cache.get(1, lambda: np.zeros(600, np.uint8))
    assert budget.held == 600
    del cache
    gc.collect()
    assert budget.held == 0


def test_a_budget_of_its_own_leaves_the_shared_one() -> None:
    budget = FrameBudget(300)
    mine, other = FrameCache(budget), FrameCache(budget)
    mine.get(1, lambda: np.zeros(100, np.uint8))
    mine.set_budget(500)
    for key in range(10):
        mine.get(key, lambda: np.zeros(100, np.uint8))
        other.get(key, lambda: np.zeros(100, np.uint8))
    assert (mine.held, budget.held) == (500, 300)
    budget.size = 100
    assert (mine.held, other.held) == (500, 100)
    assert FrameCache().budget == SHARED.size


def test_many_threads_and_caches_stay_within_one_budget() -> None:
    budget = FrameBudget(64 * 1000)
    caches = [FrameCache(budget) for _ in range(6)]
    most = []

    def work(seed: int) -> None:
        random = np.random.default_rng(seed)
        for cache, key in random.integers(0, (6, 40), (400, 2)).tolist():
            array = caches[cache].get(key, lambda key=key: np.full(1000, key, np.uint8))
            assert array[0] == key
            most.append(budget.held)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert max(most) <= 64 * 1000
    assert budget.held == sum(cache.held for cache in caches)
