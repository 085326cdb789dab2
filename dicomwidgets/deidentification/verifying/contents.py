"""A file to be verified: all of it at once, but for pixels that are large."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from dicomwidgets.elements.path import path_name
from dicomwidgets.encoding.walk import walk_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dicomwidgets.encoding.walk import FileMap

__all__ = ["Contents", "contents_of"]

LARGE = 16 << 20
"""Bytes of pixels from which on they are left in the file."""

_PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
_PART = 1 << 20
_AROUND = 4096
"""Bytes before and behind a part: no text that is looked for is cut in two."""


class Contents(NamedTuple):
    """What is in a file.

    Parameters
    ----------
    data
        Its bytes; what is deflated as it is before, under a syntax that says so; large pixels
        without their value.
    is_deflated
        Whether the file has the same bytes in another form.
    opened
        Opens it, for its pixels.
    pixels
        Where the value of the pixels begins and ends that is not in `data`; 0 and 0 if none is.
    path
        What the pixels are called.
    """

    data: bytes
    is_deflated: bool
    opened: Callable[[], BinaryIO]
    pixels: tuple[int, int] = (0, 0)
    path: str = ""

    def parts(self) -> Iterator[tuple[bytes, int, int]]:
        """Yield the pixels left out, a mebibyte at a time with a little of what stands around.

        Yields
        ------
        tuple
            The bytes, and where in them the part begins and ends.
        """
        start, stop = self.pixels
        if start == stop:
            return
        with self.opened() as file:
            for place in range(start, stop, _PART):
                begin, end = max(start, place - _AROUND), min(stop, place + _PART + _AROUND)
                file.seek(begin)
                yield file.read(end - begin), place - begin, min(stop, place + _PART) - begin


def contents_of(opened: Callable[[], BinaryIO]) -> Contents:
    """Return what is in a file.

    Parameters
    ----------
    opened
        Opens it, for reading and seeking; called again for its pixels.

    Raises
    ------
    OSError, ReadError
        If it can't be opened or read.
    """
    with opened() as file:
        if file.seek(0, 2) <= LARGE:
            file.seek(0)
            return _whole(file.read(), opened)
        file_map = walk_file(file)
        start, stop, path = _pixels(file_map)
        if file_map.inflated is not None or stop - start <= LARGE:
            file.seek(0)
            return _whole(file.read(), opened)
        file.seek(0)
        # The length is the last of the header in implicit VR as in explicit (PS3.5 7.1).
        before = file.read(start)[:-4] + bytes(4)
        file.seek(stop)
        return Contents(before + file.read(), False, opened, (start, stop), path)


def _pixels(file_map: FileMap) -> tuple[int, int, str]:
    """Return where the value of the pixels at the top begins and ends, and what they are called."""
    spans = file_map.spans
    for at, row in enumerate(spans.rows()):
        if row.tag in _PIXELS and not row.depth and row.kind == "element":
            stop = min(spans.stop(at), file_map.size)
            return row.offset + row.header, stop, path_name(row.tag)
    return 0, 0, ""


def _whole(data: bytes, opened: Callable[[], BinaryIO]) -> Contents:
    begin = walk_file(data).inflated
    if begin is None:
        return Contents(data, False, opened)
    inflated = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data[begin:])
    deflated, explicit = b"1.2.840.10008.1.2.1.99", b"1.2.840.10008.1.2.1\0\0\0"
    return Contents(data[:begin].replace(deflated, explicit, 1) + inflated, True, opened)
