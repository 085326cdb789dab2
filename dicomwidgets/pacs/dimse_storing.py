"""C-STORE: each file as it is, in its own transfer syntax; nothing twice (PS3.4 B)."""

from __future__ import annotations

import io
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import DicomWidgetsError, PacsError
from dicomwidgets.jobs.reasons import reason_of, said
from dicomwidgets.pacs.dimse_finding import Finder, Query, contexts_for_finding
from dicomwidgets.pacs.dimse_line import (
    EXPLICIT,
    IMPLICIT,
    MOST_CONTEXTS,
    VERIFICATION,
    Context,
    Line,
    StoppedError,
)
from dicomwidgets.pacs.dimse_recoding import recoded
from dicomwidgets.pacs.dimse_trying import Patience
from dicomwidgets.pacs.sending import CANCELLED, THERE, UNASKED, Sending
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.uids import uid_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dicomwidgets.jobs.progress import Progress
    from dicomwidgets.jobs.run_report import RunReport
    from dicomwidgets.pacs.dimse_peer import Peer
    from dicomwidgets.pacs.sendable import Sendable
    from dicomwidgets.reading.item import Item, Source

__all__ = ["Storing"]

_AT_ONCE = 1000
_BY_FILE = {"aborted": 3, "silent": 1, "rubbish": 1}
"""How often a peer may fail so on one file."""
_MOST_MUTE = 3


