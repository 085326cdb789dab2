"""The items of an encapsulated pixel value: where they lie, without reading them (PS3.5 A.4)."""

from __future__ import annotations

import io
from struct import unpack
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ITEM_HEADER", "Fragment", "Fragments", "basic_offsets", "fragments_between", "size_of"]

_ITEM = b"\xfe\xff\x00\xe0"
_END = b"\xfe\xff\xdd\xe0"
ITEM_HEADER = 8
"""Bytes of an item's tag and length."""


class Fragment(NamedTuple):
    """One item: where its value begins in the file, and its length in bytes."""

    start: int
    length: int


class Fragments(NamedTuple):
    """Items that follow each other.

    Parameters
    ----------
    items
        In the order of the file.
    closed
        Whether they end where they should: at the sequence delimiter, or at the place asked for.
    cut
        Whether the file ends before they do.
    """

    items: list[Fragment]
    closed: bool
    cut: bool


def basic_offsets(file: BinaryIO, start: int) -> tuple[Sequence[int], int]:
    """Return the entries of the Basic Offset Table and where the first fragment begins.

    Parameters
    ----------
    file
        Any handle that can seek.
    start
        Where the pixel value begins: at the table's item.

    Returns
    -------
    offsets, first
        Offsets count from `first`, the place of the item that follows the table; they are empty
        where the file has no table, or one that is not there whole.
    """
    file.seek(start)
    header = file.read(ITEM_HEADER)
    if len(header) < ITEM_HEADER or header[:4] != _ITEM:
        return (), start
    length = int.from_bytes(header[4:], "little")
    first = start + ITEM_HEADER + length
    if length % 4 or first > size_of(file):
        return (), first
    file.seek(start + ITEM_HEADER)
    return unpack(f"<{length // 4}L", file.read(length)), first


def fragments_between(file: BinaryIO, start: int, stop: int | None = None) -> Fragments:
    """Return the items from `start` to `stop`, reading their headers and no more.

    Parameters
    ----------
    file
        Any handle that can seek.
    start
        Where the first item's tag is.
    stop
        Where the last one ends; by default at the sequence delimiter, or where there is none, at
        the end of the file.
    """
    size = size_of(file)
    found: list[Fragment] = []
    here = start
    while stop is None or here < stop:
        file.seek(here)
        header = file.read(ITEM_HEADER)
        if header[:4] == _END and stop is None:
            return Fragments(found, closed=True, cut=False)
        if len(header) < ITEM_HEADER:
            return Fragments(found, closed=False, cut=True)
        if header[:4] != _ITEM:
            return Fragments(found, closed=False, cut=False)
        length = int.from_bytes(header[4:], "little")
        here += ITEM_HEADER
        if here + length > size:
            return Fragments(found, closed=False, cut=True)
        found.append(Fragment(here, length))
        here += length
    return Fragments(found, closed=here == stop, cut=False)


def size_of(file: BinaryIO) -> int:
    """Return the length of a file in bytes, as it is now."""
    return file.seek(0, io.SEEK_END)
