"""Fixtures for the tests of the display chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydicom.dataset import Dataset

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.display.description import FrameDisplay


@pytest.fixture(scope="session")
def display() -> Callable[..., FrameDisplay]:
    """Return a plain 12-bit display, with changes."""

    def of(**changes: Any) -> FrameDisplay:
        plain: Any = {
            "kind": "grey",
            "signed": False,
            "bits_stored": 12,
            "slope": 1.0,
            "intercept": 0.0,
            "unit": "",
            "padding": None,
            "inverse": False,
            "voi_function": "LINEAR",
            "windows": [],
            "modality_lut": None,
            "voi_luts": [],
            "voi_lut": None,
            "presentation_lut": None,
            "real_world": [],
        }
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
