"""Where there is text in a picture: optical character recognition, on this machine alone.

The package rapidocr (Apache-2.0) brings its models with it: nothing is fetched, nothing is sent.
Only where text is counts here, not what it says: nothing of it is kept.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

from dicomwidgets.deidentification.pixels.boxes import Box
from dicomwidgets.extras import require

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

__all__ = ["find_text", "require_ocr", "text_in_frames"]

_WHY = "Finding text in images"
_ROUNDS = 3
_TILE, _OVERLAP = 1024, 128
_LOOKED_AT = 8
_LEAST = 0.5
_HIGHEST, _OF_TILE = 48, 0.2
"""A line of text is lower than that many pixels, or than that part of its tile: anatomy is not."""
_PERCENTILES = (1, 99)


def require_ocr() -> None:
    """Load what finds text, or say how to get it.

    Raises
    ------
    MissingPackageError
        With the install line as its remedy.
    """
    require("onnxruntime", why=_WHY)
    require("rapidocr", why=_WHY)


def find_text(frame: NDArray[Any]) -> list[Box]:
    """Return boxes around all text that is found in a frame.

    What was found is blacked out and the rest looked at again, until nothing more is found.

    Parameters
    ----------
    frame
        (rows, columns), or (rows, columns, 3) in red, green and blue; of any type.

    Raises
    ------
    MissingPackageError
        Where the extra ``ocr`` is not installed.
    """
    import numpy as np  # noqa: PLC0415 - for the few that look for text

    found: list[Box] = []
    for picture in _pictures(np.asarray(frame)):
        for _ in range(_ROUNDS):
            new = [box for tile in _tiles(*picture.shape[:2]) for box in _in_tile(picture, *tile)]
            if not new:
                break
            found += new
            for _, x, y, width, height in new:
                picture[y : y + height, x : x + width] = 0
    return found


def text_in_frames(frames: Iterable[NDArray[Any]], count: int) -> tuple[Box, ...]:
    """Return boxes for all frames around the text that is found in any.

    Parameters
    ----------
    frames
        One after the other.
    count
        How many. Of more than eight, eight are looked at, and what is brightest and darkest in all.
    """
    import numpy as np  # noqa: PLC0415

    chosen = {round(k * (count - 1) / (_LOOKED_AT - 1)) for k in range(_LOOKED_AT)}
    found: list[Box] = []
    extremes: list[NDArray[Any]] = []
    for number, frame in enumerate(frames):
        if count <= _LOOKED_AT or number in chosen:
            found += find_text(frame)
        if count > _LOOKED_AT:
            bright, dark = extremes or (frame, frame)
            extremes = [np.maximum(bright, frame), np.minimum(dark, frame)]
    for frame in extremes:
        found += find_text(frame)
    return tuple(sorted(set(found), key=lambda box: box[1:]))


@cache
def _engine() -> Any:
    require_ocr()
    rapidocr = require("rapidocr", why=_WHY)
    wanted = {"Global.log_level": "critical", "Global.use_cls": False, "Global.use_rec": False}
    return rapidocr.RapidOCR(params={**wanted, "Det.box_thresh": _LEAST})


def _pictures(frame: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield a frame as pictures of 8 bits: all of its range, and without its extremes."""
    import numpy as np  # noqa: PLC0415

    values = frame.astype(np.float32)
    ranges = dict.fromkeys(
        [
            (float(values.min()), float(values.max())),
            tuple(float(each) for each in np.percentile(values, _PERCENTILES)),
        ]
    )
    for low, high in ranges:
        if high > low:
            scaled = ((values - low) * (255 / (high - low))).clip(0, 255).astype(np.uint8)
            yield scaled if scaled.ndim == 3 else np.stack([scaled] * 3, axis=-1)


def _tiles(rows: int, columns: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield the upper left and lower right corners of tiles that overlap."""
    for top, left in product(_starts(rows), _starts(columns)):
        yield left, top, min(columns, left + _TILE), min(rows, top + _TILE)


def _starts(length: int) -> range:
    return range(0, max(1, length - _OVERLAP), _TILE - _OVERLAP)


def _in_tile(picture: NDArray[Any], left: int, top: int, right: int, bottom: int) -> Iterator[Box]:
    tile = picture[top:bottom, left:right]
    corners = _engine()(tile.copy()).boxes
    for quad in () if corners is None else corners:
        (x0, y0), (x1, y1) = quad.min(axis=0), quad.max(axis=0)
        if min(x1 - x0, y1 - y0) > max(_HIGHEST, _OF_TILE * min(bottom - top, right - left)):
            continue
        rim = 2 + (y1 - y0) / 5
        x, y = max(0, int(left + x0 - rim)), max(0, int(top + y0 - rim))
        width = min(picture.shape[1], int(left + x1 + rim) + 1) - x
        height = min(picture.shape[0], int(top + y1 + rim) + 1) - y
        yield Box(None, x, y, width, height)
