"""What is on a server, into a folder: whole or not at all, nothing twice, gone on with."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dicomwidgets.errors import PacsError
from dicomwidgets.jobs.reasons import said
from dicomwidgets.jobs.run_report import RunFile
from dicomwidgets.jobs.running import run
from dicomwidgets.pacs.dicomweb_failures import passing
from dicomwidgets.pacs.dicomweb_fetching import instance

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dicomwidgets.jobs.progress import Progress
    from dicomwidgets.jobs.run_report import FileStatus, RunReport
    from dicomwidgets.pacs.dicomweb_link import Link
    from dicomwidgets.pacs.dicomweb_search import Place
    from dicomwidgets.pacs.landing import Landing

__all__ = ["retrieved"]

_NO_USE = frozenset({"login", "tls", "plain", "host", "proxy", "elsewhere"})
"""After these the next request would fail in the same way."""
_IN_A_ROW = 4
"""So many failures of a server that is gone, one after the other, end a run."""
_CANCELLED = "The run was cancelled: repeat the call, and what is missing is fetched."


@dataclass
class _Course:
    """How a run goes: whether it is over, and why."""

    cancelled: Callable[[], bool]
    why: str = ""
    failures: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def is_over(self) -> bool:
        return bool(self.why) or self.cancelled()

    def went(self, error: PacsError | None) -> None:
        """Note how a request went."""
        with self.lock:
            gone = error is not None and (passing(error) or error.code == "silent")
            self.failures = self.failures + 1 if gone else 0
            if error is not None and (error.code in _NO_USE or self.failures >= _IN_A_ROW):
                self.why = self.why or said(error)


def retrieved(  # noqa: PLR0913 - keywords
    link: Link,
    places: Sequence[Place],
    landing: Landing,
    *,
    workers: int,
    on_progress: Callable[[Progress], None] | None,
    cancelled: Callable[[], bool] | None,
) -> RunReport:
    """Fetch instances, and return what became of each.

    Parameters
    ----------
    link
        To the server.
    places
        Of the instances.
    landing
        The folder; what an earlier run has brought there is not asked for.
    workers
        How many are asked for at once.
    on_progress, cancelled
        As for `jobs.run`.
    """
    course = _Course(cancelled or (lambda: False))

    def fetch(place: Place) -> None:
        if landing.skip(place.instance) or landing.ended or course.is_over():
            return
        try:
            data = instance(link, place, course.is_over)
        except PacsError as error:
            if error.code != "cancelled":
                course.went(error)
                landing.note(RunFile((place.instance,), (), "failed", said(error)))
            raise
        else:
            course.went(None)
            landing.take(data, place.instance)

    with ThreadPoolExecutor(max(1, workers)) as threads:
        for result in run(
            fetch,
            places,
            executor=threads,
            on_progress=on_progress,
            cancelled=lambda: course.is_over() or bool(landing.ended),
        ):
            if not isinstance(result.error, PacsError):
                result.unwrap()
    settled = {name for file in landing.files for name in file.sources}
    reason = course.why or landing.ended or _CANCELLED
    for place in places:
        if place.instance not in settled:
            status: FileStatus = "failed" if course.why else "cancelled"
            landing.note(RunFile((place.instance,), (), status, reason))
    return landing.report()
