"""Fixtures and small makers for the tests of editing/."""

from __future__ import annotations

import io
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="session")
def ct_path() -> str:
    """Return a CT file that pydicom carries."""
    return str(get_testdata_file("CT_small.dcm", download=False))


@pytest.fixture(scope="session")
def made() -> Callable[..., bytes]:
    """Return what writes a small CT object in a transfer syntax, sequences and all."""

    def write(syntax: str = ExplicitVRLittleEndian, **elements: object) -> bytes:
        dataset = Dataset()
        dataset.file_meta = FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = syntax
        dataset.file_meta.MediaStorageSOPClassUID = CTImageStorage
        dataset.SOPClassUID = CTImageStorage
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
        dataset.PatientName = "Roe^Richard"
        dataset.PatientID = "4711"
        items = [Dataset(), Dataset()]
        for number, item in enumerate(items):
            item.ReferencedSOPClassUID = CTImageStorage
            item.ReferencedSOPInstanceUID = f"1.2.3.{number}"
            code = Dataset()
            code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "1", "99X", "Old"
            item.PurposeOfReferenceCodeSequence = [code]
        dataset.ReferencedImageSequence = items
        dataset.Rows = dataset.Columns = 2
        dataset.BitsAllocated = dataset.BitsStored = 16
        dataset.PixelData = b"\1\0\2\0\3\0\4\0"
        for keyword, value in elements.items():
            setattr(dataset, keyword, value)
        buffer = io.BytesIO()
        dataset.save_as(buffer, enforce_file_format=True)
        return buffer.getvalue()

    return write


@pytest.fixture(scope="session")
def dumped() -> Callable[[Path], list[str]]:
    """Return what dcmtk's dcmdump says about a file, line by line, every value whole."""
    if shutil.which("dcmdump") is None:
        pytest.skip("dcmdump is not installed")

    def dump(path: Path) -> list[str]:
        command = ["dcmdump", "+L", "+uc", "-E", str(path)]
        done = subprocess.run(command, capture_output=True, check=False)
        return done.stdout.decode("latin-1").splitlines()

    return dump


@pytest.fixture(scope="session")
def as_pydicom() -> Callable[[Dataset], bytes]:
    """Return what writes a dataset, edited in memory, by pydicom."""

    def write(dataset: Dataset) -> bytes:
        buffer = io.BytesIO()
        dataset.save_as(buffer)
        return buffer.getvalue()

    return write


@pytest.fixture(scope="session")
def read() -> Callable[[bytes], Dataset]:
    """Return what reads bytes by pydicom."""
    return lambda data: dcmread(io.BytesIO(data), force=True)
