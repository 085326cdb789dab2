"""Bytes after the coded data of RLE segments (PS3.5 G) and of deflated frames (PS3.5 A.4.12)."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.pixels.jpeg import tail

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["deflated_blanks", "is_rle", "rle_blanks"]

_HEADER = 64
_MOST_SEGMENTS = 15


def is_rle(head: bytes, size: int) -> bool:
    """Whether a frame begins with a table of RLE segments, whatever stands behind and between."""
    if len(head) < _HEADER:
        return False
    count, *offsets = (int.from_bytes(head[k : k + 4], "little") for k in range(0, _HEADER, 4))
    if not 1 <= count <= _MOST_SEGMENTS:
        return False
    used = offsets[:count]
    return used == sorted(set(used)) and used[0] >= _HEADER and used[-1] < size


def rle_blanks(data: bytes, pixels: int) -> Iterator[tuple[int, int]]:
    """Yield from where to where a frame holds bytes before, between and behind its segments.

    Parameters
    ----------
    data
        The frame.
    pixels
        How many bytes each segment stands for.
    """
    count, *offsets = (int.from_bytes(data[k : k + 4], "little") for k in range(0, _HEADER, 4))
    used = offsets[:count]
    yield from tail(data, 4 * (1 + count), used[0])
    for start, stop in zip(used, [*used[1:], len(data)], strict=True):
        yield from tail(data, _end(data, start, stop, pixels), stop)


def _end(data: bytes, at: int, stop: int, pixels: int) -> int:
    """Return where a segment has told all of its bytes (PS3.5 G.3.2)."""
    while pixels > 0 and at < stop:
        code = data[at]
        if code < 128:
            at += 2 + code
            pixels -= code + 1
        elif code > 128:
            at += 2
            pixels -= 257 - code
        else:
            at += 1
    return min(at, stop)


def deflated_blanks(data: bytes, size: int) -> Iterator[tuple[int, int]] | None:
    """Return from where to where bytes follow a deflated frame; ``None`` where it is none.

    Parameters
    ----------
    data, size
        The frame, and how many bytes it is inflated.
    """
    inflater = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    try:
        found = len(inflater.decompress(data, size + 1))
    except zlib.error:
        return None
    if not inflater.eof or found not in (size, size + size % 2):
        return None
    return tail(data, len(data) - len(inflater.unused_data))
