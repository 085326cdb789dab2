"""One association with a peer: opened, asked, and closed however it ends."""

from __future__ import annotations

import ssl
import time
from queue import Empty
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from dicomwidgets.errors import ArgumentError, PacsError
from dicomwidgets.extras import require
from dicomwidgets.pacs.dimse_failures import outcome_of, rejected
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

    from dicomwidgets.pacs.credentials import Credentials
    from dicomwidgets.pacs.dimse_failures import Outcome
    from dicomwidgets.pacs.dimse_peer import Peer

__all__ = [
    "EXPLICIT",
    "IMPLICIT",
    "MOST_CONTEXTS",
    "VERIFICATION",
    "Answer",
    "Context",
    "Line",
    "StoppedError",
]

MOST_CONTEXTS = 128
"""An association has no more (PS3.8 9.3.2.2: odd numbers of one byte)."""

VERIFICATION = "1.2.840.10008.1.1"
IMPLICIT, EXPLICIT = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1"
_LOOK_EVERY = 0.2
_AFTER_CANCEL = 3.0
_UNKNOWN_KIND = 3
"""Abstract syntax not supported (PS3.8 9.3.3.2)."""

_PDU = 131072
_HTTP, _TLS_ALERT = b"HTTP/", 0x15


class StoppedError(Exception):
    """Whoever asked has had enough."""


class Context(NamedTuple):
    """What is proposed: a SOP class in one or more transfer syntaxes.

    Parameters
    ----------
    abstract
        The SOP class.
    syntaxes
        Of which the peer chooses one.
    received
        Whether the peer sends and we receive (C-GET).
    extended
        What more is asked of the service (SOP Class Extended Negotiation, PS3.7 D.3.3.5).
    """

    abstract: str
    syntaxes: tuple[str, ...] = (EXPLICIT, IMPLICIT)
    received: bool = False
    extended: bytes = b""


class Answer(NamedTuple):
    """One response of the peer.

    Parameters
    ----------
    outcome
        What its status says.
    message
        All of it, as pynetdicom has it.
    data
        The identifier's bytes; ``None`` where it has none.
    """

    outcome: Outcome
    message: Any
    data: bytes | None


