"""Files that are known by where they are, as a source: what a worker makes of what it was sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.reading.item import Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydicom.dataset import Dataset

    from dicomwidgets.errors import ReadError
    from dicomwidgets.reading.origin import Origin

__all__ = ["LocatedSource"]


class LocatedSource:
    """Files by their origins.

    Parameters
    ----------
    names
        What they are called.
    origins
        Where they are.
    """

    kind = "list"
    label = "list"

    def __init__(self, names: Iterable[str], origins: Iterable[Origin]) -> None:
        self._items = tuple(map(Item, names, origins))

    def items(self) -> Sequence[Item]:
        """Return the files in the order in which they were given."""
        return self._items

    def missing(self) -> Sequence[ReadError]:
        """Return nothing."""
        return ()

    def open(self, item: Item) -> BinaryIO:
        """Open the file; a member of an archive is unpacked first."""
        origin: Origin = item.key
        return origin.open()

    def path(self, item: Item) -> Path | None:
        """Return its path, where it is a file of its own."""
        origin: Origin = item.key
        return Path(origin.path) if origin.path and not origin.member else None

    def dataset(self, item: Item) -> Dataset | None:  # noqa: ARG002 - the protocol's signature
        """Return ``None``: these are files."""
        return None
