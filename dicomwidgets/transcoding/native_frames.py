"""Frames uncompressed, one after the other (PS3.5 8.1, 8.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.errors import TranscodeError
from dicomwidgets.transcoding.encoders import packed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from numpy.typing import NDArray

    from dicomwidgets.pixels.pixel_format import PixelFormat

__all__ = ["copied", "native_length", "native_pieces"]

_CHUNK = 1 << 20
_MOST = (1 << 32) - 2


def native_length(fmt: PixelFormat) -> int:
    """Return how many bytes the value of all frames has, padding included.

    Raises
    ------
    TranscodeError
        If there are more than an element may have.
    """
    bits = fmt.rows * fmt.columns * fmt.samples * fmt.bits_allocated * fmt.frames
    length = (bits + 15) // 16 * 2
    if length > _MOST:
        raise TranscodeError(
            f"Uncompressed, the pixels would have {length / 2**30:.1f} GiB, and an element of an "
            "uncompressed file has less than 4 (PS3.5 7.1).",
            tag="(7FE0,0010)",
            keyword=fmt.keyword,
            remedy="Choose a compressed transfer syntax, such as "
            "EncapsulatedUncompressedExplicitVRLittleEndian.",
        )
    return length


def native_pieces(frames: Iterable[NDArray[Any]], fmt: PixelFormat) -> Iterator[bytes]:
    """Yield the bytes of frames; single bits run on from frame to frame (PS3.5 8.1.1)."""
    total = 0
    left: NDArray[Any] = np.empty(0, np.uint8)
    for frame in frames:
        if fmt.bits_allocated == 1:
            bits = np.concatenate([left, frame.reshape(-1)])
            whole = len(bits) // 8 * 8
            data, left = packed(bits[:whole], 1), bits[whole:]
        else:
            by_plane = fmt.planar == 1 and fmt.samples > 1
            data = packed(frame.transpose(2, 0, 1) if by_plane else frame, 0)
        total += len(data)
        yield data
    if len(left):
        yield packed(left, 1)
        total += 1
    if total % 2:
        yield b"\0"


def copied(file: BinaryIO, start: int, length: int) -> Iterator[bytes]:
    """Yield bytes of a file, and one more where their number is odd."""
    file.seek(start)
    left = length
    while left > 0 and (piece := file.read(min(left, _CHUNK))):
        left -= len(piece)
        yield piece
    if left:
        raise TranscodeError(
            f"The file ends {left} bytes before its pixels do: it is truncated.",
            tag="(7FE0,0010)",
            keyword="PixelData",
            remedy="Copy or export the file again.",
        )
    if length % 2:
        yield b"\0"
