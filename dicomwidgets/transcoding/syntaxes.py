"""The transfer syntaxes that files are written in, by any of their names (PS3.5 Annex A)."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Literal, NamedTuple

from dicomwidgets.codecs import encoding_for
from dicomwidgets.errors import ArgumentError, MissingPackageError
from dicomwidgets.reference.uids import uid_name

__all__ = ["RLE", "WRITABLE", "Family", "Syntax", "syntax_for"]

Family = Literal[
    "native", "wrapped", "rle", "jpeg", "jpeg_lossless", "jpeg_ls", "jpeg_2000", "htj2k", "jpeg_xl"
]
"""Syntaxes that hold the same kinds of pixels, and take the same encoder."""

_STEM = "1.2.840.10008.1.2.4."
RLE = "1.2.840.10008.1.2.5"


class Syntax(NamedTuple):
    """A transfer syntax that can be written.

    Parameters
    ----------
    uid, keyword
        What it is called in a file, and in a call.
    family
        Which kind of encoder it takes.
    lossy
        The parameters of which one says how much may be lost; none where nothing is.
    """

    uid: str
    keyword: str
    family: Family
    lossy: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the standard calls it."""
        return uid_name(self.uid) or self.keyword

    @property
    def is_native(self) -> bool:
        """Whether its pixels are not in fragments."""
        return self.family == "native"


_ALL = (
    Syntax("1.2.840.10008.1.2", "ImplicitVRLittleEndian", "native"),
    Syntax("1.2.840.10008.1.2.1", "ExplicitVRLittleEndian", "native"),
    Syntax("1.2.840.10008.1.2.1.99", "DeflatedExplicitVRLittleEndian", "native"),
    Syntax("1.2.840.10008.1.2.1.98", "EncapsulatedUncompressedExplicitVRLittleEndian", "wrapped"),
    Syntax("1.2.840.10008.1.2.8.1", "DeflatedImageFrameCompression", "wrapped"),
    Syntax(RLE, "RLELossless", "rle"),
    Syntax(_STEM + "50", "JPEGBaseline8Bit", "jpeg", ("quality", "max_error")),
    Syntax(_STEM + "51", "JPEGExtended12Bit", "jpeg", ("quality", "max_error")),
    Syntax(_STEM + "57", "JPEGLossless", "jpeg_lossless"),
    Syntax(_STEM + "70", "JPEGLosslessSV1", "jpeg_lossless"),
    Syntax(_STEM + "80", "JPEGLSLossless", "jpeg_ls"),
    Syntax(_STEM + "81", "JPEGLSNearLossless", "jpeg_ls", ("near", "max_error")),
    Syntax(_STEM + "90", "JPEG2000Lossless", "jpeg_2000"),
    Syntax(_STEM + "91", "JPEG2000", "jpeg_2000", ("ratio", "psnr", "max_error")),
    Syntax(_STEM + "201", "HTJ2KLossless", "htj2k"),
    Syntax(_STEM + "202", "HTJ2KLosslessRPCL", "htj2k"),
    Syntax(_STEM + "203", "HTJ2K", "htj2k", ("ratio", "psnr", "max_error")),
    Syntax(_STEM + "110", "JPEGXLLossless", "jpeg_xl"),
    Syntax(_STEM + "112", "JPEGXL", "jpeg_xl", ("quality", "max_error")),
)

WRITABLE: dict[str, Syntax] = {each.uid: each for each in _ALL}
"""UID → transfer syntax."""

_NAMES = {each.keyword.casefold(): each for each in _ALL}


def syntax_for(name: str) -> Syntax:
    """Return the transfer syntax that is meant.

    Parameters
    ----------
    name
        Its keyword as pydicom spells it, ``"JPEGLSLossless"``, in upper or lower case, its UID, or
        its name in the standard.

    Raises
    ------
    ArgumentError
        If it is none that can be written, with the ones that come near.
    MissingPackageError
        If no encoder of it is installed, with the install line.
    """
    text = str(name).strip()
    found = WRITABLE.get(text) or _NAMES.get(text.casefold()) or _by_name(text)
    if found is None:
        raise _unknown(text)
    encoding = encoding_for(found.uid)
    if not encoding.available:
        raise MissingPackageError(
            f"No encoder for {found.name} is installed.",
            remedy=f"Install one with: {encoding.install}",
        )
    return found


def _by_name(text: str) -> Syntax | None:
    wanted = text.casefold()
    return next((each for each in _ALL if each.name.casefold() == wanted), None)


def _unknown(text: str) -> ArgumentError:
    why = encoding_for(text).why_not if uid_name(text) else ""
    keywords = [each.keyword for each in _ALL]
    low = text.casefold()
    near = [name for name in _NAMES if low and name.startswith(low)]
    near = near or get_close_matches(low, _NAMES, n=3, cutoff=0.6)
    named = [_NAMES[each].keyword for each in near] or keywords
    return ArgumentError(
        f"Files are not written in this transfer syntax. {why}".strip(),
        remedy=f"Give {'one of ' if len(named) > 1 else ''}{', '.join(named)}.",
    )
