"""What is wrong with pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydicom.uid import SecondaryCaptureImageStorage

from dicomwidgets.samples.dirty.desk import as_patient, as_series, pixels_of
from dicomwidgets.samples.patient import new_dataset, sample_uid
from dicomwidgets.samples.ultrasound import us_color

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from dicomwidgets.samples.dirty.desk import Desk

__all__ = ["write_pixel_faults"]


def write_pixel_faults(desk: Desk) -> None:
    """Write patients 16 to 19."""
    _frames(desk)
    _copies(desk)
    _burned_in(desk)


def _frames(desk: Desk) -> None:
    slices = desk.chest(17, "Naumann^Pia")
    slices[1].PixelData = bytes(len(slices[1].PixelData))
    slices[3].PixelData = np.full_like(pixels_of(slices[3]), 1024).tobytes()
    bright = pixels_of(slices[5])
    bright[bright > 900] = 4095
    slices[5].PixelData = bright.tobytes()
    names = desk.write_all("P17/chest", slices)
    desk.note("frame-blank", [names[1]], "All pixels of a slice are 0.", in_pixels=True)
    desk.note("frame-constant", [names[3]], "All pixels of a slice are 1024.", in_pixels=True)
    desk.note("frame-saturated", [names[5]], "The body is at the largest value.", in_pixels=True)


def _copies(desk: Desk) -> None:
    first = desk.head(18, "Opitz^Ralf")
    names = desk.write_all("P18/head", first)
    for number, each in enumerate(first):
        each.SeriesInstanceUID = sample_uid("dirty", "series", "18 sent again")
        each.SOPInstanceUID = sample_uid("dirty", "instance", "18 sent again", number)
    names += desk.write_all("P18/sent again", first)
    desk.note("frame-copied", names, "A series is there twice, under other UIDs.", in_pixels=True)


def _burned_in(desk: Desk) -> None:
    scan = us_color()
    (scan,) = as_series(as_patient([scan], 19, "Peters^Sina"), "vessel")
    _shrink(scan)
    scan.BurnedInAnnotation = "YES"
    path = desk.write("P19/vessel/01.dcm", scan)
    desk.note("burned-in value-rare", [path], "The header says that text is burned into the image.")
    capture = new_dataset(
        SecondaryCaptureImageStorage, "OT", kind="Screen", patient_name="Peters^Sina"
    )
    (capture,) = as_series(as_patient([capture], 19, "Peters^Sina"), "screen")
    capture.ConversionType = "WSD"
    for keyword in ("SamplesPerPixel", "PhotometricInterpretation", "PlanarConfiguration"):
        setattr(capture, keyword, scan[keyword].value)
    for keyword in ("Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit"):
        setattr(capture, keyword, scan[keyword].value)
    capture.PixelRepresentation = 0
    capture.PixelData = bytes(255 - each for each in scan.PixelData)
    path = desk.write("P19/screen/01.dcm", capture)
    desk.note("burned-in", [path], "A screen shot that does not say whether text is burned in.")


def _shrink(scan: Dataset) -> None:
    """Take every fourth pixel: the archive is to be small."""
    pixels = np.frombuffer(scan.PixelData, np.uint8).reshape(scan.Rows, scan.Columns, 3)[::4, ::4]
    scan.Rows, scan.Columns = pixels.shape[:2]
    scan.PixelData = pixels.tobytes()
    del scan.SequenceOfUltrasoundRegions
