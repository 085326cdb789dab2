"""The facts of a compressed frame, read from its first bytes (PS3.5 A.4).

Labels lie: a file may name another transfer syntax, precision or size than its frames have.
What the bytes say decides how they are decoded. Nothing here decodes, and nothing here raises:
of cut or damaged streams the facts are fewer.
"""

from __future__ import annotations

from dicomwidgets.pixels.streams.facts import Codestream, Colors, Kind, Subsampling
from dicomwidgets.pixels.streams.jpeg import read_jpeg
from dicomwidgets.pixels.streams.jpeg2000 import read_jpeg2000
from dicomwidgets.pixels.streams.jpegxl import read_jpegxl
from dicomwidgets.pixels.streams.rle import read_rle
from dicomwidgets.pixels.streams.video import read_video

__all__ = ["Codestream", "Colors", "Kind", "Subsampling", "read_codestream"]

_READERS = (read_jpeg, read_jpeg2000, read_jpegxl, read_rle, read_video)


def read_codestream(data: bytes | bytearray | memoryview) -> Codestream | None:
    r"""Return what the bytes of one frame say of themselves.

    Parameters
    ----------
    data
        One encoded frame, its fragments joined, or its beginning: the markers before the first
        coded data are enough.

    Returns
    -------
    Codestream or None
        ``None`` where it begins like nothing that DICOM encapsulates.

    Examples
    --------
    >>> read_codestream(b"\xff\xd8\xff\xe0").process
    'JPEG'
    """
    data = bytes(data)
    return next((found for read in _READERS if (found := read(data)) is not None), None)
