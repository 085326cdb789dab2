"""The one room that knows pynetdicom from inside: its sockets, its server, its messages.

It is imported where a line is opened, through `extras.require`.

What pynetdicom does not give by itself: why a connection failed; a bound on what is read and on how
long it is waited for; data sets sent as they are. Its log would print data sets, so it is silent
unless the user has given its logger a level.
"""

from __future__ import annotations

import logging
import socket
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from dicomwidgets.extras import require
from dicomwidgets.reading.kept_warnings import kept_warnings

require("pynetdicom", why="A PACS by DIMSE")

from pynetdicom.ae import ApplicationEntity  # noqa: E402 - after it is known to be there
from pynetdicom.transport import (  # noqa: E402
    AssociationSocket,
    RequestHandler,
    ThreadedAssociationServer,
)

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

__all__ = ["Entity", "Handler", "Server", "Wire", "be_silent", "hang_up"]

_HEADER = 6
_KINDS = range(1, 8)
_LONGEST = 64 << 20
"""No PDU is longer: peers are told to send 128 KiB at most."""
_PIECE = 1 << 18
_QUICK_ACK: int | None = getattr(socket, "TCP_QUICKACK", None)


def be_silent() -> None:
    """Keep pynetdicom's log, which prints data sets and passwords, out of the user's."""
    logger = logging.getLogger("pynetdicom")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.CRITICAL + 1)


def keep_warnings(assoc: Any) -> None:
    """Keep what pydicom says of odd values, and quotes, out of everybody's sight.

    It is said on the threads of an association, which must not have begun yet.
    """
    for thread in (assoc, assoc.dul):
        thread.run = partial(_kept, thread.run)


def _kept(run: Callable[[], None]) -> None:
    with kept_warnings():
        run()


def hang_up(assoc: Any) -> None:
    """End an association: abort it, or close what is not established, or not any more."""
    if assoc.is_established:
        assoc.abort()
        return
    wire = assoc.dul.socket
    sock = wire.socket if wire is not None else None
    if sock is not None:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
    assoc.kill()


class Wire(AssociationSocket):
    """A socket that knows why it failed and never waits for ever.

    Attributes
    ----------
    failure
        Why it could not be connected.
    rubbish
        The first bytes of an answer that is none of DICOM's.
    moved
        When the last byte came or went, of `time.monotonic`.
    patience
        Seconds that a byte is waited for in the middle of a message.
    """

    socket: Any
    _is_connected: bool

    def __init__(self, *args: Any, **keywords: Any) -> None:
        self.failure: OSError | None = None
        self.rubbish = b""
        self.moved = time.monotonic()
        self.patience = 30.0
        super().__init__(*args, **keywords)
        # A message goes in several pieces: none shall wait until the one before is acknowledged.
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._is_connected:
            self.socket.settimeout(self.patience)

    def connect(self, primitive: Any) -> None:
        """Connect, with TLS where it is asked for; keep the reason where it fails."""
        sock = self.socket
        try:
            sock.settimeout(self.assoc.connection_timeout)
            sock.connect(primitive.address_info.as_tuple)
            if sock.getsockname() == sock.getpeername():
                # On this machine a call to where nobody listens can be put through to itself.
                raise ConnectionRefusedError
            if self.tls_args:
                context, host = self.tls_args
                sock = context.wrap_socket(sock, server_hostname=host)
            sock.settimeout(self.patience)
        except (OSError, ValueError) as error:
            self.failure = error if isinstance(error, OSError) else OSError(str(error))
            sock.close()
            self.socket, primitive.result = None, "Evt17"
        else:
            self.socket, self._is_connected, primitive.result = sock, True, "Evt2"
            self.moved = time.monotonic()
        self.provider_queue.put(primitive)
        self._ready.set()

    def recv(self, nr_bytes: int) -> bytearray:
        """Return so many bytes, or fewer where the peer has closed.

        Raises
        ------
        OSError
            If they don't come, or a message is longer than any is.
        """
        if nr_bytes > _LONGEST:
            raise OSError("A message is too long.")
        data = bytearray()
        while len(data) < nr_bytes:
            piece = self.socket.recv(min(_PIECE, nr_bytes - len(data)))
            if _QUICK_ACK is not None:  # the peer may wait for it, too; it holds for once
                self.socket.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
            if not piece:
                break
            self.moved = time.monotonic()
            data += piece
        if not self.rubbish and nr_bytes == _HEADER and data and data[0] not in _KINDS:
            self.rubbish = bytes(data)
        return data

    def send(self, bytestream: bytes) -> None:
        """Send bytes, and note each time that some of them went."""
        rest = memoryview(bytestream)
        try:
            while rest:
                rest = rest[self.socket.send(rest[:_PIECE]) :]
                self.moved = time.monotonic()
        except (OSError, AttributeError):
            self.event_queue.put("Evt17")

    def _shutdown_socket(self) -> None:
        """Close the socket, be it connected or not."""
        sock = self.socket
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()


class Entity(ApplicationEntity):
    """An application entity whose sockets are `Wire`.

    Attributes
    ----------
    wire
        The last one that was made.
    """

    wire: Wire

    def _create_socket(self, assoc: Any, address: Any, tls_args: Any) -> Wire:
        keep_warnings(assoc)
        self.wire = Wire(assoc, address=address)
        self.wire.tls_args = tls_args
        return self.wire


class Handler(RequestHandler):
    """Opens the line to whoever has connected; its socket is a `Wire`."""

    def _create_association(self) -> Any:
        server = self.server
        assoc = super()._create_association()
        # What `AssociationSocket` has put there is said again by the new one.
        while not assoc.dul.event_queue.empty():
            assoc.dul.event_queue.get()
        wire = Wire(assoc, client_socket=self.request)
        wire.patience = server.patience
        self.request.settimeout(server.patience)
        assoc.dul.socket = wire
        keep_warnings(assoc)
        return assoc


class Server(ThreadedAssociationServer):
    """Listens; TLS is agreed on apart from other connections, strangers are turned away.

    Attributes
    ----------
    allowed
        Says whether an IP address may connect.
    patience
        Seconds that a byte is waited for.
    secret
        How lines are kept secret.
    """

    daemon_threads = True

    def __init__(self, *args: Any, allowed: Any, patience: float, secret: Any, **more: Any) -> None:
        self.allowed = allowed
        self.patience = patience
        self.secret: ssl.SSLContext | None = secret
        super().__init__(*args, request_handler=Handler, **more)

    def verify_request(self, request: Any, client_address: Any) -> bool:  # noqa: ARG002
        """Whether somebody may connect."""
        return bool(self.allowed(client_address[0]))

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Agree on TLS, and open the line."""
        if self.secret is not None:
            request.settimeout(self.patience)
            try:
                request = self.secret.wrap_socket(request, server_side=True)
            except OSError:
                self.shutdown_request(request)
                return
        super().finish_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: the peer's address is nobody's business here."""

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        with suppress(OSError):
            request.shutdown(socket.SHUT_RDWR)
        request.close()
