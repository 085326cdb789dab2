"""C-STORE: each file as it is, in its own transfer syntax; nothing twice (PS3.4 B)."""

from __future__ import annotations

import io
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import DicomWidgetsError, PacsError
from dicomwidgets.jobs.progress import Teller
from dicomwidgets.jobs.reasons import reason_of, said
from dicomwidgets.jobs.run_report import RunFile, RunReport
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
from dicomwidgets.pacs.sendable import Sendable, sendable
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.uids import uid_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dicomwidgets.jobs.progress import Progress
    from dicomwidgets.pacs.dimse_peer import Peer
    from dicomwidgets.reading.item import Item, Source

__all__ = ["Storing"]

_AT_ONCE = 1000
_BY_FILE = {"aborted": 3, "silent": 1, "rubbish": 1}
"""How often a peer may fail so on one file."""
_MOST_MUTE = 3
_CANCELLED = "The run was cancelled: repeat the call, and what is missing is sent."
_THERE = "The PACS has an object of this SOP Instance UID; what is in it was not compared."
_UNASKED = "The PACS answers no queries: what it has already is sent again."
_TWICE = "It is in the source twice: it is sent once."
_OTHER = (
    "Another file of the source has its SOP Instance UID and other content, and a PACS keeps one "
    "of them: it is not sent. Give it a UID of its own, or send it by itself."
)
_ENDED = "It ended early, and what was not sent is named: repeat the call to go on. {}"


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
    _files: dict[str, RunFile] = field(default_factory=dict)
    _seen: dict[str, Sendable] = field(default_factory=dict)
    _remarks: dict[str, None] = field(default_factory=dict)
    _size: int = 0
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
        items = self.source.items()
        self._teller = Teller(self.on_progress, len(items))
        self._patience = Patience(self.peer.retries, self.cancelled)
        waiting = iter(items)
        why = ""
        try:
            while some := list(islice(waiting, _AT_ONCE)):
                self._send_all([each for each in map(self._prepared, some) if each is not None])
        except StoppedError:
            why = _CANCELLED
        except PacsError as error:
            if not self._spoken:
                raise
            why = said(error)
            self._remarks[_ENDED.format(why)] = None
        self._teller.tell()
        status: Any = "cancelled" if why == _CANCELLED else "failed"
        files = [
            self._files.get(each.name) or RunFile((each.name,), (), status, why) for each in items
        ]
        files += [
            RunFile((error.file or "",), (), "failed", said(error))
            for error in self.source.missing()
        ]
        return RunReport(tuple(files), None, self._size, tuple(self._remarks))

    def _settle(self, name: str, file: RunFile) -> None:
        if name not in self._files:
            self._teller.count(failed=file.is_problem)
        self._files[name] = file

    def _prepared(self, item: Item) -> Sendable | None:
        if self.cancelled():
            raise StoppedError
        try:
            found = sendable(self.source, item)
        except (DicomWidgetsError, OSError) as error:
            self._settle(item.name, RunFile((item.name,), (), "failed", reason_of(error)))
            return None
        except Exception as error:  # noqa: BLE001 - whatever a damaged file makes pydicom raise
            self._settle(item.name, RunFile((item.name,), (), "refused", reason_of(error)))
            return None
        if isinstance(found, str):
            self._settle(item.name, RunFile((item.name,), (), "skipped", found))
            return None
        other = self._seen.setdefault(found.instance, found)
        if other is found:
            return found
        if _is_same(found, other):
            file = RunFile((item.name,), (found.instance,), "duplicate", notes=(_TWICE,))
        else:
            file = RunFile((item.name,), (), "refused", _OTHER)
        self._settle(item.name, file)
        return None

    def _send_all(self, some: list[Sendable]) -> None:
        """Send files on as many lines as their kinds and the peer's failures need."""
        while left := [each for each in some if each.name not in self._files]:
            before = len(self._files)
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
                if len(self._files) > before:
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
            self._settle(each.name, RunFile((each.name,), (), "failed", reason))

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
            self._remarks[_UNASKED] = None
            self.resume = False
            return some
        for each in some:
            if each.instance in present:
                file = RunFile((each.name,), (each.instance,), "present", notes=(_THERE,))
                self._settle(each.name, file)
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
            remedy = "" if self.transcode else " It may take it with transcode=True."
            reason = f"The PACS does not take it: {each.what}.{remedy}"
            self._settle(each.name, RunFile((each.name,), (), "refused", reason))
            return
        notes = each.notes
        try:
            data = each.data()
            if syntax != each.syntax:
                data = recoded(each, syntax)
                notes = (*notes, f"It was sent as {uid_name(syntax)}: the PACS takes no other.")
        except (DicomWidgetsError, OSError) as error:
            self._settle(each.name, RunFile((each.name,), (), "failed", reason_of(error)))
            return
        self._settle(each.name, self._stored(line, each, context, data, notes))

    def _stored(
        self, line: Line, each: Sendable, context: Any, data: bytes, notes: tuple[str, ...]
    ) -> RunFile:
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
            return RunFile((each.name,), (), "refused", f"The PACS refuses it: {outcome.text}.")
        self._size += len(data)
        if outcome.kind == "warning":
            notes = (*notes, f"The PACS warns: {outcome.text}.")
        return RunFile((each.name,), (each.instance,), "written", notes=notes)


def _is_same(one: Sendable, other: Sendable) -> bool:
    try:
        return one.syntax == other.syntax and one.data() == other.data()
    except (DicomWidgetsError, OSError):
        return False


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
