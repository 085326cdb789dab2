"""A receiver: an AE title and a port that peers send to, and a folder where it lands."""

from __future__ import annotations

import ipaddress
import threading
import time
from typing import TYPE_CHECKING, Any, Self

from dicomwidgets.errors import ArgumentError, PacsError
from dicomwidgets.extras import require
from dicomwidgets.jobs.run_report import RunFile
from dicomwidgets.pacs.dimse_arrivals import Arrivals
from dicomwidgets.pacs.dimse_line import EXPLICIT, IMPLICIT, VERIFICATION
from dicomwidgets.pacs.dimse_peer import Secrecy, ae_title
from dicomwidgets.pacs.landing import Landing
from dicomwidgets.reference.sop_classes import sop_classes
from dicomwidgets.reference.transfer_syntaxes import transfer_syntaxes

if TYPE_CHECKING:
    import os
    import ssl
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from types import TracebackType

    from dicomwidgets.jobs.run_report import RunReport

__all__ = ["Receiver"]

_TOO_LARGE = "It is larger than the receiver takes ({:,} bytes): the line was broken off."
_MOST = 2 << 30
_LINES = 16
_RETIRED = tuple(
    f"1.2.840.10008.5.1.4.1.1.{end}"
    for end in (
        *("3", "5", "6", "8", "9", "9.1", "10", "11", "12.3", "77.1", "77.2"),
        *("88.1", "88.2", "88.3", "88.4", "129"),
    )
)
"""SOP classes that old archives still hold (PS3.6 Annex A)."""


