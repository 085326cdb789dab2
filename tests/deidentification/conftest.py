"""What the tests of the plan have in common."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def ct() -> Dataset:
    """Return a CT image object with little in it."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.file_meta.MediaStorageSOPClassUID = CTImageStorage
    dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    dataset.SOPClassUID = CTImageStorage
    dataset.SOPInstanceUID = "1.2.3.4"
    dataset.PatientName = "Doe^Jane"
    dataset.PatientID = "4711"
    dataset.Modality = "CT"
    dataset.Rows = 2
    return dataset


@pytest.fixture(scope="session")
def ct_small() -> Dataset:
    """Return a CT file that pydicom carries: private blocks, nested sequences, file meta."""
    return dcmread(str(get_testdata_file("CT_small.dcm", download=False)))


@pytest.fixture(scope="session")
def published(data_dir: Path) -> dict[str, Any]:
    """Return PS3.15 Table E.1-1 as published, unread by the package."""
    table: dict[str, Any] = json.loads((data_dir / "deid" / "ps3_15_E1-1.json").read_text("utf-8"))
    return table
