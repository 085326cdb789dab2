"""Frames of a video, by their number (PS3.5 8.2.5 to 8.2.8, A.4.5 to A.4.10).

All fragments of the pixel value are one stream of MPEG-2, H.264 or HEVC, in a container or bare.
A frame is reached from the last key frame before it; going forward costs one frame each.
"""

from __future__ import annotations

import io
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from itertools import accumulate
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple
from weakref import finalize

import numpy as np

from dicomwidgets.codecs import codec_for
from dicomwidgets.encoding.fragments import (
    ITEM_HEADER,
    Fragment,
    basic_offsets,
    fragments_between,
    size_of,
)
from dicomwidgets.errors import DecodeError
from dicomwidgets.extras import require
from dicomwidgets.pixels.compressed import no_decoder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from dicomwidgets.display.description import Badge
    from dicomwidgets.pixels.pixel_format import PixelFormat

__all__ = ["Video", "open_video"]

_KEPT_BYTES = 32 * 2**20
_WALKED = 12
"""Frames ahead to which decoding on is no slower than looking for a key frame."""
_UNSPECIFIED = 2
_HIGH_DEFINITION = 720
_BT601, _BT709 = 5, 1


class _Times(NamedTuple):
    """When each frame is shown, and the key frames, in rising order.

    `seeks` are the times under which containers look for the key frames: of decoding.
    """

    shown: list[int]
    keys: list[int]
    seeks: list[int]


