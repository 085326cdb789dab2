"""How the work on many items goes: where it is done, and who is told meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from dicomwidgets.jobs.result import in_order
from dicomwidgets.jobs.running import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor

    from dicomwidgets.jobs.progress import Progress
    from dicomwidgets.jobs.result import Result

__all__ = ["Manner"]

TaskT = TypeVar("TaskT")
MadeT = TypeVar("MadeT")


@dataclass(frozen=True)
class Manner:
    """Where it is done, and who is told meanwhile.

    Parameters
    ----------
    executor, workers, on_progress, cancelled
        As for `jobs.run`.
    """

    executor: Executor | None = None
    workers: int | None = None
    on_progress: Callable[[Progress], None] | None = None
    cancelled: Callable[[], bool] | None = None

    def results(
        self,
        work: Callable[[TaskT], MadeT],
        tasks: Iterable[TaskT],
        ended: Callable[[], bool],
    ) -> Iterator[Result[TaskT, MadeT]]:
        """Do the work, until it has `ended`; yield what comes of it in the order of the tasks."""
        asked = self.cancelled
        return in_order(
            run(
                work,
                tasks,
                executor=self.executor,
                workers=self.workers,
                together=True,
                cancelled=lambda: ended() or (asked is not None and asked()),
            )
        )
