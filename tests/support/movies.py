"""Small videos whose every frame says which it is."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING

import av
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["COLUMNS", "ROWS", "movie", "number_of"]

ROWS, COLUMNS = 64, 96
_BARS, _WIDE = 8, 12


def movie(container: str, codec: str, count: int = 100, *, pixels: str = "yuv420p") -> bytes:
    """Return a video: frame k shows the bits of k as bars, the lowest to the left.

    Parameters
    ----------
    container
        As FFmpeg names it; ``h264``, ``hevc`` and ``mpeg2video`` are bare streams.
    codec
        ``libx264``, ``libx265`` or ``mpeg2video``.
    count
        How many frames.
    pixels
        FFmpeg's pixel format.
    """
    out = BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = COLUMNS, ROWS, pixels
        stream.gop_size, stream.max_b_frames = 12, 2
        if codec == "mpeg2video":
            stream.bit_rate = 8_000_000
        else:
            quiet = {"x265-params": "log-level=none:keyint=12"} if codec == "libx265" else {}
            stream.options = {"crf": "10", **quiet}
        for number in range(count):
            frame = av.VideoFrame.from_ndarray(_bars(number), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return out.getvalue()


def number_of(picture: NDArray[np.uint8]) -> int:
    """Return which frame a picture is."""
    bars = picture[:, :, 1].reshape(ROWS, _BARS, _WIDE)[:, :, 2:-2].mean(axis=(0, 2))
    return sum(int(bar > 128) << bit for bit, bar in enumerate(bars))


def _bars(number: int) -> NDArray[np.uint8]:
    bits = np.array([220 if number >> bit & 1 else 40 for bit in range(_BARS)], np.uint8)
    line = np.repeat(bits, _WIDE)
    return np.ascontiguousarray(np.broadcast_to(line[None, :, None], (ROWS, COLUMNS, 3)))
