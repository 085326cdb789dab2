"""Transfer syntax → decoder, encoder → install line (PS3.5 Annex A)."""

from __future__ import annotations

from typing import NamedTuple

from dicomwidgets.extras import install_line, is_installed
from dicomwidgets.reference.uids import uid_name

__all__ = [
    "IMAGECODECS",
    "PILLOW",
    "SYNTAXES",
    "VIDEO",
    "Codec",
    "Encoding",
    "codec_for",
    "encoding_for",
    "is_native",
    "is_video",
    "is_wrapped",
]

_STEM = "1.2.840.10008.1.2.4."
_JPEG = tuple(_STEM + each for each in ("50", "51", "53", "55", "57", "70"))
_JPEG_LS = (_STEM + "80", _STEM + "81")
_JPEG_2000 = tuple(_STEM + each for each in ("90", "91", "92", "93"))
_HTJ2K = tuple(_STEM + each for each in ("201", "202", "203"))
_JPEG_XL = tuple(_STEM + each for each in ("110", "111", "112"))
_RLE = "1.2.840.10008.1.2.5"

_WHOLE_VIDEO = tuple(f"{_STEM}{each}" for each in range(100, 109))
_FRAGMENTABLE = tuple(f"{each}.1" for each in _WHOLE_VIDEO[:7])

VIDEO = (*_WHOLE_VIDEO, *_FRAGMENTABLE)
"""MPEG-2, MPEG-4 AVC/H.264 and HEVC/H.265 (PS3.5 A.4.5 to A.4.7, A.4.9, A.4.10)."""

IMAGECODECS = (*_JPEG, *_JPEG_LS, *_JPEG_2000, *_HTJ2K, *_JPEG_XL)
"""What the package imagecodecs decodes, which the extra ``codecs`` brings."""

PILLOW = (_STEM + "50", _STEM + "51")
"""What Pillow decodes of JPEG: 8 bits, which for the second of them is half of it."""

_NATIVE = (
    "1.2.840.10008.1.2",
    "1.2.840.10008.1.2.1",
    "1.2.840.10008.1.2.1.99",
    "1.2.840.10008.1.2.2",
)
_WRAPPED = ("1.2.840.10008.1.2.1.98", "1.2.840.10008.1.2.8.1")

SYNTAXES = (*_NATIVE, *_WRAPPED, _RLE, *IMAGECODECS, *VIDEO)
"""The transfer syntaxes of images and video (PS3.6 Table A-1) that this package decodes."""

_BRINGS = {
    **dict.fromkeys(IMAGECODECS, "imagecodecs"),
    **dict.fromkeys(VIDEO, "av"),
    _RLE: "rle",
}
_WHOLE = {
    **dict.fromkeys((_STEM + "50", _STEM + "51", _STEM + "57", _STEM + "70"), "libjpeg"),
    **dict.fromkeys(_JPEG_LS, "jpeg_ls"),
    **dict.fromkeys((*_JPEG_2000, *_HTJ2K), "openjpeg"),
}
"""Transfer syntax → what decodes all of it too, where imagecodecs is not there."""

_PARTS = {_STEM + "51": "8 bits only"}

_ENCODES = {
    _RLE: ("rle",),
    _STEM + "50": ("imagecodecs", "PIL"),
    **dict.fromkeys(_JPEG_LS, ("jpeg_ls",)),
    **dict.fromkeys(_JPEG_2000[:2], ("openjpeg", "imagecodecs")),
    **dict.fromkeys(
        (*(_STEM + each for each in ("51", "57", "70", "110", "112")), *_HTJ2K), ("imagecodecs",)
    ),
}
"""Transfer syntax → packages that encode it, the first one first."""

_NEVER = {
    "1.2.840.10008.1.2.2": "It is retired, and no new files are to be written in it.",
    **dict.fromkeys(
        (_STEM + "53", _STEM + "55"), "It is retired, and no new files are to be written in it."
    ),
    **dict.fromkeys(
        (_STEM + "92", _STEM + "93"), "Nothing known encodes JPEG 2000 with mixed components."
    ),
    _STEM + "111": "It holds JPEG streams recompressed as they are, no other image.",
    **dict.fromkeys(VIDEO, "Frames are not joined to a video."),
}
"""Transfer syntax that is only read → why."""


