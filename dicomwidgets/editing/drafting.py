"""Drafts of what a source holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.editing.draft import Draft
from dicomwidgets.elements.tail import read_tail
from dicomwidgets.reading.header import read_dataset, read_header

if TYPE_CHECKING:
    from dicomwidgets.reading.item import Item, Source

__all__ = ["draft_of", "whole_draft"]


def draft_of(source: Source, item: Item) -> Draft:
    """Return a draft of an object, the pixels of a file not read.

    Raises
    ------
    ReadError
        If it can't be read.
    """
    if source.dataset(item) is not None:
        return whole_draft(source, item)
    header = read_header(source, item)
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