class Video:
    """A video stream; thread-safe.

    Parameters
    ----------
    file
        A handle that is read from as long as the video is used, and closed with it.
    fragments
        Where its bytes lie, in their order.
    declared
        Number of Frames as the header has it.

    Raises
    ------
    MissingPackageError
        Where PyAV is not installed.
    DecodeError
        Where the bytes are no video.
    """

    def __init__(self, file: BinaryIO, fragments: Sequence[Fragment], declared: int) -> None:
        self._av = require("av", why="Video")
        self._file = file
        self._fragments = fragments
        self._declared = declared
        self._lock = Lock()
        finalize(self, file.close)
        self._kept: OrderedDict[int, NDArray[np.uint8]] = OrderedDict()
        self._times: _Times | None = None
        self._counts_only = False
        self._next = 0
        self.count: int | None = None
        self._container = self._opened()
        stream = self._container.streams.video[0]
        self.rows, self.columns = int(stream.height), int(stream.width)
        self.codec = str(stream.codec_context.name)
        self._decoder = self._decoded(self._container)

    def frame(self, index: int) -> NDArray[np.uint8]:
        """Return one frame as RGB.

        Parameters
        ----------
        index
            In the order they are shown, from 0.

        Returns
        -------
        ndarray
            uint8 (rows, columns, 3).

        Raises
        ------
        DecodeError
            Where the stream ends before it, or is damaged there.
        """
        with self._lock:
            try:
                return self._found(index).copy()
            except self._av.error.FFmpegError as problem:
                self._restart()
                raise DecodeError(
                    f"Frame {index + 1} of the video can't be decoded: {problem.strerror}.",
                    tag="(7FE0,0010)",
                    keyword="PixelData",
                ) from None

    def _found(self, index: int) -> NDArray[np.uint8]:
        if index in self._kept:
            return self._kept[index]
        if not self._next <= index <= self._next + _WALKED:
            self._go_to(index)
        if (found := self._walked_to(index)) is not None:
            return found
        # The key frame was not where its time says: from the beginning, then.
        self._restart()
        if (found := self._walked_to(index)) is not None:
            return found
        self._times, self._counts_only = None, True
        self._restart()
        if (found := self._walked_to(index)) is not None:
            return found
        raise self._none_such(index)

    @property
    def badges(self) -> list[Badge]:
        """What was found out while frames were looked for."""
        if self.count in {None, self._declared}:
            return []
        reason = (
            f"Number of Frames (0028,0008) says {self._declared}; the video holds {self.count}."
        )
        text = "MORE FRAMES" if (self.count or 0) > self._declared else "FEWER FRAMES"
        return [{"text": text, "reason": reason, "level": "warning"}]

    def _walked_to(self, index: int) -> NDArray[np.uint8] | None:
        """Decode on to a frame; ``None`` where the stream has gone past it."""
        for picture in self._decoder:
            number = self._number(picture)
            if number is None or number > index:
                return None
            self._next = number + 1
            if index - number <= _WALKED:
                self._keep(number, picture)
            if number == index:
                return self._kept[index]
        if self._times is None:
            self.count = self._next
        raise self._none_such(index)

    def _none_such(self, index: int) -> DecodeError:
        self._restart()
        held = self.count if self._times is None else len(self._times.shown)
        return DecodeError(
            f"The video holds {held} frames: there is no frame {index + 1}.",
            tag="(0028,0008)",
            keyword="NumberOfFrames",
        )

    def _number(self, picture: Any) -> int | None:
        """Return which frame a decoded picture is; ``None`` where its time is that of none."""
        if self._times is None:
            return self._next
        shown = self._times.shown
        if picture.pts is None:
            return None
        number = bisect_left(shown, picture.pts)
        return number if number < len(shown) and shown[number] == picture.pts else None

    def _go_to(self, index: int) -> None:
        """Stand at the last key frame before `index`, or at the beginning."""
        times = self._indexed()
        if times is None:
            if index < self._next:
                self._restart()
            return
        if index >= len(times.shown):
            raise self._none_such(index)
        place = bisect_right(times.keys, times.shown[index]) - 1
        key = bisect_left(times.shown, times.keys[place]) if place >= 0 else 0
        if key < self._next <= index:
            return  # decoding on is nearer
        self._restart()
        if key > 0:
            stream = self._container.streams.video[0]
            self._container.seek(times.seeks[place], stream=stream, backward=True)
            self._next = key

    def _indexed(self) -> _Times | None:
        """Return the times of all frames, read once; ``None`` where a stream has no sound ones."""
        if self._times is None and not self._counts_only:
            with self._opened() as container:
                packets = [
                    (packet.pts, packet.dts, packet.is_keyframe)
                    for packet in container.demux(video=0)
                    if packet.size and not packet.is_discard
                ]
            times = sorted(pts for pts, _, _ in packets if pts is not None)
            if times and len(set(times)) == len(packets):
                keys = sorted((pts, dts) for pts, dts, is_key in packets if is_key)
                seeks = [pts if dts is None else dts for pts, dts in keys]
                self._times = _Times(times, [pts for pts, _ in keys], seeks)
                self.count = len(times)
            else:
                self._counts_only = True
        return self._times

    def _keep(self, number: int, picture: Any) -> None:
        self._kept[number] = _rgb(picture)
        each = self._kept[number].nbytes
        while len(self._kept) > max(1, _KEPT_BYTES // each):
            self._kept.popitem(last=False)

    def _restart(self) -> None:
        self._container.close()
        self._container = self._opened()
        self._decoder = self._decoded(self._container)
        self._next = 0

    def _opened(self) -> Any:
        try:
            container = self._av.open(io.BufferedReader(_Joined(self._file, self._fragments)))
        except self._av.error.FFmpegError as problem:
            raise DecodeError(
                f"The pixels are no video that can be read: {problem.strerror}.",
                tag="(7FE0,0010)",
                keyword="PixelData",
            ) from None
        if not container.streams.video:
            raise DecodeError("The stream holds no video.", tag="(7FE0,0010)", keyword="PixelData")
        return container

    def _decoded(self, container: Any) -> Iterator[Any]:
        return iter(container.decode(video=0))


def open_video(file: BinaryIO, fmt: PixelFormat) -> Video:
    """Return the video that lies in a file.

    Parameters
    ----------
    file
        Any handle that can seek; the video's own from now on.
    fmt
        How the header says the pixels are stored, and where they begin.

    Raises
    ------
    DecodeError
        Where nothing decodes video here, with the install line, or where there is none.
    """
    codec = codec_for(fmt.transfer_syntax_uid)
    if not codec.available:
        raise no_decoder(codec)
    try:
        return Video(file, _fragments(file, fmt.offset or 0), fmt.frames)
    except BaseException:
        file.close()
        raise


def _fragments(file: BinaryIO, start: int) -> list[Fragment]:
    """Return where the bytes of a video lie: all fragments, the last of a cut file as it is."""
    _, first = basic_offsets(file, start)
    found = fragments_between(file, first)
    items = found.items
    begins = ITEM_HEADER + (items[-1].start + items[-1].length if items else first)
    rest = size_of(file) - begins
    return [*items, Fragment(begins, rest)] if found.cut and rest > 0 else items


class _Joined(io.RawIOBase):
    """The fragments of a file as one."""

    def __init__(self, file: BinaryIO, fragments: Sequence[Fragment]) -> None:
        self._file = file
        self._fragments = fragments
        self._ends = list(accumulate(each.length for each in fragments))
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        total = self._ends[-1] if self._ends else 0
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: total}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        place = bisect_right(self._ends, self._at)
        if place >= len(self._fragments):
            return 0
        start, length = self._fragments[place]
        within = self._at - (self._ends[place] - length)
        self._file.seek(start + within)
        piece = self._file.read(min(len(buffer), length - within))
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def _rgb(picture: Any) -> NDArray[np.uint8]:
    """Return a picture as RGB, by the colours it names or those of its size (BT.601, BT.709)."""
    space = int(picture.colorspace)
    if space == _UNSPECIFIED:
        space = _BT709 if picture.height >= _HIGH_DEFINITION else _BT601
    array: NDArray[np.uint8] = picture.to_ndarray(format="rgb24", src_colorspace=space)
    return np.ascontiguousarray(array)
