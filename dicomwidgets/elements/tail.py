"""What a header leaves out: the pixels, by their length only, and the elements after them."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, BinaryIO

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.tag import Tag

from dicomwidgets.reading.header import read_dataset as read_whole
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Source

__all__ = ["pixels_alone", "read_tail"]

_MOST = 1 << 20
_DELIMITERS = (0xFFFEE0DD, 0xFFFEE00D)
_UNDEFINED = 0xFFFFFFFF


def read_tail(source: Source, header: Header) -> tuple[Dataset | None, str]:
    """Return the pixel element without its value, and what follows it.

    Parameters
    ----------
    source, header
        The header and where it was read.

    Returns
    -------
    tuple
        A dataset of raw elements, the pixels' value ``None``, or ``None`` without pixels; and the
        pixels' size in words. The pixels themselves are passed over, not read.
    """
    if header.pixel_keyword is None:
        return None, ""
    if header.pixel_offset is None:
        return _tail_read_whole(source, header)
    implicit, little = header.dataset.original_encoding
    order = (bool(implicit), little is not False)
    length = header.pixel_length
    with source.open(header.item) as file, kept_warnings():
        vr = _vr(file, header.pixel_offset) if not implicit else "OW"
        file.seek(header.pixel_offset)
        if length is None:
            length, note = _pass_fragments(file, little=order[1])
            undefined: int | None = _UNDEFINED
        else:
            file.seek(length, io.SEEK_CUR)
            note = f"{length:,} bytes"
            undefined = length
        rest = _following(file.read(_MOST), order)
    return _with_pixels(rest, header, vr, undefined, order), note


def _tail_read_whole(source: Source, header: Header) -> tuple[Dataset | None, str]:
    """Return the tail of what has no places to go to: deflated files; datasets in memory have all.

    What follows deflated pixels is found only by inflating them.
    """
    alone, note = pixels_alone(header)
    if alone is None or source.dataset(header.item) is not None:
        return alone, note
    whole = read_whole(source, header.item)
    last = max(alone.keys())
    for tag in whole.keys():  # noqa: SIM118 - of a Dataset
        if tag > last:
            alone[tag] = whole.get_item(tag)
    return alone, note


def pixels_alone(header: Header) -> tuple[Dataset | None, str]:
    """Return what `read_tail` does, as far as the header alone tells."""
    if header.pixel_keyword is None:
        return None, ""
    implicit, little = header.dataset.original_encoding
    order = (bool(implicit), little is not False)
    length = header.pixel_length
    note = "compressed" if length is None else f"{length:,} bytes"
    return _with_pixels(Dataset(), header, "OW" if implicit else None, length, order), note


def _with_pixels(
    rest: Dataset, header: Header, vr: str | None, length: int | None, order: tuple[bool, bool]
) -> Dataset:
    tag = Tag(header.pixel_keyword or "PixelData")
    size = _UNDEFINED if length is None else length
    pixels = RawDataElement(tag, vr, size, None, header.pixel_offset or 0, *order)
    elements = {each: rest.get_item(each) for each in rest.keys()}  # noqa: SIM118 - of a Dataset
    return Dataset({tag: pixels, **elements})


def _vr(file: BinaryIO, offset: int) -> str | None:
    """Return the VR that stands before a long explicit element's length (PS3.5 7.1.2)."""
    file.seek(offset - 8)
    vr = file.read(2)
    return vr.decode() if vr.isalpha() and vr.isupper() else None


def _pass_fragments(file: BinaryIO, *, little: bool) -> tuple[int, str]:
    """Step over encapsulated fragments (PS3.5 A.4); return their bytes and a line about them."""
    total = count = 0
    while len(head := file.read(8)) == 8:
        group, element, length = struct.unpack("<HHL" if little else ">HHL", head)
        if group << 16 | element in _DELIMITERS or length == _UNDEFINED:
            break
        file.seek(length, io.SEEK_CUR)
        total += length
        count += 1
    fragments = max(count - 1, 0)  # the first item is the Basic Offset Table
    plural = "" if fragments == 1 else "s"
    return total, f"{total:,} bytes, compressed, in {fragments:,} fragment{plural}"


def _following(data: bytes, order: tuple[bool, bool]) -> Dataset:
    """Return the elements in `data` as far as they can be read."""
    if len(data) < 8:
        return Dataset()
    try:
        return read_dataset(io.BytesIO(data), *order)
    except Exception:  # noqa: BLE001 - a damaged end fails in any way pydicom can
        return Dataset()
