"""The first elements of a dataset, from the first bytes of its file: what a first screen shows."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, cast

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.filereader import read_partial

from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reading.sniff import FIRST_BYTES, sniff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pydicom.tag import BaseTag

    from dicomwidgets.elements.scope import Element
    from dicomwidgets.reading.item import Item, Source

__all__ = ["PIXEL_KEYWORDS", "head_of", "part_of", "read_head"]

PIXEL_KEYWORDS = {
    0x7FE00008: "FloatPixelData",
    0x7FE00009: "DoubleFloatPixelData",
    0x7FE00010: "PixelData",
}
"""The elements that hold pixels; a header ends before them."""

_UNDEFINED = 0xFFFFFFFF
_READ = 32 * 1024
_MOST_ITEMS = 100


def read_head(source: Source, item: Item, most: int) -> Dataset | None:
    """Return the elements that a file begins with, no more of it being read than 32 kB.

    Parameters
    ----------
    source, item
        The file, or dataset in memory.
    most
        How many elements of the top level are wanted.

    Returns
    -------
    Dataset or None
        Elements that are whole, file meta attached; the pixels are never among them. ``None``
        where the first bytes alone tell nothing: no DICOM, damaged, deflated.
    """
    dataset = source.dataset(item)
    if dataset is not None:
        return head_of(dataset, most)
    try:
        with source.open(item) as file, kept_warnings():
            start = file.read(_READ)
            if sniff(start[:FIRST_BYTES]) not in ("dicom", "bare"):
                return None
            found = read_partial(io.BytesIO(start), _after(most), force=True)
    except Exception:  # noqa: BLE001 - whoever reads it whole tells what is wrong
        return None
    whole = [tag for tag in _in_order(found) if _is_whole(_item(found, tag))]
    return part_of(found, whole) if whole else None


def head_of(dataset: Dataset, most: int) -> Dataset:
    """Return the first elements of a dataset, as far as nothing large is among them."""
    tags: list[BaseTag] = []
    for tag in _in_order(dataset)[:most]:
        if tag in PIXEL_KEYWORDS or _is_large(_item(dataset, tag)):
            break
        tags.append(tag)
    return part_of(dataset, tags)


def part_of(dataset: Dataset, tags: Iterable[BaseTag]) -> Dataset:
    """Return a dataset that shares some elements of another, which is left alone.

    Iterating over a dataset would convert its raw elements.
    """
    part = Dataset({tag: _item(dataset, tag) for tag in tags})
    meta = getattr(dataset, "file_meta", None)
    if meta is not None:
        part.file_meta = meta
    implicit, little = dataset.original_encoding
    part.set_original_encoding(implicit, little, dataset.original_character_set)
    return part


def _in_order(dataset: Dataset) -> list[BaseTag]:
    return sorted(dataset.keys())


def _item(dataset: Dataset, tag: BaseTag) -> Element:
    """Return an element as it is: raw ones stay raw, empty ones as well."""
    element: Element = cast("Any", dataset).get_item(tag, keep_deferred=True)
    return element


def _after(most: int) -> Callable[[BaseTag, str | None, int], bool]:
    """Return what stops the reader at the pixels, and after so many elements."""
    seen = 0

    def stop(tag: BaseTag, _vr: str | None, _length: int) -> bool:
        nonlocal seen
        seen += 1
        return seen > most or tag in PIXEL_KEYWORDS

    return stop


def _is_whole(element: Element) -> bool:
    """Whether the first bytes have all of an element; what is parsed has been found to end."""
    if not isinstance(element, RawDataElement) or element.length == _UNDEFINED:
        return True
    return element.length == len(element.value or b"")


def _is_large(element: Element) -> bool:
    if isinstance(element, RawDataElement):
        return element.length > _READ
    return element.VR == "SQ" and len(element.value) > _MOST_ITEMS
