"""The file that the lesson "What is in a DICOM file?" takes apart."""

from __future__ import annotations

import io
from functools import cache

__all__ = ["PATIENT_NAME", "PIXEL_BYTES", "lesson_file"]

PATIENT_NAME = "Yamada^Tarou=山田^太郎=やまだ^たろう"
PIXEL_BYTES = 512 * 512 * 2


@cache
def lesson_file() -> bytes:
    """Return a CT slice as the bytes of a file (PS3.10): explicit VR little endian, 512 × 512.

    Its patient is invented and has a name in three scripts; its body is drawn from ellipses. It
    is the same in every session.
    """
    from dicomwidgets import samples  # noqa: PLC0415 - brings NumPy

    slices = samples.ct(slices=3, patient_name=PATIENT_NAME)
    file = io.BytesIO()
    slices[1].save_as(file, enforce_file_format=True)
    return file.getvalue()
