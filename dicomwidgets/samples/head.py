"""An MR of the head, oblique: `mr`."""

from __future__ import annotations

from math import cos, radians, sin, sqrt
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydicom.uid import MRImageStorage

from dicomwidgets.samples.painting import Canvas, noise_field
from dicomwidgets.samples.patient import DEFAULT_PATIENT, new_dataset, sample_uid

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

__all__ = ["mr"]

_FIELD = 240.0
_HEIGHT = 132.0
_TILT, _TURN = radians(-14), radians(6)
_SIGNALS = {
    # air, fat, bone, fluid, grey matter, white matter, muscle
    "T1": (6, 1050, 40, 130, 480, 690, 420),
    "T2": (6, 820, 40, 1250, 560, 390, 230),
}


def mr(
    slices: int = 24,
    size: int = 256,
    *,
    weighting: Literal["T1", "T2"] = "T1",
    patient_name: str = DEFAULT_PATIENT,
) -> list[Dataset]:
    """Return an MR series of a head, its slices tilted and turned (PS3.3 A.4).

    Parameters
    ----------
    slices
        How many; they always cover the same 132 mm, with gaps.
    size
        Rows and columns; they always cover the same 240 mm.
    weighting
        ``"T1"`` (fluid dark) or ``"T2"`` (fluid bright).
    patient_name
        With up to three groups.

    Returns
    -------
    list of Dataset
        From the base of the skull to the crown. 12 bits in 16, unsigned, arbitrary units.
    """
    return [_slice(number, slices, size, weighting, patient_name) for number in range(slices)]


def _slice(
    number: int, slices: int, size: int, weighting: Literal["T1", "T2"], patient_name: str
) -> Dataset:
    dataset = new_dataset(
        MRImageStorage,
        "MR",
        kind=f"Head {weighting}",
        number=number + 1,
        patient_name=patient_name,
    )
    step = _HEIGHT / slices
    height = step * (number + 0.5) - _HEIGHT / 2
    _add_geometry(dataset, height, step, size)
    _add_scan(dataset, weighting)
    _add_pixels(dataset, _head_slice(height + _HEIGHT / 2, size, weighting, number))
    return dataset


def _add_geometry(dataset: Dataset, height: float, step: float, size: int) -> None:
    """Add an oblique plane (PS3.3 C.7.6.2): turned about the feet-head axis, then tilted."""
    row = np.array([cos(_TURN), sin(_TURN), 0.0])
    column = np.array([-sin(_TURN) * cos(_TILT), cos(_TURN) * cos(_TILT), sin(_TILT)])
    spacing = _FIELD / size
    corner = np.cross(row, column) * height - (row + column) * (_FIELD - spacing) / 2
    dataset.FrameOfReferenceUID = sample_uid("MR frame of reference")
    dataset.PositionReferenceIndicator = ""
    dataset.PatientPosition = "HFS"
    dataset.ImagePositionPatient = [f"{value:.6f}" for value in corner]
    dataset.ImageOrientationPatient = [f"{value:.6f}" for value in (*row, *column)]
    dataset.PixelSpacing = [f"{spacing:.6g}"] * 2
    dataset.SliceThickness = f"{step * 0.9:.6g}"
    dataset.SpacingBetweenSlices = f"{step:.6g}"


def _add_scan(dataset: Dataset, weighting: str) -> None:
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "OTHER"]
    dataset.AcquisitionDate = "20240229"
    dataset.AcquisitionTime = "103000"
    dataset.AcquisitionNumber = 1
    dataset.BodyPartExamined = "HEAD"
    dataset.ScanningSequence = "SE"
    dataset.SequenceVariant = "SK"
    dataset.ScanOptions = ""
    dataset.MRAcquisitionType = "2D"
    dataset.SequenceName = "*se2d1" if weighting == "T1" else "*tse2d1_15"
    dataset.RepetitionTime = "550" if weighting == "T1" else "4500"
    dataset.EchoTime = "12" if weighting == "T1" else "95"
    dataset.EchoTrainLength = 1 if weighting == "T1" else 15
    dataset.MagneticFieldStrength = "1.5"
    dataset.FlipAngle = "90"


def _head_slice(z: float, size: int, weighting: str, seed: int) -> NDArray[np.float32]:
    """Return the signal of one slice, z from 0 (base) to the crown."""
    air, fat, bone, fluid, grey, white, muscle = _SIGNALS[weighting]
    canvas = Canvas(size, _FIELD, air)
    reach = sqrt(max(0.05, 1 - ((z - 42) / 96) ** 2))
    a, b = 74 * reach, 92 * reach
    for margin, value in ((0, fat), (4.5, bone), (10.5, fluid)):
        canvas.ellipse(0, 0, a - margin, b - margin, value)
    _paint_brain(canvas, (a - 13.5, b - 13.5), z, (grey, white, fluid))
    if z < 46:
        _paint_base(canvas, 1 - z / 46, (air, fat, fluid, muscle, white, grey))
    return _with_coil_and_noise(canvas, seed)


