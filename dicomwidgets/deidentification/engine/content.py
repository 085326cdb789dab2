"""The bytes of a walked file: what is small at once, pixels a stretch at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.encoding.inflate import inflated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.encoding.walk import FileMap

__all__ = ["LARGE", "Content"]

LARGE = 1 << 20
"""Bytes of a value from which on it is not loaded with what stands around it."""

_OVERLAP = 4096


class Content:
    """What is in a file, by the offsets of its map.

    Parameters
    ----------
    file
        A handle that can seek.
    file_map
        Of the file.
    loaded
        Offset up to which the file is loaded at once. A deflated one is loaded whole.

    Raises
    ------
    OSError
        If the handle can't be read.
    """

    def __init__(self, file: BinaryIO, file_map: FileMap, loaded: int) -> None:
        self._file = file
        begin = file_map.inflated
        if begin is None:
            self.head = self._read(0, loaded)
        else:
            self.head = self._read(0, begin) + inflated(file, begin)[0]

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes from `start` to before `stop`."""
        if stop <= len(self.head):
            return self.head[start:stop]
        return self._read(start, stop)

    def parts(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield the bytes from `start` to before `stop`, a mebibyte at a time at most."""
        if stop <= len(self.head):
            yield self.head[start:stop]
            return
        while start < stop:
            part = self._read(start, min(start + LARGE, stop))
            yield part
            start += len(part)

    def overlapping(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield the same in parts that overlap: what is searched for is not cut in two."""
        while start < stop:
            end = min(start + LARGE, stop)
            yield self.read(start, end)
            start = end if end == stop else end - _OVERLAP

    def _read(self, start: int, stop: int) -> bytes:
        self._file.seek(start)
        found = self._file.read(stop - start)
        while len(found) < stop - start:
            more = self._file.read(stop - start - len(found))
            if not more:
                raise OSError("The file has become shorter while it was read.")
            found += more
        return found
