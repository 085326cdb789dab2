"""An archive of small files that differ as those of a hospital do, written fast."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from dicomwidgets import samples

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["write_archive"]

PER_SERIES, PER_STUDY, PER_PATIENT = 200, 1000, 4000
_UID = "1.2.826.0.1.3680043.8.498.7{:015d}.7{:015d}"
_MARKS = {
    "SOPInstanceUID": 1,
    "SeriesInstanceUID": 2,
    "StudyInstanceUID": 3,
    "FrameOfReferenceUID": 4,
}


def write_archive(folder: Path, files: int, *, size: int = 16) -> Path:
    """Write CT images of `size` × `size` pixels: 200 a series, five series a study."""
    template, marks = _template(size)
    for number in range(files):
        series, study = number // PER_SERIES, number // PER_STUDY
        place = folder / f"patient{number // PER_PATIENT:04d}/study{study:04d}/series{series:05d}"
        if number % PER_SERIES == 0:
            place.mkdir(parents=True)
        data = template
        for mark, value in zip(marks, _values(number), strict=True):
            data = data.replace(mark, value)
        (place / f"IM{number % PER_SERIES:06d}.dcm").write_bytes(data)
    return folder


def _template(size: int) -> tuple[bytes, list[bytes]]:
    dataset = samples.ct(1, size)[0]
    uids = {keyword: _UID.format(0, number) for keyword, number in _MARKS.items()}
    for keyword, uid in uids.items():
        setattr(dataset, keyword, uid)
    dataset.file_meta.MediaStorageSOPInstanceUID = uids["SOPInstanceUID"]
    dataset.PatientID, dataset.PatientName = "PID-00000001", "Name^Mark0001"
    dataset.ImagePositionPatient = ["-151.493164", "-151.493164", "-1234.56789"]
    dataset.InstanceNumber, dataset.AcquisitionTime = "987654", "112233.445566"
    buffer = io.BytesIO()
    dataset.save_as(buffer, enforce_file_format=True)
    marks = [
        *(uid.encode() for uid in uids.values()),
        *(b"PID-00000001", b"Name^Mark0001", b"-1234.56789", b"987654", b"112233.445566"),
    ]
    data = buffer.getvalue()
    assert all(mark in data for mark in marks)
    return data, marks


def _values(number: int) -> list[bytes]:
    series, study, patient = number // PER_SERIES, number // PER_STUDY, number // PER_PATIENT
    within = number % PER_SERIES
    return [
        _UID.format(1, number).encode(),
        _UID.format(2, series).encode(),
        _UID.format(3, study).encode(),
        _UID.format(4, study).encode(),
        f"PID-{patient:08d}".encode(),
        f"Name^Mark{patient:04d}".encode(),
        f"{within * 0.625 - 100:+011.5f}".encode(),
        f"{within:06d}".encode(),
        f"11{within // 60 % 60:02d}{within % 60:02d}.{within:06d}".encode(),
    ]
