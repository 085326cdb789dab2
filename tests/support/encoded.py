"""Frames in every transfer syntax, made by encoders that are not asked to decode them later."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

import imagecodecs
import jpeg_ls
import numpy as np
from openjpeg.utils import encode_array
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Encoder = Callable[[NDArray[Any], int, str], bytes]

__all__ = ["ENCODERS", "STEM", "packed_bits", "rle"]

STEM = "1.2.840.10008.1.2.4."
_COLORED = {"RGB": "RGB", "YBR_FULL": "YCBCR", "YBR_FULL_422": "YCBCR"}


def _baseline(array: NDArray[Any], bits: int, photometric: str) -> bytes:
    colors = _COLORED.get(photometric)
    return bytes(
        imagecodecs.jpeg8_encode(
            array,
            level=98,
            colorspace=colors,
            outcolorspace=colors,
            subsampling=_subsampling(photometric),
            bitspersample=bits,
        )
    )


def _subsampling(photometric: str) -> str | None:
    if photometric not in _COLORED:
        return None
    return "422" if photometric == "YBR_FULL_422" else "444"


def _progressive(array: NDArray[Any], _bits: int, _photometric: str) -> bytes:
    out = BytesIO()
    mode = "YCbCr" if array.ndim > 2 else "L"
    image = Image.frombytes(mode, array.shape[1::-1], array.tobytes())
    image.save(out, "JPEG", quality=98, progressive=True, subsampling="4:4:4")
    return out.getvalue()


def _lossless(predictor: int) -> Encoder:
    def encode(array: NDArray[Any], bits: int, photometric: str) -> bytes:
        colors = "RGB" if array.ndim > 2 else None
        stream = bytes(
            imagecodecs.jpeg8_encode(
                array,
                lossless=True,
                predictor=predictor,
                bitspersample=bits,
                colorspace=colors,
                outcolorspace=colors,
            )
        )
        return _unmarked(stream) if photometric == "YBR_FULL" else stream

    return encode


def _unmarked(stream: bytes) -> bytes:
    """Take the marks of RGB out of a stream: the encoder writes broken ones for YCbCr."""
    scan = stream.index(b"\xff\xda")
    head = stream[: scan + 14].replace(b"Adobe", b"Other")
    for number, name in enumerate(b"RGB", start=1):
        head = head.replace(bytes([name, 0x11]), bytes([number, 0x11]))
        head = head.replace(bytes([name, 0x00]), bytes([number, 0x00]))
    return head + stream[scan + 14 :]


def _jpeg_ls(error: int) -> Encoder:
    def encode(array: NDArray[Any], bits: int, _photometric: str) -> bytes:
        rows, columns, *samples = array.shape
        return bytes(
            jpeg_ls.encode_pixel_data(
                array.tobytes(),
                lossy_error=error,
                interleave_mode=2 if samples else 0,
                rows=rows,
                columns=columns,
                samples_per_pixel=samples[0] if samples else 1,
                bits_allocated=8 * array.itemsize,
                bits_stored=bits,
                planar_configuration=0,
            )
        )

    return encode


def _jpeg_2000(*, lossy: bool) -> Encoder:
    def encode(array: NDArray[Any], bits: int, photometric: str) -> bytes:
        number = {"RGB": 1, "YBR_RCT": 1, "YBR_ICT": 1, "YBR_FULL": 3}.get(photometric, 2)
        return bytes(
            encode_array(
                array,
                bits_stored=bits,
                photometric_interpretation=number,
                use_mct=photometric in {"YBR_RCT", "YBR_ICT"},
                compression_ratios=[4] if lossy else None,
            )
        )

    return encode


def _htj2k(*, lossy: bool) -> Encoder:
    def encode(array: NDArray[Any], _bits: int, photometric: str) -> bytes:
        level = {"level": 0.0002} if lossy else {}
        mixed = photometric in {"YBR_RCT", "YBR_ICT"}
        return bytes(
            imagecodecs.htj2k_encode(array, reversible=not lossy, rgb=mixed, planar=False, **level)
        )

    return encode


def _jpeg_xl(*, lossy: bool) -> Encoder:
    def encode(array: NDArray[Any], bits: int, _photometric: str) -> bytes:
        how = {"distance": 0.3} if lossy else {"lossless": True}
        return bytes(imagecodecs.jpegxl_encode(array, bitspersample=bits, **how))

    return encode


def _recompressed(array: NDArray[Any], bits: int, photometric: str) -> bytes:
    jpeg = _baseline(array, bits, photometric)
    return bytes(imagecodecs.jpegxl_encode_jpeg(jpeg, usecontainer=True))


def rle(array: NDArray[Any], bits: int, _photometric: str = "") -> bytes:
    """Return an RLE frame (PS3.5 Annex G), of literal runs and one repeat."""
    data = np.frombuffer(packed_bits(array), np.uint8) if bits == 1 else array.reshape(-1)
    if array.ndim > 2:
        planes = [array[..., k].reshape(-1) for k in range(array.shape[-1])]
    else:
        planes = [data]
    segments = []
    for plane in planes:
        raw = plane.astype(plane.dtype.newbyteorder(">")).view(np.uint8)
        segments += [_runs(raw[k :: plane.itemsize].tobytes()) for k in range(plane.itemsize)]
    offsets = [64]
    for segment in segments[:-1]:
        offsets.append(offsets[-1] + len(segment))
    offsets += [0] * (15 - len(offsets))
    return struct.pack("<16L", len(segments), *offsets) + b"".join(segments)


def _runs(data: bytes) -> bytes:
    out = bytearray()
    for k in range(0, len(data), 128):
        piece = data[k : k + 128]
        if len(piece) > 1 and len(set(piece)) == 1:
            out += bytes([257 - len(piece), piece[0]])
        else:
            out += bytes([len(piece) - 1]) + piece
    return bytes(out) + b"\0" * (len(out) % 2)


def packed_bits(array: NDArray[Any]) -> bytes:
    """Return pixels of one bit as bytes, the first in the lowest bit (PS3.5 8.1.1)."""
    return np.packbits(array.reshape(-1).astype(bool), bitorder="little").tobytes()


def _wrapped(array: NDArray[Any], bits: int, _photometric: str) -> bytes:
    return packed_bits(array) if bits == 1 else array.tobytes()


def _deflated(array: NDArray[Any], bits: int, photometric: str) -> bytes:
    coder = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return coder.compress(_wrapped(array, bits, photometric)) + coder.flush()


ENCODERS: dict[str, Encoder] = {
    "1.2.840.10008.1.2.1.98": _wrapped,
    "1.2.840.10008.1.2.8.1": _deflated,
    "1.2.840.10008.1.2.5": rle,
    f"{STEM}50": _baseline,
    f"{STEM}51": _baseline,
    f"{STEM}53": _progressive,
    f"{STEM}55": _progressive,
    f"{STEM}57": _lossless(4),
    f"{STEM}70": _lossless(1),
    f"{STEM}80": _jpeg_ls(0),
    f"{STEM}81": _jpeg_ls(2),
    f"{STEM}90": _jpeg_2000(lossy=False),
    f"{STEM}91": _jpeg_2000(lossy=True),
    f"{STEM}92": _jpeg_2000(lossy=False),
    f"{STEM}93": _jpeg_2000(lossy=True),
    f"{STEM}201": _htj2k(lossy=False),
    f"{STEM}202": _htj2k(lossy=False),
    f"{STEM}203": _htj2k(lossy=True),
    f"{STEM}110": _jpeg_xl(lossy=False),
    f"{STEM}111": _recompressed,
    f"{STEM}112": _jpeg_xl(lossy=True),
}
"""Transfer syntax → what encodes one frame of it."""
