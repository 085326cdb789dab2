"""A file with its edits, to be read at any place without being written."""

from __future__ import annotations

import bisect
import io
import threading
from typing import TYPE_CHECKING, BinaryIO, cast

from dicomwidgets.editing.splice import deflated_anew, joined, spliced

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dicomwidgets.editing.change import Change
    from dicomwidgets.editing.pieces import Part

__all__ = ["WrittenFile"]


class WrittenFile:
    """What saving would write; only what was edited is held, the rest is read from the source.

    Parameters
    ----------
    open_source
        Opens the file that is edited.
    changes
        The edits, as they were found possible in it.
    """

    def __init__(self, open_source: Callable[[], BinaryIO], changes: Sequence[Change]) -> None:
        self._open_source = open_source
        self._changes = changes
        self._parts: list[Part] = []
        self._new: list[tuple[int, int]] = []
        self._deflated: bytes | None = None
        self._known = False
        self._lock = threading.Lock()

    def open(self) -> BinaryIO:
        """Return a handle that can seek; a file that is broken goes on as it is from its break.

        Raises
        ------
        EditError
            If an edit finds no place in the bytes.
        OSError, ReadError
            If the source can't be opened.
        """
        source = self._open_source()
        try:
            with self._lock:
                if not self._known:
                    self._make(source)
        except BaseException:
            source.close()
            raise
        if self._deflated is not None:
            source.close()
            return io.BytesIO(self._deflated)
        return cast("BinaryIO", io.BufferedReader(_Joined(source, self._parts)))

    def is_new(self, start: int, stop: int) -> bool:
        """Whether a stretch holds bytes that are not the source's; known once it was opened.

        Offsets are as in the walk over it: those of a deflated file are of the inflated stream.
        """
        place = bisect.bisect_right(self._new, (start, stop))
        near = self._new[max(place - 1, 0) : place + 1]
        return any(first < stop and start < last for first, last in near)

    def _make(self, source: BinaryIO) -> None:
        tree, reader = spliced(source, self._changes, keep_tail=True)
        self._parts = [*joined(part for _, part in tree.parts())]
        place = 0
        for part in self._parts:
            size = _size(part)
            if isinstance(part, bytes) and size:
                self._new.append((place, place + size))
            place += size
        if tree.map.inflated is not None:
            out = io.BytesIO()
            deflated_anew(tree, reader, out)
            self._deflated = out.getvalue()
        self._known = True


class _Joined(io.RawIOBase):
    """Stretches of a file and bytes in between, one after the other, as one file."""

    def __init__(self, source: BinaryIO, parts: Sequence[Part]) -> None:
        super().__init__()
        self._source = source
        self._parts = parts
        self._starts = [0]
        for part in parts:
            self._starts.append(self._starts[-1] + _size(part))
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._starts[-1]}[whence]
        self._place = max(0, begin + offset)
        return self._place

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read from one part at most."""
        if self._place >= self._starts[-1]:
            return 0
        number = bisect.bisect_right(self._starts, self._place) - 1
        part, at = self._parts[number], self._place - self._starts[number]
        count = min(len(buffer), self._starts[number + 1] - self._place)
        if isinstance(part, bytes):
            data = part[at : at + count]
        else:
            self._source.seek(part[0] + at)
            data = self._source.read(count)
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)

    def close(self) -> None:
        self._source.close()
        super().close()


def _size(part: Part) -> int:
    return len(part) if isinstance(part, bytes) else part[1] - part[0]
