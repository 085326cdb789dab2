from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from dicomwidgets.errors import DecodeError
from dicomwidgets.pixels.pixel_format import pixel_format
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset


def format_of(ds: Dataset) -> Any:
    source = source_of(ds)
    return pixel_format(read_header(source, source.items()[0]))


@pytest.mark.parametrize(
    ("keyword", "value", "tag"),
    [
        ("Rows", None, "(0028,0010)"),
        ("Columns", 0, "(0028,0011)"),
        ("BitsAllocated", 12, "(0028,0100)"),
        ("BitsStored", 17, "(0028,0101)"),
        ("SamplesPerPixel", 4, "(0028,0002)"),
    ],
)
def test_an_element_that_makes_no_sense_is_named(
    keyword: str, value: Any, tag: str, make_image: Callable[..., Dataset]
) -> None:
    ds = make_image(np.zeros((4, 5), np.uint16), **{keyword: value})
    with pytest.raises(DecodeError) as caught:
        format_of(ds)
    assert (caught.value.tag, caught.value.keyword) == (tag, keyword)


def test_no_pixels(make_image: Callable[..., Dataset]) -> None:
    ds = make_image(np.zeros((4, 5), np.uint16))
    del ds.PixelData
    with pytest.raises(DecodeError, match="no pixels"):
        format_of(ds)


def test_what_is_missing_has_its_usual_meaning(make_image: Callable[..., Dataset]) -> None:
    ds = make_image(np.zeros((4, 5), np.uint16))
    for keyword in ("BitsStored", "HighBit", "PixelRepresentation", "SamplesPerPixel"):
        delattr(ds, keyword)
    fmt = format_of(ds)
    assert (fmt.bits_stored, fmt.high_bit, fmt.signed, fmt.samples, fmt.frames) == (
        16,
        15,
        False,
        1,
        1,
    )
    assert fmt.frame_bytes == 40


def test_floating_point_pixels_bring_their_own_width(make_image: Callable[..., Dataset]) -> None:
    ds = make_image(np.zeros((4, 5), np.uint16))
    del ds.PixelData, ds.BitsStored
    ds.FloatPixelData = np.zeros((4, 5), "<f4").tobytes()
    fmt = format_of(ds)
    assert fmt.is_float
    assert fmt.bits_allocated == 32
