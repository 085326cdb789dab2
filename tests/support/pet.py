"""PET images to compute uptake with."""

from __future__ import annotations

from typing import Any

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, PositronEmissionTomographyImageStorage, generate_uid

__all__ = ["pet"]


def pet(*, injection: dict[str, Any] | None = None, **elements: Any) -> Dataset:
    """Return a PET slice: a man of 80 kg and 1.80 m, 370 MBq of F-18 an hour before the scan.

    Parameters
    ----------
    injection
        Elements of the Radiopharmaceutical Information Sequence to set; ``None`` takes one away.
    **elements
        Elements of the image, likewise.
    """
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta.MediaStorageSOPClassUID = PositronEmissionTomographyImageStorage
    ds.SOPClassUID = PositronEmissionTomographyImageStorage
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID = generate_uid()
    ds.StudyInstanceUID, ds.SeriesInstanceUID = generate_uid(), generate_uid()
    ds.Modality = "PT"
    ds.SeriesDate = ds.AcquisitionDate = "20240229"
    ds.SeriesTime, ds.AcquisitionTime = "110000", "110130"
    ds.PatientSex, ds.PatientWeight, ds.PatientSize = "M", "80", "1.80"
    ds.Units, ds.DecayCorrection = "BQML", "START"
    ds.CorrectedImage = ["NORM", "DTIM", "ATTN", "SCAT", "DECY", "RAN"]
    ds.RescaleSlope, ds.RescaleIntercept = "2.5", "0"
    given = Dataset()
    given.RadionuclideTotalDose, given.RadionuclideHalfLife = "370000000", "6586.2"
    given.RadiopharmaceuticalStartTime = "100000"
    ds.RadiopharmaceuticalInformationSequence = [given]
    ds.Rows, ds.Columns = 2, 3
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 16, 15, 1
    ds.PixelData = np.array([[0, 1000, 2000], [3000, 4000, 32767]], np.int16).tobytes()
    ds["PixelData"].VR = "OW"
    for place, values in ((ds, elements), (given, injection or {})):
        for keyword, value in values.items():
            if value is None:
                delattr(place, keyword)
            else:
                setattr(place, keyword, value)
    return ds
