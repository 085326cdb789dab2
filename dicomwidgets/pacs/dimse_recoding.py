"""A file that a peer does not take as it is, in a native transfer syntax: on request only."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pydicom
from pydicom.uid import UID

from dicomwidgets.errors import DecodeError
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.transcoding.running import transcode

if TYPE_CHECKING:
    from pydicom import Dataset

    from dicomwidgets.pacs.sendable import Sendable

__all__ = ["recoded"]


def recoded(each: Sendable, syntax: str) -> bytes:
    """Return the bytes of a file's dataset in another, native, transfer syntax.

    Compressed frames are decoded as `dicomwidgets.transcode` does; the SOP Instance UID stays.

    Parameters
    ----------
    each
        The file.
    syntax
        Explicit or Implicit VR Little Endian.

    Raises
    ------
    DecodeError
        If it can't be decoded.
    OSError, ReadError
        If it can't be read.
    """
    with kept_warnings(), each.origin.open() as file:
        found = pydicom.dcmread(file, force=True)
        if "TransferSyntaxUID" not in found.file_meta:
            found.file_meta.TransferSyntaxUID = UID(each.syntax)
        dataset: Dataset = found
        try:
            if UID(each.syntax).is_compressed and UID(each.syntax).is_encapsulated:
                dataset = transcode(dataset, to="ExplicitVRLittleEndian")
            from pynetdicom.dsutils import encode  # noqa: PLC0415 - an extra

            out = io.BytesIO()
            dataset.file_meta.TransferSyntaxUID = UID(syntax)
            data = encode(dataset, UID(syntax).is_implicit_VR, True)
            out.write(data or b"")
        except Exception as error:  # noqa: BLE001 - whatever a decoder raises
            raise DecodeError(
                f"It can't be decoded to be sent in another transfer syntax "
                f"({type(error).__name__}).",
                remedy="dw.doctor() says which decoder is missing.",
            ) from None
    return out.getvalue()
