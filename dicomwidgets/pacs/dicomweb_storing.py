"""STOW-RS: files to a server, some at a time, each settled by what the server says of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dicomwidgets.errors import DicomWidgetsError, PacsError
from dicomwidgets.jobs.reasons import reason_of, said
from dicomwidgets.pacs.dicomweb_body import Body, Outgoing, outgoing
from dicomwidgets.pacs.dicomweb_failures import by_status, passing
from dicomwidgets.pacs.dicomweb_link import retry_after, wait_for
from dicomwidgets.pacs.dicomweb_search import Search, search
from dicomwidgets.pacs.dicomweb_stored import DUPLICATE, Said, Verdict, said_of
from dicomwidgets.pacs.sending import CANCELLED, THERE, UNASKED, Sending

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dicomwidgets.jobs.progress import Progress
    from dicomwidgets.jobs.run_report import RunReport
    from dicomwidgets.pacs.dicomweb_answer import Answer
    from dicomwidgets.pacs.dicomweb_link import Link
    from dicomwidgets.pacs.sendable import Sendable
    from dicomwidgets.reading.item import Source

__all__ = ["Storing"]

_MOST = 100
"""Instances of one request."""
_FIRST_WAIT = 0.25
_NOTHING_SAID = "The PACS took the request and did not say what became of this file."
_REFUSED = "The PACS refuses this file, and does not say why (HTTP {})."
_NO_WORD = "The PACS did not say whether it has stored it."
_UNABLE = frozenset({"unsupported", "absent", "status", "rubbish"})


@dataclass
class Storing:
    """Sends what is in a source.

    Parameters
    ----------
    link
        To the server.
    source
        What.
    most_bytes
        Of one request; a larger file goes by itself.
    resume
        Whether the server is asked what it has, and that is not sent.
    retries
        How often what is under way is sent again while the server is busy, gone or breaks off.
    on_progress, cancelled
        As for `jobs.run`.
    """

    link: Link
    source: Source
    most_bytes: int
    resume: bool
    retries: int
    on_progress: Callable[[Progress], None] | None = None
    cancelled: Callable[[], bool] = lambda: False
    _has: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _spoken: bool = False

    def run(self) -> RunReport:
        """Send, and return what became of each file.

        Raises
        ------
        PacsError
            If the server can't be spoken to at all.
        """
        self.files = Sending(self.source, self.on_progress)
        try:
            for batch in self._batches():
                self._send(batch)
        except PacsError as error:
            if error.code == "cancelled":
                return self.files.report(CANCELLED)
            if not self._spoken:
                raise
            return self.files.report(said(error))
        return self.files.report()

    def _batches(self) -> Iterator[list[Outgoing]]:
        """Yield files that go together, of those that are to be sent."""
        batch: list[Outgoing] = []
        size = 0
        for item in self.files.items:
            if self.cancelled():
                raise PacsError(CANCELLED, code="cancelled")
            each = self.files.prepared(item)
            if each is None or self._is_present(each):
                continue
            try:
                file = outgoing(each)
            except (DicomWidgetsError, OSError) as error:
                self.files.settle(each.name, "failed", reason_of(error))
                continue
            if batch and (size + len(file.data) > self.most_bytes or len(batch) >= _MOST):
                yield batch
                batch, size = [], 0
            batch.append(file)
            size += len(file.data)
        if batch:
            yield batch

    def _send(self, batch: list[Outgoing]) -> None:
        """Send files until each is settled; what fails for the moment goes once more, alone."""
        again: list[Outgoing] = []
        for file, verdict in self._sent(batch):
            if verdict.may_pass and len(batch) > 1:
                again.append(file)
            else:
                self._settle(file, verdict)
        for file in again:
            self._send([file])

    def _sent(self, batch: list[Outgoing]) -> list[tuple[Outgoing, Verdict]]:
        """Return what became of files; those that a lost request has brought are not sent again."""
        for attempt in range(self.retries + 1):
            try:
                return self._asked(batch)
            except PacsError as error:
                if not (passing(error) or error.code == "silent") or attempt == self.retries:
                    raise
                wait = max(_FIRST_WAIT * 2.0**attempt, error.retry_after or 0.0)
                wait_for(wait, self.cancelled)
            batch = self._without_arrived(batch)
            if not batch:
                return []
        raise AssertionError

    def _asked(self, batch: list[Outgoing]) -> list[tuple[Outgoing, Verdict]]:
        answer = self._posted(batch)
        told = said_of(answer)
        status = answer.status_code
        if told is None and status >= 300:
            return self._apart(batch, status, answer)
        self._spoken = True
        verdicts = self._completed(batch, told or {}, whole=status == 200)
        return list(zip(batch, verdicts, strict=True))

    def _posted(self, batch: Sequence[Outgoing]) -> Answer:
        body = Body(batch)
        headers = {"Content-Type": body.content_type, "Accept": "application/dicom+json"}
        return self.link.post(f"{self.link.base}/studies", body, headers)

    def _apart(
        self, batch: list[Outgoing], status: int, answer: Answer
    ) -> list[tuple[Outgoing, Verdict]]:
        """Find the file that a request fails over, or say that all would."""
        error = by_status(status)
        error.retry_after = retry_after(answer.headers)
        if passing(error) or (error.code in {"login", "unsupported", "absent"} and status != 400):
            raise error
        if len(batch) == 1:
            self.files.settle(batch[0].each.name, "refused", _REFUSED.format(status))
            return []
        batch = self._without_arrived(batch)
        half = len(batch) // 2
        return [pair for part in (batch[:half], batch[half:]) if part for pair in self._sent(part)]

    def _completed(self, batch: Sequence[Outgoing], told: Said, *, whole: bool) -> list[Verdict]:
        """Return a verdict on each file; the server is asked for those that it did not name."""
        silent = [file for file in batch if file.each.instance not in told]
        arrived = self._arrived(silent) if silent else set()
        found = []
        for file in batch:
            uid = file.each.instance
            stored = uid in arrived if arrived is not None else whole and not told
            found.append(told.get(uid) or Verdict(stored, spoken=arrived is not None and stored))
        return found

    def _settle(self, file: Outgoing, verdict: Verdict) -> None:
        name, uid = file.each.name, file.each.instance
        if verdict.stored:
            notes = (*file.notes, *verdict.notes, *(() if verdict.spoken else (_NO_WORD,)))
            self.files.settle(name, "written", instance=uid, notes=notes, size=len(file.data))
        elif verdict.code == DUPLICATE:
            self.files.settle(name, "present", instance=uid, notes=(THERE,))
        elif verdict.spoken:
            self.files.settle(name, "refused", verdict.reason)
        else:
            self.files.settle(name, "failed", _NOTHING_SAID)

    def _without_arrived(self, batch: Sequence[Outgoing]) -> list[Outgoing]:
        """Return the files of a lost request that did not arrive; settle the others."""
        arrived = self._arrived(batch) or set()
        left = []
        for file in batch:
            if file.each.instance in arrived:
                self._settle(file, Verdict(stored=True))
            else:
                left.append(file)
        return left

    def _arrived(self, batch: Sequence[Outgoing]) -> set[str] | None:
        """Return what the server has of some files; ``None`` where it can't be asked."""
        try:
            series = {(file.each.study, file.each.series) for file in batch}
            return set().union(*(self._listed(*each) for each in series))
        except PacsError as error:
            if error.code not in _UNABLE:
                raise
            return None

    def _is_present(self, each: Sendable) -> bool:
        """Whether the server has a file, which then is settled; a series is asked for once."""
        if not self.resume:
            return False
        place = each.study, each.series
        if place not in self._has:
            try:
                self._has[place] = self._listed(*place)
            except PacsError as error:
                if error.code not in _UNABLE:
                    raise
                self.files.remarks[UNASKED] = None
                self.resume = False
                return False
            self._spoken = True
        if each.instance not in self._has[place]:
            return False
        self.files.settle(each.name, "present", instance=each.instance, notes=(THERE,))
        return True

    def _listed(self, study: str, series: str) -> set[str]:
        if not (study and series):
            return set()
        keys = {"StudyInstanceUID": study, "SeriesInstanceUID": series}
        try:
            return set(search(self.link, Search("instance", keys), self.cancelled).uids)
        except PacsError as error:
            if error.code == "absent":  # some servers answer so for a study that they don't have
                return set()
            raise