class Line:
    """An association with a peer; a context manager: released at its end, aborted on an error.

    Parameters
    ----------
    peer
        Who.
    contexts
        What is proposed; up to `MOST_CONTEXTS`.
    on_store
        Takes what the peer sends on this line, and returns a status (C-GET).
    on_part
        Called before each part of a message is kept.
    stopped
        Asked while an answer is waited for; ``True`` raises `StoppedError`.

    Raises
    ------
    PacsError
        If there is nobody, or nobody who talks to us.
    """

    def __init__(
        self,
        peer: Peer,
        contexts: Iterable[Context],
        *,
        on_store: Callable[[Any], int] | None = None,
        on_part: Callable[[Any], None] | None = None,
        stopped: Callable[[], bool] | None = None,
    ) -> None:
        require("pynetdicom", why="A PACS by DIMSE")
        from dicomwidgets.pacs.dimse_wire import hang_up  # noqa: PLC0415 - imports an extra

        self.peer = peer
        self._hang_up = hang_up
        self._stopped = stopped or (lambda: False)
        self._number = 0
        self._is_asking = False
        self._assoc, self._wire = _opened(peer, tuple(contexts), on_store, on_part)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close(orderly=error is None)

    @property
    def is_open(self) -> bool:
        """Whether it can be spoken on."""
        return bool(self._assoc.is_established)

    def close(self, *, orderly: bool = True) -> None:
        """Release the association, or abort it."""
        if orderly and self._assoc.is_established and not self._is_asking:
            self._assoc.release()
        else:
            self._hang_up(self._assoc)

    def _drop(self) -> None:
        """Close a line on which nothing can be said any more, and wait for nobody."""
        self._assoc.is_established = False
        self._hang_up(self._assoc)

    def context(self, abstract: str, syntax: str = "", *, received: bool = False) -> Any | None:
        """Return the context that was accepted for a SOP class, in one transfer syntax or any."""
        for each in self._assoc.accepted_contexts:
            role = each.as_scp if received else each.as_scu
            fits = not syntax or each.transfer_syntax[0] == syntax
            if each.abstract_syntax == abstract and role and fits:
                return each
        return None

    def takes(self, abstract: str) -> bool:
        """Whether the peer knows a SOP class, in whatever transfer syntax."""
        refused = self._assoc.rejected_contexts
        return not any(
            each.abstract_syntax == abstract and each.result == _UNKNOWN_KIND for each in refused
        )

    def extended(self, abstract: str) -> bytes:
        """Return what the peer has answered to what more was asked of a service; mostly nothing."""
        return bytes(self._assoc.acceptor.sop_class_extended.get(abstract) or b"")

    def ask(
        self,
        service: str,
        request: Any,
        context: Any,
        *,
        enough: Callable[[], bool] | None = None,
    ) -> Iterator[Answer]:
        """Ask for something, and yield each answer, the final one last.

        Parameters
        ----------
        service
            As for `dimse_failures.outcome_of`.
        request
            A primitive of pynetdicom; its number is given here.
        context
            As `context` returns it.
        enough
            Asked before each answer is waited for; ``True`` sends C-CANCEL, once. What comes all
            the same is yielded.

        Raises
        ------
        PacsError
            If the answers end before the final one.
        StoppedError
            If the user has stopped.
        """
        self._number = self._number % 0xFFFF + 1
        request.MessageID = self._number
        cancelled_at = 0.0
        if not self._assoc.is_established:
            raise self._lost()
        self._is_asking = True
        with kept_warnings():  # of values that are none
            self._assoc.dimse.send_msg(request, context.context_id)
        while self._is_asking:
            if enough is not None and not cancelled_at and enough():
                self._assoc.send_c_cancel(self._number, context.context_id)
                cancelled_at = time.monotonic()
            if cancelled_at and time.monotonic() - cancelled_at > _AFTER_CANCEL:
                self.close(orderly=False)
                return
            try:
                answer = self._answer(service, _AFTER_CANCEL if cancelled_at else None)
            except PacsError:
                if cancelled_at:  # it was not to say anything more
                    return
                raise
            if answer is not None:
                self._is_asking = answer.outcome.kind == "pending"
                yield answer

    def _answer(self, service: str, patience: float | None) -> Answer | None:
        """Wait for an answer; ``None`` where the peer has sent an object, which is taken."""
        message = self._next(self.peer.timeout if patience is None else patience)
        if type(message).__name__ == "C_STORE" and not message.MessageIDBeingRespondedTo:
            with kept_warnings():
                self._assoc._c_store_scp(message)  # noqa: SLF001 - as pynetdicom's own loop does
            return None
        if not message.is_valid_response:
            self._assoc.abort()
            raise _nonsense("an answer without a status")
        comment = str(getattr(message, "ErrorComment", None) or "")
        data = getattr(message, "Identifier", None)
        outcome = outcome_of(service, int(message.Status), comment)
        return Answer(outcome, message, data.getvalue() if data is not None else None)

    def _next(self, patience: float) -> Any:
        begin = time.monotonic()
        while True:
            try:
                message = self._assoc.dimse.msg_queue.get(timeout=_LOOK_EVERY)[1]
            except Empty:
                if self._stopped():
                    raise StoppedError from None
                if self._is_ended():
                    raise self._lost() from None
                if time.monotonic() - max(begin, self._wire.moved) > patience:
                    self._drop()
                    raise _silent(patience) from None
                continue
            if message is None:
                raise self._lost()
            return message

    def _is_ended(self) -> bool:
        """Whether the peer has aborted, released or closed the line."""
        said = self._assoc.dul.peek_next_pdu()
        return said is not None or not self._assoc.dul.is_alive()

    def _lost(self) -> PacsError:
        """Close the line, and return what is said of a peer that has ended it."""
        if self._wire.rubbish:
            error = _rubbish(self._wire.rubbish)
        elif self._assoc.acse.is_aborted("a-abort"):
            error = PacsError(
                "The PACS has broken off in the middle (A-ABORT).",
                code="aborted",
                remedy="Try again; its log says why.",
            )
        else:
            error = PacsError(
                "The connection was closed in the middle.",
                code="aborted",
                remedy="Try again: what is done stays. If it happens again, ask whoever runs it.",
            )
        self._drop()
        return error


def _opened(
    peer: Peer,
    contexts: tuple[Context, ...],
    on_store: Callable[[Any], int] | None,
    on_part: Callable[[Any], None] | None,
) -> tuple[Any, Any]:
    from pynetdicom import build_context, build_role, evt  # noqa: PLC0415 - an extra

    from dicomwidgets.pacs.dimse_wire import Entity, be_silent  # noqa: PLC0415 - imports it

    be_silent()
    entity = Entity(peer.calling)
    entity.acse_timeout = entity.connection_timeout = peer.connect_timeout
    entity.dimse_timeout, entity.network_timeout = peer.timeout, None
    received = dict.fromkeys(each.abstract for each in contexts if each.received)
    items: list[Any] = [build_role(abstract, scp_role=True) for abstract in received]
    items += [_extended(each) for each in contexts if each.extended]
    if peer.credentials is not None:
        items.append(_identity(peer.credentials))
    # Or pynetdicom's own loop, which runs beside, would take answers that are waited for here.
    handlers: list[Any] = [(evt.EVT_ESTABLISHED, _keep_still)]
    if on_store is not None:
        handlers.append((evt.EVT_C_STORE, on_store))
    if on_part is not None:
        handlers.append((evt.EVT_PDU_RECV, on_part))
    host, begin = peer.resolved(), time.monotonic()
    assoc = entity.associate(
        host,
        peer.port,
        contexts=[build_context(each.abstract, list(each.syntaxes)) for each in contexts],
        ae_title=peer.called,
        max_pdu=_PDU,
        ext_neg=items,
        tls_args=(peer.tls, peer.host) if peer.tls is not None else None,
        evt_handlers=handlers,
    )
    if not assoc.is_established:
        error = _not_opened(peer, assoc, entity.wire, time.monotonic() - begin)
        entity.wire.close()
        raise error
    entity.wire.patience = peer.timeout
    return assoc, entity.wire


