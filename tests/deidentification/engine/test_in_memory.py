"""Datasets in memory go the way of files, and stay as they are."""

from __future__ import annotations

from copy import deepcopy

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset
from support.deidentified import ct_like, job_for

from dicomwidgets.deidentification.engine.in_memory import deidentify_dataset
from dicomwidgets.errors import DeidentifyError


def test_a_dataset_gives_another_and_stays_as_it_is() -> None:
    dataset = dcmread(str(get_testdata_file("CT_small.dcm", download=False)))
    before, meta = deepcopy(dataset), deepcopy(dataset.file_meta)
    made = deidentify_dataset(dataset, job_for())
    assert dataset == before
    assert dataset.file_meta == meta
    assert made.PatientID not in {"", dataset.PatientID}
    assert made.PixelData == dataset.PixelData
    assert made.file_meta.MediaStorageSOPInstanceUID == made.SOPInstanceUID


def test_a_dataset_made_in_memory_needs_no_file_meta_information() -> None:
    dataset = ct_like()
    made = deidentify_dataset(dataset, job_for())
    assert made.PatientIdentityRemoved == "YES"
    assert not hasattr(dataset, "file_meta")


def test_what_pydicom_cannot_write_is_refused() -> None:
    dataset = ct_like()
    dataset.Rows = 2
    dataset["Rows"]._value = "many"
    with pytest.raises(DeidentifyError, match="pydicom can't write") as caught:
        deidentify_dataset(dataset, job_for())
    assert "many" not in str(caught.value)
    with pytest.raises(DeidentifyError):
        deidentify_dataset(Dataset(), job_for())
