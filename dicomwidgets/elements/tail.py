"""What a header leaves out: the pixels, by their length only, and the elements after them."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.tag import Tag

from dicomwidgets.reading.header import read_dataset as read_whole
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Source

__all__ = ["Tail", "pixels_alone", "pixels_in_words", "read_tail", "tail_of"]

_MOST = 1 << 20
_SEQUENCE_END = 0xFFFEE0DD
_DELIMITERS = (_SEQUENCE_END, 0xFFFEE00D)
_UNDEFINED = 0xFFFFFFFF


class Tail(NamedTuple):
    """What a header leaves out.

    Parameters
    ----------
    elements
        Raw elements, the pixels' value ``None``; ``None`` without pixels.
    pixels
        Their size in words.
    whole
        Whether it ends as it should: not within a fragment or an element, nor without the
        delimiters that are due. What is cut between two elements can't be told.
    """

    elements: Dataset | None
    pixels: str
    whole: bool = True


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
    return tail_of(source, header)[:2]


def tail_of(source: Source, header: Header) -> Tail:
    """Return what `read_tail` does, and whether it is whole."""
    if header.pixel_keyword is None:
        return Tail(None, "")
    if header.pixel_offset is None:
        return Tail(*_tail_read_whole(source, header))
    implicit, little = header.dataset.original_encoding
    order = (bool(implicit), little is not False)
    length = header.pixel_length
    with source.open(header.item) as file, kept_warnings():
        vr = _vr(file, header.pixel_offset) if not implicit else "OW"
        file.seek(header.pixel_offset)
        if length is None:
            length, note, closed = _pass_fragments(file, little=order[1])
            undefined: int | None = _UNDEFINED
        else:
            file.seek(length, io.SEEK_CUR)
            note = f"{length:,} bytes"
            undefined, closed = length, True
        rest, whole = _following(file.read(_MOST), order)
    return Tail(_with_pixels(rest, header, vr, undefined, order), note, closed and whole)


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


def _pass_fragments(file: BinaryIO, *, little: bool) -> tuple[int, str, bool]:
    """Step over encapsulated fragments (PS3.5 A.4).

    Return their bytes, a line about them, and whether their delimiter stands behind them.
    """
    total = count = tag = 0
    while len(head := file.read(8)) == 8:
        group, element, length = struct.unpack("<HHL" if little else ">HHL", head)
        tag = group << 16 | element
        if tag in _DELIMITERS or length == _UNDEFINED:
            break
        file.seek(length, io.SEEK_CUR)
        total += length
        count += 1
    return total, pixels_in_words(total, count), tag == _SEQUENCE_END


def pixels_in_words(total: int, items: int) -> str:
    """Return the size of encapsulated pixels in words.

    Parameters
    ----------
    total
        Bytes of all items.
    items
        How many there are; the first one is the Basic Offset Table.
    """
    fragments = max(items - 1, 0)
    plural = "" if fragments == 1 else "s"
    return f"{total:,} bytes, compressed, in {fragments:,} fragment{plural}"


def _following(data: bytes, order: tuple[bool, bool]) -> tuple[Dataset, bool]:
    """Return the elements in `data` as far as they can be read, and whether they are all there."""
    if len(data) < 8:
        return Dataset(), not data.strip(b"\0")
    file = io.BytesIO(data)
    try:
        found = read_dataset(file, *order)
    except Exception:  # noqa: BLE001 - a damaged end fails in any way pydicom can
        return Dataset(), len(data) == _MOST
    return found, len(data) == _MOST or not (_is_short(found, len(data)) or _left(file))


def _is_short(found: Dataset, size: int) -> bool:
    """Whether a value says that it ends beyond what there is; pydicom takes what it gets."""
    raw: list[Any] = [found.get_item(each) for each in found.keys()]  # noqa: SIM118 - of a Dataset
    ends = (
        each.value_tell + each.length
        for each in raw
        if isinstance(each, RawDataElement) and each.length != _UNDEFINED
    )
    return max(ends, default=0) > size


def _left(file: BinaryIO) -> bool:
    return bool(file.read().strip(b"\0"))
