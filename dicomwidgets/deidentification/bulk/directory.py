"""The DICOMDIR of a medium, made anew from the files written (PS3.3 F, PS3.10 8)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydicom import dcmread
from pydicom.datadict import dictionary_VR
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filebase import DicomBytesIO
from pydicom.fileset import (
    DIRECTORY_RECORDERS,
    _four_level_record_type,
    _single_level_record_type,
    is_conformant_file_id,
)
from pydicom.filewriter import write_dataset
from pydicom.uid import UID, ExplicitVRLittleEndian, MediaStorageDirectoryStorage

from dicomwidgets.deidentification.dummies import dummy_value
from dicomwidgets.jobs.atomic import atomic_file
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["DICOMDIR", "write_directory"]

DICOMDIR = "DICOMDIR"

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
_ITEM_HEADER = 8


@dataclass
class _Node:
    """A record and those below it."""

    record: Dataset
    below: dict[str, _Node] = field(default_factory=dict)
    offset: int = 0

    def walk(self) -> Iterator[_Node]:
        for node in self.below.values():
            yield node
            yield from node.walk()


def write_directory(folder: Path, targets: Iterable[str], secret: bytes) -> int:
    """Write the DICOMDIR of the files of a folder, whole or not at all.

    Parameters
    ----------
    folder
        The root of the medium.
    targets
        Its files, relative to it.
    secret
        For the directory's own UID: the same files under the same key have the same.

    Returns
    -------
    int
        How many files are not in it: their names can't be, or no record can be made of them.

    Notes
    -----
    Where a record needs a value that the file has no more, it gets a dummy.
    """
    root = _Node(Dataset())
    left_out, uids = 0, []
    with kept_warnings():
        for target in targets:
            try:
                uids.append(_add(root, folder, target))
            except Exception:  # noqa: BLE001 - whatever pydicom raises for what it can't record
                left_out += 1
        digest = hmac.digest(secret, "\\".join(sorted(uids)).encode(), "sha256")
        uid = f"2.25.{UUID(bytes=digest[:16], version=5).int}"
        with atomic_file(folder / DICOMDIR) as file:
            file.write(_encoded(root, uid))
    return left_out


def _add(root: _Node, folder: Path, target: str) -> str:
    """Add the records of one file; return its SOP Instance UID."""
    parts = target.split("/")
    if not is_conformant_file_id(Path(target)):
        raise ValueError(target)
    header: Any = dcmread(folder / target, stop_before_pixels=True, defer_size=1 << 16)
    if not header.get("PatientID"):
        # Strangers must not become one patient because nobody has an ID any more.
        header.PatientID = sha256(header.StudyInstanceUID.encode()).hexdigest()[:12].upper()
    for keyword in _NEEDED:
        if not header.get(keyword):
            setattr(header, keyword, dummy_value(dictionary_VR(keyword)))
    kind = _single_level_record_type(header)
    node = root
    if kind == "PATIENT":
        for level, keyword in _LEVELS:
            key = str(header[keyword].value)
            node = node.below.setdefault(key, _Node(_record(level, header)))
        kind = _four_level_record_type(header)
    leaf = _record(kind, header)
    leaf.ReferencedFileID = parts
    leaf.ReferencedSOPClassUIDInFile = header.SOPClassUID
    leaf.ReferencedSOPInstanceUIDInFile = header.SOPInstanceUID
    leaf.ReferencedTransferSyntaxUIDInFile = header.file_meta.TransferSyntaxUID
    node.below[target] = _Node(leaf)
    return str(header.SOPInstanceUID)


def _record(kind: str, header: Dataset) -> Dataset:
    record = DIRECTORY_RECORDERS[kind](header)
    record.OffsetOfTheNextDirectoryRecord = 0
    record.RecordInUseFlag = 0xFFFF
    record.OffsetOfReferencedLowerLevelDirectoryEntity = 0
    record.DirectoryRecordType = kind
    if "SpecificCharacterSet" in header:
        record.SpecificCharacterSet = header.SpecificCharacterSet
    return record


def _encoded(root: _Node, uid: str) -> bytes:
    """Return the directory's bytes, every record pointing to the next and to the first below."""
    directory = _empty(uid)
    # The sequence comes last: where the empty one ends, the first item begins.
    offset = len(_bytes(directory))
    nodes = list(root.walk())
    for node in nodes:
        node.offset = offset
        offset += _ITEM_HEADER + _size(node.record)
    for node in (root, *nodes):
        below = list(node.below.values())
        for one, following in pairwise(below):
            one.record.OffsetOfTheNextDirectoryRecord = following.offset
        if below and node is not root:
            node.record.OffsetOfReferencedLowerLevelDirectoryEntity = below[0].offset
    top = list(root.below.values())
    if top:
        directory.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = top[0].offset
        directory.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = top[-1].offset
    directory.DirectoryRecordSequence = [node.record for node in nodes]
    return _bytes(directory)


def _empty(uid: str) -> Dataset:
    directory = Dataset()
    directory.file_meta = FileMetaDataset()
    directory.file_meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
    directory.file_meta.MediaStorageSOPInstanceUID = UID(uid)
    directory.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    directory.FileSetID = ""
    directory.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = 0
    directory.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = 0
    directory.FileSetConsistencyFlag = 0
    directory.DirectoryRecordSequence = []
    return directory


def _bytes(directory: Dataset) -> bytes:
    file = BytesIO()
    directory.save_as(file, enforce_file_format=True)
    return file.getvalue()


def _size(record: Dataset) -> int:
    file = DicomBytesIO()
    file.is_little_endian, file.is_implicit_VR = True, False
    write_dataset(file, record)
    return file.tell()
