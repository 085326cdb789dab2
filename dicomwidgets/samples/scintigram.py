"""A palette colour image: `palette`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydicom.uid import SecondaryCaptureImageStorage

from dicomwidgets.samples.painting import Canvas
from dicomwidgets.samples.patient import DEFAULT_PATIENT, new_dataset

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

__all__ = ["palette"]

_SIZE = 512


def palette(*, patient_name: str = DEFAULT_PATIENT) -> Dataset:
    """Return a bone scan captured in PALETTE COLOR (PS3.3 A.8.1, C.7.6.3.1.5).

    Parameters
    ----------
    patient_name
        With up to three groups.

    Returns
    -------
    Dataset
        512 × 512, 8 bit indices into three tables of 256 entries of 16 bits (hot iron).
    """
    dataset = new_dataset(
        SecondaryCaptureImageStorage, "OT", kind="Bone scan capture", patient_name=patient_name
    )
    dataset.ConversionType = "WSD"
    dataset.ImageType = ["DERIVED", "SECONDARY"]
    dataset.Laterality = ""
    dataset.PatientOrientation = ""
    dataset.BurnedInAnnotation = "NO"
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "PALETTE COLOR"
    dataset.Rows = dataset.Columns = _SIZE
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 8, 8, 7
    dataset.PixelRepresentation = 0
    _add_tables(dataset)
    dataset.PixelData = _counts().tobytes()
    return dataset


def _add_tables(dataset: Dataset) -> None:
    """Add a hot iron map: red first, then green, then blue."""
    index = np.arange(256)
    tables = {
        "Red": np.clip(index * 2, 0, 255),
        "Green": np.clip((index - 128) * 2, 0, 255),
        "Blue": np.clip((index - 192) * 4, 0, 255),
    }
    for name, table in tables.items():
        keyword = f"{name}PaletteColorLookupTable"
        setattr(dataset, f"{keyword}Descriptor", [256, 0, 16])
        setattr(dataset, f"{keyword}Data", (table * 257).astype("<u2").tobytes())


def _counts() -> NDArray[np.uint8]:
    """Return a skeleton from the front and from the back, with the noise of counting."""
    canvas = Canvas(_SIZE, 580, 2)
    for x, is_back in ((-120, False), (120, True)):
        _paint_person(canvas, x, -1 if is_back else 1)
    blurred = canvas.image
    for step in (1, 2, 4):
        for axis in (0, 1):
            blurred = (
                blurred + np.roll(blurred, step, axis) + np.roll(blurred, -step, axis)
            ) / np.float32(3)
    counts = np.random.default_rng(3).poisson(1.5 * np.clip(blurred, 0, None))
    return np.asarray(np.clip(counts, 0, 255), np.uint8)


def _paint_person(canvas: Canvas, x: float, facing: int) -> None:
    """Paint a person around `x`, facing us (1) or away (-1): then the spine is nearer."""
    ellipse = canvas.ellipse
    spine = 0.75 if facing > 0 else 1.0
    ellipse(x, -190, 26, 33, 62)
    ellipse(x, -188, 19, 25, 40)
    ellipse(x, -88, 62, 78, 26)
    ellipse(x, 10, 52, 52, 24)
    for number in range(17):
        ellipse(x, -152 + 11 * number, 7.5, 4.6, 150 * spine)
    for rib in range(9):
        for side in (-1, 1):
            width = 26 + 26 * np.sin((rib + 2) / 11 * np.pi)
            for part in range(9):
                along = (part + 1) / 9
                drop = 14 * along * along
                ellipse(x + side * width * along * 1.15, -132 + 13 * rib + drop, 4.5, 3, 115)
    for side in (-1, 1):
        ellipse(x + side * 32, 42, 26, 18, 105, turn=side * 40)
        ellipse(x + side * 58, -136, 12, 11, 120)
        for center_y, half in ((-92, 38), (-12, 36)):
            ellipse(x + side * (70 + (center_y + 92) / 16), center_y, 6, half, 58)
        ellipse(x + side * 36, 128, 9, 62, 66)
        ellipse(x + side * 36, 192, 12, 9, 125)
        ellipse(x + side * 34, 228, 7, 34, 62)
        ellipse(x + side * 20, -4, 10, 15, 110 * spine)
    ellipse(x, 78, 13, 12, 185)
    ellipse(x + facing * 30, -70, 5.5, 4.5, 250)
    ellipse(x - facing * 36, 96, 6.5, 8, 240)
