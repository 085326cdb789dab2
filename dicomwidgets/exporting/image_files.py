"""Frames as files of images."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO

from dicomwidgets.errors import DisplayError
from dicomwidgets.exporting.image_encoding import image_of, write_jpeg
from dicomwidgets.exporting.pictures import cropped
from dicomwidgets.exporting.tiff_pages import write_pages
from dicomwidgets.pixels.large import refuse
from dicomwidgets.pixels.limits import LARGEST_DECODED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.exporting.pictures import Shots

__all__ = ["AS_ARRAYS", "NOT_WHOLE", "write_image"]

_MIDDLE = 1 << 15
_MOST = 1 << 16
NOT_WHOLE = "The values are no whole numbers."
AS_ARRAYS = 'Export them as format="tiff", or as arrays: format="npy".'


def write_image(shots: Shots, i: int, kind: str, out: BinaryIO) -> None:
    """Write one frame.

    Parameters
    ----------
    shots
        The frames that are exported together; it gets what is to be known of this one.
    i
        Its number.
    kind
        ``"png"``, ``"jpeg"`` or ``"tiff"``.
    out
        Where to.

    Raises
    ------
    DecodeError, DisplayError
        If it can't be decoded, or its values don't fit into 16 bits of a PNG.
    """
    if kind == "tiff":
        write_pages(replace(shots, chosen=[i]), out)
    elif not shots.is_shown:
        _write_values(shots, i, out)
    elif kind == "jpeg":
        write_jpeg(shots.screen(i), shots.style.quality, out)
    else:
        image_of(shots.screen(i)).save(out, "PNG")


def _write_values(shots: Shots, i: int, out: BinaryIO) -> None:
    """Write values that a viewer of pictures does not scale: 16 bits, or 8 where they are."""
    frames, values = shots.frames, shots.style.values
    if (size := frames.frame_bytes(i)) > LARGEST_DECODED:
        raise refuse(size)
    display = frames.described(i)["display"]
    if display["kind"] == "color":
        image_of(cropped(frames.stored(i), shots.style)).save(out, "PNG")
        return
    told = frames.values(i) if values == "modality" else None
    array, unit = (frames.stored(i), "") if told is None else (told.array, told.unit)
    least = _least(display, values)
    offset = _MIDDLE if least < 0 else 0
    whole = _sixteen_bits(cropped(array, shots.style), offset)
    image_of(whole).save(out, "PNG", pnginfo=_said(values, unit, offset))
    if offset:
        shots.note(
            f"The pixels of the PNG are the {values} values + {offset:,}: some are below zero."
        )


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


def _said(values: str, unit: str, offset: int) -> Any:
    """Return what the PNG says of its values, in a text chunk of its own."""
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415 - see above

    info = PngInfo()
    info.add_text("dicomwidgets", json.dumps({"values": values, "unit": unit, "offset": offset}))
    return info
