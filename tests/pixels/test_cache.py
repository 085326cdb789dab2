from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import numpy as np
import pytest

from dicomwidgets.pixels.cache import FrameCache


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
        assert release.wait(5)
        return np.arange(10)

    def ask() -> np.ndarray:
        together.wait(5)
        return cache.get("frame", make)

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask) for _ in range(8)]
        release.set()
        arrays = [one.result(5) for one in asked]
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
