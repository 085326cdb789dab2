"""How far a job is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Progress", "Teller"]

_TELL_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is, in numbers: it names nothing.

    Parameters
    ----------
    done
        Items that are through, those that failed among them.
    total
        Items in all, or ``None`` where that is not known beforehand.
    failed
        Items that ended in an error.
    seconds
        Since the job began.
    """

    done: int
    total: int | None
    failed: int
    seconds: float

    @property
    def seconds_left(self) -> float | None:
        """At the speed so far, or ``None`` where that can't be said."""
        if self.total is None or not self.done:
            return None
        return self.seconds / self.done * (self.total - self.done)


class Teller:
    """Counts results and tells of them ten times a second, and at the end.

    Parameters
    ----------
    listener
        What is called, on the thread that goes through the results.
    total
        Items in all, where that is known.
    """

    def __init__(self, listener: Callable[[Progress], None] | None, total: int | None) -> None:
        self._listener = listener
        self._total = total
        self._begin = self._told = time.monotonic()
        self._done = self._failed = 0

    def count(self, *, failed: bool) -> None:
        """Count one result, and tell if the last word was some time ago."""
        self._done += 1
        self._failed += failed
        if self._listener and time.monotonic() - self._told >= _TELL_EVERY:
            self.tell()

    def tell(self) -> None:
        """Tell how far it is now."""
        if self._listener:
            self._told = time.monotonic()
            seconds = self._told - self._begin
            self._listener(Progress(self._done, self._total, self._failed, seconds))
