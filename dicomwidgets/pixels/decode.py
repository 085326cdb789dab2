"""One stored frame of one file, by whichever way its syntax needs."""

from __future__ import annotations

from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from dicomwidgets.codecs import is_native, is_video
from dicomwidgets.errors import DecodeError, DicomWidgetsError
from dicomwidgets.pixels import native
from dicomwidgets.pixels.color import to_rgb, ybr_to_rgb
from dicomwidgets.pixels.file_memory import FileMemory
from dicomwidgets.pixels.pixel_format import Decoded, PixelFormat
from dicomwidgets.pixels.sent import OneFrame, sent_frame
from dicomwidgets.reading.header import read_dataset
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from dicomwidgets.pixels.locator import FrameLocator
    from dicomwidgets.pixels.video import Video
    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Item, Source

__all__ = ["decode", "decode_alike", "decode_plain", "open_pixels", "opened_video", "raw_frame"]
_MISHAPS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


_VIDEO: dict[str, Any] = {
    "samples": 3,
    "bits_allocated": 8,
    "bits_stored": 8,
    "photometric": "RGB",
    "planar": 0,
}


def decode(
    locator: FrameLocator,
    header: Header,
    fmt: PixelFormat | None = None,
    start: int | None = None,
    memory: FileMemory | None = None,
) -> NDArray[Any]:
    """Return one frame as it is kept and sent: grey as stored, colour as 8-bit RGB.

    Parameters
    ----------
    locator, header
        Where it is.
    fmt, start
        For a stripe of an uncompressed frame: its rows in place of the frame's, and how many
        bytes after the first frame's beginning it begins.
    memory
        What is known of the file, so that it need not be found out again.

    Raises
    ------
    DecodeError
        Naming the file, the frame, the syntax and the remedy.
    DisplayError
        Where colours can't be made of the stored values.
    """
    memory = memory or FileMemory()
    with _said_of(locator):
        array, fmt = _decoded(locator, header, fmt or memory.format(header), start, memory)
        return to_rgb(array, fmt, header.dataset) if fmt.is_color else _narrowed(array)


def decode_plain(locator: FrameLocator, fmt: PixelFormat, memory: FileMemory) -> NDArray[Any]:
    """Return the one grey frame of a file, uncompressed at ``fmt.offset``: no header is needed.

    Raises
    ------
    DecodeError
        Where the file can't be read or ends too soon.
    """
    with _said_of(locator), memory.handle(locator, 1) as handle:
        return _narrowed(native.read_frame(handle, fmt, 0))


def decode_alike(
    locator: FrameLocator, fmt: PixelFormat, memory: FileMemory
) -> NDArray[Any] | None:
    """Return the one grey frame of a compressed file; ``None`` where it has colours in fact.

    Raises
    ------
    DecodeError
        As `decode` does.
    """
    with _said_of(locator):
        array, fmt = _decoded(locator, None, fmt, None, memory)
        return None if fmt.is_color else _narrowed(array)


@contextmanager
def _said_of(locator: FrameLocator) -> Iterator[None]:
    """Make what goes wrong an error that names the file, without its path."""
    try:
        with kept_warnings():
            yield
    except DicomWidgetsError as problem:
        problem.file = problem.file or locator.item.name
        raise
    except _MISHAPS as found:
        # An OSError's own text holds the path.
        reason = getattr(found, "strerror", None) or str(found) or type(found).__name__
        raise DecodeError(
            f"Frame {locator.frame + 1} can't be read: {reason.rstrip('.')}.",
            tag="(7FE0,0010)",
            keyword="PixelData",
            file=locator.item.name,
        ) from None


def raw_frame(
    locator: FrameLocator,
    header: Header,
    fmt: PixelFormat,
    start: int | None = None,
    memory: FileMemory | None = None,
) -> NDArray[Any]:
    """Return one frame, or the stripe at `start`, as decoded: before palettes and 8 bits."""
    return _decoded(locator, header, fmt, start, memory or FileMemory()).array


