"""One frame through pydicom's decoders (PS3.5 A.4), and the native layouts only pydicom knows."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from pydicom.encaps import encapsulate
from pydicom.pixels.decoders.base import get_decoder

from dicomwidgets.codecs import codec_for, is_wrapped
from dicomwidgets.errors import DecodeError
from dicomwidgets.pixels import native

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.codecs import Codec
    from dicomwidgets.pixels.frame_table import FrameTable
    from dicomwidgets.pixels.pixel_format import PixelFormat

__all__ = ["decode_frame"]

_LONGEST = 300
_RLE = "1.2.840.10008.1.2.5"
_DEFLATED_FRAME = "1.2.840.10008.1.2.8.1"
_ALL_FAILED = "Unable to decode as exceptions were raised by all available plugins:"
_NO_DECODER = "inspect(x) shows its header; export it in another transfer syntax to see the image."


def decode_frame(
    handle: BinaryIO,
    fmt: PixelFormat,
    frame: int,
    table: FrameTable | None = None,
    **extra: Any,
) -> NDArray[Any]:
    """Return one frame, decoded by pydicom.

    Parameters
    ----------
    handle
        Any handle on the file, or on the pixel value alone where ``fmt.offset`` is 0.
    fmt
        How the pixels are stored.
    frame
        Index in the file.
    table
        Where the frames lie; ``None`` for native pixels.
    **extra
        Further options of pydicom's decoder: ``pixel_vr``.

    Returns
    -------
    ndarray
        (rows, columns) as stored, or (rows, columns, 3) with YBR turned into RGB.

    Raises
    ------
    DecodeError
        Where no decoder is installed, with the install line, or where all of them fail.
    """
    codec = codec_for(fmt.transfer_syntax_uid)
    if not codec.available:
        raise DecodeError(
            f"No decoder for {codec.name} is installed."
            if codec.install
            else f"No decoder for {_named(codec)} is known.",
            tag="(0002,0010)",
            keyword="TransferSyntaxUID",
            remedy=f"Install one with: {codec.install}" if codec.install else _NO_DECODER,
        )
    data = table.data(handle, frame) if table is not None else None
    try:
        if data is not None:
            return _decompressed(data, fmt)
        handle.seek(fmt.offset or 0)
        return _array(handle, fmt, frame, **extra)
    except Exception as problem:  # noqa: BLE001 - decoders raise whatever damaged data provokes
        raise DecodeError(
            f"{_subject(fmt, frame)} ({codec.name}) can't be decoded: {_reason(problem)}",
            tag="(7FE0,0010)",
            keyword=fmt.keyword,
            remedy=f"Another decoder may read it: {codec.install}" if codec.install else None,
        ) from None  # the reason has all that the decoders said


def _subject(fmt: PixelFormat, frame: int) -> str:
    """Name the frame as its file counts; a slice of a series has another number on screen."""
    return f"Frame {frame + 1}" if fmt.frames > 1 else "The image"


def _named(codec: Codec) -> str:
    name, uid = codec.name, codec.transfer_syntax_uid
    return f"transfer syntax {uid}" if name == uid else f"{name} ({uid})"


def _decompressed(data: bytes, fmt: PixelFormat) -> NDArray[Any]:
    """Return the frame that these compressed bytes are."""
    alone = fmt._replace(frames=1)
    if is_wrapped(fmt.transfer_syntax_uid):
        return _unwrapped(data, alone)
    value = encapsulate([data], has_bot=False)
    if fmt.bits_allocated == 1 and fmt.transfer_syntax_uid == _RLE:
        return native.shaped(_array(value, _as_bytes(alone)).ravel(), alone)
    return _array(value, alone)


def _array(value: bytes | BinaryIO, fmt: PixelFormat, frame: int = 0, **extra: Any) -> NDArray[Any]:
    decoder = get_decoder(fmt.transfer_syntax_uid)
    array, _ = decoder.as_array(value, index=frame, raw=fmt.samples == 1, **_options(fmt), **extra)
    return np.ascontiguousarray(array)


def _as_bytes(fmt: PixelFormat) -> PixelFormat:
    """Return a frame of packed bits as a line of bytes, which is how RLE sees it."""
    return fmt._replace(rows=1, columns=fmt.frame_bytes, bits_allocated=8, bits_stored=8)


def _unwrapped(data: bytes, fmt: PixelFormat) -> NDArray[Any]:
    """Return a frame that lies uncompressed, or deflated, in an item of its own."""
    if fmt.transfer_syntax_uid == _DEFLATED_FRAME:
        data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, fmt.frame_bytes)
    if len(data) < fmt.frame_bytes:
        raise ValueError(f"it holds {len(data)} of {fmt.frame_bytes} bytes")
    return native.shaped(np.frombuffer(data, np.uint8, fmt.frame_bytes).copy(), fmt)


def _options(fmt: PixelFormat) -> dict[str, Any]:
    options: dict[str, Any] = {
        "rows": fmt.rows,
        "columns": fmt.columns,
        "samples_per_pixel": fmt.samples,
        "number_of_frames": fmt.frames,
        "bits_allocated": fmt.bits_allocated,
        "bits_stored": fmt.bits_stored,
        "pixel_representation": int(fmt.signed),
        "photometric_interpretation": fmt.photometric or "MONOCHROME2",
        "pixel_keyword": fmt.keyword,
    }
    if fmt.samples > 1:
        options["planar_configuration"] = fmt.planar
    return options


def _reason(problem: Exception) -> str:
    """Return what the decoders said, on one line of some length."""
    lines = [" ".join(line.split()).rstrip(".") for line in str(problem).splitlines()]
    if lines and lines[0].startswith(_ALL_FAILED):
        lines[0] = lines[0].removeprefix(_ALL_FAILED).strip()
    text = "; ".join(filter(None, lines)) or type(problem).__name__
    text = re.sub(r"<[^<>]* at 0x[0-9a-f]+>", "it", text).strip().rstrip(".")
    return f"{text[:_LONGEST]}."
