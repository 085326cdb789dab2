"""What the header says of the pixels that are written (PS3.3 C.7.6.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.display.tolerant import number
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from pydicom import Dataset

    from dicomwidgets.pixels.pixel_format import PixelFormat

__all__ = ["say_pixels"]

_OF_ENCAPSULATED = (0x7FE00001, 0x7FE00002, 0x7FE00003)


def say_pixels(dataset: Dataset, layout: PixelFormat, *, words: bool = False) -> None:
    """Make a header say how pixels are stored; what it says already stays byte for byte.

    Parameters
    ----------
    dataset
        To be changed.
    layout
        How they are stored.
    words
        Whether whole words were kept, all of their bits as they were: then Bits Stored and High
        Bit stay.
    """
    for tag in _OF_ENCAPSULATED:  # offset tables of the value that was there
        if tag in dataset:
            del dataset[tag]
    numbers = {
        "Rows": layout.rows,
        "Columns": layout.columns,
        "SamplesPerPixel": layout.samples,
        "BitsAllocated": layout.bits_allocated,
    }
    if not words:
        numbers |= {"BitsStored": layout.bits_stored, "HighBit": layout.bits_stored - 1}
    if layout.samples > 1:
        numbers["PlanarConfiguration"] = layout.planar
    for keyword, value in numbers.items():
        if number(value_or_none(dataset, keyword)) != value:
            setattr(dataset, keyword, value)
    said = str(value_or_none(dataset, "PhotometricInterpretation") or "").strip()
    if layout.photometric and said != layout.photometric:
        dataset.PhotometricInterpretation = layout.photometric
