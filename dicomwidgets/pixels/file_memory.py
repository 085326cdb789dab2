"""What is known of a source's files once a frame of theirs has been read."""

from __future__ import annotations

from collections import OrderedDict
from io import BytesIO, FileIO
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from dicomwidgets.pixels.frame_table import FrameTable, extended_offsets
from dicomwidgets.pixels.pixel_format import pixel_format

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.display.description import Badge
    from dicomwidgets.pixels.cache import FrameCache
    from dicomwidgets.pixels.locator import FrameLocator
    from dicomwidgets.pixels.pixel_format import PixelFormat
    from dicomwidgets.pixels.video import Video
    from dicomwidgets.reading.header import Header

__all__ = ["FileMemory"]

_TABLES_KEPT = 64
_FORMATS_KEPT = 8
_VIDEOS_KEPT = 2


class FileMemory:
    """Frame tables, and pixel values that had to be read whole; thread-safe.

    Parameters
    ----------
    cache
        Keeps whole pixel values within its budget; without one they are read each time.
    """

    def __init__(self, cache: FrameCache | None = None) -> None:
        self._cache = cache
        self._tables: OrderedDict[tuple[int, str], FrameTable] = OrderedDict()
        self._videos: OrderedDict[tuple[int, str], Video] = OrderedDict()
        self._formats: OrderedDict[int, tuple[Header, PixelFormat]] = OrderedDict()
        self._lock = Lock()

    def format(self, header: Header) -> PixelFormat:
        """Return how the pixels of a file are stored, found out once.

        Raises
        ------
        DecodeError
            As `pixel_format` does.
        """
        kept = self._formats.get(id(header))
        if kept is not None and kept[0] is header:
            return kept[1]
        fmt = pixel_format(header)
        with self._lock:
            self._formats[id(header)] = header, fmt
            while len(self._formats) > _FORMATS_KEPT:
                self._formats.popitem(last=False)
        return fmt

    def table(self, locator: FrameLocator, header: Header | None, fmt: PixelFormat) -> FrameTable:
        """Return where the frames of a file's encapsulated pixels lie.

        Without a header, one is known that says nothing of it.
        """
        key = _key(locator)
        with self._lock:
            table = self._tables.get(key)
            if table is None:
                table = FrameTable(fmt, extended_offsets(header.dataset) if header else None)
                self._tables[key] = table
                while len(self._tables) > _TABLES_KEPT:
                    self._tables.popitem(last=False)
            else:
                self._tables.move_to_end(key)
            return table

    def handle(self, locator: FrameLocator, frames: int) -> BinaryIO:
        """Return a handle that goes to any place of the file at once.

        A member of an archive is unpacked from its beginning each time: one of several frames is
        kept as long as there is room.
        """
        handle = locator.source.open(locator.item)
        if isinstance(handle, BytesIO) or isinstance(getattr(handle, "raw", None), FileIO):
            return handle
        with handle:
            if frames > 1:
                return self._whole("file", locator, handle.read)
            return BytesIO(handle.read())

    def value(self, locator: FrameLocator, read: Callable[[], bytes]) -> BinaryIO:
        """Return a pixel value that can't be had in parts: of a deflated file (PS3.5 A.5)."""
        return self._whole("value", locator, read)

    def _whole(self, what: str, locator: FrameLocator, read: Callable[[], bytes]) -> BinaryIO:
        if self._cache is None:
            return BytesIO(read())
        key = (what, *_key(locator))
        kept: Any = self._cache.get(key, lambda: np.frombuffer(read(), dtype=np.uint8))
        return BytesIO(kept.base)  # the bytes themselves: nothing is copied

    def video(self, locator: FrameLocator, open_video: Callable[[], Video]) -> Video:
        """Return the video that a file's pixels are; few are kept open."""
        key = _key(locator)
        with self._lock:
            video = self._videos.pop(key, None) or open_video()
            self._videos[key] = video
            while len(self._videos) > _VIDEOS_KEPT:
                self._videos.popitem(last=False)  # closed when the last who reads it lets go
            return video

    def forget(self) -> None:
        """Forget all: a file is another than the one that was read."""
        with self._lock:
            for kept in (self._tables, self._videos, self._formats):
                kept.clear()

    def badges(self, locator: FrameLocator) -> list[Badge]:
        """Return what was found out about a file while its frames were read."""
        with self._lock:
            found = (kept.get(_key(locator)) for kept in (self._tables, self._videos))
            return [badge for each in found if each is not None for badge in each.badges]


def _key(locator: FrameLocator) -> tuple[int, str]:
    return id(locator.source), locator.item.name
