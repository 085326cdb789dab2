"""The part of a file around the place where one reads; the file is never loaded whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MARGIN", "Window"]

MARGIN = 12
"""Zeros behind the end of the file: a header that is cut can be unpacked before it is judged."""

_FIRST = 4096
_MOST = 1 << 20


class Window:
    """Bytes of a file, loaded in stretches that grow while one reads on and shrink at a jump.

    Parameters
    ----------
    file
        Any handle that can seek.
    size
        The place after the last byte; nothing is loaded from outside.
    shift
        What a place is ahead of the handle's own position.
    """

    __slots__ = ("_file", "_shift", "_step", "base", "data", "edge", "size")

    def __init__(self, file: BinaryIO, size: int, shift: int = 0) -> None:
        self._file = file
        self._shift = shift
        self._step = _FIRST
        self.size = size
        self.base = shift
        self.data = b""
        self.edge = shift - 1

    def load(self, place: int) -> tuple[bytes, int, int]:
        """Load bytes from `place` on.

        Returns
        -------
        data, base, edge
            The bytes, the place of the first, and the last place at which a header may be
            unpacked from them.
        """
        reads_on = self.base <= place <= self.base + len(self.data)
        self._step = min(self._step * 4, _MOST) if reads_on and self.data else _FIRST
        wanted = max(0, min(self._step, self.size - place))
        self.data = self._read(place, wanted)
        self.base = place
        if place + wanted >= self.size:
            self.data += bytes(MARGIN)
        elif len(self.data) < wanted:
            self.data += bytes(wanted - len(self.data))  # the file has shrunk meanwhile
        self.edge = self.base + len(self.data) - MARGIN
        return self.data, self.base, self.edge

    def peek(self, place: int, count: int) -> bytes:
        """Return up to `count` bytes at a place, zeros behind the end of the file."""
        at = place - self.base
        if at >= 0 and at + count <= len(self.data):
            return self.data[at : at + count]
        found = self._read(place, max(0, min(count, self.size - place)))
        return found + bytes(count - len(found))

    def whole(self, place: int, count: int) -> tuple[bytes, int]:
        """Return bytes that hold a stretch, loaded if need be, and where in them it begins.

        -1 where it is longer than what is loaded at a time.
        """
        at = place - self.base
        if at < 0 or at + count > len(self.data):
            if count > _MOST:
                return self.data, -1
            self.load(place)
            at = 0 if count <= len(self.data) else -1
        return self.data, at

    def unpack(self, unpacker: Callable[..., tuple[Any, ...]], place: int) -> tuple[Any, ...]:
        """Unpack a header at a place."""
        at = place - self.base
        if 0 <= at <= len(self.data) - MARGIN:
            return unpacker(self.data, at)
        return unpacker(self.peek(place, MARGIN))

    def is_zero(self, start: int, stop: int) -> bool:
        """Whether all bytes from `start` to before `stop` are zero."""
        while start < stop:
            part = self._read(start, min(_MOST, stop - start))
            if not part or part.count(0) != len(part):
                return False
            start += len(part)
        return True

    def _read(self, place: int, count: int) -> bytes:
        self._file.seek(place - self._shift)
        found = self._file.read(count)
        while len(found) < count and (more := self._file.read(count - len(found))):
            found += more
        return found
