"""How many frames a file has room for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.reading.quick import quick_integer, quick_text

if TYPE_CHECKING:
    from dicomwidgets.reading.header import Header

__all__ = ["declared_frames", "frame_count"]

_MOST_COMPRESSED = 1_000_000


def declared_frames(header: Header) -> int:
    """Return NumberOfFrames, 1 where absent (PS3.3 C.7.6.6)."""
    return max(1, quick_integer(header.dataset, 0x00280008) or 1)


def frame_count(header: Header) -> int:
    """Return the number of frames: as declared, and no more than the pixels have bytes for.

    Parameters
    ----------
    header
        Of any object.

    Returns
    -------
    int
        0 if it is no image: no pixels, no Rows or no Columns. The length of compressed pixels says
        nothing about their number; a million is taken for damage.
    """
    dataset = header.dataset
    rows, columns = quick_integer(dataset, 0x00280010), quick_integer(dataset, 0x00280011)
    if not (header.pixel_keyword and rows and columns) or header.pixel_length == 0:
        return 0
    declared = declared_frames(header)
    if header.pixel_length is None:
        return min(declared, _MOST_COMPRESSED)
    bits = quick_integer(dataset, 0x00280100)
    samples = quick_integer(dataset, 0x00280002) or 1
    if not bits or declared == 1:
        return declared
    if "422" in quick_text(dataset, 0x00280004):
        samples = 2
    return min(declared, max(1, header.pixel_length * 8 // (rows * columns * samples * bits)))
