"""How pixels are stored in the transfer syntax that is asked for, or why they can't be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.errors import TranscodeError

if TYPE_CHECKING:
    from dicomwidgets.pixels.pixel_format import PixelFormat
    from dicomwidgets.transcoding.choice import Choice
    from dicomwidgets.transcoding.syntaxes import Family

__all__ = ["coded_photometric", "layout_for", "samples_photometric"]

_MOST_BITS: dict[Family, int] = {
    "jpeg": 12,
    "jpeg_lossless": 16,
    "jpeg_ls": 16,
    "jpeg_2000": 24,
    "htj2k": 16,
    "jpeg_xl": 16,
}
_ONE_BIT = frozenset({"native", "wrapped", "rle", "jpeg_2000"})
_MIXED = {"jpeg_2000": ("YBR_RCT", "YBR_ICT"), "htj2k": ("YBR_RCT", "YBR_ICT")}
_ULTRASOUND = frozenset(f"1.2.840.10008.5.1.4.1.1.{each}" for each in ("3", "3.1", "6", "6.1"))
_PIXELS = "(7FE0,0010)"
_BITS = "(0028,0101)"
_COLORS = "(0028,0004)"
_ANY = "RLELossless, DeflatedImageFrameCompression or ExplicitVRLittleEndian hold them."
_FLOAT = "The pixels are floating-point numbers, and {0} holds whole numbers only (PS3.3 C.7.6.24)."


def layout_for(fmt: PixelFormat, choice: Choice, *, sop_class: str = "") -> PixelFormat:
    """Return how frames are stored in the transfer syntax of a choice (PS3.5 8.2).

    Parameters
    ----------
    fmt
        How the samples are that are encoded, as `StoredFrames.samples` tells it.
    choice
        What is asked for.
    sop_class
        Of ultrasound, YBR_FULL is by plane (PS3.3 C.8.5.6.1.16).

    Raises
    ------
    TranscodeError
        If the syntax can't hold such pixels, with one that can.
    """
    syntax = choice.syntax
    _refuse(fmt, choice)
    if syntax.family == "jpeg":
        # It overshoots a little, and its streams have 8 or 12 bits.
        bits = 8 if fmt.bits_stored <= 8 else 12
        fmt = fmt._replace(bits_allocated=8 if bits == 8 else 16, bits_stored=bits)
    photometric = coded_photometric(fmt, choice)
    by_plane = photometric == "YBR_FULL" and sop_class in _ULTRASOUND
    planar = int(by_plane and syntax.family in {"native", "wrapped", "rle"})
    top = fmt.bits_stored - 1
    keeps = syntax.family in {"native", "wrapped", "rle"}
    return fmt._replace(
        transfer_syntax_uid=choice.uid,
        photometric=photometric,
        planar=planar if fmt.samples > 1 else 0,
        high_bit=fmt.high_bit if keeps and fmt.is_float else top,
        offset=None,
        length=None,
    )


def samples_photometric(fmt: PixelFormat, choice: Choice) -> str:
    """Return what the samples have to be that the encoder is given.

    YBR_PARTIAL is kept by no writer, and what a lossy JPEG stream holds becomes RGB where it is
    decompressed, as on the screen; all else stays as it is, unless the syntax knows RGB only.
    """
    if fmt.samples == 1 or not fmt.photometric.startswith("YBR"):
        return fmt.photometric if fmt.samples == 1 else "RGB"
    family = choice.syntax.family
    if "PARTIAL" in fmt.photometric or family == "jpeg_xl":
        return "RGB"
    if fmt.transfer_syntax_uid.endswith((".4.50", ".4.51", ".4.53", ".4.55")):
        return "RGB" if family != "jpeg" else "YBR_FULL"
    return "YBR_FULL"


def coded_photometric(fmt: PixelFormat, choice: Choice) -> str:
    """Return the Photometric Interpretation of the frames that are written (PS3.5 8.2)."""
    given = samples_photometric(fmt, choice)
    family = choice.syntax.family
    if fmt.samples == 1:
        return given
    if family == "jpeg":
        return "YBR_FULL_422"
    if family == "jpeg_xl" and choice.lossy:
        return "XYB"
    if given == "RGB" and family in _MIXED:
        return _MIXED[family][choice.lossy]
    return given


def _refuse(fmt: PixelFormat, choice: Choice) -> None:
    """Raise for pixels that the transfer syntax can't hold."""
    syntax = choice.syntax
    family, bits = syntax.family, fmt.bits_stored
    if fmt.is_float and family != "native":
        raise _error(_FLOAT.format(syntax.name), fmt.keyword, remedy="Leave them uncompressed.")
    most = 8 if syntax.keyword == "JPEGBaseline8Bit" else _MOST_BITS.get(family, 64)
    if bits > most:
        what = f"The pixels have {bits} bits stored, and {syntax.name} holds {most} at most."
        raise _error(what, "BitsStored", _BITS, remedy=_instead(fmt, choice))
    if fmt.bits_allocated == 1 and (family not in _ONE_BIT or choice.lossy):
        what = f"The pixels are single bits, which {syntax.name} does not hold."
        raise _error(what, "BitsAllocated", "(0028,0100)", remedy=f"JPEG2000Lossless, {_ANY}")
    if fmt.bits_allocated == 64 and family == "rle":
        what = f"The pixels have words of 64 bits, which {syntax.name} does not hold."
        raise _error(what, "BitsAllocated", "(0028,0100)", remedy="Leave them uncompressed.")
    if fmt.signed and (family in {"jpeg", "jpeg_xl"}):
        what = f"The pixels are signed, and {syntax.name} holds numbers without sign only."
        raise _error(what, "PixelRepresentation", "(0028,0103)", remedy=_instead(fmt, choice))
    _refuse_colors(fmt, choice)


def _refuse_colors(fmt: PixelFormat, choice: Choice) -> None:
    syntax, named = choice.syntax, fmt.photometric
    if named == "PALETTE COLOR" and (choice.lossy or syntax.family == "jpeg_xl"):
        what = f"The pixels are numbers of colours in a palette: {syntax.name} would mix them up."
        raise _error(what, "PhotometricInterpretation", _COLORS, remedy=_LOSSLESS)
    if fmt.samples == 3 and syntax.keyword == "JPEGExtended12Bit" and fmt.bits_stored > 8:
        what = f"Colours of {fmt.bits_stored} bits are not held by {syntax.name}."
        raise _error(what, "BitsStored", _BITS, remedy=_instead(fmt, choice))
    lossless = not choice.lossy
    if lossless and syntax.family == "jpeg_xl" and named.startswith("YBR_FULL"):
        what = f"{syntax.name} holds RGB, and turning {named} into it would lose something."
        raise _error(what, "PhotometricInterpretation", _COLORS, remedy=_LOSSLESS)


_LOSSLESS = "Name another lossless one, such as JPEG2000Lossless or JPEGLSLossless."


def _instead(fmt: PixelFormat, choice: Choice) -> str:
    """Return which syntaxes hold such pixels."""
    if fmt.bits_stored > 24:
        return _ANY
    if choice.lossy:
        return "JPEG2000 holds them, with ratio= or psnr=."
    return "JPEG2000Lossless holds them."


def _error(what: str, keyword: str, tag: str = _PIXELS, *, remedy: str) -> TranscodeError:
    return TranscodeError(what, tag=tag, keyword=keyword, remedy=remedy)
