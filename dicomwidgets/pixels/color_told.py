"""What Photometric Interpretation and the pixels say of colour, and who is believed (PS3.5 8.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.pixels.native import is_subsampled, is_whole

if TYPE_CHECKING:
    from dicomwidgets.display.description import Badge
    from dicomwidgets.pixels.codestream import Codestream, Colors
    from dicomwidgets.pixels.pixel_format import PixelFormat

__all__ = ["colors_of_stream", "native_colors"]

_NAMED: dict[str, Colors] = {
    "RGB": "RGB",
    "YBR_RCT": "RCT",
    "YBR_ICT": "ICT",
    "XYB": "XYB",
}
_WORDS = {
    "RGB": "RGB",
    "YBR": "YCbCr",
    "RCT": "transformed reversibly (YBR_RCT)",
    "ICT": "transformed irreversibly (YBR_ICT)",
    "XYB": "XYB",
}
_AS_RGB = {"RGB", "RCT", "ICT", "XYB"}
"""What decoders give back as RGB: taking one for another changes no picture."""


def colors_of_stream(fmt: PixelFormat, stream: Codestream, badges: list[Badge]) -> PixelFormat:
    """Return a format with the colours that the codestream has.

    Parameters
    ----------
    fmt
        What the header says.
    stream
        What the codestream says.
    badges
        Takes the difference.
    """
    if fmt.samples != 3 or stream.components not in (None, 3):
        return fmt
    found = _found(fmt, stream)
    named = _named(fmt.photometric)
    if found is None or found == named:
        return fmt
    same = found in _AS_RGB and named in _AS_RGB
    named_as = fmt.photometric or "nothing"
    reason = (
        f"Photometric Interpretation (0028,0004) says {named_as}; the {stream.process} codestream "
        f"is {_WORDS[found]}{_why(stream)}. "
        + ("Both are the same on the screen." if same else "It is shown as that.")
    )
    badges.append(
        {"text": "COLOR BY STREAM", "reason": reason, "level": "info" if same else "warning"}
    )
    return fmt._replace(photometric="YBR_FULL" if found == "YBR" else "RGB")


def native_colors(fmt: PixelFormat) -> list[Badge]:
    """Return what is odd about the colours of uncompressed pixels."""
    if fmt.samples != 3:
        return []
    if is_subsampled(fmt) and fmt.length is not None and is_whole(fmt, fmt.length):
        reason = (
            f"Photometric Interpretation (0028,0004) says {fmt.photometric}; the pixels are as "
            "many as without subsampling, and taken for that."
        )
    elif fmt.photometric in ("YBR_RCT", "YBR_ICT"):
        reason = (
            f"Photometric Interpretation (0028,0004) says {fmt.photometric}, which only JPEG 2000 "
            "can be; the pixels are uncompressed, and taken for RGB."
        )
    else:
        return []
    return [{"text": "COLOR BY PIXELS", "reason": reason, "level": "warning"}]


def _found(fmt: PixelFormat, stream: Codestream) -> Colors | None:
    if stream.colors is not None:
        return None if stream.colors == "grey" else stream.colors
    # Nobody leaves out every other sample of red and blue (ITU-T T.81 A.1.1).
    if stream.kind == "jpeg" and stream.subsampling not in (None, "4:4:4", "other"):
        return "YBR"
    if stream.kind in ("jpeg_2000", "htj2k") and fmt.photometric in ("YBR_RCT", "YBR_ICT"):
        return "RGB"
    return None


def _named(photometric: str) -> Colors | None:
    return "YBR" if photometric.startswith(("YBR_FULL", "YBR_PARTIAL")) else _NAMED.get(photometric)


def _why(stream: Codestream) -> str:
    """Return what in the stream says so."""
    if stream.kind != "jpeg":
        return ""
    if stream.adobe_transform is not None:
        return f" (Adobe marker, transform {stream.adobe_transform})"
    if stream.component_ids in ((82, 71, 66), (114, 103, 98)):
        return " (its components are called R, G and B)"
    if stream.jfif and stream.colors is not None:
        return " (JFIF marker)"
    return f" (subsampled {stream.subsampling})" if stream.subsampling != "4:4:4" else ""