@dataclass
class Storing:
    """Sends what is in a source.

    Parameters
    ----------
    peer
        To whom.
    source
        What.
    resume
        Whether the peer is asked what it has, and that is not sent.
    transcode
        Whether a file whose transfer syntax the peer refuses is sent in a native one.
    on_progress, cancelled
        As for `jobs.run`.
    """

    peer: Peer
    source: Source
    resume: bool = True
    transcode: bool = False
    on_progress: Callable[[Progress], None] | None = None
    cancelled: Callable[[], bool] = lambda: False
    _spoken: bool = False
    _sending: Sendable | None = None
    _broken: Counter[str] = field(default_factory=Counter)
    _mute: int = 0

    def run(self) -> RunReport:
        """Send, and return what became of each file.

        Raises
        ------
        PacsError
            If nobody can be spoken to at all.
        """
        self._files = Sending(self.source, self.on_progress)
        self._patience = Patience(self.peer.retries, self.cancelled)
        waiting = iter(self._files.items)
        try:
            while some := list(islice(waiting, _AT_ONCE)):
                self._send_all([each for each in map(self._prepared, some) if each is not None])
        except StoppedError:
            return self._files.report(CANCELLED)
        except PacsError as error:
            if not self._spoken:
                raise
            return self._files.report(said(error))
        return self._files.report()

    def _prepared(self, item: Item) -> Sendable | None:
        if self.cancelled():
            raise StoppedError
        return self._files.prepared(item)

    def _send_all(self, some: list[Sendable]) -> None:
        """Send files on as many lines as their kinds and the peer's failures need."""
        while left := [each for each in some if not self._files.is_settled(each)]:
            before = self._files.settled
            try:
                if self.resume:
                    left = self._without_present(left)
                for contexts, portion in _portions(left, transcode=self.transcode):
                    with Line(self.peer, contexts, stopped=self.cancelled) as line:
                        self._spoken = True
                        for each in portion:
                            self._send(line, each)
            except PacsError as error:
                self._blame(error)
                if self._files.settled > before:
                    self._patience.renew()
                else:
                    self._patience.wait(error)

    def _blame(self, error: PacsError) -> None:
        """Settle a file on which the peer fails each time, so that others are sent all the same."""
        each, self._sending = self._sending, None
        if each is None or error.code not in _BY_FILE:
            return
        self._broken[each.name] += 1
        self._mute += error.code == "silent"
        if self._broken[each.name] == _BY_FILE[error.code] and self._mute <= _MOST_MUTE:
            reason = f"The PACS fails each time that it is sent: {said(error)}"
            self._files.settle(each.name, "failed", reason)

    def _without_present(self, some: list[Sendable]) -> list[Sendable]:
        """Settle what the peer has, and return the others."""
        try:
            with Line(self.peer, contexts_for_finding("study"), stopped=self.cancelled) as line:
                self._spoken = True
                present = set(self._present(line, some))
        except PacsError as error:
            # A peer that only stores refuses, or breaks off as soon as it is asked.
            if error.code not in ("unsupported", "status", "aborted", "login"):
                raise
            if error.code in ("aborted", "login") and not self._takes_files(some):
                raise
            self._files.remarks[UNASKED] = None
            self.resume = False
            return some
        for each in some:
            if each.instance in present:
                self._files.settle(each.name, "present", instance=each.instance, notes=(THERE,))
        return [each for each in some if each.instance not in present]

    def _takes_files(self, some: Iterable[Sendable]) -> bool:
        contexts = {Context(each.sop_class, (each.syntax,)) for each in islice(some, 100)}
        with suppress(PacsError), Line(self.peer, [Context(VERIFICATION), *contexts]):
            return True
        return False

    def _present(self, line: Line, some: Iterable[Sendable]) -> Iterator[str]:
        series = dict.fromkeys((each.study, each.series) for each in some)
        for study, one in series:
            if study and one:
                keys = {"StudyInstanceUID": study, "SeriesInstanceUID": one}
                for found in Finder(line, Query("instance", keys), self.cancelled).run():
                    yield str(found.get("SOPInstanceUID", ""))

    def _send(self, line: Line, each: Sendable) -> None:
        if self.cancelled():
            raise StoppedError
        context, syntax = _context(line, each, transcode=self.transcode)
        if context is None:
            self._files.settle(each.name, "refused", self._not_taken(line, each))
            return
        notes = each.notes
        try:
            data = each.data()
            if syntax != each.syntax:
                data = recoded(each, syntax)
                notes = (*notes, f"It was sent as {uid_name(syntax)}: the PACS takes no other.")
        except (DicomWidgetsError, OSError) as error:
            self._files.settle(each.name, "failed", reason_of(error))
            return
        self._store(line, each, context, data, notes)

    def _not_taken(self, line: Line, each: Sendable) -> str:
        if not line.takes(each.sop_class):
            kind = uid_name(each.sop_class) or each.sop_class
            return f"The PACS takes no objects of this kind: {kind}."
        remedy = "" if self.transcode else " It may take it with transcode=True."
        return f"The PACS does not take it: {each.what}.{remedy}"

    def _store(
        self, line: Line, each: Sendable, context: Any, data: bytes, notes: tuple[str, ...]
    ) -> None:
        from pynetdicom.dimse_primitives import C_STORE  # noqa: PLC0415 - an extra

        request = C_STORE()
        with kept_warnings():  # of a UID that is none
            request.AffectedSOPClassUID, request.Priority = each.sop_class, 2
            request.AffectedSOPInstanceUID = each.instance
        request.DataSet = io.BytesIO(data)
        self._sending = each
        (answer,) = line.ask("store", request, context)
        self._sending, self._mute = None, 0
        outcome = answer.outcome
        if outcome.kind not in ("done", "warning"):
            self._files.settle(each.name, "refused", f"The PACS refuses it: {outcome.text}.")
            return
        if outcome.kind == "warning":
            notes = (*notes, f"The PACS warns: {outcome.text}.")
        self._files.settle(
            each.name, "written", instance=each.instance, notes=notes, size=len(data)
        )


def _context(line: Line, each: Sendable, *, transcode: bool) -> tuple[Any, str]:
    """Return on which context a file goes, and in which syntax."""
    for syntax in (each.syntax, *((EXPLICIT, IMPLICIT) if transcode else ())):
        context = line.context(each.sop_class, syntax)
        if context is not None:
            return context, syntax
    return None, ""


def _portions(
    some: Iterable[Sendable], *, transcode: bool
) -> Iterator[tuple[list[Context], list[Sendable]]]:
    """Yield what goes on one line: as many kinds as an association has contexts for."""
    contexts: dict[Context, None] = {}
    held: list[Sendable] = []
    for each in some:
        syntaxes = (each.syntax, *((EXPLICIT, IMPLICIT) if transcode else ()))
        needed = [Context(each.sop_class, (syntax,)) for syntax in dict.fromkeys(syntaxes)]
        new = [one for one in needed if one not in contexts]
        if len(contexts) + len(new) >= MOST_CONTEXTS:
            yield [Context(VERIFICATION), *contexts], held
            contexts, held, new = {}, [], needed
        contexts |= dict.fromkeys(new)
        held.append(each)
    if held:
        yield [Context(VERIFICATION), *contexts], held
