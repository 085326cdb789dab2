"""One file in a source, and what every source can do."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwidgets.errors import ReadError

__all__ = ["Item", "Source", "listed", "place_of"]


class Item(NamedTuple):
    """One file, or one in-memory object, in a source.

    Parameters
    ----------
    name
        Relative to the source's root, with forward slashes: ``"CT/0001.dcm"``. Bytes and
        datasets get a made-up label. It may hold identifiers: mask it wherever it is kept.
    key
        What the source needs to find it again; nobody else's business.
    """

    name: str
    key: Any = None

    def __repr__(self) -> str:
        from dicomwidgets.privacy import masked  # noqa: PLC0415 - a repr is rare, items are many

        return f"Item({masked(self.name)})"


@runtime_checkable
class Source(Protocol):
    """Where DICOM comes from. Listing is cheap and opens nothing; all methods are thread-safe."""

    @property
    def kind(self) -> str:
        """One of file, folder, glob, zip, dicomdir, remote, bytes, stream, dataset, list."""

    @property
    def label(self) -> str:
        """What it is, in words that hold no identifier: ``"folder"``."""

    def items(self) -> Sequence[Item]:
        """Return the items in name order, none of them opened yet; of a list, in its order."""

    def missing(self) -> Sequence[ReadError]:
        """Return what should be here and is not: files a DICOMDIR names, closed folders."""

    def open(self, item: Item) -> BinaryIO:
        """Return a new handle on the item, independent of all others; the caller closes it."""

    def path(self, item: Item) -> Path | None:
        """Return the item's local file, or ``None`` if it is not one."""

    def dataset(self, item: Item) -> Dataset | None:
        """Return the in-memory dataset, which nobody may change, or ``None`` if it is a file."""


def place_of(source: Source, item: Item) -> str | None:
    """Return the path of an item's local file as text, which takes no time where it is known so."""
    place: Callable[[Item], str] | None = getattr(source, "place", None)
    if place is not None:
        return place(item)
    path = source.path(item)
    return None if path is None else os.fspath(path)


def listed(source: Source) -> Iterable[Item]:
    """Return the items of a source, those of folders while they are listed, in no order."""
    stream: Callable[[], Iterator[Item]] | None = getattr(source, "stream", None)
    return source.items() if stream is None else stream()
