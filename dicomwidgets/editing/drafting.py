"""Drafts of what a source holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.editing.draft import Draft
from dicomwidgets.elements.tail import read_tail
from dicomwidgets.errors import ReadError, SourceError
from dicomwidgets.reading.header import read_dataset, try_header

if TYPE_CHECKING:
    from dicomwidgets.reading.item import Item, Source

__all__ = ["draft_of", "first_draft", "try_draft", "whole_draft"]


def draft_of(source: Source, item: Item) -> Draft:
    """Return a draft of an object, the pixels of a file not read.

    Raises
    ------
    ReadError
        If it can't be read.
    """
    draft = try_draft(source, item)
    if draft is None:
        raise ReadError("This is not a DICOM file.", file=item.name, remedy="Give a DICOM file.")
    return draft


def try_draft(source: Source, item: Item) -> Draft | None:
    """Return a draft of an object, ``None`` for what is not DICOM.

    Raises
    ------
    ReadError
        If it is DICOM and can't be read.
    """
    if source.dataset(item) is not None:
        return whole_draft(source, item)
    header = try_header(source, item)
    if header is None:
        return None
    tail, pixels = read_tail(source, header)
    return Draft(getattr(header.dataset, "file_meta", None), header.dataset, tail, pixels)


def whole_draft(source: Source, item: Item) -> Draft:
    """Return a draft of an object with its pixels.

    Raises
    ------
    ReadError
        If it can't be read.
    """
    dataset = read_dataset(source, item)
    return Draft(getattr(dataset, "file_meta", None), dataset)


def first_draft(source: Source) -> tuple[Item, Draft]:
    """Return the first object in name order, and its draft; what is not DICOM is passed over.

    Raises
    ------
    ReadError
        If that can't be read.
    SourceError
        If there is none.
    """
    for item in source.items():
        draft = try_draft(source, item)
        if draft is not None:
            return item, draft
    raise SourceError("There is no DICOM file here.", remedy="Give a folder that holds some.")
