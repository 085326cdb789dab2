"""Frames that were encoded, kept until all are: then offset tables can tell where they are."""

from __future__ import annotations

from itertools import accumulate
from struct import pack
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

from dicomwidgets.transcoding.frame_codec import Loss

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CodedFrames"]

_IN_MEMORY = 32 << 20
_CHUNK = 1 << 20
_ITEM = b"\xfe\xff\x00\xe0"
_HEAD = 8
_MOST = 1 << 32


class CodedFrames:
    """The frames of an encapsulated value, one fragment each (PS3.5 A.4).

    Attributes
    ----------
    sizes : list of int
        Bytes of each frame, padding included.
    loss : Loss
        What is lost in all of them: the largest difference, the mean of means, the lowest ratio of
        signal to noise.
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - it lives on
        self.sizes: list[int] = []
        self.lengths: list[int] = []
        self.loss = Loss()

    def add(self, data: bytes, loss: Loss | None = None) -> None:
        """Keep a frame; one of odd length is padded."""
        self._file.write(data)
        if len(data) % 2:
            self._file.write(b"\0")
        self.lengths.append(len(data))
        self.sizes.append(len(data) + len(data) % 2)
        if loss is not None:
            before, mean, noise = self.loss
            count = len(self.sizes)
            mean += (loss.mean - mean) / count
            self.loss = Loss(max(before, loss.most), mean, min(noise, loss.psnr))

    def close(self) -> None:
        """Let go of the frames."""
        self._file.close()

    @property
    def size(self) -> int:
        """Bytes of all frames as they were encoded."""
        return sum(self.lengths)

    @property
    def offsets(self) -> list[int]:
        """Where the item of each frame begins, counted from the first one's."""
        return [0, *accumulate(size + _HEAD for size in self.sizes[:-1])]

    @property
    def is_long(self) -> bool:
        """Whether a Basic Offset Table, of 32 bits, has no room for them."""
        return len(self.sizes) > 1 and self.offsets[-1] >= _MOST

    def extended(self) -> tuple[bytes, bytes]:
        """Return Extended Offset Table and Extended Offset Table Lengths (PS3.3 C.7.6.3.1.8)."""
        count = len(self.sizes)
        return pack(f"<{count}Q", *self.offsets), pack(f"<{count}Q", *self.lengths)

    def items(self) -> Iterator[bytes]:
        """Yield the items of the value: the Basic Offset Table, then the frames."""
        offsets = self.offsets if len(self.sizes) > 1 and not self.is_long else []
        yield pack("<4sL", _ITEM, 4 * len(offsets)) + pack(f"<{len(offsets)}L", *offsets)
        self._file.seek(0)
        for size in self.sizes:
            yield pack("<4sL", _ITEM, size)
            left = size
            while left > 0:
                piece = self._file.read(min(left, _CHUNK))
                left -= len(piece)
                yield piece