class Receiver:
    """A storage receiver (Storage SCP, PS3.4 B); a context manager: it listens inside ``with``.

    What arrives is written as it came, each object whole or not at all, and is on the disk before
    the peer is told so. Nothing is overwritten: the same bytes are kept once, others under the same
    SOP Instance UID get a name of their own.

    Parameters
    ----------
    folder
        Made if need be; empty, or begun by an earlier receiver in the same way.
    title
        Our AE title: whoever calls another is refused.
    port
        Where it listens; 0 takes one that is free.
    host
        The address of this machine that it listens at; by default only this machine can connect.
    callers
        AE titles that may send; by default all.
    addresses
        IP addresses and networks that may connect, such as ``"10.1.0.0/16"``. Needed where others
        than this machine can connect.
    certificate
        A PEM file, or ``(certificate, key)``: lines are then kept secret by TLS.
    ca
        A file of certificates: whoever connects must show one that is signed by one of them.
    tls
        An `ssl.SSLContext` of your own instead.
    deidentify
        ``True``, or the keywords of `dicomwidgets.deidentify`: what arrives is de-identified in
        memory, and nothing else touches the disk.
    names
        A pattern of file names.
    resume
        Whether an earlier receiver's folder may be gone on with.
    largest
        Bytes of an object; a larger one is refused while it comes.
    timeout
        Seconds without a byte, after which a line is given up.
    sop_classes
        More SOP classes than those of the standard: private ones.
    on_file
        Called with a `RunFile` for each object that has come, on the thread that received it.

    Attributes
    ----------
    title : str
    port : int
        Where it listens.

    Raises
    ------
    ArgumentError
        If the folder, a title or an address can't be used.
    PacsError
        If it can't listen there.

    Examples
    --------
    >>> with Receiver("incoming/", port=11112) as receiver:      # doctest: +SKIP
    ...     receiver.wait(1)
    >>> receiver.report().counts                                 # doctest: +SKIP
    {'written': 1}
    """

    def __init__(  # noqa: PLR0913 - keywords
        self,
        folder: str | os.PathLike[str],
        *,
        title: str = "DICOMWIDGETS",
        port: int = 11112,
        host: str = "127.0.0.1",
        callers: Iterable[str] = (),
        addresses: Iterable[str] | None = None,
        certificate: str | os.PathLike[str] | tuple[Any, Any] | None = None,
        ca: str | os.PathLike[str] | None = None,
        tls: ssl.SSLContext | None = None,
        deidentify: Mapping[str, Any] | bool | None = None,
        names: str | None = None,
        resume: bool = True,
        largest: int = _MOST,
        timeout: float = 60.0,
        sop_classes: Iterable[str] = (),
        on_file: Callable[[RunFile], None] | None = None,
    ) -> None:
        require("pynetdicom", why="A receiver")
        self.title, self.port = ae_title(title), port
        self._host = host
        self._callers = [ae_title(each) for each in _listed(callers)]
        self._networks = _networks(host, addresses)
        secrecy = Secrecy(tls, ca, certificate)
        self._tls = secrecy.made(server=True) if secrecy.is_asked else None
        self._largest, self._timeout = largest, timeout
        self._more = tuple(sop_classes)
        self._on_file = on_file
        self._came = threading.Condition()
        self._count = 0
        self._landing_of: Callable[[], Landing] = lambda: Landing(
            folder, deidentify=deidentify, names=names, resume=resume
        )
        self._landing: Landing | None = None
        self._entity: Any = None
        self.arrived: set[str] = set()

    def __enter__(self) -> Self:
        landing = self._landing_of()
        self._landing = landing
        self._arrivals = Arrivals(landing, self.arrived, self._note)
        try:
            self._listen()
        except BaseException:
            landing.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        from dicomwidgets.pacs.dimse_wire import hang_up  # noqa: PLC0415 - imports an extra

        self._server.shutdown()
        self._thread.join()
        for line in self._entity.active_associations:
            hang_up(line)
        self._arrivals.close()
        self.landing.close()

    @property
    def landing(self) -> Landing:
        """The folder that it writes to, once it listens."""
        if self._landing is None:
            raise ArgumentError("The receiver does not listen yet.", remedy="Use it in a with.")
        return self._landing

    @property
    def folder(self) -> Path:
        """Where what arrives is written."""
        return self.landing.path

    def report(self) -> RunReport:
        """Return what has come so far."""
        return self.landing.report()

    def wait(
        self,
        count: int | None = None,
        *,
        timeout: float | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Wait until so many objects have come; return whether they have.

        Parameters
        ----------
        count
            ``None`` waits for ever, or until the time is over.
        timeout
            Seconds.
        stopped
            Asked five times a second; ``True`` ends the waiting.
        """
        until = None if timeout is None else time.monotonic() + timeout
        with self._came:
            while count is None or self._count < count:
                rest = 0.2 if until is None else min(0.2, until - time.monotonic())
                if rest <= 0 or stopped():
                    return False
                self._came.wait(rest)
        return True

    def _note(self, file: RunFile) -> None:
        if self._on_file is not None:
            self._on_file(file)
        with self._came:
            self._count += 1
            self._came.notify_all()

    def _listen(self) -> None:
        from pynetdicom import evt  # noqa: PLC0415 - an extra

        from dicomwidgets.pacs.dimse_wire import Entity, Server, be_silent  # noqa: PLC0415

        be_silent()
        entity = self._entity = Entity(self.title)
        entity.require_called_aet, entity.require_calling_aet = True, self._callers
        entity.maximum_associations = _LINES
        entity.network_timeout = entity.acse_timeout = self._timeout
        self._offer(entity)
        handlers = [(evt.EVT_C_STORE, self._arrivals), (evt.EVT_PDU_RECV, self._measure)]
        try:
            server = entity.make_server(
                (self._host, self.port),
                evt_handlers=handlers,
                server_class=Server,
                allowed=self._may_connect,
                patience=self._timeout,
                secret=self._tls,
            )
        except OSError as error:
            raise PacsError(
                f"Nothing can listen at port {self.port}: {error.strerror}.",
                code="receiver",
                remedy="Choose another port; port=0 takes one that is free.",
            ) from None
        entity._servers.append(server)  # noqa: SLF001 - what its own `start_server` does
        self._server = server
        self.port = int(server.server_address[1])
        self._thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
        )
        self._thread.start()

    def _offer(self, entity: Any) -> None:
        """Say what is taken: all that stores something, in every transfer syntax."""
        from pynetdicom import AllStoragePresentationContexts  # noqa: PLC0415 - an extra
        from pynetdicom.service_class import StorageServiceClass  # noqa: PLC0415
        from pynetdicom.sop_class import register_uid, uid_to_service_class  # noqa: PLC0415

        syntaxes = [*dict.fromkeys([EXPLICIT, IMPLICIT, *transfer_syntaxes()])]
        known = [str(each.abstract_syntax) for each in AllStoragePresentationContexts]
        ours = [uid for uid, each in sop_classes().items() if each.iod]
        for uid in dict.fromkeys([*known, *ours, *_RETIRED, *self._more]):
            if uid_to_service_class(uid) is not StorageServiceClass:
                if uid in ours:  # such as a DICOMDIR: no object that is sent
                    continue
                register_uid(uid, f"Own{uid.replace('.', '_')}", StorageServiceClass)
            entity.add_supported_context(uid, syntaxes)
        entity.add_supported_context(VERIFICATION, [EXPLICIT, IMPLICIT])

    def _may_connect(self, address: str) -> bool:
        here = ipaddress.ip_address(address)
        return any(here in network for network in self._networks)

    def _measure(self, event: Any) -> None:
        """Break off a line on which an object grows too large; called before each part is kept."""
        message = event.assoc.dimse.message
        data = getattr(message, "data_set", None)
        if data is None or data.tell() <= self._largest or event.assoc._sent_abort:  # noqa: SLF001
            self._arrivals.hold(event)
            return
        uid = str(getattr(message.command_set, "AffectedSOPInstanceUID", "") or "")
        event.assoc.abort(block=False)
        file = RunFile((uid,), (), "refused", _TOO_LARGE.format(self._largest))
        self.landing.note(file)
        self._note(file)


def _listed(texts: Iterable[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)


def _networks(host: str, addresses: Iterable[str] | None) -> list[Any]:
    try:
        here = ipaddress.ip_address(host)
        if addresses is None and not here.is_loopback:
            raise ArgumentError(
                "Others than this machine could connect, and nothing says who may.",
                remedy="Give addresses=['10.1.0.0/16'], or host='127.0.0.1'.",
            )
        known = ["127.0.0.0/8", "::1/128"] if addresses is None else _listed(addresses)
        return [ipaddress.ip_network(each, strict=False) for each in known]
    except ValueError:
        raise ArgumentError(
            "An address is none.", remedy="Give IP addresses such as 127.0.0.1 or 10.1.0.0/16."
        ) from None
