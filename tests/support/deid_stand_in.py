"""An engine of a few lines, and files for it: what a run does around it is what is tested."""

from __future__ import annotations

import hmac
import io
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

from dicomwidgets.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Done", "StandIn", "instance", "instance_bytes", "write_archive"]


@dataclass(frozen=True)
class Done:
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StandIn:
    """Names by a keyed hash; the rest stays. A file whose comment says so is refused."""

    key: bytes = b"key"
    seconds: float = 0

    def new(self, old: str) -> str:
        return str(int(hmac.digest(self.key, old.encode(), "sha256")[:12].hex(), 16))

    def __call__(self, file: BinaryIO, out: BinaryIO) -> Done:
        dataset = dcmread(file, force=True)
        if "ImageComments" in dataset:
            raise ReadError("It can't be understood.", remedy="Leave it out.")
        time.sleep(self.seconds)
        dataset.PatientName = dataset.PatientID = f"P{self.new(dataset.PatientID)}"
        for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"):
            setattr(dataset, keyword, f"2.25.{self.new(dataset[keyword].value)}")
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
        dataset.save_as(out, enforce_file_format=True)
        return Done({"uid": 3, "replace": 2}, ("made by a stand-in",))


def instance(number: int, *, comment: str = "") -> Dataset:
    """Return the instance of this number: ten to a series, twenty to a patient."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = CTImageStorage
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = f"1.2.3.4.{number}"
    dataset.Modality = "CT"
    dataset.PatientName = f"Canary^{number // 20}"
    dataset.PatientID = f"CANARY{number // 20}"
    dataset.StudyInstanceUID = f"1.2.3.5.{number // 20}"
    dataset.SeriesInstanceUID = f"1.2.3.6.{number // 10}"
    dataset.InstanceNumber = number % 10
    dataset.Rows = dataset.Columns = 16
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit, dataset.PixelRepresentation, dataset.SamplesPerPixel = 15, 0, 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.PixelData = number.to_bytes(2, "little") * 256
    if comment:
        dataset.ImageComments = comment
    return dataset


def instance_bytes(number: int, *, comment: str = "") -> bytes:
    """Return the file of an instance."""
    file = io.BytesIO()
    instance(number, comment=comment).save_as(file, enforce_file_format=True)
    return file.getvalue()


def write_archive(folder: Path, count: int) -> Path:
    """Write so many instances, a folder a patient, named for him."""
    for number in range(count):
        place = folder / f"Canary^{number // 20}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number % 20:02}.dcm").write_bytes(instance_bytes(number))
    return folder
