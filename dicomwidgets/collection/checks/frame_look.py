"""A look at every frame of a file, one at a time, in whatever process works on it."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwidgets.collection.checks.frame_facts import FileFrames, FrameTask, Lost
from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.pixels.limits import LARGEST_DECODED
from dicomwidgets.pixels.locator import FrameLocator
from dicomwidgets.reading.folder import FileSource
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.memory import BytesSource
from dicomwidgets.series.frame_count import declared_frames, frame_count

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Source

__all__ = ["look_at_frames"]

_ENDS = tuple((1 << bits) - 1 for bits in range(10, 17))
"""Where values of 10 to 16 bits end; in 8 bits white is a colour like any other."""

_SATURATED = 0.05
_CHANGED = ("The file holds no image any more: it has changed since it was read.", "Load it again.")


def look_at_frames(task: FrameTask) -> FileFrames:
    """Decode every frame of a file and say what is wrong with it.

    A frame is *saturated* where more than a twentieth of its pixels have its largest value and
    that is the largest number of so many bits, from 10 on. Colour never is.

    Raises
    ------
    OSError, ReadError
        If the file can't be read any more.
    """
    origin = task.origin
    source: Source
    if origin.path and not origin.member:
        source = FileSource(Path(origin.path))
    else:
        with origin.open() as file:
            source = BytesSource(file.read())
    header = read_header(source, source.items()[0])
    found = FileFrames(frame_count(header))
    decoded, cut = _decoder(source, header)
    lost: dict[tuple[str, str], list[int]] = {}
    if not found.count and task.frames:
        lost[_CHANGED] = [*range(task.frames)]
    for frame in range(found.count):
        try:
            stored = decoded(frame)
        except DicomWidgetsError as error:
            lost.setdefault((error.message, error.remedy or ""), []).append(frame)
            continue
        if cut(frame):
            found.cut.append(frame)
        if stored is None:
            found.unseen.append(frame)
        else:
            _judge(found, frame, stored)
    if found.count and found.count < declared_frames(header):
        lost["The file ends before these frames.", ""] = [
            *range(found.count, declared_frames(header))
        ]
    found.lost = [Lost(frames, *why) for why, frames in lost.items()]
    return found


def _decoder(
    source: Source, header: Header
) -> tuple[Callable[[int], NDArray[Any] | None], Callable[[int], bool]]:
    """Return what decodes a frame, ``None`` for one too large, and what tells if it is cut off."""
    # They bring NumPy, which headers do without.
    from dicomwidgets.pixels.decode import decode  # noqa: PLC0415
    from dicomwidgets.pixels.file_memory import FileMemory  # noqa: PLC0415
    from dicomwidgets.pixels.large import bytes_of  # noqa: PLC0415
    from dicomwidgets.pixels.told_by_stream import is_cut  # noqa: PLC0415

    memory = FileMemory()

    def decoded(frame: int) -> NDArray[Any] | None:
        if bytes_of(header) > LARGEST_DECODED:
            return None
        return decode(FrameLocator(source, header.item, frame), header, memory=memory)

    def cut(frame: int) -> bool:
        return is_cut(FrameLocator(source, header.item, frame), header, memory)

    return decoded, cut


def _judge(found: FileFrames, frame: int, stored: NDArray[Any]) -> None:
    import numpy as np  # noqa: PLC0415 - as above

    low, high = stored.min(), stored.max()
    if low == high:
        (found.constant if high else found.blank).append(frame)
        return
    grey = stored.ndim == 2 and stored.dtype.kind in "iu"
    if grey and int(high) in _ENDS and (stored == high).mean() > _SATURATED:
        found.saturated.append(frame)
    digest = blake2b(f"{stored.shape} {stored.dtype.kind}".encode(), digest_size=16)
    digest.update(np.ascontiguousarray(stored).data)
    found.digests[frame] = digest.digest()
