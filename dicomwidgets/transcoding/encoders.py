"""One frame encoded, by whatever package encodes its transfer syntax (PS3.5 8.2)."""

from __future__ import annotations

import zlib
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from dicomwidgets.codecs import encoding_for
from dicomwidgets.extras import is_installed, require
from dicomwidgets.transcoding.jpeg_marks import unmarked
from dicomwidgets.transcoding.syntaxes import WRITABLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LOSSLESS", "SMALL", "Knob", "encode", "fitting_bits", "packed"]

_STEM = "1.2.840.10008.1.2.4."
_DEFLATED_FRAME = "1.2.840.10008.1.2.8.1"
SMALL = 32
"""Rows and columns below which openjpeg's own package, with its six resolutions, gives up."""
_MIXED = frozenset({"YBR_RCT", "YBR_ICT"})
_TINY = 256
"""Samples below which the headers of a stream may be longer than the image."""
_RESOLUTIONS = 5
_LARGEST_LOWEST = 64
"""The lowest resolution of HTJ2K with RPCL options is at most this large (PS3.5 A.4.4.2)."""
_NARROW = frozenset({"jpeg", "jpeg_lossless", "jpeg_xl"})
"""Whose encoders take up to eight bits as bytes only."""
_WHY = "Encoding frames"


class Knob(NamedTuple):
    """What an encoder is told of how much it may lose.

    Parameters
    ----------
    kind
        ``"quality"`` of JPEG and JPEG XL, ``"near"`` of JPEG-LS, ``"ratio"`` or ``"psnr"`` of JPEG
        2000, ``"step"`` of HTJ2K, the width of a quantization step as a part of the whole range;
        ``""``: nothing.
    value
        Its number.
    """

    kind: Literal["", "quality", "near", "ratio", "psnr", "step"]
    value: float = 0


LOSSLESS = Knob("")


def encode(
    image: NDArray[Any], uid: str, *, bits: int, photometric: str, knob: Knob = LOSSLESS
) -> bytes:
    """Return a frame in a transfer syntax.

    Parameters
    ----------
    image
        (rows, columns) or (rows, columns, 3), integers within `bits`; of one bit: uint8 0 and 1.
    uid
        The transfer syntax, one of `syntaxes.WRITABLE` that is encapsulated.
    bits
        How many of a sample are coded; 1 where pixels are single bits. RLE codes whole words.
    photometric
        What the samples are as they are given: ``"RGB"``, ``"YBR_FULL"``, or grey of any name;
        ``"YBR_RCT"`` and ``"YBR_ICT"``: RGB that JPEG 2000 and HTJ2K are to mix by themselves.
    knob
        How much may be lost.

    Raises
    ------
    MissingPackageError
        Where no encoder is installed.
    Exception
        Whatever an encoder raises over what it can't encode.
    """
    family = WRITABLE[uid].family
    if bits <= 8 and image.itemsize > 1 and family in _NARROW:
        image = image.astype(f"{image.dtype.kind}1")
    if family == "wrapped":
        return _wrapped(image, uid, bits)
    if family == "rle":
        return _rle(image, bits)
    coders = {
        "jpeg": _jpeg,
        "jpeg_lossless": _jpeg_lossless,
        "jpeg_ls": _jpeg_ls,
        "jpeg_2000": _jpeg_2000,
        "htj2k": _htj2k,
        "jpeg_xl": _jpeg_xl,
    }
    return coders[family](image, uid, bits, photometric, knob)


def fitting_bits(image: NDArray[Any], stored: int, allocated: int) -> int:
    """Return how many bits have to be coded: all that are allocated, where a sample needs more.

    Parameters
    ----------
    image
        The samples.
    stored, allocated
        Bits of them, as the header says.
    """
    if stored >= allocated:
        return allocated
    low, high = (0, (1 << stored) - 1)
    if image.dtype.kind == "i":
        low, high = -(1 << (stored - 1)), (1 << (stored - 1)) - 1
    return allocated if image.min() < low or image.max() > high else stored


@cache
def _plugin(uid: str) -> str:
    """Return the package that encodes a transfer syntax; looking for it takes its time."""
    return next(iter(encoding_for(uid).plugins), "")


def packed(image: NDArray[Any], bits: int) -> bytes:
    """Return samples as they lie uncompressed in little endian; single bits eight to a byte."""
    if bits == 1:
        return np.packbits(image.reshape(-1).astype(np.bool_), bitorder="little").tobytes()
    return image.astype(image.dtype.newbyteorder("<"), copy=False).tobytes()


def _wrapped(image: NDArray[Any], uid: str, bits: int) -> bytes:
    data = packed(image, bits)
    if uid != _DEFLATED_FRAME:
        return data
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflater.compress(data) + deflater.flush()


def _rle(image: NDArray[Any], bits: int) -> bytes:
    coder = require("rle.utils", why=_WHY)
    rows, columns, *samples = image.shape
    data, allocated = packed(image, bits), 8 * image.itemsize
    if bits == 1:  # packed bytes are what is coded
        rows, columns = 1, len(data)
    encoded: bytes = coder.encode_pixel_data(
        data,
        byteorder="<",
        rows=rows,
        columns=columns,
        samples_per_pixel=samples[0] if samples else 1,
        bits_allocated=allocated,
    )
    return encoded