def _decoded(
    locator: FrameLocator,
    header: Header | None,
    fmt: PixelFormat,
    start: int | None,
    memory: FileMemory,
) -> Decoded:
    if start is None and not 0 <= locator.frame < fmt.frames:
        raise DecodeError(
            f"The file holds {fmt.frames} frames; there is no frame {locator.frame + 1}.",
            tag="(0028,0008)",
            keyword="NumberOfFrames",
        )
    sent, frame = sent_frame(locator, fmt), locator.frame
    if sent is not None:
        _, fmt, _ = sent
        frame = 0
    read_here = native.reads(fmt) or native.is_subsampled(fmt)
    if is_native(fmt.transfer_syntax_uid) and read_here:
        handle, fmt, _ = sent or open_pixels(locator, fmt, memory)
        with handle:
            place = 0 if start is not None else frame
            array = native.read_frame(handle, fmt, place, start)
        if fmt.samples == 3 and fmt.photometric.startswith(("YBR_FULL", "YBR_PARTIAL")):
            array = ybr_to_rgb(array, fmt.bits_stored, partial="PARTIAL" in fmt.photometric)
        return Decoded(array, fmt)
    if is_video(fmt.transfer_syntax_uid):
        array = opened_video(locator, fmt, memory).frame(locator.frame)
        rows, columns, _ = array.shape
        return Decoded(array, fmt._replace(rows=rows, columns=columns, **_VIDEO))
    from dicomwidgets.pixels.encapsulated import decode_frame  # noqa: PLC0415 - not for the rest

    handle, fmt, extra = sent or open_pixels(locator, fmt, memory)
    with handle:
        if not is_native(fmt.transfer_syntax_uid):
            table = OneFrame(fmt) if sent else memory.table(locator, header, fmt)
            return decode_frame(handle, fmt, frame, table)
        return decode_frame(handle, fmt, frame, **extra)


def opened_video(locator: FrameLocator, fmt: PixelFormat, memory: FileMemory) -> Video:
    """Return the video that the pixels of a file are (PS3.5 8.2.5 to 8.2.8).

    Raises
    ------
    DecodeError
        Where they are none, or nothing decodes them here.
    """
    from dicomwidgets.pixels.video import open_video  # noqa: PLC0415 - few files are

    def opened() -> Video:
        handle, at, _ = open_pixels(locator, fmt, memory)
        return open_video(handle, at)

    return memory.video(locator, opened)


def open_pixels(
    locator: FrameLocator, fmt: PixelFormat, memory: FileMemory
) -> tuple[BinaryIO, PixelFormat, dict[str, Any]]:
    """Return a handle on the file, or on its pixel value alone, and options for pydicom."""
    source, item = locator.source, locator.item
    if fmt.offset is not None and not native.is_swapped(fmt):
        return memory.handle(locator, fmt.frames), fmt, {}
    if source.dataset(item) is not None or native.is_swapped(fmt):
        value, vr = _pixel_value(source, item, fmt.keyword)
        if fmt.bits_allocated == 1 and vr == "OW" and native.is_swapped(fmt):
            value = np.frombuffer(value, "<u2", len(value) // 2).byteswap().tobytes()
        return BytesIO(value), fmt._replace(offset=0, length=None), {"pixel_vr": vr}
    handle = memory.value(locator, lambda: _pixel_value(source, item, fmt.keyword)[0])
    return handle, fmt._replace(offset=0, length=None), {}


def _pixel_value(source: Source, item: Item, keyword: str) -> tuple[bytes, str]:
    """Return the whole value of the pixel element, and its VR."""
    # As it stands: a caller's dataset keeps even its raw elements.
    element: Any = read_dataset(source, item).get_item(keyword)
    value = element.value
    if hasattr(value, "read"):
        value.seek(0)
        value = value.read()
    return value or b"", element.VR or "OW"


def _narrowed(array: NDArray[Any]) -> NDArray[Any]:
    """Return 64-bit integers as float64: no others of 64 bits travel."""
    if array.dtype.kind in "iu" and array.dtype.itemsize == 8:
        return array.astype(np.float64)
    return array
