"""Frames of a series side by side in one picture."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from operator import index
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError, DisplayError
from dicomwidgets.exporting.image_encoding import image_of
from dicomwidgets.pixels.limits import LARGEST_DECODED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dicomwidgets.exporting.pictures import Shots

__all__ = ["Montage", "montage_asked", "montage_of"]

_LETTERS_SHARE = 12
"""A label is as high as this part of a cell."""
_EDGE_OF_LETTERS = "black"
_LETTERS = "white"


@dataclass(frozen=True)
class Montage:
    """How frames stand side by side. It pickles.

    Parameters
    ----------
    columns
        Frames in a row; ``None``: as many as there are rows, about.
    step
        Every how many-th of the frames chosen is shown.
    width
        Pixels that each has in a row; ``None``: its own. What is shrunk is averaged.
    labels
        Whether each has its number in the series, from 1.
    gap
        Pixels between them.
    """

    columns: int | None = None
    step: int = 1
    width: int | None = None
    labels: bool = False
    gap: int = 0


def montage_asked(asked: Any) -> Montage | None:
    """Return what is asked for: nothing, ``True``, a number of columns, or a dict of all of it.

    Raises
    ------
    ArgumentError
        For what can't be meant.
    """
    if asked is None or asked is False or isinstance(asked, Montage):
        return asked or None
    given = {} if asked is True else asked
    try:
        made = Montage(**(given if isinstance(given, Mapping) else {"columns": index(given)}))
    except TypeError:
        raise _wrong(asked) from None
    for name, least in (("columns", 1), ("step", 1), ("width", 1), ("gap", 0)):
        value = getattr(made, name)
        if value is not None and not (isinstance(value, int) and value >= least):
            raise _wrong(asked)
    return made


def _wrong(asked: Any) -> ArgumentError:
    return ArgumentError(
        f"montage={asked!r} is none.",
        remedy="Say True, how many columns, or such as "
        '{"columns": 6, "step": 5, "width": 128, "labels": True, "gap": 2}.',
    )


def montage_of(shots: Shots, asked: Montage) -> NDArray[np.uint8]:
    """Return frames side by side, as on the screen: black where nothing is.

    Parameters
    ----------
    shots
        The frames, before `Montage.step`.
    asked
        How they stand.

    Returns
    -------
    ndarray
        uint8 (rows, columns) or (rows, columns, 3).

    Raises
    ------
    DecodeError
        If a frame can't be decoded.
    DisplayError
        If frames differ in size, or the picture would be larger than a process should hold.
    """
    import numpy as np  # noqa: PLC0415 - this room has no pixels of its own

    shown = list(shots.chosen)[:: asked.step]
    columns = min(asked.columns or math.ceil(math.sqrt(len(shown))), len(shown))
    sheet = np.zeros(0, np.uint8)
    for place, (i, screen) in enumerate(shots.each(shown)):
        cell = _cell(screen, asked, i + 1)
        if not place:
            sheet = _sheet(cell, -(-len(shown) // columns), columns, asked.gap)
        top = place // columns * (cell.shape[0] + asked.gap)
        left = place % columns * (cell.shape[1] + asked.gap)
        sheet[top : top + cell.shape[0], left : left + cell.shape[1]] = cell
    return sheet


def _sheet(cell: NDArray[np.uint8], rows: int, columns: int, gap: int) -> NDArray[np.uint8]:
    import numpy as np  # noqa: PLC0415 - see above

    high, wide = cell.shape[:2]
    size = rows * (high + gap) - gap, columns * (wide + gap) - gap
    if math.prod(size) * cell[0, 0].size > LARGEST_DECODED:
        raise DisplayError(
            f"The montage would have {size[1]:,} × {size[0]:,} pixels, which is more than the "
            f"{LARGEST_DECODED >> 30} GiB that are held in memory for one.",
            remedy="Give a width of each frame, or a step between them: "
            'montage={"width": 128, "step": 5}.',
        )
    return np.zeros((*size, *cell.shape[2:]), np.uint8)


def _cell(screen: NDArray[np.uint8], asked: Montage, number: int) -> NDArray[np.uint8]:
    import numpy as np  # noqa: PLC0415 - see above

    if asked.width in (None, screen.shape[1]) and not asked.labels:
        return screen
    image = image_of(screen)
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 - with the first image

    if asked.width is not None and asked.width != image.width:
        height = max(1, round(image.height * asked.width / image.width))
        smaller = asked.width < image.width
        kind = Image.Resampling.BOX if smaller else Image.Resampling.NEAREST
        image = image.resize((asked.width, height), kind)
    if asked.labels:
        size = max(9, image.height // _LETTERS_SHARE)
        ImageDraw.Draw(image).text(
            (size // 3, size // 4),
            str(number),
            font=ImageFont.load_default(size),
            fill=_LETTERS,
            stroke_width=max(1, size // 12),
            stroke_fill=_EDGE_OF_LETTERS,
        )
    return np.asarray(image)
