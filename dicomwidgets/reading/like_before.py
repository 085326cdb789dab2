"""Headers that are laid out like the one before: read in a fraction of the time.

The files of a series mostly have the same elements in the same order. Where a file keeps to the
layout of another, which pydicom has read, nothing has to be found out about it but where its values
lie; whatever differs goes to pydicom.
"""

from __future__ import annotations

import io
import os
from struct import Struct
from typing import TYPE_CHECKING, Any, NamedTuple

from pydicom.dataelem import RawDataElement, empty_value_for_VR
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.tag import BaseTag

from dicomwidgets.reading.head import PIXEL_KEYWORDS
from dicomwidgets.reading.header import Header

if TYPE_CHECKING:
    from typing import BinaryIO

    from dicomwidgets.reading.item import Item, Source

__all__ = ["LikeBefore"]

_LONG = {b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"}
_UNDEFINED = 0xFFFFFFFF
_CHARACTER_SET = 0x00080005
_SYNTAX = 0x00020010
_DATASET = 0x00030000
_START = 132
_MOST = 64 * 1024
_SLACK = 2048
_LAYOUTS = 4
_short = Struct("<H").unpack_from
_wide = Struct("<I").unpack_from


class _Place(NamedTuple):
    """One element of a layout: its tag and VR as bytes; `same` has to be there byte for byte."""

    mark: bytes
    tag: BaseTag
    vr: str
    is_long: bool
    same: bytes | None
    element: Any


class _Layout(NamedTuple):
    """The elements of a header, `meta` of them in group 2, and what follows: the pixels."""

    places: list[_Place]
    tags: list[BaseTag]
    meta: int
    pixels: bytes
    keyword: str
    size: int
    syntax: str | None
    preamble: bytes
    character_set: Any


class LikeBefore:
    """Reads headers by the layouts of others; for one thread."""

    def __init__(self) -> None:
        self._layouts: list[_Layout] = []

    def header(self, source: Source, item: Item) -> Header | None:
        """Return the header of a local file that is laid out like one before, else ``None``.

        It is what `try_header` returns, but that sequences of undefined length are another
        header's, where they are the same byte for byte.
        """
        if not self._layouts or source.path(item) is None:
            return None
        try:
            with source.open(item) as file:
                return self._header(file, source, item)
        except (OSError, ValueError):
            return None  # said by who reads it in full

    def learn(self, header: Header) -> None:
        """Keep the layout of a header that pydicom has read; nothing of an odd one."""
        layout = _layout_of(header)
        if layout is not None:
            self._layouts = [layout, *self._layouts][:_LAYOUTS]

    def _header(self, file: BinaryIO, source: Source, item: Item) -> Header | None:
        if not isinstance(getattr(file, "raw", None), io.FileIO):
            return None
        data = file.read(max(layout.size for layout in self._layouts) + _SLACK)
        for number, layout in enumerate(self._layouts):
            found = _elements(data, layout)
            if found is None:
                continue
            if number:
                self._layouts.insert(0, self._layouts.pop(number))
            elements, offset, length = found
            status = os.fstat(file.fileno())
            if length % 2 or offset + length > status.st_size:
                return None
            stamp = status.st_size, status.st_mtime_ns
            dataset = _dataset(file, elements, layout)
            keyword = layout.keyword
            return Header(dataset, item, (), layout.syntax, offset, keyword, length, stamp, source)
        return None


def _elements(data: bytes, layout: _Layout) -> tuple[list[Any], int, int] | None:
    """Return the elements of a header, and where its pixels begin and how long they are."""
    if data[:_START] != layout.preamble:
        return None
    at, found = _START, list[Any]()
    for mark, tag, vr, is_long, same, element in layout.places:
        if same is not None:
            if not data.startswith(same, at):
                return None
            if element is not None:
                found.append(element)
                at += len(same)
                continue
        if not data.startswith(mark, at):
            return None
        if is_long:
            length, start = _wide(data, at + 8)[0], at + 12
        else:
            length, start = _short(data, at + 6)[0], at + 8
        at = start + length
        if at + 12 > len(data):
            return None
        value: Any = data[start:at] if length else empty_value_for_VR(vr, raw=True)
        found.append(RawDataElement(tag, vr, length, value, start, False, True))
    if not data.startswith(layout.pixels, at):
        return None
    length = _wide(data, at + 8)[0]
    return None if length == _UNDEFINED else (found, at + 12, length)


def _dataset(file: BinaryIO, elements: list[Any], layout: _Layout) -> FileDataset:
    tags, count = layout.tags, layout.meta
    meta = FileMetaDataset(dict(zip(tags[:count], elements[:count], strict=True)))
    own = dict(zip(tags[count:], elements[count:], strict=True))
    dataset = FileDataset(
        file, own, layout.preamble[:128], meta, is_implicit_VR=False, is_little_endian=True
    )
    dataset.set_original_encoding(False, True, layout.character_set)
    return dataset


def _layout_of(header: Header) -> _Layout | None:
    dataset: Any = header.dataset
    offset, source = header.pixel_offset, header.source
    plain = (
        offset is not None
        and offset <= _MOST
        and source is not None
        and header.stamp is not None
        and header.pixel_length is not None
        and not header.problems
        and dataset.original_encoding == (False, True)
        and bool(dataset.file_meta)
    )
    if not plain or source is None or offset is None:
        return None
    try:
        with source.open(header.item) as file:
            data = file.read(offset)
    except OSError:
        return None
    places = _places(data, dataset, offset - 12)
    keyword = header.pixel_keyword
    pixels = data[offset - 12 : offset - 6]
    tag = _tag(pixels)
    if places is None or PIXEL_KEYWORDS.get(tag) != keyword or keyword is None:
        return None
    return _Layout(
        places,
        [place.tag for place in places],
        sum(int(place.tag) < _DATASET for place in places),
        pixels,
        keyword,
        offset,
        header.transfer_syntax_uid,
        data[:_START],
        dataset.original_character_set,
    )


def _places(data: bytes, dataset: Any, end: int) -> list[_Place] | None:
    """Return the layout of a header's bytes, if it is that of the dataset read from them."""
    if data[128:_START] != b"DICM":
        return None
    at, places = _START, list[_Place]()
    parsed = {
        int(tag): each for tag, each in dataset.items() if not isinstance(each, RawDataElement)
    }
    tells = _ends(dataset, end)
    while at < end:
        mark = data[at : at + 6]
        tag, is_long = _tag(mark), mark[4:6] in _LONG
        if not mark[4:6].isalpha() or at + 12 > len(data):
            return None
        length = _wide(data, at + 8)[0] if is_long else _short(data, at + 6)[0]
        start = at + (12 if is_long else 8)
        element = parsed.get(tag) if tag == _CHARACTER_SET else None
        if length == _UNDEFINED:
            element = parsed.get(tag)
            if element is None or tag not in tells:
                return None
            after = tells[tag]
        else:
            after = start + length
        fixed = length == _UNDEFINED or tag in (_CHARACTER_SET, _SYNTAX)
        same = data[at:after] if fixed else None
        places.append(_Place(mark, BaseTag(tag), mark[4:6].decode(), is_long, same, element))
        at = after
    tags = [int(place.tag) for place in places]
    read = [*map(int, dataset.file_meta.keys()), *map(int, dataset.keys())]
    return places if at == end and tags == read else None


def _ends(dataset: Any, end: int) -> dict[int, int]:
    """Return where sequences of undefined length end: where the next element begins."""
    found: dict[int, int] = {}
    following = end
    for tag, each in reversed(list(dataset.items())):
        if not isinstance(each, RawDataElement):
            found[int(tag)] = following
        tell = each.value_tell if isinstance(each, RawDataElement) else each.file_tell
        if tell is None:
            return {}
        vr = (each.VR or "UN").encode()
        following = tell - (12 if vr in _LONG else 8)
    return found


def _tag(mark: bytes) -> int:
    group, element = _short(mark, 0)[0], _short(mark, 2)[0]
    return int(group << 16 | element)
