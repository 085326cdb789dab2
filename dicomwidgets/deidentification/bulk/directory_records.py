"""The records that a file has in a DICOMDIR, made where the file was: by whoever wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from dicomwidgets.deidentification.dummies import dummy_value
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["ReadAgain", "Records", "records_of"]

# Type 1 in a record, and often emptied in a file that was anonymized.
_NEEDED = (
    *("StudyDate", "StudyTime", "StudyID", "Modality", "SeriesNumber"),
    *("InstanceNumber", "ContentDate", "ContentTime", "ContentLabel"),
    *("PresentationCreationDate", "PresentationCreationTime", "DoseSummationType"),
    *("StructureSetLabel", "RTPlanLabel", "CompletionFlag", "VerificationFlag"),
)
_LEVELS = (
    ("PATIENT", "PatientID"),
    ("STUDY", "StudyInstanceUID"),
    ("SERIES", "SeriesInstanceUID"),
)
_LARGE = 1 << 16
_HEAD = 12 + 10 + 12 + 8
"""Bytes of the three elements that each record begins with, and of the header of the fourth."""


class Records(NamedTuple):
    """What stands in a directory for one file, in Explicit VR Little Endian.

    Parameters
    ----------
    uid
        The file's SOP Instance UID.
    above
        The patient, the study and the series, each with the value that it is told by; nothing for
        what stands alone.
    leaf
        The file's own record, without Referenced File ID, which is told when the file is placed.
    gap
        Where in the record that belongs.
    """

    uid: str
    above: tuple[tuple[str, bytes], ...]
    leaf: bytes
    gap: int


def records_of(file: BinaryIO) -> Records | None:
    """Return the records of a file that was anonymized; ``None`` where none can be made of it.

    Where a record needs a value that the file has no more, it gets a dummy.

    Parameters
    ----------
    file
        Open for reading; left somewhere.
    """
    file.seek(0)
    with kept_warnings():
        try:
            return _records(file)
        except Exception:  # noqa: BLE001 - whatever pydicom raises for what it can't record
            return None


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """Makes the records of files that an earlier run has written. It pickles.

    Parameters
    ----------
    folder
        What their names are relative to.
    """

    folder: str

    def __call__(self, target: str) -> Records | None:
        """Return the records of a file, as `records_of` does."""
        try:
            with Path(self.folder, target).open("rb") as file:
                return records_of(file)
        except OSError:
            return None


def _records(file: BinaryIO) -> Records:
    from pydicom import dcmread  # noqa: PLC0415 - only a medium needs it
    from pydicom.datadict import dictionary_VR  # noqa: PLC0415
    from pydicom.fileset import _four_level_record_type, _single_level_record_type  # noqa: PLC0415

    header: Any = dcmread(file, stop_before_pixels=True, defer_size=_LARGE)
    if not header.get("PatientID"):
        # Strangers must not become one patient because nobody has an ID any more.
        header.PatientID = sha256(header.StudyInstanceUID.encode()).hexdigest()[:12].upper()
    for keyword in _NEEDED:
        if not header.get(keyword):
            setattr(header, keyword, dummy_value(dictionary_VR(keyword)))
    kind, above = _single_level_record_type(header), []
    if kind == "PATIENT":
        for level, keyword in _LEVELS:
            above.append((str(header[keyword].value), _encoded(_record(level, header))))
        kind = _four_level_record_type(header)
    leaf = _record(kind, header)
    leaf.ReferencedSOPClassUIDInFile = header.SOPClassUID
    leaf.ReferencedSOPInstanceUIDInFile = header.SOPInstanceUID
    leaf.ReferencedTransferSyntaxUIDInFile = header.file_meta.TransferSyntaxUID
    gap = _HEAD + len(kind) + len(kind) % 2
    return Records(str(header.SOPInstanceUID), tuple(above), _encoded(leaf), gap)


def _record(kind: str, header: Dataset) -> Any:
    from pydicom.fileset import DIRECTORY_RECORDERS  # noqa: PLC0415 - only a medium needs it

    record = DIRECTORY_RECORDERS[kind](header)
    record.OffsetOfTheNextDirectoryRecord = 0
    record.RecordInUseFlag = 0xFFFF
    record.OffsetOfReferencedLowerLevelDirectoryEntity = 0
    record.DirectoryRecordType = kind
    if "SpecificCharacterSet" in header:
        record.SpecificCharacterSet = header.SpecificCharacterSet
    return record


def _encoded(record: Dataset) -> bytes:
    from pydicom.filebase import DicomBytesIO  # noqa: PLC0415 - only a medium needs it
    from pydicom.filewriter import write_dataset  # noqa: PLC0415

    file = DicomBytesIO()
    file.is_little_endian, file.is_implicit_VR = True, False
    write_dataset(file, record)
    return file.getvalue()
