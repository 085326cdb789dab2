"""The parts of an answer, one at a time while it comes (PS3.18 8.6.1.2, RFC 2046 5.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.errors import PacsError
from dicomwidgets.pacs.dicomweb_failures import cut_off

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dicomwidgets.pacs.dicomweb_answer import Answer

__all__ = ["Part", "parameters", "parts_of", "split"]

_HEAD_END = b"\r\n\r\n"
_LONGEST_HEAD = 64 * 1024
_PARAMETER = re.compile(r';\s*([\w!#$%&*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;"\s]*))')


class Part(NamedTuple):
    """One part of an answer.

    Parameters
    ----------
    data
        Its bytes.
    media_type
        Without parameters, in small letters; empty where it has none.
    transfer_syntax_uid
        Of its bytes, as far as the server says so; else empty.
    """

    data: bytes
    media_type: str = ""
    transfer_syntax_uid: str = ""


def parts_of(answer: Answer, *, bare: tuple[str, ...] = ()) -> Iterator[Part]:
    """Yield the parts of an answer.

    Parameters
    ----------
    answer
        Its body not yet read.
    bare
        Types that may come by themselves, without being a part: some servers send one so.

    Raises
    ------
    PacsError
        If it is nothing of parts, or ends before the last of them does.
    """
    told = answer.headers.get("Content-Type", "")
    media_type = answer.media_type
    if media_type.startswith(tuple(bare)) and bare:
        yield Part(answer.content, media_type, _syntax(told))
        return
    boundary = parameters(told).get("boundary", "")
    if not media_type.startswith("multipart/") or not boundary:
        answer.close()
        what = f"'{media_type}'" if media_type else "something without a type"
        raise PacsError(
            f"The server answered {what} where parts are due.",
            code="rubbish",
            remedy="Check that the address is the root of its DICOMweb services.",
        )
    whole = _syntax(parameters(told).get("type", ""))
    try:
        for head, data in split(answer.pieces(), boundary.encode("latin-1")):
            kind = head.get("content-type", "")
            yield Part(data, kind.partition(";")[0].strip().lower(), _syntax(kind) or whole)
    finally:
        answer.close()


def parameters(header: str) -> dict[str, str]:
    """Return the parameters of a type, by their names in small letters.

    >>> parameters('multipart/related; type="image/jp2; transfer-syntax=1.2"; boundary=a')
    {'type': 'image/jp2; transfer-syntax=1.2', 'boundary': 'a'}
    """
    return {
        name.lower(): re.sub(r"\\(.)", r"\1", quoted) if quoted else bare
        for name, quoted, bare in _PARAMETER.findall(";" + header.partition(";")[2])
    }


def split(pieces: Iterable[bytes], boundary: bytes) -> Iterator[tuple[Mapping[str, str], bytes]]:
    """Yield headers, by names in small letters, and bytes of each part.

    Parameters
    ----------
    pieces
        Of the body, cut anywhere.
    boundary
        What stands between parts.

    Raises
    ------
    PacsError
        If the body ends before its closing boundary, a part is shorter than it says, or is none.
    """
    feed = _Feed(pieces)
    mark = b"--" + boundary
    feed.upto(mark, _LONGEST_HEAD)  # what stands before the first is for nobody
    while True:
        after = feed.take(2)
        if after == b"--":
            feed.drain()
            return
        if after != b"\r\n":  # blanks may follow a boundary
            feed.upto(b"\r\n", _LONGEST_HEAD)
        head = _headers(feed)
        length = head.get("content-length", "")
        if length.isdecimal():
            data = feed.take(int(length))
            if feed.take(2) != b"\r\n" or feed.take(len(mark)) != mark:
                raise PacsError(
                    "A part of the answer has another length than it says.", code="rubbish"
                )
        else:
            data = feed.upto(b"\r\n" + mark)
        yield head, data


def _headers(feed: _Feed) -> dict[str, str]:
    """Return the headers of a part, which may have none."""
    start = feed.take(2)
    if start == b"\r\n":
        return {}
    text = (start + feed.upto(_HEAD_END, _LONGEST_HEAD)).decode("latin-1")
    found = (line.partition(":") for line in text.replace("\r\n ", " ").split("\r\n"))
    return {name.strip().lower(): value.strip() for name, _, value in found}


def _syntax(media_type: str) -> str:
    found = parameters(media_type).get("transfer-syntax", "")
    return found if re.fullmatch(r"[0-9.]{1,64}", found) else ""


class _Feed:
    """Bytes that come in pieces, taken by length or up to a mark."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._held = bytearray()

    def take(self, count: int) -> bytes:
        """Return the next bytes.

        Raises
        ------
        PacsError
            If there are fewer.
        """
        while len(self._held) < count:
            self._more()
        return self._cut(count, count)

    def upto(self, mark: bytes, most: int | None = None) -> bytes:
        """Return what stands before a mark, and pass that.

        Raises
        ------
        PacsError
            If there is none, or not soon enough.
        """
        looked = 0
        while (found := self._held.find(mark, looked)) < 0:
            if most is not None and len(self._held) > most:
                raise PacsError("The answer has no parts where they are due.", code="rubbish")
            looked = max(0, len(self._held) - len(mark) + 1)
            self._more()
        return self._cut(found, found + len(mark))

    def drain(self) -> None:
        """Take what follows the last part, so that the connection can be used again."""
        for _ in self._pieces:
            pass

    def _cut(self, count: int, gone: int) -> bytes:
        with memoryview(self._held) as held:
            taken = bytes(held[:count])
        del self._held[:gone]
        return taken

    def _more(self) -> None:
        piece = next(self._pieces, None)
        if piece is None:
            raise cut_off()
        self._held += piece
