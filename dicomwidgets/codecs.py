"""Transfer syntax → decoder → install line (PS3.5 Annex A)."""

from __future__ import annotations

from typing import NamedTuple

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import UID

from dicomwidgets.extras import install_line, is_installed

__all__ = ["Codec", "codec_for", "is_native", "is_wrapped"]

_JPEG, _JPEG_LS, _JPEG_2000 = "libjpeg", "jpeg_ls", "openjpeg"
_BRINGS: dict[str, str] = {
    "1.2.840.10008.1.2.4.50": _JPEG,
    "1.2.840.10008.1.2.4.51": _JPEG,
    "1.2.840.10008.1.2.4.57": _JPEG,
    "1.2.840.10008.1.2.4.70": _JPEG,
    "1.2.840.10008.1.2.4.80": _JPEG_LS,
    "1.2.840.10008.1.2.4.81": _JPEG_LS,
    "1.2.840.10008.1.2.4.90": _JPEG_2000,
    "1.2.840.10008.1.2.4.91": _JPEG_2000,
    "1.2.840.10008.1.2.4.201": _JPEG_2000,
    "1.2.840.10008.1.2.4.202": _JPEG_2000,
    "1.2.840.10008.1.2.4.203": _JPEG_2000,
    "1.2.840.10008.1.2.5": "rle",
}
_UNNAMED = {
    "1.2.840.10008.1.2.8.1": "Deflated Image Frame Compression",
    "1.2.840.10008.1.2.4.110": "JPEG XL Lossless",
    "1.2.840.10008.1.2.4.111": "JPEG XL JPEG Recompression",
    "1.2.840.10008.1.2.4.112": "JPEG XL",
}
_WRAPPED = {"1.2.840.10008.1.2.1.98", "1.2.840.10008.1.2.8.1"}
_NATIVE = {
    "1.2.840.10008.1.2",
    "1.2.840.10008.1.2.1",
    "1.2.840.10008.1.2.1.99",
    "1.2.840.10008.1.2.2",
}


class Codec(NamedTuple):
    """What decodes one transfer syntax here.

    Parameters
    ----------
    transfer_syntax_uid, name
        The syntax, and what the standard calls it.
    plugins
        The installed decoders, in the order they are tried; empty where there is none.
    install
        The line that installs a decoder, or a fuller one; ``None`` where none is known or all
        that are known are there.
    """

    transfer_syntax_uid: str
    name: str
    plugins: tuple[str, ...]
    install: str | None

    @property
    def available(self) -> bool:
        """Whether frames of this syntax can be decoded here."""
        return bool(self.plugins)


def is_native(transfer_syntax_uid: str) -> bool:
    """Whether pixels of this syntax lie in the file uncompressed (PS3.5 A.1, A.2, A.3, A.5)."""
    return transfer_syntax_uid in _NATIVE


def is_wrapped(transfer_syntax_uid: str) -> bool:
    """Whether frames are uncompressed, or deflated, in an item each (PS3.5 A.4.11, A.4.13)."""
    return transfer_syntax_uid in _WRAPPED


def codec_for(transfer_syntax_uid: str) -> Codec:
    """Return what decodes `transfer_syntax_uid` here, asked anew each time."""
    uid = UID(transfer_syntax_uid)
    brings = _BRINGS.get(uid)
    plugins = ("built in",) if is_native(uid) or is_wrapped(uid) else _plugins(uid)
    wanted = brings is not None and not (plugins and is_installed(brings))
    return Codec(
        transfer_syntax_uid=str(uid),
        name=_UNNAMED.get(uid, uid.name),
        plugins=plugins,
        install=install_line(brings) if brings and wanted else None,
    )


def _plugins(uid: UID) -> tuple[str, ...]:
    try:
        decoder = get_decoder(uid)
    except NotImplementedError:
        return ()
    return tuple(decoder.available_plugins)
