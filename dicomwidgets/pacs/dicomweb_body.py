"""What is posted: files as the parts of one body (PS3.18 10.5, PS3.10 7.1)."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, NamedTuple

from pydicom import Dataset  # noqa: F401 - by its front door
from pydicom.dataset import FileMetaDataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_file_meta_info
from pydicom.uid import UID

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.pacs.sendable import Sendable

__all__ = ["Body", "Outgoing", "outgoing"]

_PREAMBLE = b"\0" * 128 + b"DICM"
_GIVEN_META = "It came without file meta information, and was given some for the way."


class Outgoing(NamedTuple):
    """A file with its bytes.

    Parameters
    ----------
    each
        What it is.
    data
        The bytes that are sent: those of the file, if it is one as PS3.10 wants it.
    notes
        What is to be known of them.
    """

    each: Sendable
    data: bytes
    notes: tuple[str, ...] = ()


def outgoing(each: Sendable) -> Outgoing:
    """Return the bytes that are sent of a file.

    Raises
    ------
    OSError, ReadError
        If it can't be read.
    """
    with each.origin.open() as file:
        data = file.read()
    if data[128:132] == b"DICM" and not each.notes:
        return Outgoing(each, data)
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(each.sop_class)
    meta.MediaStorageSOPInstanceUID = UID(each.instance)
    meta.TransferSyntaxUID = UID(each.syntax)
    out = DicomBytesIO()
    write_file_meta_info(out, meta, enforce_standard=True)
    notes = each.notes or (_GIVEN_META,)
    return Outgoing(each, _PREAMBLE + out.getvalue() + each.data(), notes)


class Body:
    """A body of parts; what it is made of is not copied together.

    Parameters
    ----------
    files
        The parts.

    Attributes
    ----------
    content_type : str
        Its media type, with the boundary.
    """

    def __init__(self, files: Sequence[Outgoing]) -> None:
        boundary = token_hex(20)
        self.content_type = f'multipart/related; type="application/dicom"; boundary={boundary}'
        head = f"--{boundary}\r\nContent-Type: application/dicom\r\n\r\n".encode()
        pieces = [piece for each in files for piece in (head, each.data, b"\r\n")]
        self._pieces = [*pieces, f"--{boundary}--\r\n".encode()]
        self._length = sum(map(len, self._pieces))

    def __len__(self) -> int:
        """Return its length in bytes."""
        return self._length

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)
