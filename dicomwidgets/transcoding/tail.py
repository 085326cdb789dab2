"""The elements after the pixels: signatures and private ones."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from pydicom.filereader import read_dataset as read_elements

from dicomwidgets.encoding.fragments import fragments_between
from dicomwidgets.reading.head import PIXEL_KEYWORDS, part_of
from dicomwidgets.reading.header import read_dataset
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from typing import BinaryIO

    from pydicom import Dataset

    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Item, Source

__all__ = ["SIGNATURES", "tail_of"]

SIGNATURES = 0xFFFAFFFA
_PADDING = 0xFFFCFFFC
_DELIMITER = 8
_MOSTLY, _MOST = 64 << 10, 64 << 20
_UNREAD = "{:,} bytes after the pixels are no elements, and are not carried over."


def tail_of(source: Source, item: Item, header: Header) -> tuple[Dataset, list[str]]:
    """Return the elements that follow the pixels, and what is to be known.

    Parameters
    ----------
    source, item, header
        The file.
    """
    if header.pixel_keyword is None:
        return _empty(header), []
    if header.pixel_offset is None:
        whole = read_dataset(source, item)
        last = max(tag for tag in PIXEL_KEYWORDS if tag in whole)
        return part_of(whole, [tag for tag in whole.keys() if last < tag != _PADDING]), []  # noqa: SIM118
    with source.open(item) as file:
        start = _end(file, header)
        file.seek(start)
        rest = file.read(_MOSTLY)
        if len(rest) == _MOSTLY:  # room is made for all that is asked for
            rest += file.read(_MOST)
    return _read(rest, header)


def _empty(header: Header) -> Dataset:
    return part_of(header.dataset, [])


def _end(file: BinaryIO, header: Header) -> int:
    """Return where the pixel element ends."""
    offset = header.pixel_offset or 0
    if header.pixel_length is not None:
        return offset + header.pixel_length
    found = fragments_between(file, offset)
    if not found.items:
        return offset
    start, length = found.items[-1]
    return start + length + (_DELIMITER if found.closed else 0)


def _read(rest: bytes, header: Header) -> tuple[Dataset, list[str]]:
    if not rest.strip(b"\0"):
        return _empty(header), []
    implicit, little = header.dataset.original_encoding
    known: Any = {"is_implicit_VR": bool(implicit), "is_little_endian": little is not False}
    try:
        with kept_warnings():
            found = read_elements(BytesIO(rest), **known)
            tags = [tag for tag in found.keys() if tag > max(PIXEL_KEYWORDS) and tag != _PADDING]  # noqa: SIM118
            if tags or _PADDING in found:
                found.set_original_encoding(implicit, little, header.dataset.original_character_set)
                return part_of(found, tags), []
    except Exception:  # noqa: BLE001 - damaged bytes can make pydicom raise anything
        return _empty(header), [_UNREAD.format(len(rest))]
    return _empty(header), [_UNREAD.format(len(rest))]
