"""Who is spoken to, and how: what is known before the first byte is sent."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError, PacsError

if TYPE_CHECKING:
    from dicomwidgets.pacs.credentials import Credentials

__all__ = ["Peer", "Secrecy", "ae_title", "peer_of"]

PORT, TLS_PORT = 104, 2762
_EXAMPLE = "dicom://AETITLE@host:port, or dicoms:// with TLS"


@dataclass(frozen=True)
class Peer:
    """Who is spoken to.

    Parameters
    ----------
    host, port
        Where it listens.
    called
        Its AE title.
    calling
        Ours.
    tls
        How the line is kept secret; ``None`` where it is not.
    credentials
        User and password, told when the line is opened (PS3.7 D.3.3.7).
    connect_timeout
        Seconds for a connection, and for the peer to say whether it will talk to us.
    timeout
        Seconds without a single byte of an answer that is due.
    retries
        How often what may be done twice is tried again, after half a second, one, two …
    """

    host: str
    port: int
    called: str
    calling: str
    tls: ssl.SSLContext | None = None
    credentials: Credentials | None = None
    connect_timeout: float = 10.0
    timeout: float = 30.0
    retries: int = 3

    def __str__(self) -> str:
        return f"{self.called} at {self.host}:{self.port}{' by TLS' if self.tls else ''}"

    def resolved(self) -> str:
        """Return the IP address of the host.

        Raises
        ------
        PacsError
            If no such host is known.
        """
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise PacsError(
                f"There is no host of the name {self.host!r}.",
                code="host",
                remedy="Check its spelling, and that this machine is in the right network.",
            ) from None
        # IPv4 first: many archives listen there alone.
        found.sort(key=lambda each: each[0] != socket.AF_INET)
        return str(found[0][4][0])


def peer_of(address: str, secrecy: Secrecy, calling: str, **known: Any) -> Peer:
    """Return the peer of an address such as ``"dicom://ORTHANC@127.0.0.1:4242"``.

    Parameters
    ----------
    address
        The called AE title, host and port; ``ANY-SCP`` and 104 where they are left out (2762 for
        ``dicoms://``).
    secrecy
        How a ``dicoms://`` line is kept secret.
    calling
        Our AE title.
    known
        Other attributes of a `Peer`.

    Raises
    ------
    ArgumentError
        If it is no such address, or holds a password.
    """
    from urllib.parse import unquote, urlsplit  # noqa: PLC0415 - with the packages of networks

    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _no_address() from None
    secret = parts.scheme.casefold() == "dicoms"
    if parts.scheme.casefold() not in ("dicom", "dicoms") or not parts.hostname:
        raise _no_address()
    if parts.password is not None or parts.path.strip("/") or parts.query:
        raise ArgumentError(
            "What stands in the address is an AE title, no user and no password.",
            remedy=f"Write {_EXAMPLE}; user and password are given apart.",
        )
    if secrecy.is_asked and not secret:
        raise ArgumentError("Certificates are shown by TLS only.", remedy="Write dicoms://….")
    return Peer(
        host=parts.hostname,
        port=port or (TLS_PORT if secret else PORT),
        called=ae_title(unquote(parts.username or "ANY-SCP")),
        calling=ae_title(calling),
        tls=secrecy.made() if secret else None,
        **known,
    )


def _no_address() -> ArgumentError:
    return ArgumentError("This is no address of a PACS.", remedy=f"Write {_EXAMPLE}.")


def ae_title(text: str) -> str:
    r"""Return an AE title (PS3.5 6.2: up to 16 characters of ASCII, no control, no ``\``).

    Raises
    ------
    ArgumentError
        If it is none.
    """
    title = text.strip(" ")
    if not title or len(title) > 16 or not title.isascii() or not title.isprintable():
        raise ArgumentError(
            "An AE title has 1 to 16 characters of ASCII.", remedy="Ask whoever runs the PACS."
        )
    if "\\" in title:
        raise ArgumentError("An AE title holds no backslash.", remedy="Leave it out.")
    return title


@dataclass(frozen=True)
class Secrecy:
    """How lines are kept secret.

    Parameters
    ----------
    context
        One of your own: then nothing else counts.
    ca
        A file of certificates that are trusted, instead of those that this machine trusts; for a
        receiver: whoever connects must show a certificate signed by one of them.
    certificate
        Who we are: a PEM file that holds certificate and key, or both as a pair of files.
    verify
        ``False`` trusts any certificate, and any host that shows it.
    """

    context: ssl.SSLContext | None = None
    ca: Any = None
    certificate: Any = None
    verify: bool = True

    @property
    def is_asked(self) -> bool:
        """Whether anything is said."""
        return any((self.context, self.ca, self.certificate, not self.verify))

    def made(self, *, server: bool = False) -> ssl.SSLContext:
        """Return it as a context.

        Raises
        ------
        ArgumentError
            If a file can't be used.
        """
        if self.context is not None:
            return self.context
        purpose = ssl.Purpose.CLIENT_AUTH if server else ssl.Purpose.SERVER_AUTH
        files = self.certificate
        files = tuple(files) if isinstance(files, (tuple, list)) else (files,) if files else ()
        try:
            context = ssl.create_default_context(purpose, cafile=self.ca)
            if files:
                context.load_cert_chain(*files)
        except (OSError, ValueError, TypeError) as error:
            why = getattr(error, "strerror", None) or getattr(error, "reason", None) or "it is none"
            raise ArgumentError(
                f"A certificate or key can't be used: {why}.", remedy="Give PEM files."
            ) from None
        if server and self.ca:
            context.verify_mode = ssl.CERT_REQUIRED
        elif not server and not self.verify:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context
