"""Which bits of the pixels' words compression has kept: overlays may lie in them (PS3.5 8.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.display.graphics import frame_graphics
from dicomwidgets.display.overlays import KeptBits
from dicomwidgets.display.parameters import values_of
from dicomwidgets.display.tolerant import texts
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from dicomwidgets.display.description import Badge, FrameInfo
    from dicomwidgets.pixels.codestream import Codestream
    from dicomwidgets.reading.header import Header

__all__ = ["kept_bits", "with_kept_overlays"]


def kept_bits(stream: Codestream | None, *, lossy: bool = False) -> KeptBits | None:
    """Return what is left of the words that were compressed.

    Parameters
    ----------
    stream
        What the codestream of a frame says; ``None`` where it is none.
    lossy
        Whether the header says that the image has lost something.

    Returns
    -------
    KeptBits or None
        ``None`` where the words are whole.
    """
    if stream is None or stream.kind == "rle":
        return None
    if (stream.components or 1) > 1:
        return KeptBits(0, "the codestream has colours instead")
    if stream.lossless is False:
        return KeptBits(0, f"{stream.process} is lossy: it is not what it was")
    if stream.lossless is None:
        return KeptBits(0, "the codestream does not say whether it is lossless")
    # A reversible coder may have been cut short: then only the header tells.
    if lossy and stream.kind in {"jpeg_2000", "htj2k", "jpeg_xl"}:
        why = "Lossy Image Compression (0028,2110) says that something was lost"
        return KeptBits(0, why)
    bits = stream.precision or 0
    return KeptBits(bits, f"the codestream has the lowest {bits} only")


def with_kept_overlays(
    info: FrameInfo, header: Header, frame: int, stream: Codestream | None
) -> FrameInfo:
    """Return a frame without the overlays that lay in bits which are lost; badges say so."""
    if "graphics" not in info:
        return info
    dataset = header.dataset
    lossy = "01" in texts(value_or_none(dataset, "LossyImageCompression"))
    kept = kept_bits(stream, lossy=lossy)
    if kept is None:
        return info
    badges: list[Badge] = []
    graphics = frame_graphics(dataset, values_of(dataset, frame), frame, badges, kept)
    told = [each for each in badges if each not in info["badges"]]
    shown: FrameInfo = {**info, "badges": [*info["badges"], *told]}
    if graphics:
        shown["graphics"] = graphics
    else:
        del shown["graphics"]
    return shown
