"""Fixtures for the tests of frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, SecondaryCaptureImageStorage, generate_uid

from dicomwidgets.display.tolerant import number
from dicomwidgets.pixels.frame_source import FrameSource
from dicomwidgets.pixels.locator import FrameLocator
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.pixels.locator import FrameLocator as Locator


@pytest.fixture(scope="session")
def locators() -> Callable[[Any], list[Locator]]:
    """Return the locators of every frame of one file or dataset."""

    def of(x: Any) -> list[Locator]:
        source = source_of(x)
        item = source.items()[0]
        header = read_header(source, item)
        with kept_warnings():
            count = number(header.dataset.get("NumberOfFrames")) or 1
        return [FrameLocator(source, item, frame) for frame in range(int(count))]

    return of


@pytest.fixture(scope="session")
def open_frames(locators: Callable[[Any], list[Locator]]) -> Callable[..., FrameSource]:
    """Return a FrameSource over every frame of one file or dataset."""

    def of(x: Any, **options: Any) -> FrameSource:
        return FrameSource(locators(x), **options)

    return of


@pytest.fixture(scope="session")
def make_image() -> Callable[..., Dataset]:
    """Return a dataset around an array: (rows, columns), with frames before or RGB behind."""

    def of(array: Any, *, syntax: str = ExplicitVRLittleEndian, **elements: Any) -> Dataset:
        array = np.asarray(array)
        color = array.shape[-1] == 3 and array.ndim > 2
        rows, columns = array.shape[-3:-1] if color else array.shape[-2:]
        ds = Dataset()
        ds.file_meta = FileMetaDataset()
        ds.file_meta.TransferSyntaxUID = syntax
        ds.file_meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
        ds.file_meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=["made"])
        ds.SOPClassUID = SecondaryCaptureImageStorage
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID
        ds.Rows, ds.Columns = rows, columns
        ds.SamplesPerPixel = 3 if color else 1
        ds.PhotometricInterpretation = "RGB" if color else "MONOCHROME2"
        if color:
            ds.PlanarConfiguration = 0
        if array.ndim > 2 + color:
            ds.NumberOfFrames = array.shape[0]
        ds.BitsAllocated = 8 * array.itemsize
        ds.BitsStored = ds.BitsAllocated
        ds.HighBit = ds.BitsStored - 1
        ds.PixelRepresentation = int(array.dtype.kind == "i")
        ds.PixelData = array.tobytes() + b"\0" * (array.nbytes % 2)
        ds["PixelData"].VR = "OW"
        for keyword, value in elements.items():
            setattr(ds, keyword, value)
        return ds

    return of
