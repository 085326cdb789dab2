"""What is wrong with files as such."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from pydicom.uid import UID, JPEGBaseline8Bit

from dicomwidgets.samples.patient import sample_uid

if TYPE_CHECKING:
    from dicomwidgets.samples.dirty.desk import Desk

__all__ = ["write_file_faults"]

_KNOWN_TO_NOBODY = UID("1.2.826.0.1.3680043.8.498.999.1")
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")


def write_file_faults(desk: Desk) -> None:
    """Write patients 10 to 12: strangers, broken files, odd transfer syntaxes, empty series."""
    _strangers(desk)
    _broken(desk)
    _syntaxes(desk)
    _empty(desk)
    _private(desk)


def _strangers(desk: Desk) -> None:
    notes = desk.write_bytes("P10/notes.txt", b"Scans of the second week.\n")
    thumbs = desk.write_bytes(
        "P10/chest/Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    )
    photo = desk.write_bytes("P10/screen.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(200))
    desk.note("not-dicom", [notes, thumbs, photo], "Three files are no DICOM.")
    (desk.folder / "P10/second series").mkdir(parents=True)
    desk.note("folder-empty", ["P10/second series"], "A folder holds nothing.")


def _broken(desk: Desk) -> None:
    slices = desk.chest(10, "Hofer^Jana", slices=8)
    names = desk.write_all("P10/chest", slices)
    desk.write_bytes(names[1], desk.read_bytes(names[1])[:-3000])
    desk.note("pixels-short frame-undecodable", [names[1]], "The file ends within its pixels.")
    desk.write_bytes(names[3], desk.read_bytes(names[3])[:150])
    rest = "gap number-gap spacing-differs"
    desk.note(f"file-broken {rest}", names, "A file ends within its file meta information.")
    desk.write_bytes(names[5], b"")
    desk.note(f"file-empty {rest}", names, "A file has no bytes at all.")
    desk.write_bytes(names[6], _bare(slices[6]))
    desk.note("meta-missing reading", [names[6]], "A file has neither preamble nor file meta.")


def _bare(dataset: Dataset) -> bytes:
    """Return the dataset alone, as old archives hold it."""
    bare = Dataset(dataset)
    buffer = io.BytesIO()
    dcmwrite(buffer, bare, implicit_vr=True, little_endian=True, enforce_file_format=False)
    return buffer.getvalue()


def _syntaxes(desk: Desk) -> None:
    unknown, wrong = desk.chest(11, "Iversen^Kai")[:2]
    unknown.file_meta.TransferSyntaxUID = _KNOWN_TO_NOBODY
    path = desk.write_bytes("P11/chest/01.dcm", _written_as(unknown, _KNOWN_TO_NOBODY))
    desk.note(
        "syntax-unknown frame-undecodable", [path], "The transfer syntax is one that nobody knows."
    )
    wrong.PixelData = encapsulate([wrong.PixelData])
    wrong["PixelData"].is_undefined_length = True
    path = desk.write_bytes("P11/chest/02.dcm", _written_as(wrong, JPEGBaseline8Bit))
    desk.note(
        "frame-undecodable pixels-frames reading",
        [path],
        "The file calls its pixels JPEG, and they are not.",
        in_pixels=True,
    )


def _written_as(dataset: Dataset, syntax: UID) -> bytes:
    """Return the file with another transfer syntax in its meta information, pixels as they are."""
    dataset.file_meta.TransferSyntaxUID = syntax
    buffer = io.BytesIO()
    dcmwrite(buffer, dataset, implicit_vr=False, little_endian=True, force_encoding=True)
    return buffer.getvalue()


def _empty(desk: Desk) -> None:
    slices = desk.head(12, "Jansen^Lea")
    for each in slices:
        del each.PixelData
    names = desk.write_all("P12/head", slices)
    desk.note("series-empty", names, "The images of a series have no pixels.")


def _private(desk: Desk) -> None:
    odd = desk.chest(12, "Jansen^Lea")[0]
    for keyword in [element.keyword for element in odd if element.tag.group in (0x18, 0x28)]:
        delattr(odd, keyword)
    del odd.PixelData, odd.ImageType
    odd.SOPClassUID = odd.file_meta.MediaStorageSOPClassUID = _KNOWN_TO_NOBODY
    odd.SeriesInstanceUID = sample_uid("dirty", "series", "raw")
    odd.Modality = "OT"
    block = odd.private_block(0x0019, "DW RAW", create=True)
    block.add_new(0x10, "OB", bytes(range(256)))
    path = desk.write("P12/raw/01.dcm", odd)
    desk.note("object-unknown", [path], "A private kind of object, with private content alone.")
