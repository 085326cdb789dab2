"""Frames encoded losslessly, in the transfer syntaxes that have an encoder here (PS3.5 8.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.extras import require

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.deidentification.pixels.layout import Layout

__all__ = ["encoded"]

_STEM = "1.2.840.10008.1.2.4."
_RLE = "1.2.840.10008.1.2.5"
_JPEG_2000 = _STEM + "90"
_AS_PYDICOM = {_RLE: _RLE, _STEM + "80": _STEM + "80", _JPEG_2000: _JPEG_2000}
_AS_PYDICOM[_STEM + "91"] = _JPEG_2000
_JPEG = frozenset({_STEM + "57", _STEM + "70"})
_HTJ2K = frozenset({_STEM + "201", _STEM + "203"})
_JPEG_XL = frozenset({_STEM + "110", _STEM + "112"})
_WHY = "Encoding a frame losslessly"


def encoded(image: NDArray[Any], layout: Layout, syntax: str, photometric: str) -> bytes:
    """Return a frame in a transfer syntax, losslessly.

    Parameters
    ----------
    image
        (rows, columns) or (rows, columns, samples), of as many bytes a sample as are allocated.
    layout
        How its pixels are laid out.
    syntax
        One of `way.way_for`'s.
    photometric
        What its colours are called then.

    Raises
    ------
    Exception
        Whatever an encoder raises over what it can't encode.
    """
    if syntax in _AS_PYDICOM:
        return _by_pydicom(image, layout, _AS_PYDICOM[syntax], photometric)
    return _by_imagecodecs(image, layout, syntax, photometric)


def _by_pydicom(image: NDArray[Any], layout: Layout, syntax: str, photometric: str) -> bytes:
    from pydicom.pixels.encoders.base import get_encoder  # noqa: PLC0415 - it loads numpy

    if syntax == _RLE and layout.allocated not in (8, 16):
        return _long_rle(image, layout)
    bits = layout.allocated if syntax == _RLE else layout.stored
    signed = image.dtype.kind == "i"
    outside = bits < layout.allocated and _exceeds(image, bits, signed=signed)
    return bytes(
        get_encoder(syntax).encode(
            image,
            rows=layout.rows,
            columns=layout.columns,
            samples_per_pixel=layout.samples,
            number_of_frames=1,
            bits_allocated=layout.allocated,
            bits_stored=layout.allocated if outside else bits,
            pixel_representation=int(signed),
            photometric_interpretation=photometric,
            planar_configuration=0,
        )
    )


def _long_rle(image: NDArray[Any], layout: Layout) -> bytes:
    """Return words of 32 bits, which pydicom's encoders do not take."""
    from rle.utils import encode_pixel_data  # noqa: PLC0415 - few images have them

    encoded_frame: bytes = encode_pixel_data(
        image.tobytes(),
        byteorder="<",
        rows=layout.rows,
        columns=layout.columns,
        samples_per_pixel=layout.samples,
        bits_allocated=layout.allocated,
    )
    return encoded_frame


def _exceeds(image: NDArray[Any], bits: int, *, signed: bool) -> bool:
    """Whether samples need more bits than are said to be stored."""
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
    return bool(image.min() < low or image.max() > high)


def _by_imagecodecs(image: NDArray[Any], layout: Layout, syntax: str, photometric: str) -> bytes:
    codecs = require("imagecodecs", why=_WHY)
    if syntax in _JPEG:
        words = image.view(f"u{image.dtype.itemsize}")
        color = {"RGB": "RGB", "YBR_FULL": "YCBCR"}.get(photometric)
        bits = layout.allocated if image.dtype.kind == "i" else _bits(words, layout)
        return bytes(
            codecs.jpeg8_encode(
                words,
                colorspace=color,
                outcolorspace=color,
                lossless=True,
                predictor=1,
                bitspersample=bits,
            )
        )
    if syntax in _HTJ2K:
        return bytes(codecs.htj2k_encode(image))
    if syntax in _JPEG_XL:
        return bytes(codecs.jpegxl_encode(image, lossless=True))
    raise ValueError(f"nothing encodes frames in {syntax}")


def _bits(words: NDArray[Any], layout: Layout) -> int:
    return layout.allocated if _exceeds(words, layout.stored, signed=False) else layout.stored
