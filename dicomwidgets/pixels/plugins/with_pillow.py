"""Pillow as a plugin of pydicom's decoders, for JPEG of 8 bits (PS3.5 A.4.1).

pydicom's own turns some streams into RGB and not others, by marks that its caller does not see;
this one never does.
"""

from __future__ import annotations

from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING

import pydicom  # noqa: F401 - by its front door

from dicomwidgets.codecs import PILLOW
from dicomwidgets.pixels.codestream import read_codestream

if TYPE_CHECKING:
    from pydicom.pixels.decoders.base import DecodeRunner

__all__ = ["DECODER_DEPENDENCIES", "decode_frame", "is_available"]

DECODER_DEPENDENCIES = dict.fromkeys(PILLOW, ("pillow>=10.3",))
_RGB = (82, 71, 66)


def is_available(uid: str) -> bool:
    """Whether frames of this transfer syntax can be decoded here."""
    return uid in DECODER_DEPENDENCIES and find_spec("PIL") is not None


def decode_frame(src: bytes, runner: DecodeRunner) -> bytes:
    """Return the components of one frame as they were coded, colour by pixel.

    Raises
    ------
    ValueError
        Where the stream is no JPEG of 8 bits, or damaged.
    """
    from PIL import Image  # noqa: PLC0415 - the first picture may need none

    found = read_codestream(src)
    if found is None or found.kind != "jpeg" or found.precision != 8 or found.lossless:
        raise ValueError("Pillow decodes JPEG of 8 bits only")
    image = Image.open(BytesIO(src), formats=("JPEG",))
    if found.components == 3:
        if found.adobe_transform != 0 and found.component_ids != _RGB:
            image.draft("YCbCr", image.size)
        runner.set_option("planar_configuration", 0)
        if found.colors is not None:
            colors = "RGB" if found.colors == "RGB" else "YBR_FULL"
            runner.set_option("photometric_interpretation", colors)
    runner.set_option("bits_allocated", 8)
    return image.tobytes()
