"""The deflated stream of a file in the Deflated Explicit VR Little Endian syntax (PS3.5 A.5)."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["inflated", "inflated_part"]

_CHUNK = 64 * 1024
_MOST = 1 << 30
_PART = 1 << 20


def inflated(file: BinaryIO, start: int, most: int = _MOST) -> tuple[bytes, bytes, str]:
    """Inflate a stream as far as it goes.

    Parameters
    ----------
    file
        A handle that can seek.
    start
        Where the stream begins.
    most
        Bytes at which to stop: a stream can hold a thousand times its own length.

    Returns
    -------
    stream, rest, why
        What was inflated; the bytes of the file that follow the stream, or where it is damaged its
        own from there on, none where it is stopped; and why it did not come to its end, or nothing.
    """
    out = bytearray()
    stream = _Stream(file, start)
    for part in stream:
        out += part
        if len(out) >= most:
            return bytes(out[:most]), b"", f"The deflated stream is longer than {most:,} bytes."
    return bytes(out), stream.rest, stream.why


def inflated_part(file: BinaryIO, start: int, offset: int, length: int) -> bytes:
    """Return a stretch of an inflated stream, keeping no more than that.

    Parameters
    ----------
    file, start
        As in `inflated`.
    offset, length
        Counted from the beginning of the stream, what follows it in the file included.
    """
    out = bytearray()
    place = 0
    stream = _Stream(file, start)
    for part in stream:
        out += part[max(0, offset - place) : max(0, offset + length - place)]
        place += len(part)
        if place >= offset + length:
            return bytes(out)
    out += stream.rest[max(0, offset - place) : max(0, offset + length - place)]
    return bytes(out)


class _Stream:
    """The parts of a stream, and when they are at their end, what is left."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file = file
        self._place = start
        self.rest = b""
        self.why = ""

    def __iter__(self) -> Iterator[bytes]:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        self._file.seek(self._place)
        while not inflater.eof:
            chunk = inflater.unconsumed_tail or self._file.read(_CHUNK)
            before = inflater.copy()
            try:
                part = inflater.decompress(chunk, _PART)
            except zlib.error:
                self.why = "The deflated stream is damaged here."
                yield from self._up_to_damage(before, chunk)
                break
            if not chunk and not part:
                self.why = "The deflated stream ends too soon."
                break
            yield part
        else:
            self.rest = inflater.unused_data + self._file.read()

    def _up_to_damage(self, inflater: zlib._Decompress, chunk: bytes) -> Iterator[bytes]:
        """Inflate byte by byte; what is left from the first wrong one on is the rest."""
        for place in range(len(chunk)):
            self.rest = chunk[place:]
            try:
                part = inflater.decompress(chunk[place : place + 1])
            except zlib.error:
                break
            yield part
        self.rest += self._file.read()
