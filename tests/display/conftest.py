"""Fixtures for the tests of the display chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydicom.dataset import Dataset

from dicomwidgets.display.grey_chain import plain_display

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.display.description import FrameDisplay


@pytest.fixture(scope="session")
def display() -> Callable[..., FrameDisplay]:
    """Return a plain 12-bit display, with changes."""

    def of(**changes: Any) -> FrameDisplay:
        plain: Any = plain_display("grey", 12)
        return plain | changes

    return of


@pytest.fixture(scope="session")
def header() -> Callable[..., Dataset]:
    """Return a header of an image, with further elements."""

    def of(**elements: Any) -> Dataset:
        ds = Dataset()
        ds.Rows, ds.Columns, ds.SamplesPerPixel = 4, 5, 1
        ds.PhotometricInterpretation = "MONOCHROME2"
        ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
        for keyword, value in elements.items():
            setattr(ds, keyword, value)
        return ds

    return of
