"""Frames that lie in a local file as they are: read to where they are wanted."""

from __future__ import annotations

import os
from contextlib import suppress
from io import FileIO
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.codecs import is_native
from dicomwidgets.errors import DecodeError
from dicomwidgets.pixels import native
from dicomwidgets.pixels.decode import decode_alike
from dicomwidgets.pixels.file_memory import FileMemory
from dicomwidgets.pixels.pixel_format import pixel_format
from dicomwidgets.pixels.told import is_read_straight
from dicomwidgets.reading.item import place_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.pixels.pixel_format import PixelFormat

__all__ = [
    "Straight",
    "changed_since",
    "decoded_once",
    "read_straight",
    "refuse_changed",
    "stamp_of",
    "straight_of",
]


class Straight(NamedTuple):
    """A frame that lies in a local file as it is.

    Parameters
    ----------
    path
        The file.
    fmt
        How its pixels are stored.
    start
        Where the frame begins in it.
    stamp
        Size and time of change of the file that this is known of; ``None`` where nobody knows.
    """

    path: str
    fmt: PixelFormat
    start: int
    stamp: tuple[int, int] | None

    def __repr__(self) -> str:
        return f"Straight({self.fmt.frame_bytes} bytes)"


def straight_of(frames: FrameSource, frame: int) -> Straight | None:
    """Return where a frame lies, if reading its bytes is all that having it takes."""
    locator = frames.locators[frame]
    known = locator.known
    if known is not None:
        fmt, offset = known.layout, known.offset
    else:
        header = frames.header(frame)
        if not is_read_straight(locator, header):
            return None
        fmt = pixel_format(header)
        offset = fmt.offset or 0
    path = place_of(locator.source, locator.item)
    if path is None or not _is_plain(fmt):
        return None
    start, size = locator.frame * fmt.frame_bytes, fmt.frame_bytes
    if locator.frame >= fmt.frames or (fmt.length is not None and start + size > fmt.length):
        return None
    return Straight(path, fmt, offset + start, stamp_of(frames, frame))


def stamp_of(frames: FrameSource, frame: int) -> tuple[int, int] | None:
    """Return size and time of change of a frame's file when its header was read, if it is local."""
    known = frames.locators[frame].known
    if known is None:
        return frames.first_stamp(frame)
    return None if known.size < 0 else (known.size, known.changed)


def refuse_changed(frames: FrameSource, frame: int) -> None:
    """Refuse a frame of a file that is another one now: its description is that of the old one.

    Raises
    ------
    DecodeError
        Naming the file. Of one that is gone nothing is said: that shows when it is read.
    """
    locator, stamp = frames.locators[frame], stamp_of(frames, frame)
    path = place_of(locator.source, locator.item)
    if stamp is None or path is None:
        return
    with suppress(OSError):
        now = os.stat(path)  # noqa: PTH116 - hot
        if (now.st_size, now.st_mtime_ns) != stamp:
            raise changed_since(locator.item.name)


def changed_since(file: str) -> DecodeError:
    """Return what is to be said where pixels are not those that the header told of."""
    return DecodeError(
        "The file was changed since its header was read.",
        file=file,
        remedy="Open the volume again.",
    )


def read_straight(found: Straight, buffer: NDArray[np.uint8]) -> bool:
    """Read a frame's bytes; ``False`` where that can't be done, or the file is another one now.

    What is wrong is said when the frame is asked for by itself.
    """
    try:
        with FileIO(found.path) as file:
            if found.stamp is not None:
                now = os.fstat(file.fileno())
                if (now.st_size, now.st_mtime_ns) != found.stamp:
                    return False
            file.seek(found.start)
            return file.readinto(buffer.data) == len(buffer)
    except OSError:
        return False


def decoded_once(frames: FrameSource, frame: int) -> NDArray[Any] | None:
    """Return a compressed grey frame of which all is known, kept by nobody; ``None`` of any other.

    Raises
    ------
    DecodeError
        Where it can't be decoded.
    """
    locator = frames.locators[frame]
    known = locator.known
    if known is None or is_native(known.layout.transfer_syntax_uid):
        return None
    return decode_alike(locator, known.format, FileMemory())


def _is_plain(fmt: PixelFormat) -> bool:
    whole = fmt.bits_allocated in (8, 16, 32) and not fmt.is_float and not fmt.is_color
    return (
        whole
        and is_native(fmt.transfer_syntax_uid)
        and native.reads(fmt)
        and not native.is_swapped(fmt)
    )
