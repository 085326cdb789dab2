"""What was prepared, written as a file or made a dataset (PS3.10 7, PS3.5 A)."""

from __future__ import annotations

import zlib
from struct import pack
from typing import TYPE_CHECKING, Any, BinaryIO

from pydicom.dataelem import DataElement
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset, write_file_meta_info

from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom import Dataset

    from dicomwidgets.transcoding.prepared import Pixels, Prepared

__all__ = ["dataset_of", "write_file"]

_IMPLICIT = "1.2.840.10008.1.2"
_DEFLATED = "1.2.840.10008.1.2.1.99"
_PREAMBLE = b"\0" * 128 + b"DICM"
_DELIMITER = b"\xfe\xff\xdd\xe0\0\0\0\0"
_OFFSETS, _LENGTHS = 0x7FE00001, 0x7FE00002


def write_file(made: Prepared, out: BinaryIO) -> None:
    """Write a file; nothing is read back of it, so that it may go through a pipe.

    Parameters
    ----------
    made
        What was prepared.
    out
        Where to; left at its end.

    Raises
    ------
    DecodeError
        If a frame that is decompressed meanwhile can't be read.
    OSError
        If it can't be written.
    """
    head = DicomBytesIO()
    with kept_warnings():
        write_file_meta_info(head, made.dataset.file_meta, enforce_standard=False)
    out.write(_PREAMBLE + head.getvalue())
    pieces = _body(made)
    out.writelines(_deflated(pieces) if made.syntax.uid == _DEFLATED else pieces)


def dataset_of(made: Prepared) -> Dataset:
    """Return what was prepared as a dataset in memory.

    Raises
    ------
    DecodeError
        If a frame that is decompressed can't be read.
    """
    dataset, pixels = made.dataset, made.pixels
    with kept_warnings():
        for tag in made.tail.keys():  # noqa: SIM118 - of a Dataset
            dataset[tag] = made.tail.get_item(tag)
    if pixels is not None:
        for place, value in _tables(pixels):
            dataset[place] = DataElement(place, "OV", value)
        element = DataElement(pixels.tag, pixels.vr, b"".join(pixels.pieces()))
        element.is_undefined_length = pixels.length is None
        dataset[pixels.tag] = element
    return dataset


def _body(made: Prepared) -> Iterator[bytes]:
    implicit = made.syntax.uid == _IMPLICIT
    yield _elements(made.dataset, implicit=implicit)
    if made.pixels is not None:
        for tag, value in _tables(made.pixels):
            yield _head(tag, "OV", len(value), implicit=implicit) + value
        length = made.pixels.length
        yield _head(made.pixels.tag, made.pixels.vr, length, implicit=implicit)
        yield from made.pixels.pieces()
        if length is None:
            yield _DELIMITER
    yield _elements(made.tail, implicit=implicit)


def _elements(dataset: Dataset, *, implicit: bool) -> bytes:
    buffer = DicomBytesIO()
    buffer.is_little_endian, buffer.is_implicit_VR = True, implicit
    known: Any = dataset
    with kept_warnings():
        write_dataset(buffer, known, known._parent_encoding)  # noqa: SLF001 - of what has none
    return buffer.getvalue()


def _head(tag: int, vr: str, length: int | None, *, implicit: bool) -> bytes:
    size = 0xFFFFFFFF if length is None else length
    place = pack("<HH", tag >> 16, tag & 0xFFFF)
    return place + (pack("<L", size) if implicit else pack("<2sHL", vr.encode(), 0, size))


def _tables(pixels: Pixels) -> Iterator[tuple[int, bytes]]:
    if pixels.coded is not None and pixels.coded.is_long:
        yield from zip((_OFFSETS, _LENGTHS), pixels.coded.extended(), strict=True)


def _deflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a dataset deflated, padded to an even number of bytes (PS3.5 A.5)."""
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    total = 0
    for piece in pieces:
        data = deflater.compress(piece)
        total += len(data)
        yield data
    data = deflater.flush()
    yield data + b"\0" * ((total + len(data)) % 2)