def _paint_brain(
    canvas: Canvas, axes: tuple[float, float], z: float, signals: tuple[float, float, float]
) -> None:
    grey, white, fluid = signals
    a, b = axes
    if a <= 8:
        return
    radius = np.sqrt((canvas.x / a) ** 2 + (canvas.y / b) ** 2)
    angle = np.arctan2(canvas.y / b, canvas.x / a)
    folds = np.sin(15 * angle + 2.1 * np.sin(3 * angle + z / 9) + z / 6)
    folds += 0.6 * np.sin(31 * angle - z / 5 + 1.3)
    cortex = 1 - 0.11 - 0.055 * folds
    sulcus = (folds > 0.95) & (radius > 0.86)
    midline = np.abs(canvas.x + 0 * canvas.y) < 1.4 * (1 + 0.3 * np.sin(canvas.y / 7))
    image = canvas.image
    image[radius < 1] = grey
    image[radius < cortex] = white
    image[(radius < 1) & sulcus] = fluid
    image[midline & (radius < 1) & (radius > 0.42)] = fluid
    image[(np.abs(np.abs(canvas.x) - 2.6) < 1.6) & (radius < 0.97) & (radius > 0.44)] = grey
    _paint_deep(canvas, z, (grey, white, fluid))


def _paint_deep(canvas: Canvas, z: float, signals: tuple[float, float, float]) -> None:
    """Paint ventricles and the grey nuclei beside them."""
    grey, white, fluid = signals
    reach = sqrt(max(0.0, 1 - ((z - 62) / 24) ** 2))
    for side in (-1, 1):
        canvas.ellipse(side * 25, -2, 9 * reach, 17 * reach, grey, turn=side * -14)
        canvas.ellipse(side * 14, 10, 9 * reach, 13 * reach, (grey * 3 + white) / 4)
        canvas.ellipse(side * 10, -16, 5.2 * reach, 19 * reach, fluid, turn=side * -14)
        canvas.ellipse(side * 19, 30, 5.5 * reach, 18 * reach, fluid, turn=side * -24)
        canvas.ellipse(side * 13, -24, 4.5 * reach, 9 * reach, grey, turn=side * -22)
    canvas.ellipse(0, 8, 1.8 * reach, 13 * reach, fluid)


def _paint_base(canvas: Canvas, low: float, signals: tuple[float, ...]) -> None:
    """Paint eyes, sinuses, brain stem and cerebellum."""
    air, fat, fluid, muscle, white, grey = signals
    low = min(1.0, low * 1.6)
    for side in (-1, 1):
        canvas.ellipse(side * 31, -62, 19 * low, 19 * low, fat)
        canvas.ellipse(side * 31, -50, 3 * low, 20 * low, muscle, turn=side * -18)
        canvas.ellipse(side * 31, -66, 12 * low, 12 * low, fluid)
        canvas.ellipse(side * 31, -76, 4.5 * low, 2.6 * low, muscle)
        canvas.ellipse(side * 58, 22, 13 * low, 10 * low, air, turn=side * 30)
    canvas.ellipse(0, -56, 10 * low, 20 * low, air)
    canvas.ellipse(0, -22, 13 * low, 8 * low, air)
    canvas.ellipse(0, 44, 46 * low, 27 * low, grey)
    for number in range(-5, 6):
        canvas.ellipse(number * 7.5, 46, 1.5 * low, (22 - 0.6 * number * number) * low, white)
    canvas.ellipse(0, 28, 5 * low, 4 * low, fluid)
    canvas.ellipse(0, 12, 15 * low, 13 * low, white)


def _with_coil_and_noise(canvas: Canvas, seed: int) -> NDArray[np.float32]:
    """Darken away from the coil, and take the magnitude of a noisy complex signal."""
    coil = 0.82 + 0.18 * np.cos(canvas.x / 95) * np.cos((canvas.y + 20) / 110)
    size = canvas.image.shape[0]
    real = canvas.image * coil + 13 * noise_field(seed, size)
    imaginary = 13 * noise_field(seed + 1000, size)
    return np.asarray(np.hypot(real, imaginary), dtype=np.float32)


def _add_pixels(dataset: Dataset, signal: NDArray[np.float32]) -> None:
    stored = np.clip(np.rint(signal), 0, 4095).astype("<u2")
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows, dataset.Columns = stored.shape
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    dataset.PixelRepresentation = 0
    dataset.WindowCenter = "550"
    dataset.WindowWidth = "1100"
    dataset.PixelData = stored.tobytes()