def _keep_still(event: Any) -> None:
    event.assoc._reactor_checkpoint.clear()  # noqa: SLF001 - what its own methods do


def _extended(context: Context) -> Any:
    from pynetdicom.pdu_primitives import SOPClassExtendedNegotiation  # noqa: PLC0415 - an extra

    item = SOPClassExtendedNegotiation()
    item.sop_class_uid = context.abstract
    item.service_class_application_information = context.extended
    return item


def _identity(credentials: Credentials) -> Any:
    """Return user and password, or a token, as they are told (PS3.7 D.3.3.7)."""
    from pynetdicom.pdu_primitives import UserIdentityNegotiation  # noqa: PLC0415 - an extra

    item, pair = UserIdentityNegotiation(), credentials.pair()
    if pair is None:
        raise ArgumentError(
            "DIMSE takes a user and a password, no token.", remedy="Give (user, password)."
        )
    user, password = pair
    item.user_identity_type = 2 if password else 1
    item.primary_field = user.encode()
    if password:
        item.secondary_field = password.encode()
    return item


def _not_opened(peer: Peer, assoc: Any, wire: Any, seconds: float) -> PacsError:
    """Return why there is no association."""
    if wire.failure is not None:
        return _unconnected(peer, wire.failure)
    if wire.rubbish:
        return _rubbish(wire.rubbish)
    said = assoc.acceptor.primitive
    if assoc.is_rejected and said is not None:
        return rejected(int(said.result), int(said.result_source), int(said.diagnostic))
    if said is not None and said.result == 0:
        return PacsError(
            "The PACS does not offer what it is asked for: it accepts none of the SOP classes.",
            code="unsupported",
            remedy="Ask whoever runs it whether this service is on, and open to our AE title.",
        )
    if seconds >= peer.connect_timeout:
        return _silent(peer.connect_timeout)
    return PacsError(
        "The connection was closed without a word when we said who we are.",
        code="aborted",
        remedy="Mostly no DICOM is spoken at this port, or by TLS only (dicoms://), or our AE "
        "title (calling=) is not known there.",
    )


def _unconnected(peer: Peer, failure: OSError) -> PacsError:
    if isinstance(failure, ssl.SSLCertVerificationError):
        why = failure.verify_message
        message, code = f"The PACS shows a certificate that is not trusted: {why}.", "tls"
        remedy = "Give the authority that has signed it: ca='ca.pem'."
    elif isinstance(failure, ssl.SSLError):
        message, code = f"TLS could not be agreed on: {failure.reason or 'no reason given'}.", "tls"
        remedy = "Check that this port speaks TLS, and whether it asks for a certificate of ours."
    elif isinstance(failure, ConnectionRefusedError):
        message, code = f"Nobody listens at port {peer.port} of this host.", "refused"
        remedy = "Check the port, and that the PACS is running."
    elif isinstance(failure, TimeoutError):
        return _silent(peer.connect_timeout)
    elif peer.tls is not None and isinstance(failure, ConnectionError):
        message, code = "TLS could not be agreed on: the connection was closed.", "tls"
        remedy = "Mostly no TLS is spoken at this port: try dicom:// instead of dicoms://."
    else:
        why = failure.strerror or type(failure).__name__
        message, code = f"The host can't be reached: {why}.", "refused"
        remedy = "Check the address, and that this machine is in the right network."
    return PacsError(message, code=code, remedy=remedy)


def _rubbish(start: bytes) -> PacsError:
    remedy = "Check the port."
    if start.startswith(_HTTP[: len(start)]):
        remedy = "A web server listens there: for DICOMweb give its address, http://… or https://…."
    elif start[0] == _TLS_ALERT:
        remedy = "TLS is spoken there: write dicoms:// instead of dicom://."
    return PacsError("What answers there does not speak DICOM.", code="rubbish", remedy=remedy)


def _nonsense(what: str) -> PacsError:
    return PacsError(
        f"The PACS has sent what makes no sense: {what}.",
        code="rubbish",
        remedy="Ask whoever runs it.",
    )


def _silent(seconds: float) -> PacsError:
    return PacsError(
        f"The PACS says nothing: not a byte in {seconds:g} seconds.",
        code="silent",
        remedy="Try again later, or wait longer: timeout=, connect_timeout=.",
    )
