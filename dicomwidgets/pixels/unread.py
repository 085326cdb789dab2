"""A frame as it lies in the file, before anything is made of its bits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.codecs import is_native
from dicomwidgets.pixels.decode import raw_frame
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.pixels.locator import FrameLocator
    from dicomwidgets.pixels.pixel_format import PixelFormat
    from dicomwidgets.reading.header import Header

__all__ = ["unread_frame"]

_RLE = "1.2.840.10008.1.2.5"


def unread_frame(locator: FrameLocator, header: Header, fmt: PixelFormat) -> NDArray[Any] | None:
    """Return one frame before sign, stored bits and colours are taken into account.

    Parameters
    ----------
    locator, header, fmt
        Where the frame is, and how its file says that it is stored.

    Returns
    -------
    ndarray or None
        Whole words, unsigned, for grey; samples or palette indices as they are for colour.
        ``None`` where a codestream holds values and no words, and for single bits.

    Raises
    ------
    DecodeError
        Where the frame can't be decoded.
    """
    words = is_native(fmt.transfer_syntax_uid) or fmt.transfer_syntax_uid == _RLE
    if fmt.bits_allocated == 1 or not (words or fmt.is_color):
        return None
    plain = fmt._replace(signed=False, photometric="RGB" if fmt.samples > 1 else "MONOCHROME2")
    if words:
        plain = plain._replace(bits_stored=fmt.bits_allocated, high_bit=fmt.bits_allocated - 1)
    with kept_warnings():
        return raw_frame(locator, header, plain)
