"""Decoded frames kept within a byte budget; each decoded once, whoever asks."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import Future
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from numpy.typing import NDArray

__all__ = ["FrameCache"]


class FrameCache:
    """A least-recently-used cache of arrays, for any number of threads.

    Parameters
    ----------
    budget
        Bytes kept at most; the newest frame stays even where it alone is larger, since whoever
        asks for its picture asks for itself next.
    """

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, NDArray[Any]] = OrderedDict()
        self._held = 0
        self._under_way: dict[Hashable, Future[NDArray[Any]]] = {}

    @property
    def held(self) -> int:
        """Bytes kept now."""
        return self._held

    def get(self, key: Hashable, make: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        """Return the array of `key`, made by `make` unless kept or under way in another thread.

        The array is read-only. What `make` raises reaches every thread that waits for it.
        """
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return kept
            waiting = self._under_way.get(key)
            if waiting is None:
                mine = self._under_way[key] = Future()
        if waiting is not None:
            return waiting.result()
        try:
            array = make()
        except BaseException as problem:
            with self._lock:
                del self._under_way[key]
            mine.set_exception(problem)
            raise
        array.flags.writeable = False
        with self._lock:
            del self._under_way[key]
            self._keep(key, array)
        mine.set_result(array)
        return array

    def set_budget(self, budget: int) -> None:
        """Keep at most `budget` bytes from now on."""
        with self._lock:
            self.budget = budget
            self._shrink()

    def clear(self) -> None:
        """Forget every array."""
        with self._lock:
            self._kept.clear()
            self._held = 0

    def _keep(self, key: Hashable, array: NDArray[Any]) -> None:
        self._kept[key] = array
        self._held += array.nbytes
        self._shrink()

    def _shrink(self) -> None:
        while self._held > self.budget and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._held -= dropped.nbytes
