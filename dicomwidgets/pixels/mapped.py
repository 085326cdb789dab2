"""All frames of one uncompressed file as one array that lies in the file (PS3.5 8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.codecs import is_native
from dicomwidgets.errors import ArgumentError
from dicomwidgets.pixels import native
from dicomwidgets.pixels.pixel_format import pixel_format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.pixels.locator import FrameLocator
    from dicomwidgets.pixels.pixel_format import PixelFormat

__all__ = ["mapped"]


def mapped(frames: FrameSource) -> NDArray[Any]:
    """Return all frames as one array that lies in their file: nothing is read before it is used.

    Parameters
    ----------
    frames
        From ``dicomwidgets.frames(x)``: of one uncompressed local file.

    Returns
    -------
    ndarray
        (frames, rows, columns), or (frames, rows, columns, samples), read-only, in the order in
        which they are shown and the file's byte order. Bits above Bits Stored are as they lie.

    Warnings
    --------
    The file must not be shortened while the array is used: that ends the process.

    Raises
    ------
    ArgumentError
        Where frames do not lie one after the other in one local file as NumPy holds them.
    """
    locators = frames.locators
    first, fmt = locators[0], pixel_format(frames.header(0))
    path = first.source.path(first.item)
    reason = _reason(locators, fmt) if path is not None else "it is no local file"
    if path is None or reason:
        raise ArgumentError(
            f"The frames can't be mapped: {reason}.",
            remedy="frames.stored(i) gives any frame of any file.",
        )
    shape = (fmt.frames, fmt.rows, fmt.columns, *([fmt.samples] if fmt.samples > 1 else []))
    if path.stat().st_size < (fmt.offset or 0) + fmt.frames * fmt.frame_bytes:
        raise ArgumentError(
            "The frames can't be mapped: the file ends before the last of them does.",
            remedy="Copy or export the file again.",
        )
    dtype, offset = native.dtype_of(fmt), fmt.offset or 0
    array = np.memmap(path, dtype=dtype, mode="r", offset=offset, shape=shape)
    backwards = len(locators) > 1 and locators[1].frame < first.frame
    return np.asarray(array)[::-1] if backwards else np.asarray(array)


def _reason(locators: Sequence[FrameLocator], fmt: PixelFormat) -> str:
    """Return why frames can't be mapped; nothing where they can."""
    order = [each.frame for each in locators]
    straight = order in (list(range(fmt.frames)), list(range(fmt.frames))[::-1])
    if any(each.item != locators[0].item for each in locators):
        return "they lie in several files"
    if fmt.offset is None or not is_native(fmt.transfer_syntax_uid):
        return "they are compressed"
    if fmt.bits_allocated == 1:
        return "eight pixels share a byte"
    if not native.reads(fmt) or (fmt.samples > 1 and fmt.planar == 1):
        return "colours lie in planes, or share samples"
    return "" if straight else "they are shown in another order than they are stored"