def _jpeg(image: NDArray[Any], uid: str, bits: int, photometric: str, knob: Knob) -> bytes:
    if _plugin(uid) == "PIL":
        return _by_pillow(image, photometric, int(knob.value))
    codecs = require("imagecodecs", why=_WHY)
    color = image.ndim > 2
    given = "RGB" if photometric == "RGB" else "YCBCR"
    return bytes(
        codecs.jpeg8_encode(
            image,
            level=int(knob.value),
            colorspace=given if color else None,
            outcolorspace="YCBCR" if color else None,
            subsampling="422" if color else None,
            bitspersample=8 if bits <= 8 else 12,
        )
    )


def _by_pillow(image: NDArray[Any], photometric: str, quality: int) -> bytes:
    from PIL import Image  # noqa: PLC0415 - one of two that encode it

    out = BytesIO()
    mode = "L" if image.ndim == 2 else "RGB" if photometric == "RGB" else "YCbCr"
    picture = Image.frombytes(mode, image.shape[1::-1], image.tobytes())
    picture.save(out, "JPEG", quality=quality, subsampling="4:2:2")
    return out.getvalue()


def _jpeg_lossless(
    image: NDArray[Any], _uid: str, bits: int, photometric: str, _knob: Knob
) -> bytes:
    codecs = require("imagecodecs", why=_WHY)
    color = "RGB" if image.ndim > 2 else None
    # Signed samples are words with their sign extended: decoders see it in the highest bit.
    words = image.view(f"u{image.itemsize}")
    stream = bytes(
        codecs.jpeg8_encode(
            words,
            colorspace=color,
            outcolorspace=color,
            lossless=True,
            predictor=1,
            bitspersample=8 * image.itemsize if image.dtype.kind == "i" else max(2, bits),
        )
    )
    # What it makes of components that are named YCbCr does not come back.
    return unmarked(stream) if color and photometric != "RGB" else stream


def _jpeg_ls(image: NDArray[Any], _uid: str, bits: int, _photometric: str, knob: Knob) -> bytes:
    coder = require("jpeg_ls", why=_WHY)
    rows, columns, *samples = image.shape
    words = image.view(f"u{image.itemsize}")
    if image.dtype.kind == "i" and bits < 8 * image.itemsize:
        words = words & words.dtype.type((1 << bits) - 1)
    data, error = words.tobytes(), int(knob.value)
    if image.size < _TINY and is_installed("imagecodecs"):
        # The other one makes room for no more bytes than the image has.
        return bytes(require("imagecodecs", why=_WHY).jpegls_encode(words, error))
    return bytes(
        coder.encode_buffer(
            data,
            rows,
            columns,
            samples[0] if samples else 1,
            max(2, bits),
            lossy_error=error,
            interleave_mode=2 if samples else 0,
        )
    )


def _jpeg_2000(image: NDArray[Any], uid: str, bits: int, photometric: str, knob: Knob) -> bytes:
    color = image.ndim > 2
    mixes = color and photometric in _MIXED
    if min(image.shape[:2]) < SMALL or _plugin(uid) != "openjpeg":
        return _small_jpeg_2000(image, bits, knob, mixes=mixes)
    coder = require("openjpeg.utils", why=_WHY)
    how = {"ratio": "compression_ratios", "psnr": "signal_noise_ratios"}
    lossy = {how[knob.kind]: [knob.value]} if knob.kind else {}
    encoded: bytes = coder.encode_array(
        np.ascontiguousarray(image),
        bits_stored=bits,
        photometric_interpretation=(3 if photometric == "YBR_FULL" else 1) if color else 2,
        use_mct=mixes,
        **lossy,
    )
    return encoded


def _small_jpeg_2000(image: NDArray[Any], bits: int, knob: Knob, *, mixes: bool) -> bytes:
    codecs = require("imagecodecs", why="Encoding frames of less than 32 rows or columns")
    most = max(1, min(image.shape[:2]).bit_length())
    return bytes(
        codecs.jpeg2k_encode(
            image,
            level=knob.value if knob.kind else None,
            codecformat="J2K",
            bitspersample=bits,
            resolutions=min(_RESOLUTIONS + 1, most),
            reversible=not knob.kind,
            mct=mixes,
            numthreads=1,
        )
    )


def _htj2k(image: NDArray[Any], uid: str, _bits: int, photometric: str, knob: Knob) -> bytes:
    codecs = require("imagecodecs", why=_WHY)
    levels = max(_RESOLUTIONS, (-(-max(image.shape[:2]) // _LARGEST_LOWEST) - 1).bit_length())
    return bytes(
        codecs.htj2k_encode(
            image,
            level=knob.value if knob.kind else None,
            reversible=not knob.kind,
            rgb=image.ndim > 2 and photometric in _MIXED,
            planar=False,
            resolutions=levels,
            tlm=uid == _STEM + "202",
        )
    )


def _jpeg_xl(image: NDArray[Any], _uid: str, bits: int, _photometric: str, knob: Knob) -> bytes:
    codecs = require("imagecodecs", why=_WHY)
    how = {"distance": _distance(knob.value)} if knob.kind else {"lossless": True}
    return bytes(codecs.jpegxl_encode(image, bitspersample=bits, numthreads=1, **how))


def _distance(quality: float) -> float:
    """Return libjxl's distance for a quality, as its own command maps it."""
    if quality >= 100:
        return 0.01
    if quality >= 30:
        return 0.1 + (100 - quality) * 0.09
    return 53 / 3000 * quality**2 - 23 / 20 * quality + 25
