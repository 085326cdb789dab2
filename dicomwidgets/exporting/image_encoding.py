"""Arrays as images of Pillow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.extras import require

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["image_of"]


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
