"""Synthetic images and reports with true geometry and full headers, made on the spot.

Nobody was scanned: bodies are drawn from ellipses, names are invented. The same arguments give
the same bytes.
"""

from __future__ import annotations

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401

from dicomwidgets.samples.chest import ct, write_ct_folder
from dicomwidgets.samples.dirty.archive import dirty_archive
from dicomwidgets.samples.dirty.broken import broken_files
from dicomwidgets.samples.dirty.fault import Fault
from dicomwidgets.samples.document import pdf
from dicomwidgets.samples.enhanced import multiframe
from dicomwidgets.samples.head import mr
from dicomwidgets.samples.positron import pet
from dicomwidgets.samples.recording import ecg
from dicomwidgets.samples.report import sr
from dicomwidgets.samples.scintigram import palette
from dicomwidgets.samples.ultrasound import us_color
from dicomwidgets.samples.uptake import PET_LESIONS, Lesion

__all__ = [
    "PET_LESIONS",
    "Fault",
    "Lesion",
    "broken_files",
    "ct",
    "dirty_archive",
    "ecg",
    "mr",
    "multiframe",
    "palette",
    "pdf",
    "pet",
    "sr",
    "us_color",
    "write_ct_folder",
]
