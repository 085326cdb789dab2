"""What answers a display lab's question for the stages of a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.display.chain import explained
from dicomwidgets.display.parameters import values_of
from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.pixels.limits import KEPT_WHOLE
from dicomwidgets.pixels.pixel_format import pixel_format
from dicomwidgets.pixels.unread import unread_frame
from dicomwidgets.widgets._frame_feed import packed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from dicomwidgets.display.chain import Word
    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.pixels.pixel_format import PixelFormat
    from dicomwidgets.widgets._commands import GetStagesResult

__all__ = ["stages_of"]


def stages_of(
    frames: FrameSource, numbering: int, args: Mapping[str, Any]
) -> tuple[GetStagesResult, list[Any]]:
    """Return the stages of frame ``args["index"]``, and the frame before them if it is another.

    Raises
    ------
    DicomWidgetsError
        Where the frame can't be described or decoded.
    """
    index = args["index"]
    info = frames.info(index)
    header = frames.header(index)
    locator = frames.locators[index]
    fmt = pixel_format(header)
    before = _before(frames, index, fmt)
    value_of = values_of(header.dataset, locator.frame)
    result: GetStagesResult = {
        "index": index,
        "numbering": numbering,
        "stages": explained(
            value_of, info["display"], converted=before is not None, profile=info.get("profile")
        ),
        "word": None if fmt.is_color or fmt.is_float else _word(fmt),
        "buffers": [],
    }
    if before is None:
        return result, []
    described, buffer = packed(before, ["raw"])
    result["buffers"].append(described)
    return result, [buffer]


def _word(fmt: PixelFormat) -> Word:
    return {
        "allocated": max(fmt.bits_allocated, 8),
        "stored": fmt.bits_stored,
        "high": fmt.high_bit,
        "signed": fmt.signed,
    }


def _before(frames: FrameSource, index: int, fmt: PixelFormat) -> NDArray[Any] | None:
    """Return the frame as it lies in the file, where that is not how it is kept."""
    if fmt.is_float or frames.frame_bytes(index) > KEPT_WHOLE:
        return None
    try:
        before = unread_frame(frames.locators[index], frames.header(index), fmt)
    except DicomWidgetsError:
        return None
    stored = frames.sent(index)
    if before is None or before.itemsize != stored.itemsize or before.shape != stored.shape:
        return before
    return None if np.array_equal(before, stored.view(before.dtype)) else before
