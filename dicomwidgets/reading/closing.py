"""A sequence in which a file breaks off, closed where that is, so that it can be read."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.encoding.span import UNDEFINED
from dicomwidgets.encoding.walk import walk_file

if TYPE_CHECKING:
    from dicomwidgets.encoding.span import FileMap

__all__ = ["closed_sequence"]

_ITEM_END, _SEQUENCE_END = 0xE00D, 0xE0DD
_MOST = 64 << 20
"""Bytes of a sequence that are read again."""


class _Placed(io.BytesIO):
    """Bytes that stand at an offset."""

    def __init__(self, data: bytes, offset: int) -> None:
        super().__init__(data)
        self._offset = offset

    def tell(self) -> int:
        return super().tell() + self._offset

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        return super().seek(place - (0 if whence else self._offset), whence) + self._offset


def closed_sequence(file: BinaryIO, stream: BinaryIO | None = None) -> BinaryIO | None:
    """Return the sequence that a file breaks off in, up to the last whole element (PS3.5 7.5).

    Levels of undefined length get the delimiters that they lack, others the length that they have.

    Parameters
    ----------
    file
        The file, from its beginning.
    stream
        What follows its file meta information, inflated, where it is deflated.

    Returns
    -------
    BinaryIO or None
        At the sequence, its offsets those of the file, or of `stream`. ``None`` where the file
        breaks off in no sequence, or in one that is too long.
    """
    found = walk_file(file)
    last = _last_whole(found) if found.broken else -1
    if last < 0:
        return None
    stop = found.spans[last].own_stop
    levels = _open_levels(found, last, stop)
    if not levels:
        return None
    start = found.spans[levels[-1]].offset
    if stop - start > _MOST:
        return None
    body, shift = (file, 0) if stream is None else (stream, found.dataset)
    body.seek(start - shift)
    return _Placed(_closed(body.read(stop - start), start, found, levels), start - shift)


def _last_whole(found: FileMap) -> int:
    """Return the last span that is whole, or has others in it; -1 where there is none."""
    for index in range(len(found.spans) - 1, -1, -1):
        span = found.spans[index]
        whole = span.opened or span.kind == "item" or not span.is_cut
        if span.kind not in ("unread", "padding") and whole:
            return index
    return -1


def _open_levels(found: FileMap, last: int, stop: int) -> list[int]:
    """Return the sequences and items that are open behind a span, from within."""
    spans = found.spans
    level, span = last, spans[last]
    if span.kind == "delimiter":
        level = spans[span.parent].parent if span.parent >= 0 else -1
    elif not (span.opened or span.kind == "item" or span.length == UNDEFINED):
        level = span.parent
    levels: list[int] = []
    while level >= 0:
        span = spans[level]
        if span.length == UNDEFINED or span.value + span.length > stop:
            levels.append(level)
        level = span.parent
    return levels


def _closed(data: bytes, start: int, found: FileMap, levels: list[int]) -> bytes:
    closed = bytearray(data)
    order = "<" if found.little else ">"
    for level in levels:
        span = found.spans[level]
        value = span.value - start
        if span.length == UNDEFINED:
            end = _ITEM_END if span.kind == "item" else _SEQUENCE_END
            closed += struct.pack(f"{order}HHL", 0xFFFE, end, 0)
        else:
            closed[value - 4 : value] = struct.pack(f"{order}L", len(closed) - value)
    return bytes(closed)
