"""Decoded frames kept within a byte budget; each decoded once, whoever asks."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from concurrent.futures import Future
from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from numpy.typing import NDArray

__all__ = ["DEFAULT_BUDGET", "SHARED", "FrameBudget", "FrameCache"]

DEFAULT_BUDGET = 64 * 2**20

# One for all: a cache may change its budget while others use it.
_lock = Lock()


class FrameBudget:
    """Bytes that any number of caches keep together; what was used longest ago goes first.

    Parameters
    ----------
    size
        Bytes kept at most, by all caches together; the newest frame of all stays even where it
        alone is larger, since whoever asks for its picture asks for itself next.

    Notes
    -----
    The caches are held weakly: the frames of a source that nobody holds any more are gone.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._caches: WeakSet[FrameCache] = WeakSet()
        self._clock = itertools.count()

    @property
    def size(self) -> int:
        """Bytes kept at most; may be changed at any time."""
        return self._size

    @size.setter
    def size(self, size: int) -> None:
        with _lock:
            self._size = size
            self.shrink()

    @property
    def held(self) -> int:
        """Bytes kept now."""
        with _lock:
            return sum(cache.held for cache in self._caches)

    def tick(self) -> int:
        """Return a number greater than all before."""
        return next(self._clock)

    def join(self, cache: FrameCache) -> None:
        """Count what `cache` keeps from now on."""
        with _lock:
            self._caches.add(cache)
            self.shrink()

    def leave(self, cache: FrameCache) -> None:
        """Count it no more."""
        with _lock:
            self._caches.discard(cache)

    def shrink(self) -> None:
        """Drop frames until the budget holds; the caller has the lock."""
        caches = [cache for cache in self._caches if cache.count]
        held = sum(cache.held for cache in caches)
        kept = sum(cache.count for cache in caches)
        while held > self._size and kept > 1:
            oldest = min((cache for cache in caches if cache.count), key=FrameCache.age)
            held -= oldest.drop()
            kept -= 1


SHARED = FrameBudget(DEFAULT_BUDGET)
"""What all frames of this process share, but for those that were given a budget of their own."""


class FrameCache:
    """A least-recently-used cache of arrays, for any number of threads.

    Parameters
    ----------
    budget
        What it shares with others, or the bytes that it may keep on its own.
    """

    def __init__(self, budget: FrameBudget | int = SHARED) -> None:
        self._kept: OrderedDict[Hashable, tuple[int, NDArray[Any]]] = OrderedDict()
        self._held = 0
        self._under_way: dict[Hashable, Future[NDArray[Any]]] = {}
        self._budget = budget if isinstance(budget, FrameBudget) else FrameBudget(budget)
        self._budget.join(self)

    @property
    def budget(self) -> int:
        """Bytes kept at most, here and in all caches that share the budget."""
        return self._budget.size

    @property
    def held(self) -> int:
        """Bytes kept now."""
        return self._held

    @property
    def count(self) -> int:
        """Arrays kept now."""
        return len(self._kept)

    def age(self) -> int:
        """Return when the array to go first was used last, in ticks of the budget."""
        return next(iter(self._kept.values()))[0]

    def get(self, key: Hashable, make: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        """Return the array of `key`, made by `make` unless kept or under way in another thread.

        The array is read-only. What `make` raises reaches every thread that waits for it.
        """
        with _lock:
            if (kept := self._kept.pop(key, None)) is not None:
                self._kept[key] = self._budget.tick(), kept[1]
                return kept[1]
            waiting = self._under_way.get(key)
            if waiting is None:
                mine = self._under_way[key] = Future()
        if waiting is not None:
            return waiting.result()
        try:
            array = make()
        except BaseException as problem:
            with _lock:
                del self._under_way[key]
            mine.set_exception(problem)
            raise
        array.flags.writeable = False
        with _lock:
            del self._under_way[key]
            self._kept[key] = self._budget.tick(), array
            self._held += array.nbytes
            self._budget.shrink()
        mine.set_result(array)
        return array

    def set_budget(self, size: int) -> None:
        """Keep at most `size` bytes from now on, apart from the caches that shared with it."""
        self._budget.leave(self)
        self._budget = FrameBudget(size)
        self._budget.join(self)

    def clear(self) -> None:
        """Forget every array."""
        with _lock:
            self._kept.clear()
            self._held = 0

    def drop(self) -> int:
        """Forget the array used longest ago and return its bytes; the caller has the lock."""
        _, (_, array) = self._kept.popitem(last=False)
        self._held -= array.nbytes
        return array.nbytes
