"""What a frame is where its codestream and its header disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.codecs import is_native, is_video, is_wrapped
from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.pixels.agreement import Agreement, agreement, video_agreement
from dicomwidgets.pixels.codestream import Codestream, read_codestream
from dicomwidgets.pixels.color_told import native_colors
from dicomwidgets.pixels.decode import open_pixels, opened_video
from dicomwidgets.pixels.pixel_format import pixel_format
from dicomwidgets.pixels.sent import OneFrame, sent_frame
from dicomwidgets.pixels.spare_bits import with_kept_overlays

if TYPE_CHECKING:
    from dicomwidgets.display.description import FrameDisplay, FrameInfo
    from dicomwidgets.pixels.file_memory import FileMemory
    from dicomwidgets.pixels.locator import FrameLocator
    from dicomwidgets.pixels.pixel_format import PixelFormat
    from dicomwidgets.reading.header import Header

__all__ = ["corrected", "corrected_by", "is_cut"]

_VIDEO = Codestream("video", "video", lossless=False)
_ENDED = {"jpeg", "jpeg_ls", "jpeg_2000", "htj2k"}
_ENOUGH = 256 * 1024
"""Bytes of a frame: the markers stand before the coded data, if a profile does not come first."""


def corrected(
    info: FrameInfo, locator: FrameLocator, header: Header, memory: FileMemory
) -> FrameInfo:
    """Return a frame's description with what its codestream says, and with badges for that.

    Nothing is decoded. Where the frame can't be found or is of no kind that an image is, the
    description stays: decoding it says why.
    """
    try:
        fmt = pixel_format(header)
        if is_native(fmt.transfer_syntax_uid):
            agreed = Agreement(fmt, native_colors(fmt))
        elif is_video(fmt.transfer_syntax_uid):
            info = with_kept_overlays(info, header, locator.frame, _VIDEO)
            agreed = video_agreement(fmt, opened_video(locator, fmt, memory))
        else:
            stream = _stream(locator, header, fmt, memory)
            info = with_kept_overlays(info, header, locator.frame, stream)
            agreed = agreement(fmt, stream)
    except (DicomWidgetsError, OSError):
        return info
    return _told(info, fmt, agreed)


def corrected_by(
    info: FrameInfo, locator: FrameLocator, fmt: PixelFormat, memory: FileMemory
) -> FrameInfo:
    """Return the same of a compressed image over which nothing is drawn, without its header."""
    try:
        return _told(info, fmt, agreement(fmt, _stream(locator, None, fmt, memory)))
    except (DicomWidgetsError, OSError):
        return info


def is_cut(locator: FrameLocator, header: Header, memory: FileMemory) -> bool:
    """Whether the mark that ends a codestream is missing, so that part of the image may be.

    Decoders of JPEG fill up what is missing and say nothing. False of what has no such mark, and
    of a frame that can't be found.
    """
    try:
        fmt = pixel_format(header)
        if is_native(fmt.transfer_syntax_uid) or is_video(fmt.transfer_syntax_uid):
            return False
        stream = _stream(locator, header, fmt, memory)
    except (DicomWidgetsError, OSError):
        return False
    return stream is not None and stream.note == "cut"


def _stream(
    locator: FrameLocator, header: Header | None, fmt: PixelFormat, memory: FileMemory
) -> Codestream | None:
    if is_wrapped(fmt.transfer_syntax_uid):
        return None
    sent = sent_frame(locator, fmt)
    handle, fmt, _ = sent or open_pixels(locator, fmt, memory)
    with handle:
        if is_native(fmt.transfer_syntax_uid):
            return None  # what a server has decompressed
        table = OneFrame(fmt) if sent else memory.table(locator, header, fmt)
        stream = read_codestream(table.data(handle, locator.frame, most=_ENOUGH))
        if stream is None or stream.kind not in _ENDED or table.is_ended(handle, locator.frame):
            return stream
        return stream._replace(note=stream.note or "cut")


def _told(info: FrameInfo, fmt: PixelFormat, agreed: Agreement) -> FrameInfo:
    if agreed.fmt == fmt and not agreed.badges:
        return info
    display: FrameDisplay = {**info["display"]}
    if agreed.fmt.samples != fmt.samples:
        display["kind"] = "color" if agreed.fmt.is_color else "grey"
    if agreed.fmt.bits_stored != fmt.bits_stored:
        display["bits_stored"] = agreed.fmt.bits_stored
    return {
        **info,
        "rows": agreed.fmt.rows,
        "columns": agreed.fmt.columns,
        "samples": agreed.fmt.samples,
        "display": display,
        "badges": [*info["badges"], *agreed.badges],
    }
