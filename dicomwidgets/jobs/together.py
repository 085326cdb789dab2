"""Small items travel together: a message for each would take as long as the item itself."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = ["InTwoSteps", "Load", "Several", "SeveralDone", "Waiting"]

_SECONDS = 0.05
_MOST = 64


@runtime_checkable
class InTwoSteps(Protocol):
    """A work whose second step costs less for several items than for each alone."""

    def begin(self, item: Any, /) -> Any:
        """Do the first step for an item."""

    def finish(self, begun: Sequence[Any], /) -> list[Any]:
        """Do the second step for what was begun, and return a value for each."""


class Load(NamedTuple):
    """What travels at once.

    Parameters
    ----------
    items
        With their numbers.
    alone
        Whether it is one item, whose error is to be told.
    """

    items: list[tuple[int, Any]]
    alone: bool


class SeveralDone(NamedTuple):
    """What a worker did of the items that it was sent.

    Parameters
    ----------
    values
        Of the first of them; what is missing was not done.
    seconds
        How long it took.
    failed
        Whether it ended because the next one failed: who sends that alone hears of the error.
    """

    values: list[Any]
    seconds: float
    failed: bool


@dataclass(frozen=True, slots=True)
class Several:
    """Does a work for several items, as many as a tenth of a second has room for. It pickles.

    Of a work `InTwoSteps` the second step is done for all of them at the end.
    """

    work: Callable[[Any], Any]

    def __call__(self, items: Sequence[Any]) -> SeveralDone:
        """Return what was done, of one item at least unless that failed."""
        start = time.monotonic()
        work: Any = self.work
        steps: InTwoSteps | None = work if isinstance(work, InTwoSteps) else None
        begin = steps.begin if steps else work
        values: list[Any] = []
        failed = False
        for item in items:
            try:
                values.append(begin(item))
            except Exception:  # noqa: BLE001 - it is done again alone, and then it is told
                failed = True
                break
            if time.monotonic() - start > 2 * _SECONDS:
                break
        if steps:
            values = steps.finish(values)
        return SeveralDone(values, time.monotonic() - start, failed)


class Waiting:
    """Items that wait to be sent, and how many of them go together.

    Parameters
    ----------
    items
        Taken a little before they are asked for.
    together
        Whether more than one may go at a time: as many as take a twentieth of a second, by what
        the last ones took, and fewer and fewer of the last, so that all workers end at once.
    breadth
        How many workers there are.
    """

    def __init__(self, items: Iterable[Any], *, together: bool, breadth: int = 1) -> None:
        self._items = iter(enumerate(items))
        self._next: deque[tuple[int, Any]] = deque()
        self._back: deque[Load] = deque()
        self._together = together
        self._shares = 2 * breadth
        self._length = 1

    def take(self) -> Load | None:
        """Return what is to be sent next; ``None`` when all is sent."""
        if self._back:
            return self._back.popleft()
        ahead = self._length * self._shares if self._together else 1
        self._next.extend(islice(self._items, max(0, ahead - len(self._next))))
        length = min(self._length, -(-len(self._next) // self._shares))
        items = [self._next.popleft() for _ in range(length)]
        return Load(items, alone=not self._together) if items else None

    def give_back(self, load: Load, done: SeveralDone | None) -> None:
        """Take what was not done of a load.

        Parameters
        ----------
        load
            What was sent.
        done
            What came back; ``None`` where nothing did: then each goes alone.
        """
        rest = load.items[len(done.values) :] if done else load.items
        alone = len(rest) if done is None else int(done.failed)
        self._back.extend(Load([each], alone=True) for each in rest[:alone])
        if rest[alone:]:
            self._back.append(Load(rest[alone:], alone=False))
        if done and done.values:
            fitting = int(_SECONDS * len(done.values) / max(done.seconds, 1e-6))
            self._length = max(1, min(fitting, 2 * self._length, _MOST))
