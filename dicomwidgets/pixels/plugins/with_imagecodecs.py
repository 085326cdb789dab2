"""imagecodecs as a plugin of pydicom's decoders (PS3.5 A.4.1 to A.4.4, A.4.12).

It gives back components as they were coded, turned into RGB only where the coding itself says so
(RCT, ICT, XYB), and lets go of the GIL.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pydicom  # noqa: F401 - by its front door

from dicomwidgets.codecs import IMAGECODECS
from dicomwidgets.pixels.codestream import read_codestream

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom.pixels.decoders.base import DecodeRunner

    from dicomwidgets.pixels.codestream import Codestream

__all__ = ["DECODER_DEPENDENCIES", "decode_frame", "grey_frame", "is_available"]

DECODER_DEPENDENCIES = dict.fromkeys(IMAGECODECS, ("numpy", "imagecodecs>=2026.3.6"))
_RECOMPRESSED = "1.2.840.10008.1.2.4.111"
_AS_DECODED = {"RCT": "RGB", "ICT": "RGB", "XYB": "RGB", "RGB": "RGB", "YBR": "YBR_FULL"}


def is_available(uid: str) -> bool:
    """Whether frames of this transfer syntax can be decoded here."""
    return uid in DECODER_DEPENDENCIES and find_spec("imagecodecs") is not None


def decode_frame(src: bytes, runner: DecodeRunner) -> bytes:
    """Return the samples of one frame, colour by pixel.

    Raises
    ------
    ValueError
        Where the codestream is of none of the families, or damaged.
    """
    found = read_codestream(src)
    if found is None:
        raise ValueError("it begins like no image")
    if found.syntax == _RECOMPRESSED:
        src, found = _as_jpeg(src)
    array = _array(src, found)
    runner.set_option("bits_allocated", 8 * array.dtype.itemsize)
    if array.ndim > 2:
        runner.set_option("planar_configuration", 0)
        if found.colors in _AS_DECODED:
            runner.set_option("photometric_interpretation", _AS_DECODED[found.colors])
    if found.kind in {"jpeg_2000", "htj2k"}:
        runner.set_option("j2k_is_signed", bool(found.signed))
        runner.set_option("j2k_precision", found.precision)
    return array.tobytes()


def grey_frame(src: bytes, found: Codestream) -> NDArray[Any]:
    """Return the samples of one grey frame of numbers without sign, as they were coded.

    Raises
    ------
    Exception
        Whatever imagecodecs raises over damaged data.
    """
    return _array(src, found)


def _array(data: bytes, found: Codestream) -> NDArray[Any]:
    import imagecodecs  # noqa: PLC0415 - optional

    array: NDArray[Any]
    if found.kind == "jpeg":
        # The same colours in and out: the components as they were coded.
        colors = None if found.components == 1 else "RGB" if found.colors == "RGB" else "YCBCR"
        array = imagecodecs.jpeg8_decode(data, colorspace=colors, outcolorspace=colors)
    elif found.kind == "jpeg_ls":
        array = imagecodecs.jpegls_decode(data)
    elif found.kind in {"jpeg_2000", "htj2k"}:
        # Its HTJ2K decoder is twice as fast, and silent about streams that are damaged.
        array = imagecodecs.jpeg2k_decode(data, planar=False, numthreads=1)
    elif found.kind == "jpeg_xl":
        array = imagecodecs.jpegxl_decode(data, numthreads=1)
    else:
        raise ValueError(f"imagecodecs is not asked to decode {found.process}")
    return array


def _as_jpeg(data: bytes) -> tuple[bytes, Codestream]:
    """Return the JPEG stream that was recompressed, bit for bit."""
    import imagecodecs  # noqa: PLC0415 - optional

    jpeg = bytes(imagecodecs.jpegxl_decode_jpeg(data))
    inner = read_codestream(jpeg)
    if inner is None:
        raise ValueError("no JPEG stream can be made of it again")
    return jpeg, inner
