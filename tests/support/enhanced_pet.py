"""A dynamic Enhanced PET image: two moments × three slices, two agents, a slope for each frame."""

from __future__ import annotations

from typing import Any

import numpy as np
from pydicom.dataset import Dataset
from pydicom.uid import EnhancedPETImageStorage

from .enhanced import Axis, enhanced_mr

__all__ = ["MOMENTS", "SLICES", "enhanced_pet", "slope_of"]

MOMENTS, SLICES = 2, 3
SIZE = 8


def slope_of(moment: int, place: int) -> float:
    """Return the rescale slope of a frame, from its dimension indices (from 1)."""
    return 2.0 * moment + 0.25 * place


def enhanced_pet(*, injection: dict[str, Any] | None = None, **elements: Any) -> Dataset:
    """Return an Enhanced PET image of a man of 80 kg (PS3.3 A.56).

    Its frames are stored from the last to the first; the stored value of each is 1000 times its
    number in their right order, from 1. Both frames' agents were given; the second one is seen.

    Parameters
    ----------
    injection
        Elements of the second agent to set; ``None`` takes one away.
    **elements
        Elements of the image, likewise.
    """
    ds = enhanced_mr(
        [
            Axis("TemporalPositionIndex", "FrameContentSequence", range(1, MOMENTS + 1), "Time"),
            Axis("InStackPositionNumber", "FrameContentSequence", range(1, SLICES + 1), "Slice"),
        ],
        order=lambda place: (-place[0], -place[1]),
        size=SIZE,
    )
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = EnhancedPETImageStorage
    ds.Modality = "PT"
    ds.ImageType = ["ORIGINAL", "PRIMARY", "DYNAMIC", "NONE"]
    ds.SeriesDate, ds.SeriesTime = "20240229", "120000"
    ds.AcquisitionDateTime = "20240229110000"
    ds.PatientSex, ds.PatientWeight, ds.PatientSize = "M", "80", "1.80"
    ds.DecayCorrected = ds.AttenuationCorrected = "YES"
    ds.DecayCorrectionDateTime = "20240229110000.000000"
    first, second = _agent(1, "20240229080000", 100.0, 1223.4), _agent(2)
    ds.RadiopharmaceuticalInformationSequence = [first, second]
    ds.PixelData = (1000 * (ds.pixel_array.astype(np.uint16) + 1)).tobytes()
    for frame in ds.PerFrameFunctionalGroupsSequence:
        moment, place = frame.FrameContentSequence[0].DimensionIndexValues
        _add_values(frame, slope_of(moment, place))
    used = Dataset()
    used.RadiopharmaceuticalAgentNumber = 2
    ds.SharedFunctionalGroupsSequence[0].RadiopharmaceuticalUsageSequence = [used]
    for where, values in ((ds, elements), (second, injection or {})):
        for keyword, value in values.items():
            if value is None:
                delattr(where, keyword)
            else:
                setattr(where, keyword, value)
    return ds


def _agent(
    number: int, at: str = "20240229100000", megabecquerel: float = 370.0, half_life: float = 6586.2
) -> Dataset:
    """Return an item of the Enhanced PET Isotope module, whose dose is in MBq (C.8.22.4)."""
    given = Dataset()
    given.RadiopharmaceuticalAgentNumber = number
    given.RadiopharmaceuticalStartDateTime = at
    given.RadionuclideTotalDose = f"{megabecquerel:g}"
    given.RadionuclideHalfLife = f"{half_life:g}"
    return given


def _add_values(frame: Dataset, slope: float) -> None:
    """Add the rescale, of no unit, and the map that says what its values are (PS3.16 CID 84)."""
    rescale, mapped, unit = Dataset(), Dataset(), Dataset()
    rescale.RescaleSlope, rescale.RescaleIntercept, rescale.RescaleType = f"{slope:g}", "0", "US"
    unit.CodeValue, unit.CodingSchemeDesignator = "Bq/ml", "UCUM"
    unit.CodeMeaning = "Becquerels/milliliter"
    mapped.RealWorldValueSlope, mapped.RealWorldValueIntercept = slope, 0.0
    mapped.add_new(0x00409216, "US", 0)
    mapped.add_new(0x00409211, "US", 65535)
    mapped.LUTLabel, mapped.LUTExplanation = "ACTIVITY", "Activity concentration"
    mapped.MeasurementUnitsCodeSequence = [unit]
    frame.PixelValueTransformationSequence = [rescale]
    frame.RealWorldValueMappingSequence = [mapped]
