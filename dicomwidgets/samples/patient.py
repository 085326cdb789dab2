"""The header that every sample begins with: an invented patient, study and machine."""

from __future__ import annotations

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid

__all__ = ["DEFAULT_PATIENT", "code", "new_dataset", "sample_uid"]

DEFAULT_PATIENT = "Sample^Alex^^Dr."
_PROCEDURE = ("363679005", "SCT", "Imaging procedure")
_IMPLEMENTATION = UID("1.2.826.0.1.3680043.8.498.45787841905188114249811188230723")


def sample_uid(*names: object) -> str:
    """Return the UID that these names always give."""
    return str(generate_uid(entropy_srcs=["dicomwidgets samples", *map(str, names)]))


def code(value: str, scheme: str, meaning: str) -> Dataset:
    """Return one coded concept (PS3.3 8.8)."""
    item = Dataset()
    item.CodeValue = value
    item.CodingSchemeDesignator = scheme
    item.CodeMeaning = meaning
    return item


def new_dataset(
    sop_class: str, modality: str, *, kind: str, number: int = 1, patient_name: str
) -> Dataset:
    """Return file meta and the patient, study, series and equipment modules (PS3.3 C.7).

    Parameters
    ----------
    sop_class
        SOP Class UID.
    modality
        Such as ``"CT"``.
    kind
        Names the series; the same kind gives the same UIDs.
    number
        InstanceNumber.
    patient_name
        A person name, with up to three groups: ``"Yamada^Tarou=山田^太郎=やまだ^たろう"``.
    """
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.SOPClassUID = sop_class
    dataset.SOPInstanceUID = sample_uid(kind, "instance", number, patient_name)
    _add_study(dataset, patient_name)
    dataset.Modality = modality
    dataset.SeriesInstanceUID = sample_uid(kind, "series", patient_name)
    dataset.SeriesNumber = 1 + sum(map(ord, kind)) % 90
    dataset.SeriesDescription = kind
    dataset.SeriesDate = dataset.ContentDate = "20240229"
    dataset.SeriesTime = dataset.ContentTime = "101500"
    dataset.InstanceNumber = number
    _add_equipment(dataset)
    _add_private(dataset)
    dataset.file_meta = _file_meta(dataset)
    return dataset


def _add_study(dataset: Dataset, patient_name: str) -> None:
    dataset.PatientName = patient_name
    dataset.PatientID = "DW-0001"
    dataset.IssuerOfPatientID = "SAMPLE HOSPITAL"
    dataset.PatientBirthDate = "19700131"
    dataset.PatientSex = "O"
    dataset.PatientAge = "054Y"
    dataset.PatientSize = "1.75"
    dataset.PatientWeight = "72.5"
    dataset.PatientAddress = "1 Invented Street, Nowhere"
    dataset.StudyInstanceUID = sample_uid("study", patient_name)
    dataset.StudyDate = "20240229"
    dataset.StudyTime = "100000"
    dataset.StudyID = "S-1"
    dataset.AccessionNumber = "ACC-4711"
    dataset.ReferringPhysicianName = "Referrer^Robin"
    dataset.StudyDescription = "Samples of dicomwidgets"
    dataset.ProcedureCodeSequence = Sequence([code(*_PROCEDURE)])


def _add_equipment(dataset: Dataset) -> None:
    dataset.Manufacturer = "dicomwidgets"
    dataset.ManufacturerModelName = "Phantom"
    dataset.InstitutionName = "Sample Hospital"
    dataset.InstitutionAddress = "2 Invented Street, Nowhere"
    dataset.StationName = "ROOM-1"
    dataset.OperatorsName = "Operator^Kim"
    dataset.DeviceSerialNumber = "000042"
    dataset.SoftwareVersions = "1"
    request = Dataset()
    request.RequestedProcedureID = "RP-1"
    request.ScheduledProcedureStepID = "SPS-1"
    request.RequestedProcedureDescription = "Requested for Alex Sample"
    request.ScheduledProtocolCodeSequence = Sequence(
        [code("363679005", "SCT", "Imaging procedure")]
    )
    dataset.RequestAttributesSequence = Sequence([request])


def _add_private(dataset: Dataset) -> None:
    """Add a private block with text, numbers and a sequence, as real machines write them."""
    block = dataset.private_block(0x0099, "DICOMWIDGETS SAMPLE", create=True)
    block.add_new(0x01, "LO", "Private note about Alex Sample")
    block.add_new(0x02, "DS", ["0.5", "1.25"])
    nested = Dataset()
    inner = nested.private_block(0x0099, "DICOMWIDGETS SAMPLE", create=True)
    inner.add_new(0x04, "SH", "nested")
    block.add_new(0x03, "SQ", Sequence([nested]))


def _file_meta(dataset: Dataset) -> FileMetaDataset:
    meta = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\x00\x01"
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = _IMPLEMENTATION
    meta.ImplementationVersionName = "DICOMWIDGETS"
    return meta
