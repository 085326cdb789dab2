"""C-GET and C-MOVE: what matches is asked for in portions until it is here, each instance once."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import PacsError
from dicomwidgets.jobs.progress import Teller
from dicomwidgets.jobs.reasons import said
from dicomwidgets.jobs.run_report import RunFile
from dicomwidgets.pacs.dimse_failures import refused_status
from dicomwidgets.pacs.dimse_finding import contexts_for_finding, decoded, encoded
from dicomwidgets.pacs.dimse_keys import identifier
from dicomwidgets.pacs.dimse_levels import MODELS, level_of_keyword
from dicomwidgets.pacs.dimse_line import Context, Line, StoppedError
from dicomwidgets.pacs.dimse_trying import Patience
from dicomwidgets.pacs.dimse_wanted import Portion, one_by_uid, portions, requests, wanted_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from dicomwidgets.jobs.progress import Progress
    from dicomwidgets.pacs.dimse_line import Answer
    from dicomwidgets.pacs.dimse_peer import Peer
    from dicomwidgets.pacs.dimse_wanted import Wanted

__all__ = ["Retrieval"]

_CANCELLED = "The run was cancelled: repeat the call, and what is missing is fetched."
_ABSENT = "The PACS found it and did not send it."
_BY_OBJECT = frozenset({"aborted", "silent", "rubbish"})
_TRIES = 2
_MOST_GIVEN_UP = 3
_UNKNOWN = "The PACS does not say which objects it could not send."


@dataclass
class Retrieval:
    """Fetches what matches.

    Parameters
    ----------
    peer
        From whom.
    keys
        What is searched by.
    root
        The information model.
    character_set
        Of the keys.
    destination
        AE title that the peer is to send to (C-MOVE); ``""`` for the same line (C-GET).
    elsewhere
        Whether what the destination has got is known from the peer's words alone.
    on_store
        Takes what comes on the same line, and returns a status; then `arrived` knows it.
    on_part
        Called before each part of what comes is kept.
    is_here
        Whether an earlier run has brought an instance.
    is_over
        Whether nothing more can be kept.
    on_progress, cancelled
        As for `jobs.run`.

    Attributes
    ----------
    arrived : set
        SOP Instance UIDs of what is dealt with; a store handler or a receiver adds to it.
    reasons : dict
        Why instances have not come.
    """

    peer: Peer
    keys: Mapping[str, Any]
    root: str = "study"
    character_set: Any = None
    destination: str = ""
    elsewhere: bool = False
    on_store: Callable[[Any], int] | None = None
    on_part: Callable[[Any], None] | None = None
    is_here: Callable[[str], bool] = lambda _: False
    is_over: Callable[[], bool] = lambda: False
    on_progress: Callable[[Progress], None] | None = None
    cancelled: Callable[[], bool] = lambda: False
    arrived: set[str] = field(default_factory=set)
    reasons: dict[str, str] = field(default_factory=dict)
    _found: list[Wanted] = field(default_factory=list)
    _given_up: Counter[str] = field(default_factory=Counter)
    _asking: str = ""
    _told: int = 0

    def run(self) -> list[RunFile]:
        """Fetch, and return what has not come.

        Raises
        ------
        PacsError
            If the peer can't be asked what there is, or nothing of it comes.
        """
        patience = Patience(self.peer.retries, self._stops)
        try:
            wanted = self._wanted(patience)
        except StoppedError:
            return []
        self._patience, self._found = patience, wanted
        self._teller = Teller(self.on_progress, len(wanted))
        missing = [each for each in wanted if not self.is_here(each.instance)]
        self._count(len(wanted) - len(missing))
        self._sizes = _sizes(wanted, self.keys)
        why = ""
        try:
            self._fetch(missing)
        except StoppedError:
            why = _CANCELLED
        except PacsError as error:
            if not self.arrived:
                raise
            why = said(error)
        self._teller.tell()
        return [self._lacking(each, why) for each in self._left(missing)]

    def sent(self) -> list[RunFile]:
        """Return what the peer says that it has sent elsewhere."""
        return [
            RunFile((each.instance,), (), "written")
            for each in self._found
            if each.instance in self.arrived
        ]

    def _stops(self) -> bool:
        return self.cancelled() or self.is_over()

    def _wanted(self, patience: Patience) -> list[Wanted]:
        while True:
            try:
                with Line(self.peer, contexts_for_finding(self.root), stopped=self._stops) as line:
                    return wanted_by(
                        line,
                        self.keys,
                        root=self.root,
                        character_set=self.character_set,
                        enough=self._stops,
                    )
            except PacsError as error:
                patience.wait(error)

    def _left(self, wanted: Iterable[Wanted]) -> list[Wanted]:
        return [each for each in wanted if each.instance not in self.arrived]

    def _lacking(self, each: Wanted, why: str) -> RunFile:
        cancelled = why == _CANCELLED
        reason = why if cancelled else self.reasons.get(each.instance, "") or why or _ABSENT
        return RunFile((each.instance,), (), "cancelled" if cancelled else "failed", reason)

    def _count(self, more: int = 0) -> None:
        """Tell of what has arrived since the last time."""
        now = len(self.arrived)
        for _ in range(more + now - self._told):
            self._teller.count(failed=False)
        self._told = now

    def _fetch(self, missing: Sequence[Wanted]) -> None:
        """Ask for all of it, and for what is then missing one by one."""
        for singly in (False, True):
            while left := self._open(missing):
                self._asking = ""
                try:
                    for portion in self._portions(left, again=singly):
                        if self._open(portion.wanted):
                            self._fetch_portion(portion, singly=singly)
                    break
                except PacsError as error:
                    if singly and self._blame(error):
                        continue
                    if len(self._open(missing)) < len(left):
                        self._patience.renew()
                    try:
                        self._patience.wait(error)
                    except PacsError:
                        if singly or error.code not in _BY_OBJECT:
                            raise
                        self._patience.renew()
                        break

    def _open(self, wanted: Iterable[Wanted]) -> list[Wanted]:
        """Return what has not come, and was not given up."""
        return [each for each in self._left(wanted) if self._given_up[each.instance] < _TRIES]

    def _blame(self, error: PacsError) -> bool:
        """Whether an object that was asked for by itself is why the peer fails: then others go on.

        Of a peer that fails on several in a row it is none of them.
        """
        uid = self._asking
        if not uid or error.code not in _BY_OBJECT or len(self._given_up) > _MOST_GIVEN_UP:
            return False
        self._given_up[uid] += _TRIES if error.code == "silent" else 1
        self.reasons[uid] = f"The PACS fails when it is asked for it: {said(error)}"
        return True

    def _portions(self, left: Sequence[Wanted], *, again: bool) -> Iterator[Portion]:
        if not self.destination:
            return portions(left, again=again)
        return iter([Portion((), tuple(left))])

    def _fetch_portion(self, portion: Portion, *, singly: bool) -> None:
        service = "move" if self.destination else "get"
        own = Context(MODELS[self.root, service])
        # Some peers send to those alone who could also have asked what there is.
        contexts = [own, *contexts_for_finding(self.root), *portion.contexts]
        with Line(
            self.peer,
            contexts,
            on_store=self._on_store,
            on_part=self.on_part,
            stopped=self._stops,
        ) as line:
            if line.context(own.abstract) is None:
                other = "move" if service == "get" else "get"
                raise PacsError(
                    f"The PACS does not offer C-{service.upper()} in the {self.root} root.",
                    code="unsupported",
                    remedy=f"Try by='{other}', or root='patient'.",
                )
            if singly:
                asked: Iterable[Any] = (
                    (one_by_uid(each.above, [each]), (each,)) for each in portion.wanted
                )
            else:
                asked = requests(portion.wanted, self._sizes, self.root)
            for request, some in asked:
                keys = request
                left = self._open(some)
                if left and len(left) < len(some):
                    keys = one_by_uid(left[0].above, left)
                if left:
                    self._asking = left[0].instance if singly else ""
                    self._ask(line, keys, left)

    def _on_store(self, event: Any) -> int:
        if self.on_store is None:
            return 0x0122
        status = self.on_store(event)
        self._count()
        return status

    def _ask(self, line: Line, keys: dict[str, Any], some: Sequence[Wanted]) -> None:
        service = "move" if self.destination else "get"
        model = MODELS[self.root, service]
        context: Any = line.context(model)
        level = keys.pop("QueryRetrieveLevel")
        asked = identifier(keys, (), self.character_set)
        asked.QueryRetrieveLevel = level
        request = _primitive(self.destination)
        request.AffectedSOPClassUID, request.Priority = model, 2
        request.Identifier = io.BytesIO(encoded(asked, context.transfer_syntax[0]))
        answers: list[Answer] = []
        for answer in line.ask("retrieve", request, context, enough=self._stops):
            answers[:] = [answer]
            self._count()
        if self._stops() or not answers:
            raise StoppedError
        (last,) = answers
        if last.outcome.status == 0xA801:
            raise refused_status("retrieve", last.outcome)
        self._conclude(last, some, context)

    def _conclude(self, last: Answer, some: Sequence[Wanted], context: Any) -> None:
        """Note what has not come, and what was sent elsewhere."""
        failed = _failed_uids(last, context)
        why = f"The PACS did not send it: {last.outcome.text}." if last.outcome.text else ""
        if self.elsewhere:
            number = int(last.message.NumberOfFailedSuboperations or 0)
            known = not number or bool(failed)
            if last.outcome.kind in ("done", "warning") and known:
                self.arrived.update({each.instance for each in some} - failed)
            why = why if known else _UNKNOWN
            self._count()
        for each in self._left(some):
            self.reasons[each.instance] = why


def _primitive(destination: str) -> Any:
    from pynetdicom.dimse_primitives import C_GET, C_MOVE  # noqa: PLC0415 - an extra

    if not destination:
        return C_GET()
    request = C_MOVE()
    request.MoveDestination = destination
    return request


def _failed_uids(last: Answer, context: Any) -> set[str]:
    """Return the SOP Instance UIDs that a final answer names as not sent (PS3.4 C.4.2.1.4.2)."""
    if not last.data:
        return set()
    try:
        told = decoded(last.data, context.transfer_syntax[0]).get("FailedSOPInstanceUIDList") or ()
    except Exception:  # noqa: BLE001 - whatever pydicom raises for what a peer sends
        return set()
    return {str(each) for each in ((told,) if isinstance(told, str) else told)}


def _sizes(
    wanted: Sequence[Wanted], keys: Mapping[str, Any]
) -> Mapping[tuple[tuple[str, str], ...], int]:
    """Return how many instances each series has, where all of them were found."""
    if any(level_of_keyword(keyword, "study") == "instance" for keyword in keys):
        return {}
    return Counter(each.above for each in wanted)
