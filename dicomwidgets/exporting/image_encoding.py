"""Arrays as images of Pillow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from dicomwidgets.errors import DisplayError
from dicomwidgets.extras import require

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["image_of", "write_jpeg"]

_LONGEST_JPEG = 65_500
"""Rows and columns that libjpeg takes at most."""


def image_of(array: NDArray[Any]) -> Any:
    """Return an image of Pillow.

    Parameters
    ----------
    array
        uint8 or uint16 (rows, columns), or uint8 (rows, columns, 3).

    Raises
    ------
    MissingPackageError
        Without Pillow, with the install line.
    """
    require("PIL", why="An image file")
    from PIL import Image  # noqa: PLC0415 - with the first image

    return Image.fromarray(array)


def write_jpeg(screen: NDArray[np.uint8], quality: int, out: BinaryIO) -> None:
    """Write a JPEG of all colours.

    Parameters
    ----------
    screen
        uint8 (rows, columns) or (rows, columns, 3).
    quality
        1 to 100.
    out
        Where to.

    Raises
    ------
    DisplayError
        If it is larger than a JPEG can be.
    """
    if max(screen.shape[:2]) > _LONGEST_JPEG:
        raise DisplayError(
            f"A JPEG has {_LONGEST_JPEG:,} rows and columns at most: these would be "
            f"{screen.shape[0]:,} × {screen.shape[1]:,}.",
            remedy="Take a part, a smaller width of each frame, or another format: PNG or TIFF.",
        )
    image_of(screen).save(out, "JPEG", quality=quality, subsampling=0)
