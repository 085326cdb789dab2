"""Small instances with names in them, as the bytes of files."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

if TYPE_CHECKING:
    from support.orthanc import Orthanc

__all__ = ["sent_to", "small_file", "small_files"]

_ROOT = "1.2.826.0.1.3680043.8.498.7"
_PER_SERIES = 20


@cache
def small_file(number: int) -> tuple[str, bytes]:
    """Return the SOP Instance UID and the bytes of a CT slice of 8 × 8 pixels."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = f"{_ROOT}.3.{number}"
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID = CTImageStorage
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    dataset.StudyInstanceUID = f"{_ROOT}.1"
    dataset.SeriesInstanceUID = f"{_ROOT}.2.{number // _PER_SERIES}"
    dataset.PatientName, dataset.PatientID = "Doe^Jane", "P1"
    dataset.StudyDate, dataset.Modality = "20240229", "CT"
    dataset.InstanceNumber = number % _PER_SERIES + 1
    dataset.ImagePositionPatient = [0, 0, number % _PER_SERIES]
    dataset.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    dataset.PixelSpacing = [1, 1]
    dataset.Rows = dataset.Columns = 8
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit, dataset.PixelRepresentation, dataset.SamplesPerPixel = 15, 0, 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.RescaleSlope, dataset.RescaleIntercept = 1, -1024
    dataset.PixelData = bytes((number + step) % 256 for step in range(128))
    out = io.BytesIO()
    dataset.save_as(out, enforce_file_format=True)
    return dataset.SOPInstanceUID, out.getvalue()


def small_files(count: int) -> dict[str, bytes]:
    """Return files by their SOP Instance UIDs: one study, twenty a series."""
    return dict(small_file(number) for number in range(count))


def sent_to(server: Orthanc, files: dict[str, bytes]) -> None:
    """Have a server hold files, by its own way in."""
    for data in files.values():
        server.rest("/instances", "POST", data)
