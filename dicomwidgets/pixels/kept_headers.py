"""The headers read last, and whether the files they come from are still the same."""

from __future__ import annotations

import os
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from dicomwidgets.reading.header import read_header

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.pixels.locator import FrameLocator
    from dicomwidgets.reading.header import Header

__all__ = ["KeptHeaders"]

_KEPT = 8


class KeptHeaders:
    """A few headers, and the stamps of all files that were read; thread-safe.

    Parameters
    ----------
    changed
        Called when a file is another than the one that was read: what is known of it is wrong.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._tell = changed
        self._kept: OrderedDict[tuple[int, str], Header] = OrderedDict()
        self._stamps: dict[tuple[int, str], tuple[int, int]] = {}
        self._first: dict[tuple[int, str], tuple[int, int] | None] = {}
        self._lock = Lock()

    def of(self, locator: FrameLocator) -> Header:
        """Return the header of the file that a frame lies in, read where none is kept that holds.

        Raises
        ------
        ReadError
            Where the file can't be read.
        """
        self.check(locator)
        key = _key(locator)
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return kept
        header = read_header(locator.source, locator.item)
        self.put(locator, header)
        return header

    def put(self, locator: FrameLocator, header: Header) -> None:
        """Keep a header that was just read."""
        key = _key(locator)
        with self._lock:
            self._kept[key] = header
            self._first.setdefault(key, header.stamp)
            if header.stamp is not None:
                self._stamps[key] = header.stamp
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)

    def first_stamp(self, locator: FrameLocator) -> tuple[int, int] | None:
        """Return size and time of change of a file when it was read first, if it is local."""
        if _key(locator) not in self._first:
            self.of(locator)
        return self._first[_key(locator)]

    def check(self, locator: FrameLocator) -> None:
        """Forget the headers, and say so, if the file is another than the one that was read.

        A file that is gone is none: whoever reads it learns that.
        """
        key, known = _key(locator), locator.known
        before = self._stamps.get(key)
        if before is None and known is not None and known.size >= 0:
            before = known.size, known.changed
        if before is None or (now := _stamp(locator)) in (None, before):
            return
        with self._lock:
            self._stamps[key] = now
            self._kept.clear()
        self._tell()


def _stamp(locator: FrameLocator) -> tuple[int, int] | None:
    path = locator.source.path(locator.item)
    try:
        now = None if path is None else os.stat(path)  # noqa: PTH116 - hot
    except OSError:
        return None
    return now and (now.st_size, now.st_mtime_ns)


def _key(locator: FrameLocator) -> tuple[int, str]:
    return id(locator.source), locator.item.name
