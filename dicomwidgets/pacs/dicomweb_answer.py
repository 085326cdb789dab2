"""What a server answered: its status, its headers, and its body as it comes."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import PacsError
from dicomwidgets.pacs.dicomweb_failures import by_exception

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["Answer", "called_off"]

_PIECE = 1 << 18
_LARGEST = 1 << 30
"""Bytes of an answer that is kept whole."""
_LEAST = 1 << 10
"""Bytes that must come within the time that is waited for an answer."""


def called_off(stop: Callable[[], bool]) -> None:
    """Raise where nobody wants what is waited for."""
    if stop():
        raise PacsError("It was called off.", code="cancelled")


class _Pace:
    """How fast an answer has to come: one that trickles is none."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._since, self._missing = time.monotonic(), _LEAST

    def keep(self, count: int) -> None:
        now = time.monotonic()
        self._missing -= count
        if self._missing <= 0:
            self._since, self._missing = now, _LEAST
        elif now - self._since > self._timeout:
            raise TimeoutError


class Answer:
    """An answer (RFC 9110); its body is read once, as a whole or in pieces.

    Parameters
    ----------
    response
        Of requests, its body not yet read.
    timeout
        Seconds without any progress after which the server counts as silent.
    stop
        Asked between pieces whether nobody wants the rest.
    """

    def __init__(
        self, response: Any, timeout: float, stop: Callable[[], bool] | None = None
    ) -> None:
        self._response = response
        self._timeout = timeout
        self._stop = stop
        self._whole: bytes | None = None
        self.status_code: int = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.encoding = "utf-8"

    @property
    def media_type(self) -> str:
        """The type of the body without its parameters, in small letters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def content(self) -> bytes:
        """The whole body.

        Raises
        ------
        PacsError
            If it does not come, ends early, or is larger than what an answer can be.
        """
        if self._whole is None:
            pieces, size = [], 0
            for piece in self.pieces():
                size += len(piece)
                if size > _LARGEST:
                    self.close()
                    raise PacsError("The answer is too large to be one.", code="rubbish")
                pieces.append(piece)
            self._whole = b"".join(pieces)
        return self._whole

    def pieces(self) -> Iterator[bytes]:
        """Yield the body as it comes.

        Raises
        ------
        PacsError
            If it does not come, or ends early.
        """
        pace = _Pace(self._timeout)
        try:
            while data := self._response.raw.read1(_PIECE, decode_content=True):
                pace.keep(len(data))
                if self._stop is not None:
                    called_off(self._stop)
                yield data
        except PacsError:
            self.close()
            raise
        except Exception as error:  # noqa: BLE001 - three packages raise what they like
            self.close()
            raise by_exception(error, self._timeout) from None
        else:
            self._response.raw.release_conn()

    def json(self) -> Any:
        """Return the body as JSON (PS3.18 F).

        Raises
        ------
        PacsError
            If it is none.
        """
        try:
            return json.loads(self.content)
        except ValueError:
            told = self.media_type
            what = f"something else ({told})" if told and "json" not in told else "no whole JSON"
            raise PacsError(
                f"The server answered {what} where DICOM JSON is due.",
                code="rubbish",
                remedy="Check that the address is the root of its DICOMweb services.",
            ) from None

    def raise_for_status(self) -> None:
        """Do nothing: who has an answer has a good one."""

    def close(self) -> None:
        """Give up what has not been read."""
        self._response.close()
