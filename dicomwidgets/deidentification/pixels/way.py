"""How frames are written into which something was drawn (PS3.5 8.2, A.4).

Never lossily a second time. Where the file's own transfer syntax has a lossless form and an encoder
of it is there, only the frames that change are encoded anew. Else all of them are decoded once and
written in RLE Lossless, which every reader knows and in which frames of any number fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from dicomwidgets.codecs import codec_for, is_video, is_wrapped
from dicomwidgets.deidentification.pixels.drawing import can_be_drawn
from dicomwidgets.extras import is_installed

if TYPE_CHECKING:
    from dicomwidgets.deidentification.pixels.facts import PixelFacts
    from dicomwidgets.deidentification.pixels.layout import Layout

__all__ = ["RLE", "Recoding", "Way", "is_lossy_syntax", "way_for"]

Recoding = Literal["", "frames", "all"]

RLE = "1.2.840.10008.1.2.5"
_STEM = "1.2.840.10008.1.2.4."
_JPEG_LOSSLESS = (_STEM + "57", _STEM + "70")
_JPEG_LS = _STEM + "80"
_JPEG_2000 = (_STEM + "90", _STEM + "91")
_HTJ2K = (_STEM + "201", _STEM + "203")
_JPEG_XL = (_STEM + "110", _STEM + "112")
_NEEDS = {
    RLE: "",
    _JPEG_LS: "jpeg_ls",
    **dict.fromkeys(_JPEG_2000, "openjpeg"),
    **dict.fromkeys((*_JPEG_LOSSLESS, *_HTJ2K, *_JPEG_XL), "imagecodecs"),
}
"""Transfer syntax in which frames can be encoded losslessly → what is needed for it."""

_LOSSY = frozenset(_STEM + each for each in ("50", "51", "53", "55", "81", "111"))
_GREY = frozenset({"MONOCHROME1", "MONOCHROME2", "PALETTE COLOR"})
_PLAIN = frozenset({"RGB", "YBR_FULL"})
_COLORS = {
    RLE: _PLAIN,
    _JPEG_LS: _PLAIN,
    **dict.fromkeys(_JPEG_2000, _PLAIN | {"YBR_RCT"}),
    **dict.fromkeys(_HTJ2K, frozenset({"YBR_RCT"})),
    **dict.fromkeys(_JPEG_LOSSLESS, _PLAIN),
    **dict.fromkeys(_JPEG_XL, frozenset({"RGB"})),
}
"""Transfer syntax → Photometric Interpretation that a frame encoded anew has just so."""

_MOST_BITS = {_JPEG_LS: 16, **dict.fromkeys((*_JPEG_LOSSLESS, *_HTJ2K, *_JPEG_XL), 16)}
_LEAST_OF_JPEG_2000 = 32
"""Rows and columns from which on the encoder makes the six resolutions that it makes."""

_AS_RGB = ("YBR_RCT", "YBR_ICT", "XYB")
_VIDEO = "The pixels are a video: its frames hang together and can't be blacked out one by one."
_ODD = (
    "The pixels have {0.allocated} bits a sample ({0.photometric}), share them or are not whole, "
    "and can't be drawn into."
)
_NO_DECODER = "Nothing here decodes {0}, so nothing can be blacked out in it."


class Way(NamedTuple):
    """How changed frames are written.

    Parameters
    ----------
    recoding
        ``""``: in their place; ``"frames"``: those that change are encoded anew, in the file's own
        transfer syntax; ``"all"``: all are, in another.
    syntax
        In which.
    photometric
        What the pixels are then.
    why_not, remedy
        Why it can't be done, where it can't.
    """

    recoding: Recoding
    syntax: str
    photometric: str
    why_not: str = ""
    remedy: str = ""


def is_lossy_syntax(syntax: str, photometric: str = "") -> bool:
    """Whether what is compressed so has lost something, by the names alone."""
    return syntax in _LOSSY or photometric in {"YBR_ICT", "XYB", "YBR_PARTIAL_420"}


def way_for(facts: PixelFacts) -> Way:
    """Return how frames of a file are written when something is drawn into them."""
    if facts.native or is_wrapped(facts.syntax):
        return _in_place(facts)
    return _compressed(facts)


def _in_place(facts: PixelFacts) -> Way:
    layout, syntax = facts.layout, facts.syntax
    if facts.native:
        length = layout.size or 0 if facts.length is None else facts.length
        drawn = can_be_drawn(layout, length)
    else:  # in items, where no frame shares a byte with another
        drawn = can_be_drawn(layout, _whole(layout)) and layout.allocated > 1
        drawn = drawn and "42" not in layout.photometric
    if drawn:
        return Way("" if facts.native else "frames", syntax, layout.photometric)
    return _no(facts, _ODD.format(layout), "Convert it to whole bytes and full colours first.")


def _compressed(facts: PixelFacts) -> Way:
    layout, syntax = facts.layout, facts.syntax
    if is_video(syntax):
        return _no(facts, _VIDEO, "Leave it out, or black it out with a program for videos.")
    if layout.allocated not in (8, 16, 32) or not _whole(layout) or layout.samples not in (1, 3):
        return _no(facts, _ODD.format(layout), "Leave it out.")
    codec = codec_for(syntax)
    if not codec.available:
        remedy = f"Install a decoder: {codec.install}" if codec.install else "Leave it out."
        return _no(facts, _NO_DECODER.format(codec.name), remedy)
    if _stays(layout, syntax):
        return Way("frames", syntax, layout.photometric)
    return Way("all", RLE, _written_as(layout))


def _no(facts: PixelFacts, why: str, remedy: str) -> Way:
    return Way("", facts.syntax, facts.layout.photometric, why, remedy)


def _whole(layout: Layout) -> int:
    return layout.cells * layout.allocated // 8 * (layout.frames or 0)


def _stays(layout: Layout, syntax: str) -> bool:
    """Whether frames can be encoded anew in the syntax, and be what the header says."""
    needs = _NEEDS.get(syntax)
    if needs is None or (needs and not is_installed(needs)):
        return False
    if layout.stored > _MOST_BITS.get(syntax, 32) or (
        syntax in _JPEG_2000 and min(layout.rows, layout.columns) < _LEAST_OF_JPEG_2000
    ):
        return False
    if layout.samples == 1:
        return layout.photometric in _GREY
    return layout.photometric in _COLORS[syntax]


def _written_as(layout: Layout) -> str:
    """Return the Photometric Interpretation of components as decoders give them back."""
    if layout.samples == 1:
        return layout.photometric
    if layout.photometric in _AS_RGB:
        return "RGB"
    return "YBR_FULL" if layout.photometric.startswith("YBR") else layout.photometric