class Codec(NamedTuple):
    """What decodes one transfer syntax here.

    Parameters
    ----------
    transfer_syntax_uid, name
        The syntax, and what the standard calls it.
    plugins
        The installed decoders, ours first; empty where there is none.
    install
        The line that installs a decoder, or a fuller one; ``None`` where none is known or one
        that decodes everything is there.
    limit
        What those that are there can do of it, where it is not all.
    """

    transfer_syntax_uid: str
    name: str
    plugins: tuple[str, ...]
    install: str | None
    limit: str | None = None

    @property
    def available(self) -> bool:
        """Whether frames of this syntax can be decoded here."""
        return bool(self.plugins)


class Encoding(NamedTuple):
    """What encodes one transfer syntax here.

    Parameters
    ----------
    transfer_syntax_uid
        The syntax.
    plugins
        The installed packages, the one that is taken first; empty where there is none.
    install
        The line that installs one; ``None`` where one is there, or none is known.
    why_not
        Why nothing encodes it, where nothing can.
    """

    transfer_syntax_uid: str
    plugins: tuple[str, ...]
    install: str | None = None
    why_not: str = ""

    @property
    def available(self) -> bool:
        """Whether frames can be encoded in this syntax here."""
        return bool(self.plugins)


def is_native(transfer_syntax_uid: str) -> bool:
    """Whether pixels of this syntax lie in the file uncompressed (PS3.5 A.1, A.2, A.3, A.5)."""
    return transfer_syntax_uid in _NATIVE


def is_wrapped(transfer_syntax_uid: str) -> bool:
    """Whether frames are uncompressed, or deflated, in an item each (PS3.5 A.4.11, A.4.13)."""
    return transfer_syntax_uid in _WRAPPED


def is_video(transfer_syntax_uid: str) -> bool:
    """Whether all frames are one stream of video (PS3.5 8.2.5 to 8.2.8)."""
    return transfer_syntax_uid in VIDEO


def codec_for(transfer_syntax_uid: str) -> Codec:
    """Return what decodes `transfer_syntax_uid` here, asked anew each time."""
    uid = str(transfer_syntax_uid)
    brings = _BRINGS.get(uid)
    plugins = _plugins(uid)
    whole = any(map(is_installed, filter(None, (brings, _WHOLE.get(uid)))))
    wanted = brings is not None and not (plugins and whole)
    return Codec(
        transfer_syntax_uid=uid,
        name=uid_name(uid) or uid,
        plugins=plugins,
        install=install_line(brings) if brings and wanted else None,
        limit=_PARTS.get(uid) if plugins and not whole else None,
    )


def encoding_for(transfer_syntax_uid: str) -> Encoding:
    """Return what encodes `transfer_syntax_uid` here, asked anew each time."""
    uid = str(transfer_syntax_uid)
    if uid in _NEVER:
        return Encoding(uid, (), why_not=_NEVER[uid])
    if is_native(uid) or is_wrapped(uid):
        return Encoding(uid, ("built in",))
    packages = _ENCODES.get(uid, ())
    if not packages:
        return Encoding(uid, (), why_not="It is no transfer syntax that this package knows.")
    there = tuple(name for name in packages if is_installed(name))
    return Encoding(uid, there, None if there else install_line(packages[0]))


def _plugins(uid: str) -> tuple[str, ...]:
    if is_native(uid) or is_wrapped(uid):
        return ("built in",)
    brings = _BRINGS.get(uid, "")
    ours = [brings] if brings in {"imagecodecs", "av"} and is_installed(brings) else []
    if uid in PILLOW and is_installed("PIL"):
        ours.append("pillow")
    return tuple(dict.fromkeys((*ours, *_of_pydicom(uid))))


def _of_pydicom(uid: str) -> tuple[str, ...]:
    """Return pydicom's own; part 2 of JPEG 2000 goes to those of part 1."""
    # By its front door: threads that enter it by different modules meet half-loaded ones.
    import pydicom  # noqa: F401, PLC0415 - most files are copied as they are compressed
    from pydicom.pixels.decoders.base import get_decoder  # noqa: PLC0415

    known = {_STEM + "92": _STEM + "90", _STEM + "93": _STEM + "91"}
    try:
        return tuple(get_decoder(known.get(uid, uid)).available_plugins)
    except NotImplementedError:
        return ()
