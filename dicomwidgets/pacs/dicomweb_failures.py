"""What went wrong with a request, in words that quote nothing of it."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING

from dicomwidgets.errors import PacsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["PASSING", "by_exception", "by_status", "cut_off", "passing"]

PASSING = frozenset({"refused", "aborted", "cut", "busy"})
"""Codes of what may be over in a moment."""

_STATUS: Mapping[int, tuple[str, str, str]] = {
    400: ("unsupported", "does not understand this request", "It may lack this service or key."),
    401: ("login", "wants other credentials", "Check credentials=: user, password or token."),
    403: ("login", "does not allow this", "Ask for the right to it, or use another account."),
    404: ("absent", "has nothing at this address", "Check the UIDs, and the root of its services."),
    405: ("unsupported", "does not offer this service", "Check the address of its services."),
    406: ("unsupported", "can't give it in a form that is known here", ""),
    409: ("conflict", "refuses it as in conflict with what it has", ""),
    410: ("absent", "does not have it any more", ""),
    413: ("large", "refuses it as too large", "Send less at once: at_once=."),
    415: ("unsupported", "does not take this kind of data", ""),
    429: ("busy", "is asked too often", "Try later, or with fewer at once: workers=."),
    501: ("unsupported", "does not offer this service", ""),
    502: ("busy", "stands behind a proxy that does not reach it", "Try later."),
    503: ("busy", "is not ready", "Try later."),
    504: ("busy", "stands behind a proxy that does not reach it", "Try later."),
    507: ("large", "has no room for it", ""),
}
_BUSY = frozenset({408, 429, 502, 503, 504})
_DEEPEST = 8
_CHECK = "Check the address, and that the server runs."
_PATIENCE = "Check that it runs, or wait longer: timeout=."
_TLS = frozenset({"SSLError", "SSLCertVerificationError", "CertificateError"})
_KNOWN: tuple[tuple[frozenset[str], str, str, str], ...] = (
    (frozenset({"ProxyError"}), "proxy", "The proxy does not answer as one.", "Check proxy=."),
    (
        frozenset({"NameResolutionError", "gaierror", "LocationParseError", "InvalidURL"}),
        *("host", "There is no machine of this name.", "Check the address."),
    ),
    (
        frozenset({"ConnectTimeout", "ConnectTimeoutError"}),
        *("silent", "There is no connection to the server within {:g} s.", _PATIENCE),
    ),
    (
        frozenset({"ReadTimeout", "ReadTimeoutError", "TimeoutError", "timeout"}),
        *("silent", "The server did not answer within {:g} s.", _PATIENCE),
    ),
    (
        frozenset({"ConnectionRefusedError", "ECONNREFUSED"}),
        *("refused", "Nobody listens at this address.", _CHECK),
    ),
    (
        frozenset({"ENETUNREACH", "EHOSTUNREACH"}),
        *("host", "There is no way to this machine.", _CHECK),
    ),
    (
        frozenset({"IncompleteRead", "InvalidChunkLength"}),
        *("cut", "The answer of the server ended before it was whole."),
        "Repeat the call: what has arrived stays.",
    ),
    (
        frozenset({"DecodeError", "ContentDecodingError", "InvalidHeader", "HeaderParsing"})
        | {"BadStatusLine"},
        *("rubbish", "What answers does not speak HTTP, or not correctly."),
        "Check host, port, and http or https.",
    ),
)
"""What failures are called, and what is said of them; the first that fits."""


def by_status(status: int) -> PacsError:
    """Return what is to be said of an answer with a status that is none of success."""
    code, says, remedy = _STATUS.get(status, ("status", "failed", ""))
    if status in _BUSY:
        code = "busy"
    return PacsError(f"The server {says} (HTTP {status}).", code=code, remedy=remedy or None)


def passing(error: PacsError) -> bool:
    """Whether to ask once more may help."""
    return error.code in PASSING


def cut_off() -> PacsError:
    """Return what is to be said of an answer that ends before it is whole."""
    return PacsError(
        "The answer of the server ended before it was whole.",
        code="cut",
        remedy="Repeat the call: what has arrived stays.",
    )


def by_exception(error: BaseException, seconds: float) -> PacsError:
    """Return what is to be said of an exception of requests, urllib3 or the system.

    Parameters
    ----------
    error
        Its own text is not quoted: it holds the address.
    seconds
        How long was waited for an answer.
    """
    chain = list(_causes(error))
    names = {name for each in chain for name in _names(each)}
    if names & _TLS:
        return _tls(chain)
    for known, code, message, remedy in _KNOWN:
        if names & known:
            return PacsError(message.format(seconds), code=code, remedy=remedy)
    return PacsError(
        "The server broke off the connection.", code="aborted", remedy="Repeat the call."
    )


def _names(error: BaseException) -> Iterator[str]:
    """Yield what a failure is called: its class, the system's name of it, what it is a case of."""
    yield type(error).__name__
    if isinstance(error, OSError) and error.errno is not None:
        yield errno.errorcode.get(error.errno, "")
    yield from (name for name in ("BadStatusLine", "HeaderParsing") if name in str(error))


def _tls(chain: list[BaseException]) -> PacsError:
    text = " ".join(map(str, chain))
    if "WRONG_VERSION_NUMBER" in text or "record layer failure" in text:
        return PacsError(
            "The server does not speak TLS at this port.", code="tls", remedy="Check the port."
        )
    if re.search(r"certificate.required|handshake.failure|bad.certificate", text, re.IGNORECASE):
        return PacsError(
            "The server wants a certificate that it knows.",
            code="tls",
            remedy="Give it: certificate=(certificate, key).",
        )
    reasons = (
        ("self.signed|unable to get (local )?issuer", "it is signed by nobody who is trusted here"),
        ("expired", "it has expired"),
        ("hostname|doesn't match|not valid for", "it is that of another machine"),
    )
    found = (said for words, said in reasons if re.search(words, text, re.IGNORECASE))
    why = next(found, "TLS failed")
    return PacsError(
        f"The certificate of the server can't be trusted: {why}.",
        code="tls",
        remedy="Give the file of the authority that signed it: ca=.",
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and all that it was made of, wherever those keep it."""
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting and len(seen) < _DEEPEST:
        each = waiting.pop(0)
        if not isinstance(each, BaseException) or each in seen:
            continue
        seen.append(each)
        waiting += [each.__cause__, each.__context__, getattr(each, "reason", None), *each.args]
    yield from seen
