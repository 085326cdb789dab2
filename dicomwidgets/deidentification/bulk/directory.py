"""The DICOMDIR of a medium, made anew from the files written (PS3.3 F, PS3.10 8)."""

from __future__ import annotations

import hmac
import struct
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.fileset import is_conformant_file_id
from pydicom.uid import UID, ExplicitVRLittleEndian, MediaStorageDirectoryStorage

from dicomwidgets.jobs.atomic import atomic_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwidgets.deidentification.bulk.directory_records import Records

__all__ = ["DICOMDIR", "write_directory"]

DICOMDIR = "DICOMDIR"

_ITEM = struct.Struct("<HHL")
_LENGTH = struct.Struct("<L")
_NEXT, _BELOW = 8, 30
"""Where in a record the values of its two offsets are: they are the first and the third of it."""


@dataclass
class _Node:
    """A record and those below it."""

    record: bytearray
    below: dict[str, _Node] = field(default_factory=dict)
    offset: int = 0

    def walk(self) -> Iterator[_Node]:
        for node in self.below.values():
            yield node
            yield from node.walk()


def write_directory(folder: Path, files: Mapping[str, Records | None], secret: bytes) -> int:
    """Write the DICOMDIR of the files of a folder, whole or not at all.

    Parameters
    ----------
    folder
        The root of the medium.
    files
        The records of its files, by their names relative to it, in the order of the directory.
    secret
        For the directory's own UID: the same files under the same key have the same.

    Returns
    -------
    int
        How many files are not in it: their names can't be, or no record can be made of them.

    Raises
    ------
    OSError
        If it can't be written.
    """
    root = _Node(bytearray())
    uids = []
    for target, records in files.items():
        if records is not None and is_conformant_file_id(Path(target)):
            _add(root, target, records)
            uids.append(records.uid)
    digest = hmac.digest(secret, "\\".join(sorted(uids)).encode(), "sha256")
    uid = f"2.25.{UUID(bytes=digest[:16], version=5).int}"
    with atomic_file(folder / DICOMDIR) as file:
        file.write(_encoded(root, uid))
    return len(files) - len(uids)


def _add(root: _Node, target: str, records: Records) -> None:
    """Add the records of one file: of a patient, study or series those of the first that has it."""
    node = root
    for key, record in records.above:
        node = node.below.get(key) or node.below.setdefault(key, _Node(bytearray(record)))
    name = target.replace("/", "\\").encode("ascii")
    name += b" " * (len(name) % 2)
    leaf, gap = records.leaf, records.gap
    file_id = struct.pack("<HH2sH", 0x0004, 0x1500, b"CS", len(name)) + name
    node.below[target] = _Node(bytearray(leaf[:gap] + file_id + leaf[gap:]))


def _encoded(root: _Node, uid: str) -> bytes:
    """Return the directory's bytes, every record pointing to the next and to the first below."""
    nodes, top = list(root.walk()), list(root.below.values())
    # The sequence comes last: where the empty one ends, the first item begins.
    start = offset = len(_head(uid, 0, 0))
    for node in nodes:
        node.offset = offset
        offset += _ITEM.size + len(node.record)
    for node in (root, *nodes):
        below = list(node.below.values())
        for one, following in pairwise(below):
            _LENGTH.pack_into(one.record, _NEXT, following.offset)
        if below and node is not root:
            _LENGTH.pack_into(node.record, _BELOW, below[0].offset)
    head = _head(uid, top[0].offset, top[-1].offset) if top else _head(uid, 0, 0)
    length = _LENGTH.pack(offset - start)
    items = (_ITEM.pack(0xFFFE, 0xE000, len(node.record)) + node.record for node in nodes)
    return b"".join((head[: -_LENGTH.size], length, *items))


def _head(uid: str, first: int, last: int) -> bytes:
    """Return a directory of no records, whose sequence ends it."""
    directory = Dataset()
    directory.file_meta = FileMetaDataset()
    directory.file_meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
    directory.file_meta.MediaStorageSOPInstanceUID = UID(uid)
    directory.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    directory.FileSetID = ""
    directory.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = first
    directory.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = last
    directory.FileSetConsistencyFlag = 0
    directory.DirectoryRecordSequence = []
    file = BytesIO()
    directory.save_as(file, enforce_file_format=True)
    return file.getvalue()
