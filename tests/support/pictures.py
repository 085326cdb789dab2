"""Pictures that were exported, as others read them; no file stays open."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["opened", "pixels_in"]


def opened(path: Path) -> Any:
    """Return what Pillow makes of a file."""
    return Image.open(BytesIO(path.read_bytes()))


def pixels_in(path: Path) -> NDArray[Any]:
    """Return the pixels of a picture as Pillow reads them."""
    return np.asarray(opened(path))
