"""What a header and its codestreams say of the same frame, and who is believed (PS3.5 8.2).

The codestream: it is what the decoder goes by. Each difference that changes the picture is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from dicomwidgets.codecs import codec_for
from dicomwidgets.errors import DecodeError
from dicomwidgets.pixels.codestream import Codestream
from dicomwidgets.pixels.color_told import colors_of_stream

if TYPE_CHECKING:
    from dicomwidgets.display.description import Badge
    from dicomwidgets.pixels.pixel_format import PixelFormat
    from dicomwidgets.pixels.video import Video

    Level = Literal["info", "warning"]

__all__ = ["Agreement", "agreement", "is_far_larger", "video_agreement"]

_MANY, _TIMES = 2**20, 4
_STEM = "1.2.840.10008.1.2.4."
_LOSSY = {_STEM + each for each in ("50", "51", "53", "55", "81", "91", "93", "203", "111", "112")}
_VIDEO_CODECS = {
    f"{_STEM}{number}": "mpeg2video mpeg1video"
    if number < 102
    else "h264"
    if number < 107
    else "hevc"
    for number in range(100, 109)
}
_LOOSER = {
    _STEM + stream: {_STEM + each for each in named}
    for stream, named in {
        "50": ["51"],
        "55": ["53"],
        "70": ["57"],
        "80": ["81"],
        "90": ["91", "92", "93"],
        "91": ["93"],
        "92": ["93"],
        "110": ["112"],
        "111": ["112"],
        "201": ["203"],
        "202": ["201", "203"],
    }.items()
}
"""Codestream → transfer syntaxes of wider rules, under which it may stand too."""


class Agreement(NamedTuple):
    """How a frame is decoded, and what is to be said about it."""

    fmt: PixelFormat
    badges: list[Badge]


def agreement(fmt: PixelFormat, stream: Codestream | None) -> Agreement:
    """Return how a frame is decoded when its header and its codestream are both heard.

    Parameters
    ----------
    fmt
        What the header says.
    stream
        What the codestream says; ``None`` where it says nothing.

    Returns
    -------
    Agreement
        Rows, columns, samples and bits by the codestream. Precision above Bits Stored is no lie
        where the stream codes whole bytes, or 12 bits for want of others, or overlays lie there:
        the stored bits are the lower ones, unless High Bit says otherwise of a whole word.

    Raises
    ------
    DecodeError
        Where the stream has a number of components that no DICOM image has.
    """
    if stream is None or stream.kind == "video":
        return Agreement(fmt, [])
    badges: list[Badge] = []
    fmt = _samples(fmt, stream, badges)
    fmt = _size(fmt, stream, badges)
    fmt = _bits(fmt, stream, badges)
    fmt = colors_of_stream(fmt, stream, badges)
    _syntax(fmt, stream, badges)
    if stream.note == "Se":
        badges.append(
            _badge(
                "STREAM MENDED",
                "The scan header of the JPEG stream says that its coefficients end at 0 (Se = 0); "
                "a sequential scan has all 63 (ITU-T T.81 B.2.3). They are there, and decoded.",
                "info",
            )
        )
    if stream.note == "cut":
        reason = (
            "The codestream has no mark at its end: it may be cut off, and what is missing is no "
            "image, whatever the decoder puts there."
        )
        badges.append(_badge("STREAM CUT", reason))
    return Agreement(fmt, badges)


def video_agreement(fmt: PixelFormat, video: Video) -> Agreement:
    """Return how the frames of a video are decoded when header and stream are both heard."""
    badges: list[Badge] = []
    fmt = _size(fmt, Codestream("video", "video", rows=video.rows, columns=video.columns), badges)
    uid = fmt.transfer_syntax_uid
    expected = next((name for stem, name in _VIDEO_CODECS.items() if uid.startswith(stem)), "")
    if video.codec not in expected.split():
        reason = (
            f"Transfer Syntax UID (0002,0010) says {codec_for(uid).name}; the stream is "
            f"{video.codec}, and decoded as that."
        )
        badges.append(_badge("OTHER CODEC", reason, "info"))
    if uid.startswith(f"{_STEM}106"):
        reason = "Stereo video has two views (ITU-T H.264 Annex H): the base view is shown."
        badges.append(_badge("ONE VIEW", reason, "info"))
    return Agreement(fmt._replace(samples=3), badges)


def is_far_larger(fmt: PixelFormat, stream: Codestream) -> bool:
    """Whether a stream names a size that only damage can mean, next to that of its header."""
    if stream.rows is None or stream.columns is None:
        return False
    return stream.rows * stream.columns > max(_MANY, _TIMES * fmt.rows * fmt.columns)


def _samples(fmt: PixelFormat, stream: Codestream, badges: list[Badge]) -> PixelFormat:
    count = stream.components
    if count is None or count == fmt.samples:
        return fmt
    if count not in {1, 3}:
        raise DecodeError(
            f"The codestream has {count} components; an image has 1 or 3.",
            tag="(0028,0002)",
            keyword="SamplesPerPixel",
        )
    badges.append(
        _badge(
            "COLOR BY STREAM" if count == 3 else "GREY BY STREAM",
            f"Samples per Pixel (0028,0002) says {fmt.samples}; the codestream has {count} "
            "component" + ("s." if count > 1 else "."),
        )
    )
    photometric = "MONOCHROME2" if count == 1 else "RGB"
    return fmt._replace(samples=count, photometric=photometric, planar=0)


def _size(fmt: PixelFormat, stream: Codestream, badges: list[Badge]) -> PixelFormat:
    rows, columns = stream.rows or fmt.rows, stream.columns or fmt.columns
    if (rows, columns) == (fmt.rows, fmt.columns) or is_far_larger(fmt, stream):
        return fmt
    badges.append(
        _badge(
            "SIZE BY STREAM",
            f"Rows and Columns (0028,0010) say {fmt.rows} × {fmt.columns}; the codestream holds "
            f"{rows} × {columns}, which is shown. Spacing and position may not fit it.",
        )
    )
    return fmt._replace(rows=rows, columns=columns)


def _bits(fmt: PixelFormat, stream: Codestream, badges: list[Badge]) -> PixelFormat:
    bits = stream.precision
    if bits is None or stream.kind == "rle" or not 1 <= bits <= 32:
        return fmt
    needed = 8 if bits <= 8 else 16 if bits <= 16 else 32
    fitting = fmt._replace(bits_allocated=max(needed, fmt.bits_allocated))
    if bits == fmt.bits_stored or (bits > fmt.bits_stored and _is_container(fmt, stream)):
        return fitting
    if bits < fmt.bits_stored and (stream.signed or not fmt.signed):
        return fitting
    badges.append(
        _badge(
            f"{bits} BIT BY STREAM",
            f"Bits Stored (0028,0101) says {fmt.bits_stored}; the codestream has {bits} bits a "
            "sample, and these are taken.",
        )
    )
    return fitting._replace(bits_stored=bits, high_bit=bits - 1)


def _is_container(fmt: PixelFormat, stream: Codestream) -> bool:
    """Whether the stream's precision is only what holds the stored bits."""
    if max(8, fmt.bits_allocated) < (stream.precision or 0):
        return False
    if stream.lossless and fmt.bits_stored < (stream.precision or 0) <= fmt.drawn_bits:
        return True
    return stream.precision in {8, 16, 32} or (stream.precision == 12 and stream.lossless is False)


def _syntax(fmt: PixelFormat, stream: Codestream, badges: list[Badge]) -> None:
    named, found = fmt.transfer_syntax_uid, stream.syntax
    if found is None or found == named or named in _LOOSER.get(found, ()):
        return
    lost = stream.lossless is False and named not in _LOSSY
    reason = (
        f"Transfer Syntax UID (0002,0010) says {codec_for(named).name}; the codestream is "
        f"{stream.process}, and decoded as that."
    )
    if lost:
        reason += " It is lossy, though the file says that it is not."
    badges.append(_badge("OTHER CODEC", reason, "warning" if lost else "info"))


def _badge(text: str, reason: str, level: Level = "warning") -> Badge:
    return {"text": text, "reason": reason, "level": level}
