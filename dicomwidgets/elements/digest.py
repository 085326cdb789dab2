"""Big values by their digest: read in pieces, never held whole."""

from __future__ import annotations

import struct
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, BinaryIO

from pydicom.tag import Tag

from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Source

__all__ = ["digest", "digest_of_pixels", "digest_of_stream", "pieces"]

_BYTES = 16
_PIECE = 1 << 20
_UNDEFINED = 0xFFFFFFFF
_DELIMITERS = (0xFFFEE0DD, 0xFFFEE00D)


def digest(data: bytes) -> bytes:
    """Return the digest of bytes (BLAKE2b, 16 bytes)."""
    return blake2b(data, digest_size=_BYTES).digest()


def digest_of_stream(stream: Iterable[bytes]) -> bytes:
    """Return the digest of bytes that come in pieces."""
    total = blake2b(digest_size=_BYTES)
    for piece in stream:
        total.update(piece)
    return total.digest()


def pieces(file: BinaryIO, length: int) -> Iterator[bytes]:
    """Yield the next `length` bytes of a file, a mebibyte at a time."""
    while length > 0 and (piece := file.read(min(length, _PIECE))):
        length -= len(piece)
        yield piece


def digest_of_pixels(source: Source, header: Header) -> bytes | None:
    """Return the digest of the pixels as they are stored; ``None`` without pixels.

    Of encapsulated ones it is that of all fragments (PS3.5 A.4), the offset table left out: it
    says where they are, not what they are.
    """
    if header.pixel_keyword is None:
        return None
    with kept_warnings():
        if header.pixel_offset is None:
            from dicomwidgets.reading.header import read_dataset  # noqa: PLC0415 - seldom needed

            dataset = read_dataset(source, header.item)
            element: Any = dataset.get_item(Tag(header.pixel_keyword))
            value = getattr(element, "value", None)
            return digest(bytes(value)) if isinstance(value, (bytes, bytearray)) else None
        with source.open(header.item) as file:
            file.seek(header.pixel_offset)
            if header.pixel_length is not None:
                return digest_of_stream(pieces(file, header.pixel_length))
            little = header.dataset.original_encoding[1] is not False
            return digest_of_stream(_fragments(file, little=little))


def _fragments(file: BinaryIO, *, little: bool) -> Iterator[bytes]:
    first = True
    while len(head := file.read(8)) == 8:
        group, element, length = struct.unpack("<HHL" if little else ">HHL", head)
        if group << 16 | element in _DELIMITERS or length == _UNDEFINED:
            return
        if first:
            file.seek(length, 1)
        else:
            yield struct.pack("<L", length)
            yield from pieces(file, length)
        first = False
