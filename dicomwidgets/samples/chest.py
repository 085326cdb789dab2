"""A CT of the chest and upper abdomen: `ct`, and the same as files: `write_ct_folder`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydicom.uid import CTImageStorage

from dicomwidgets.samples.anatomy import FIELD, HEIGHT, chest_slice
from dicomwidgets.samples.patient import DEFAULT_PATIENT, new_dataset, sample_uid

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

__all__ = ["WINDOWS", "ct", "write_ct_folder"]

WINDOWS = (("SOFT TISSUE", 40, 400), ("LUNG", -600, 1500), ("BONE", 400, 1800))
"""Name, centre and width in Hounsfield units of the windows that the files suggest."""

_INTERCEPT = -1024
_LOWEST = -150.0


def ct(slices: int = 120, size: int = 512, *, patient_name: str = DEFAULT_PATIENT) -> list[Dataset]:
    """Return an axial CT series with contrast medium (PS3.3 A.3).

    Parameters
    ----------
    slices
        How many; they always cover the same 300 mm.
    size
        Rows and columns; they always cover the same 384 mm.
    patient_name
        With up to three groups: ``"Yamada^Tarou=山田^太郎=やまだ^たろう"``.

    Returns
    -------
    list of Dataset
        From the kidneys to the apex of the lungs. 12 bits stored in 16, unsigned; Hounsfield
        units by RescaleSlope 1 and RescaleIntercept −1024.
    """
    return list(_slices(slices, size, patient_name))


def write_ct_folder(
    path: str | os.PathLike[str],
    slices: int = 120,
    size: int = 512,
    *,
    patient_name: str = DEFAULT_PATIENT,
) -> Path:
    """Write the series of `ct` as files, one at a time, and return the folder.

    Parameters
    ----------
    path
        The folder; made where missing. Files are named so that name order is not slice order, as
        on many machines.
    slices, size, patient_name
        As for `ct`.
    """
    folder = Path(path)
    folder.mkdir(parents=True, exist_ok=True)
    for dataset in _slices(slices, size, patient_name):
        name = str(dataset.SOPInstanceUID)[-8:]
        dataset.save_as(folder / f"CT.{name}.dcm", enforce_file_format=True)
    return folder


def _slices(slices: int, size: int, patient_name: str) -> Iterator[Dataset]:
    step = HEIGHT / slices
    for number in range(slices):
        dataset = new_dataset(
            CTImageStorage, "CT", kind="Chest CT", number=number + 1, patient_name=patient_name
        )
        _add_geometry(dataset, _LOWEST + step * (number + 0.5), step, size)
        _add_scan(dataset)
        _add_pixels(dataset, chest_slice(step * (number + 0.5), size, seed=number))
        yield dataset


def _add_geometry(dataset: Dataset, z: float, step: float, size: int) -> None:
    """Add where the slice lies: axial, feet to head (PS3.3 C.7.6.2)."""
    spacing = FIELD / size
    corner = -(FIELD - spacing) / 2
    dataset.FrameOfReferenceUID = sample_uid("CT frame of reference")
    dataset.PositionReferenceIndicator = ""
    dataset.PatientPosition = "HFS"
    dataset.ImagePositionPatient = [f"{corner:.6g}", f"{corner:.6g}", f"{z:.6g}"]
    dataset.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    dataset.PixelSpacing = [f"{spacing:.6g}"] * 2
    dataset.SliceThickness = f"{step:.6g}"
    dataset.SpacingBetweenSlices = f"{step:.6g}"
    dataset.SliceLocation = f"{z:.6g}"


def _add_scan(dataset: Dataset) -> None:
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    dataset.AcquisitionDate = "20240229"
    dataset.AcquisitionTime = "101500"
    dataset.AcquisitionNumber = 1
    dataset.BodyPartExamined = "CHEST"
    dataset.ProtocolName = "Chest with contrast"
    dataset.ContrastBolusAgent = "Invented contrast"
    dataset.KVP = "120"
    dataset.XRayTubeCurrent = 220
    dataset.ExposureTime = 500
    dataset.Exposure = 110
    dataset.ConvolutionKernel = "STANDARD"
    dataset.ScanOptions = "HELICAL"
    dataset.GantryDetectorTilt = "0"
    dataset.ReconstructionDiameter = f"{FIELD:g}"


def _add_pixels(
    dataset: Dataset, hounsfield: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
) -> None:
    stored = np.clip(np.rint(hounsfield) - _INTERCEPT, 0, 4095).astype("<u2")
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows, dataset.Columns = stored.shape
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    dataset.PixelRepresentation = 0
    dataset.RescaleIntercept = str(_INTERCEPT)
    dataset.RescaleSlope = "1"
    dataset.RescaleType = "HU"
    dataset.WindowCenter = [str(center) for _, center, _ in WINDOWS]
    dataset.WindowWidth = [str(width) for _, _, width in WINDOWS]
    dataset.WindowCenterWidthExplanation = [name for name, _, _ in WINDOWS]
    dataset.PixelData = stored.tobytes()
