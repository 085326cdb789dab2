"""A windowed 8-bit picture of few bytes."""

from __future__ import annotations

import math
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.display.description import BufferInfo

__all__ = ["LARGEST_SIDE", "encode_picture", "squared", "thumbnail_picture"]

LARGEST_SIDE = 1024
"""Pixels that a picture has at most in a row or column."""

_EXACT_SIDE = 128
_QUALITY = 80


def encode_picture(screen: NDArray[np.uint8], max_bytes: int) -> tuple[bytes, BufferInfo]:
    """Return a screen frame as JPEG, or, where it is small, exactly: as PNG.

    Parameters
    ----------
    screen
        uint8 (rows, columns) or (rows, columns, 3).
    max_bytes
        Upper limit. The picture is shrunk by whole factors, by area, until it fits; over 1,024
        pixels a side it is shrunk in any case.
    """
    from PIL import Image  # noqa: PLC0415 - imported with the first picture

    picture = Image.fromarray(screen)
    if max(picture.size) <= _EXACT_SIDE and len(data := _encoded(picture, "PNG")) <= max_bytes:
        return data, _described(picture, "png")
    factor = -(-max(picture.size) // LARGEST_SIDE)
    while True:
        small = picture.reduce(factor) if factor > 1 else picture
        data = _encoded(small, "JPEG", quality=_QUALITY)
        if len(data) <= max_bytes or max(small.size) == 1:
            return data, _described(small, "jpeg")
        factor = max(factor + 1, round(factor * math.sqrt(len(data) / max_bytes)))


def thumbnail_picture(
    screen: NDArray[np.uint8], aspect: float = 1.0, side: int = 128
) -> tuple[bytes, BufferInfo]:
    """Return a screen frame as a small JPEG that has the shape of what was imaged.

    Parameters
    ----------
    screen
        uint8 (rows, columns) or (rows, columns, 3).
    aspect
        Height of a pixel over its width.
    side
        The longer side of the picture, in pixels; nothing is enlarged but a pixel's longer side.
    """
    from PIL import Image  # noqa: PLC0415 - imported with the first picture

    picture = Image.fromarray(screen)
    width, height = picture.width, picture.height * aspect
    scale = min(1.0, side / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    return _encoded(small, "JPEG", quality=_QUALITY), _described(small, "jpeg")


def squared(screen: NDArray[np.uint8], aspect: float) -> NDArray[np.uint8]:
    """Return a screen frame with square pixels: rows or columns repeated, none left out.

    Parameters
    ----------
    screen
        uint8 (rows, columns) or (rows, columns, 3).
    aspect
        Height of a pixel over its width.
    """
    axis, factor = (0, aspect) if aspect > 1 else (1, 1 / aspect)
    size = screen.shape[axis]
    wanted = max(size, round(size * factor))
    at = ((np.arange(wanted) + 0.5) * size / wanted).astype(np.intp)
    return screen if wanted == size else np.take(screen, at, axis=axis)


def static_png(screen: NDArray[np.uint8], aspect: float, max_bytes: int) -> bytes:
    """Return a screen frame as a PNG to be looked at without us.

    Parameters
    ----------
    screen
        uint8 (rows, columns) or (rows, columns, 3), as it is shown.
    aspect
        Height of a pixel over its width: the PNG's pixels are square.
    max_bytes
        Upper limit. Over it, and over 1,024 pixels a side, the picture is shrunk by area.
    """
    from PIL import Image  # noqa: PLC0415 - imported with the first picture

    whole = Image.fromarray(screen)
    width, height = whole.width, max(1, round(whole.height * aspect))
    share = min(1.0, LARGEST_SIDE / max(width, height))
    while True:
        size = max(1, round(width * share)), max(1, round(height * share))
        smaller = size[0] < whole.width or size[1] < whole.height
        kind = Image.Resampling.BOX if smaller else Image.Resampling.NEAREST
        picture = whole if size == whole.size else whole.resize(size, kind)
        data = _encoded(picture, "PNG", optimize=True)
        if len(data) <= max_bytes or max(size) == 1:
            return data
        share *= min(0.9, math.sqrt(max_bytes / len(data)))


def _encoded(picture: Any, kind: str, **options: Any) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def _described(picture: Any, encoding: Any) -> BufferInfo:
    shape = [picture.height, picture.width] + ([3] if picture.mode == "RGB" else [])
    return {"dtype": "uint8", "shape": shape, "encoding": encoding}
