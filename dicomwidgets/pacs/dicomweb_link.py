"""The way to a server by HTTP: TLS, patience, another try, and nothing given away."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from dicomwidgets import __version__
from dicomwidgets.errors import ArgumentError, PacsError
from dicomwidgets.extras import require
from dicomwidgets.pacs.addresses import is_loopback, joined, origin_of_address
from dicomwidgets.pacs.credentials import credentials_of
from dicomwidgets.pacs.dicomweb_answer import Answer, called_off
from dicomwidgets.pacs.dicomweb_failures import by_exception, by_status, passing
from dicomwidgets.pacs.unlogged import unlogged

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping

    from dicomwidgets.pacs.addresses import Origin

__all__ = ["Link", "retry_after", "wait_for"]

AskedT = TypeVar("AskedT")

_FIRST_WAIT = 0.25
_LONGEST_WAIT = 60.0
_SLICE = 0.1
_REDIRECTED = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3
_CONNECTIONS = 32


class Link:
    """The way to one server; thread-safe.

    Parameters
    ----------
    base
        ``http://`` or ``https://``, host, port and path; requests go nowhere else.
    credentials
        As `credentials_of` takes them.
    ca
        File or folder of the authorities that may sign the server's certificate; by default
        those that requests brings.
    certificate
        Of the client: a PEM file, or ``(certificate, key)``.
    verify
        ``False`` trusts any certificate.
    timeout
        Seconds without an answer, or any progress of one, after which the server counts as silent.
    retries
        How often a request that does no harm twice is sent again while the server is busy, gone
        or breaks off.
    plain_http
        Whether credentials may go unencrypted to another machine.
    proxy
        Address of an HTTP proxy; that of the environment is not used.
    """

    def __init__(  # noqa: PLR0913 - keywords
        self,
        base: str,
        *,
        credentials: Any = None,
        ca: str | os.PathLike[str] | None = None,
        certificate: str | os.PathLike[str] | tuple[Any, Any] | None = None,
        verify: bool = True,
        timeout: float = 30.0,
        retries: int = 4,
        plain_http: bool = False,
        proxy: str | None = None,
    ) -> None:
        require("dicomweb_client", why="DICOMweb")
        self.base = base
        self._origin = origin_of_address(base)
        self._credentials = credentials_of(credentials)
        self._timeout = _positive(timeout)
        self._retries = max(0, int(retries))
        if self._credentials is not None and not plain_http:
            _refuse_plain(base)
        self._session = _session(verify, ca, certificate, proxy)

    @property
    def timeout(self) -> float:
        """Seconds that are waited for an answer."""
        return self._timeout

    @property
    def retries(self) -> int:
        """How often a request is sent again."""
        return self._retries

    @property
    def origin(self) -> Origin:
        """Who is spoken to."""
        return self._origin

    def get(  # noqa: PLR0913 - keywords
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        stream: bool = False,
        timeout: float | None = None,  # noqa: ARG002 - what dicomweb-client gives; the link has its own
        retries: int | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Answer:
        """Ask for something, again where that may help.

        Parameters
        ----------
        url
            Below the base.
        headers
            Beside those that all requests have.
        stream
            Whether the body is read by the caller; else it is here when this returns.
        timeout
            Not used.
        retries
            In place of the link's own.
        stop
            Asked while waiting: whether to give up.

        Raises
        ------
        PacsError
            If there is no good answer.
        """

        def once() -> Answer:
            answer = self._answered("GET", url, headers, None, stop)
            if not stream:
                answer.content  # noqa: B018 - read now, so that a cut one is asked for again
            return answer

        return self.patiently(once, stop=stop, retries=retries)

    def patiently(
        self,
        ask: Callable[[], AskedT],
        *,
        stop: Callable[[], bool] | None = None,
        retries: int | None = None,
    ) -> AskedT:
        """Return what is asked for, asked again where that may help.

        Parameters
        ----------
        ask
            Asks once; to do so twice must do no harm.
        stop
            Asked while waiting: whether to give up.
        retries
            In place of the link's own.

        Raises
        ------
        PacsError
            If it can't be had.
        """
        tries = self._retries if retries is None else retries
        for attempt in range(tries + 1):
            try:
                return ask()
            except PacsError as error:
                wait = self._pause(error, attempt)
                if attempt == tries or wait is None:
                    raise
                wait_for(wait, stop)
        raise AssertionError

    def post(
        self,
        url: str,
        body: Iterable[bytes],
        headers: Mapping[str, str],
    ) -> Answer:
        """Send something, once; an answer of any status is one.

        Parameters
        ----------
        url
            Below the base.
        body
            Its pieces.
        headers
            Of the request.

        Raises
        ------
        PacsError
            If there is no answer.
        """
        return self._sent("POST", url, headers, body, None)

    def own(self, url: str) -> str:
        """Return an address that the server named, made whole.

        Servers behind others name themselves as nobody outside knows them: what lies below
        ``/studies/`` there is asked for here.

        Raises
        ------
        PacsError
            If it is one of another server, which gets no request.
        """
        whole = joined(self.base.rstrip("/") + "/", url)
        if origin_of_address(whole) == self._origin:
            return whole
        _, below, rest = whole.partition("/studies/")
        if not below:
            raise PacsError(
                "The server names an address of another one, which is not asked.", code="elsewhere"
            )
        return f"{self.base}{below}{rest}"

    def close(self) -> None:
        """Close all connections; the next request opens new ones."""
        self._session.close()

    def _answered(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        body: Iterable[bytes] | None,
        stop: Callable[[], bool] | None,
    ) -> Answer:
        """Return a good answer."""
        asked_again = False
        for _ in range(_MOST_REDIRECTS + 2):
            answer = self._sent(method, url, headers, body, stop)
            if answer.status_code == 401 and self._credentials is not None and not asked_again:
                asked_again = True  # a token may have run out meanwhile
                answer.close()
            elif answer.status_code in _REDIRECTED:
                answer.close()
                url = self.own(joined(url, answer.headers.get("Location", "")))
            elif answer.status_code < 300:
                return answer
            else:
                break
        error = by_status(answer.status_code)
        error.retry_after = retry_after(answer.headers)
        answer.close()
        raise error

    def _sent(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        body: Iterable[bytes] | None,
        stop: Callable[[], bool] | None,
    ) -> Answer:
        if origin_of_address(url) != self._origin:
            raise PacsError("This is an address of another server.", code="elsewhere")
        known = {name: value for name, value in (headers or {}).items() if name.lower() != "host"}
        if self._credentials is not None:
            known["Authorization"] = self._credentials.header()
        try:
            with unlogged():
                response = self._session.request(
                    method,
                    url,
                    headers=known,
                    data=body,
                    stream=True,
                    timeout=self._timeout,
                    allow_redirects=False,
                )
        except PacsError:
            raise
        except Exception as error:  # noqa: BLE001 - three packages raise what they like
            raise by_exception(error, self._timeout) from None
        return Answer(response, self._timeout, stop)

    def _pause(self, error: PacsError, attempt: int) -> float | None:
        """Return how long to wait before the next try; ``None`` where there is to be none."""
        if not passing(error):
            return None
        told = error.retry_after
        if told is not None and told > _LONGEST_WAIT:
            return None
        own = _FIRST_WAIT * 2.0**attempt * random.uniform(0.75, 1.25)  # noqa: S311 - no secret
        return max(own, told or 0.0)


def _refuse_plain(base: str) -> None:
    if origin_of_address(base).scheme == "http" and not is_loopback(base):
        raise PacsError(
            "Credentials would go unencrypted to another machine: they are not sent.",
            code="plain",
            remedy="Use https://, or plain_http=True where the network itself is safe.",
        )


def _positive(seconds: float) -> float:
    if not 0 < seconds < 1e6:
        raise ArgumentError("timeout= is a number of seconds above 0.")
    return float(seconds)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a server asks to wait, if it does (RFC 9110 10.2.3)."""
    told = headers.get("Retry-After", "").strip()
    if told.isdecimal():
        return float(told)
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def wait_for(seconds: float, stop: Callable[[], bool] | None) -> None:
    """Wait, unless nobody wants what is waited for.

    Raises
    ------
    PacsError
        If `stop` says so meanwhile.
    """
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if stop is not None:
            called_off(stop)
        time.sleep(min(left, _SLICE) if stop is not None else left)


def _session(
    verify: bool,
    ca: str | os.PathLike[str] | None,
    certificate: str | os.PathLike[str] | tuple[Any, Any] | None,
    proxy: str | None,
) -> Any:
    import requests  # noqa: PLC0415 - comes with dicomweb-client
    from requests.adapters import HTTPAdapter  # noqa: PLC0415

    session = requests.Session()
    session.trust_env = False  # or .netrc would log in by itself
    session.headers["User-Agent"] = f"dicomwidgets/{__version__}"
    session.verify = bool(verify) if ca is None else _there(ca, "ca")
    if certificate is not None:
        pair = certificate if isinstance(certificate, tuple) else (certificate,)
        found = tuple(_there(each, "certificate") for each in pair)
        session.cert = found if len(found) == 2 else found[0]
    if proxy is not None:
        session.proxies = {"http": proxy, "https": proxy}
    adapter = HTTPAdapter(pool_maxsize=_CONNECTIONS)
    for kind in ("http://", "https://"):
        session.mount(kind, adapter)
    return session


def _there(path: str | os.PathLike[str], name: str) -> str:
    found = Path(path).expanduser()
    if not found.exists():
        raise ArgumentError(f"The file that {name}= names is not there.", file=str(found))
    return str(found)
