"""A CT series as scanners write it: some hundred elements a slice, private ones, references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["write_series"]

_ROOT = "1.2.826.0.1.3680043.10.1"
_SIDE = 512
_VALUES: dict[str, Any] = {
    "SpecificCharacterSet": "ISO_IR 100",
    "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL", "CT_SOM5 SPI"],
    "InstanceCreationDate": "20240301",
    "InstanceCreationTime": "101112.523000",
    "StudyDate": "20240301",
    "SeriesDate": "20240301",
    "AcquisitionDate": "20240301",
    "ContentDate": "20240301",
    "StudyTime": "095900.000000",
    "SeriesTime": "101000.000000",
    "AcquisitionTime": "101101.000000",
    "ContentTime": "101112.000000",
    "AccessionNumber": "A2024-00815",
    "Modality": "CT",
    "Manufacturer": "Maker of Scanners",
    "InstitutionName": "Städtisches Klinikum",
    "InstitutionAddress": "Hauptstrasse 1, Musterstadt",
    "ReferringPhysicianName": "Meier^Anna^^Dr.",
    "StationName": "CT0815",
    "StudyDescription": "Thorax nativ",
    "SeriesDescription": "Thorax 1.0 B30f",
    "InstitutionalDepartmentName": "Radiologie",
    "PhysiciansOfRecord": "Schulze^Bernd",
    "PerformingPhysicianName": "Krause^Eva",
    "OperatorsName": "Lehmann^Uta",
    "ManufacturerModelName": "Scanner 64",
    "PatientName": "Müller^Hans-Peter",
    "PatientID": "PID-004711",
    "PatientBirthDate": "19610203",
    "PatientSex": "M",
    "PatientAge": "063Y",
    "PatientSize": "1.78",
    "PatientWeight": "81.5",
    "AdditionalPatientHistory": "Husten seit drei Wochen",
    "BodyPartExamined": "CHEST",
    "ScanOptions": "HELICAL",
    "SliceThickness": "1.0",
    "KVP": "120",
    "DataCollectionDiameter": "500",
    "DeviceSerialNumber": "53128",
    "SoftwareVersions": "VA48A",
    "ProtocolName": "Thorax",
    "ReconstructionDiameter": "360",
    "DistanceSourceToDetector": "1085.6",
    "DistanceSourceToPatient": "595",
    "GantryDetectorTilt": "0",
    "TableHeight": "152",
    "RotationDirection": "CW",
    "ExposureTime": "500",
    "XRayTubeCurrent": "210",
    "Exposure": "105",
    "FilterType": "0",
    "GeneratorPower": "25",
    "FocalSpots": "1.2",
    "DateOfLastCalibration": ["20240229", "20240301"],
    "TimeOfLastCalibration": ["073000", "074500"],
    "ConvolutionKernel": "B30f",
    "PatientPosition": "HFS",
    "StudyID": "S-77",
    "SeriesNumber": "3",
    "AcquisitionNumber": "2",
    "PositionReferenceIndicator": "",
    "SamplesPerPixel": 1,
    "PhotometricInterpretation": "MONOCHROME2",
    "Rows": _SIDE,
    "Columns": _SIDE,
    "PixelSpacing": ["0.703125", "0.703125"],
    "BitsAllocated": 16,
    "BitsStored": 12,
    "HighBit": 11,
    "PixelRepresentation": 0,
    "WindowCenter": ["40", "-600"],
    "WindowWidth": ["400", "1200"],
    "RescaleIntercept": "-1024",
    "RescaleSlope": "1",
    "WindowCenterWidthExplanation": ["MEDIASTINUM", "LUNG"],
    "RequestingPhysician": "Meier^Anna^^Dr.",
    "RequestedProcedureDescription": "CT Thorax",
    "PerformedProcedureStepStartDate": "20240301",
    "PerformedProcedureStepStartTime": "100000",
    "PerformedProcedureStepID": "PPS-1",
    "PerformedProcedureStepDescription": "CT Thorax nativ",
}


def write_series(folder: Path, slices: int) -> list[Path]:
    """Write a series of slices of 512 by 512 pixels, and return its files."""
    files = []
    for number in range(1, slices + 1):
        path = folder / f"{number:04}.dcm"
        _slice(number).save_as(path, enforce_file_format=True)
        files.append(path)
    return files


def _slice(number: int) -> Dataset:
    dataset = Dataset()
    for keyword, value in _VALUES.items():
        setattr(dataset, keyword, value)
    dataset.SOPClassUID = CTImageStorage
    dataset.SOPInstanceUID = f"{_ROOT}.3.{number}"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = f"{_ROOT}.1", f"{_ROOT}.2"
    dataset.FrameOfReferenceUID = f"{_ROOT}.4"
    dataset.InstanceNumber = str(number)
    dataset.ImagePositionPatient = ["-180", "-170", str(-number)]
    dataset.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    dataset.SliceLocation = str(-number)
    dataset.ReferencedImageSequence = [_reference(f"{_ROOT}.5.{each}") for each in (1, 2)]
    block = dataset.private_block(0x0019, "MAKER CT HEADER", create=True)
    block.add_new(0x10, "DS", "1.0")
    block.add_new(0x11, "LO", "Hans-Peter")
    block.add_new(0x12, "OB", bytes(2048))
    dataset.PixelData = bytes(2 * _SIDE * _SIDE)
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return dataset


def _reference(uid: str) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = CTImageStorage, uid
    return item
