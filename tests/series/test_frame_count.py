from __future__ import annotations

from typing import Any

import pytest
from pydicom.dataset import Dataset

from dicomwidgets.reading.header import Header
from dicomwidgets.reading.item import Item
from dicomwidgets.series.frame_count import frame_count


def header(pixels: int | None, keyword: str | None = "PixelData", **values: Any) -> Header:
    dataset = Dataset()
    for name, value in {"Rows": 4, "Columns": 5, "BitsAllocated": 16, **values}.items():
        setattr(dataset, name, value)
    return Header(dataset, Item("x"), (), None, None, keyword, pixels)


@pytest.mark.parametrize(
    ("given", "count"),
    [
        (header(40), 1),
        (header(120, NumberOfFrames=3), 3),
        (header(120, NumberOfFrames=2_000_000_000), 3),
        (header(None, NumberOfFrames=7), 7),
        (header(None, NumberOfFrames=2_000_000_000), 1_000_000),
        (header(20, NumberOfFrames=8, BitsAllocated=1), 8),
        (
            header(
                80,
                NumberOfFrames=2,
                BitsAllocated=8,
                SamplesPerPixel=3,
                PhotometricInterpretation="YBR_FULL_422",
            ),
            2,
        ),
        (header(10, NumberOfFrames=2), 1),
        (header(0), 0),
        (header(None, keyword=None), 0),
        (header(40, Rows=0), 0),
        (header(40, NumberOfFrames=0), 1),
    ],
)
def test_frame_count(given: Header, count: int) -> None:
    assert frame_count(given) == count
