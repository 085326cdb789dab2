"""Bytes of a JPEG 2000 stream that no decoder needs (ITU-T T.800 A, I), bare or in boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.deidentification.pixels.jpeg import tail
from dicomwidgets.deidentification.pixels.signatures import is_signature

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["boxed_blanks", "jpeg2000_blanks"]

_COM, _SOT, _SOD, _EOC = 0x64, 0x90, 0x93, 0xD9
_NEEDED = frozenset(
    {
        *(b"jP  ", b"ftyp", b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef", b"res ", b"rreq"),
        *(b"JXL ", b"jxlc", b"jxlp", b"jxll", b"jxli", b"jbrd"),
    }
)


def jpeg2000_blanks(data: bytes, start: int = 0) -> Iterator[tuple[int, int]]:
    """Yield from where to where a codestream holds comments, or bytes after its end.

    Parameters
    ----------
    data, start
        The stream begins at `start`.
    """
    at, tile_end = start + 2, 0
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _EOC:
            break
        if marker == _SOT:
            length = int.from_bytes(data[at + 6 : at + 10], "big")
            tile_end = at + length if length else 0
        elif marker == _SOD:
            at = tile_end or data.find(b"\xff\xd9", at + 2)
            if at < 0:
                return
            continue
        elif marker == _COM and not is_signature(data[at + 6 : at + 2 + size]):
            yield from tail(data, at + 6, at + 2 + size)
        at += 2 + size
    if data[at : at + 2] == b"\xff\xd9":
        yield from tail(data, at + 2)


def boxed_blanks(data: bytes, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield from where to where boxes hold what decoding does not need.

    Parameters
    ----------
    data, start, stop
        A file of JPEG 2000 or JPEG XL, or what is in one of its boxes.
    """
    at, stop = start, len(data) if stop is None else stop
    while at + 8 <= stop:
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        end = at + size if size else stop
        if end > stop or (size and size < head):
            break
        if kind == b"jp2h":
            yield from boxed_blanks(data, at + head, end)
        elif kind == b"jp2c":
            yield from _inside(data, at + head, end)
        elif kind not in _NEEDED:
            yield from tail(data, at + head, end)
        at = end
    yield from tail(data, at, stop)


def _inside(data: bytes, start: int, stop: int) -> Iterator[tuple[int, int]]:
    for first, last in jpeg2000_blanks(data[start:stop]):
        yield start + first, start + last
