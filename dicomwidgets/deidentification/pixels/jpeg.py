"""Bytes of a JPEG or JPEG-LS stream that no decoder needs (ITU-T T.81 B, T.87 C)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.pixels.signatures import is_signature

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["jpeg_blanks", "tail"]

_EOI, _COM = 0xD9, 0xFE
_MARKER = re.compile(rb"\xff[\xc0-\xcf\xd9-\xfe]")
"""In coded data FF is followed by 00 or by a restart, in JPEG-LS by less than 80."""

_NEEDED = (
    (0xE0, b"JFIF\0", 14),
    (0xE0, b"LJIF\0", 14),
    (0xE8, b"SPIFF\0", 30),
    (0xE8, b"\0\0\0\1", 6),
    (0xE8, b"mrfx", 5),
    (0xEE, b"Adobe", 12),
)
"""Application data that tell about colours and sizes: marker, how they begin, how long they are."""


def jpeg_blanks(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield from where to where a stream holds what decoding does not need.

    These are comments, unless an encoder signs with them, application data, unless they tell about
    colours, and what follows the End Of Image.
    """
    at = 2
    while (found := _MARKER.search(data, at)) is not None:
        marker, at = data[found.start() + 1], found.end()
        if marker == _EOI:
            yield from tail(data, at)
            return
        stop = at + int.from_bytes(data[at : at + 2], "big")
        if stop > len(data):
            return
        yield from _segment(marker, data, at + 2, stop)
        at = max(stop, at)


def tail(data: bytes, end: int, stop: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield what stands after the end of a stream, if it is more than a padding."""
    stop = len(data) if stop is None else stop
    if stop - end > 1 and data[end:stop].strip(b"\0"):
        yield end, stop


def _segment(marker: int, data: bytes, start: int, stop: int) -> Iterator[tuple[int, int]]:
    body = data[start:stop]
    if marker == _COM and not is_signature(body):
        yield from _filled(data, start, stop)
    elif marker & 0xF0 == 0xE0:
        needed = (
            size for kind, begin, size in _NEEDED if kind == marker and body.startswith(begin)
        )
        yield from _filled(data, start + next(needed, 0), stop)


def _filled(data: bytes, start: int, stop: int) -> Iterator[tuple[int, int]]:
    if data[start:stop].strip(b"\0"):
        yield start, stop
