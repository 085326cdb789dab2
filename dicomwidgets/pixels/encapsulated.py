"""One frame of an encapsulated value (PS3.5 A.4), and native layouts that only pydicom knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from pydicom.pixels.decoders.base import get_decoder

from dicomwidgets.codecs import codec_for
from dicomwidgets.errors import DecodeError
from dicomwidgets.pixels.codestream import read_codestream
from dicomwidgets.pixels.component_frames import component_frame
from dicomwidgets.pixels.compressed import decompressed, options, reason
from dicomwidgets.pixels.pixel_format import Decoded

if TYPE_CHECKING:
    from dicomwidgets.pixels.frame_table import FrameTable
    from dicomwidgets.pixels.pixel_format import PixelFormat

__all__ = ["decode_frame"]

_DAMAGED = "Its bytes seem to be damaged: copy or export the file again."


def decode_frame(
    handle: BinaryIO,
    fmt: PixelFormat,
    frame: int,
    table: FrameTable | None = None,
    **extra: Any,
) -> Decoded:
    """Return one frame, decoded as what its bytes are.

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
    Decoded
        (rows, columns) as stored, or (rows, columns, 3) with YBR turned into RGB.

    Raises
    ------
    DecodeError
        Where no decoder is installed, with the install line, or where all of them fail.
    """
    data = None
    try:
        if table is not None and (shared := component_frame(handle, fmt, frame)) is not None:
            return shared
        data = table.data(handle, frame) if table is not None else None
        if data is not None:
            return decompressed(data, fmt)
        handle.seek(fmt.offset or 0)
        decoder = get_decoder(fmt.transfer_syntax_uid)
        known = {**options(fmt), **extra}
        array, _ = decoder.as_array(handle, index=frame, raw=fmt.samples == 1, **known)
        return Decoded(np.ascontiguousarray(array), fmt)
    except DecodeError:
        raise
    except Exception as problem:  # noqa: BLE001 - decoders raise whatever damaged data provokes
        raise _failure(fmt, frame, data, problem) from None  # the reason has all that they said


def _failure(fmt: PixelFormat, frame: int, data: bytes | None, problem: Exception) -> DecodeError:
    """Return what is to be said of a frame that nothing could decode.

    It is counted as in its file; a slice of a series has another number on screen.
    """
    codec = codec_for(fmt.transfer_syntax_uid)
    stream = read_codestream(data) if data else None
    named = codec.name
    if stream is not None and stream.syntax not in {None, codec.transfer_syntax_uid}:
        named += f"; in truth {stream.process}"
    subject = f"Frame {frame + 1}" if fmt.frames > 1 else "The image"
    return DecodeError(
        f"{subject} ({named}) can't be decoded: {reason(problem)}",
        tag="(7FE0,0010)",
        keyword=fmt.keyword,
        remedy=f"Another decoder may read it: {codec.install}" if codec.install else _DAMAGED,
    )
