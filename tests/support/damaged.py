"""A multi-frame file with one damaged frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import imagecodecs
import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import JPEG2000Lossless, MultiFrameGrayscaleByteSecondaryCaptureImageStorage

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["BAD", "FRAMES", "multiframe"]

FRAMES, BAD = 140, 77
_ROWS, _COLUMNS = 24, 32


def multiframe(path: Path) -> None:
    """Write 140 frames of JPEG 2000, frame k full of k, but for the damaged one."""
    streams = [
        bytearray(
            imagecodecs.jpeg2k_encode(np.full((_ROWS, _COLUMNS), k, np.uint8), codecformat="j2k")
        )
        for k in range(FRAMES)
    ]
    # The first marker still says what it is; the rest is gone.
    streams[BAD][4:] = b"\xa5" * (len(streams[BAD]) - 4)
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = JPEG2000Lossless
    ds.SOPClassUID = MultiFrameGrayscaleByteSecondaryCaptureImageStorage
    ds.SOPInstanceUID = "1.2.826.0.1.3680043.8.498.140"
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    ds.Modality = "OT"
    ds.SeriesInstanceUID = "1.2.826.0.1.3680043.8.498.141"
    ds.StudyInstanceUID = "1.2.826.0.1.3680043.8.498.142"
    ds.Rows, ds.Columns, ds.NumberOfFrames = _ROWS, _COLUMNS, FRAMES
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated = ds.BitsStored = 8
    ds.HighBit, ds.PixelRepresentation = 7, 0
    ds.WindowCenter, ds.WindowWidth = 128, 256
    ds.PixelData = encapsulate([bytes(each) for each in streams])
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    ds.save_as(path, enforce_file_format=True)
