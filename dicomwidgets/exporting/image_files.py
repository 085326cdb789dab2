"""Frames as files of images."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

from dicomwidgets.errors import DisplayError
from dicomwidgets.extras import require
from dicomwidgets.pixels.large import refuse
from dicomwidgets.pixels.limits import LARGEST_DECODED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dicomwidgets.exporting.image_style import ImageStyle
    from dicomwidgets.pixels.frame_source import FrameSource

__all__ = ["AS_ARRAYS", "NOT_WHOLE", "write_image"]

_MIDDLE = 1 << 15
_MOST = 1 << 16
NOT_WHOLE = "The values are no whole numbers."
AS_ARRAYS = 'Export them as arrays: format="npy".'


def write_image(
    frames: FrameSource, i: int, style: ImageStyle, kind: str, out: BinaryIO
) -> tuple[str, ...]:
    """Write one frame.

    Parameters
    ----------
    frames
        Of the file.
    i
        Which of them.
    style
        How it looks.
    kind
        ``"png"`` or ``"jpeg"``.
    out
        Where to.

    Returns
    -------
    tuple of str
        What is to be known: badges of the frame, what was added to its values.

    Raises
    ------
    DecodeError, DisplayError
        If it can't be decoded, or its values don't fit into 16 bits.
    """
    if (size := frames.frame_bytes(i)) > LARGEST_DECODED:
        raise refuse(size)
    if style.values != "display":
        return _write_values(frames, i, style.values, out)
    image = _image(frames.render(i, square=style.square, **style.look))
    if kind == "jpeg":
        image.save(out, "JPEG", quality=style.quality, subsampling=0)
    else:
        image.save(out, "PNG")
    badges = frames.info(i)["badges"]
    return tuple(f"{badge['text']}: {badge['reason']}" for badge in badges)


def _write_values(frames: FrameSource, i: int, values: str, out: BinaryIO) -> tuple[str, ...]:
    """Write values that a viewer of pictures does not scale: 16 bits, or 8 where they are."""
    display = frames.described(i)["display"]
    if display["kind"] == "color":
        _image(frames.stored(i)).save(out, "PNG")
        return ()
    told = frames.values(i) if values == "modality" else None
    array, unit = (frames.stored(i), "") if told is None else (told.array, told.unit)
    least = _least(display, values)
    offset = _MIDDLE if least < 0 else 0
    _image(_sixteen_bits(array, offset)).save(out, "PNG", pnginfo=_said(values, unit, offset))
    if not offset:
        return ()
    return (f"The pixels of the PNG are the {values} values + {offset:,}: some are below zero.",)


def _least(display: Any, values: str) -> float:
    """Return the least value that the header allows: the same offset holds for all frames."""
    bits = display["bits_stored"]
    stored = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if display["signed"] else (0, 2**bits - 1)
    if values == "stored":
        return stored[0]
    if display["modality_lut"] is not None:
        return 0
    ends = [display["intercept"] + display["slope"] * each for each in stored]
    return float(min(ends))


def _sixteen_bits(array: NDArray[Any], offset: int) -> NDArray[Any]:
    import numpy as np  # noqa: PLC0415 - this room has no pixels of its own

    if array.dtype == np.uint8:
        return array
    if array.dtype.kind == "f" and not np.array_equal(array, np.rint(array)):
        raise DisplayError(NOT_WHOLE, remedy=AS_ARRAYS)
    whole = array.astype(np.int64) + offset
    if whole.min() < 0 or whole.max() >= _MOST:
        raise DisplayError("The values do not fit into 16 bits.", remedy=AS_ARRAYS)
    return whole.astype(np.uint16)


def _image(array: NDArray[np.uint8 | np.uint16]) -> Any:
    require("PIL", why="An image file")
    from PIL import Image  # noqa: PLC0415 - with the first image

    return Image.fromarray(array)


def _said(values: str, unit: str, offset: int) -> Any:
    """Return what the PNG says of its values, in a text chunk of its own."""
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415 - see above

    info = PngInfo()
    info.add_text("dicomwidgets", json.dumps({"values": values, "unit": unit, "offset": offset}))
    return info
