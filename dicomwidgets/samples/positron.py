"""A PET of the chest and upper abdomen, with all that standardized uptake takes: `pet`."""

from __future__ import annotations

from math import exp, expm1, log
from typing import TYPE_CHECKING

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import PositronEmissionTomographyImageStorage

from dicomwidgets.samples.anatomy import FIELD, HEIGHT
from dicomwidgets.samples.patient import DEFAULT_PATIENT, code, new_dataset, sample_uid
from dicomwidgets.samples.uptake import uptake_slice

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["pet"]

_LOWEST = -150.0
_DOSE = 290e6
"""Bq of fluorine-18, an hour before the scan."""
_HALF_LIFE = 6586.2
_RATE = log(2) / _HALF_LIFE
_HOUR = 3600
_BEDS, _BED_SECONDS = 3, 180
_LARGEST = 32767


def pet(slices: int = 60, size: int = 128, *, patient_name: str = DEFAULT_PATIENT) -> list[Dataset]:
    """Return an axial PET series of the body that `ct` shows, with hot lesions (PS3.3 A.21).

    Parameters
    ----------
    slices
        How many; they always cover the same 300 mm.
    size
        Rows and columns; they always cover the same 384 mm.
    patient_name
        With up to three groups.

    Returns
    -------
    list of Dataset
        From the kidneys to the apex of the lungs, in the frame of reference of `ct`. Bq/ml,
        decay corrected to the start of the series, with a slope of its own in each slice. The
        true uptake of the lesions stands in `dicomwidgets.samples.PET_LESIONS`.
    """
    return [_slice(number, slices, size, patient_name) for number in range(slices)]


def _slice(number: int, slices: int, size: int, patient_name: str) -> Dataset:
    dataset = new_dataset(
        PositronEmissionTomographyImageStorage,
        "PT",
        kind="Chest PET",
        number=number + 1,
        patient_name=patient_name,
    )
    step = HEIGHT / slices
    z = _LOWEST + step * (number + 0.5)
    _add_geometry(dataset, z, step, size)
    _add_series(dataset, slices)
    _add_injection(dataset)
    _add_scan(dataset, number, number * _BEDS // slices)
    _add_pixels(dataset, uptake_slice(z, size, seed=number))
    return dataset


def _add_geometry(dataset: Dataset, z: float, step: float, size: int) -> None:
    spacing = FIELD / size
    corner = -(FIELD - spacing) / 2
    dataset.FrameOfReferenceUID = sample_uid("CT frame of reference")
    dataset.PositionReferenceIndicator = ""
    lying = code("102538003", "SCT", "recumbent")
    lying.PatientOrientationModifierCodeSequence = Sequence([code("40199007", "SCT", "supine")])
    dataset.PatientOrientationCodeSequence = Sequence([lying])
    first = code("102540008", "SCT", "headfirst")
    dataset.PatientGantryRelationshipCodeSequence = Sequence([first])
    dataset.ImagePositionPatient = [f"{corner:.6g}", f"{corner:.6g}", f"{z:.6g}"]
    dataset.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    dataset.PixelSpacing = [f"{spacing:.6g}"] * 2
    dataset.SliceThickness = f"{step:.6g}"
    dataset.SliceLocation = f"{z:.6g}"


def _add_series(dataset: Dataset, slices: int) -> None:
    """Add the PET Series module: units, and what was corrected (PS3.3 C.8.9.1)."""
    dataset.SeriesType = ["WHOLE BODY", "IMAGE"]
    dataset.Units = "BQML"
    dataset.CountsSource = "EMISSION"
    dataset.NumberOfSlices = slices
    dataset.CorrectedImage = ["NORM", "DTIM", "ATTN", "SCAT", "DECY", "RAN"]
    dataset.DecayCorrection = "START"
    dataset.RandomsCorrectionMethod = "DLYD"
    dataset.AttenuationCorrectionMethod = "CT"
    dataset.ScatterCorrectionMethod = "Model based"
    dataset.ReconstructionMethod = "Invented"
    dataset.ReconstructionDiameter = f"{FIELD:g}"
    dataset.CollimatorType = "NONE"
    dataset.BodyPartExamined = "CHEST"


def _add_injection(dataset: Dataset) -> None:
    """Add the PET Isotope module (PS3.3 C.8.9.2)."""
    given = Dataset()
    given.RadionuclideCodeSequence = Sequence([code("77004003", "SCT", "^18^Fluorine")])
    given.RadiopharmaceuticalCodeSequence = Sequence(
        [code("35321007", "SCT", "Fluorodeoxyglucose F^18^")]
    )
    given.AdministrationRouteCodeSequence = Sequence([code("47625008", "SCT", "Intravenous route")])
    given.Radiopharmaceutical = "FDG"
    given.RadiopharmaceuticalStartTime = "091500"
    given.RadiopharmaceuticalStartDateTime = "20240229091500"
    given.RadionuclideTotalDose = f"{_DOSE:.0f}"
    given.RadionuclideHalfLife = f"{_HALF_LIFE}"
    given.RadionuclidePositronFraction = "0.967"
    dataset.RadiopharmaceuticalInformationSequence = Sequence([given])


def _add_scan(dataset: Dataset, number: int, bed: int) -> None:
    """Add the PET Image module: when the slice was measured (PS3.3 C.8.9.4.1.5)."""
    begun = bed * _BED_SECONDS
    within = _RATE * _BED_SECONDS
    average = log(within / -expm1(-within)) / _RATE
    dataset.ImageType = ["ORIGINAL", "PRIMARY"]
    dataset.AcquisitionDate = "20240229"
    dataset.AcquisitionTime = f"10{15 + begun // 60:02d}00"
    dataset.FrameReferenceTime = f"{1000 * (begun + average):.6g}"
    dataset.ActualFrameDuration = f"{1000 * _BED_SECONDS}"
    dataset.DecayFactor = f"{exp(_RATE * (begun + average)):.8g}"
    dataset.DoseCalibrationFactor = "1"
    dataset.ScatterFractionFactor = "0.3"
    dataset.ImageIndex = number + 1
    dataset.LossyImageCompression = "00"


def _add_pixels(dataset: Dataset, uptake: NDArray[np.float32]) -> None:
    left = _DOSE * exp(-_RATE * _HOUR)
    becquerel = uptake.astype(np.float64) * left / (1000 * float(dataset.PatientWeight))
    slope = float(f"{becquerel.max() / _LARGEST:.8g}")
    stored = np.clip(np.rint(becquerel / slope), 0, _LARGEST).astype("<i2")
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows, dataset.Columns = stored.shape
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 16, 15
    dataset.PixelRepresentation = 1
    dataset.RescaleIntercept = "0"
    dataset.RescaleSlope = f"{slope:.8g}"
    most = 7 * left / (1000 * float(dataset.PatientWeight))
    dataset.WindowCenter, dataset.WindowWidth = f"{most / 2:.6g}", f"{most:.6g}"
    dataset.WindowCenterWidthExplanation = "SUV 0-7"
    dataset.PixelData = stored.tobytes()
