"""Files in a zip archive, read without extracting it."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, BinaryIO, cast

from dicomwidgets.errors import SourceError
from dicomwidgets.reading.item import Item
from dicomwidgets.reading.unpacking import (
    first_bytes,
    opened_member,
    refuse_bomb,
    unpacked_member,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwidgets.errors import ReadError

__all__ = ["ZipSource"]

_BUFFER = 64 * 1024


class ZipSource:
    """The members of a zip archive, nested folders included.

    Parameters
    ----------
    archive
        Its path, or its bytes.
    name
        For the message if it can't be read.

    Attributes
    ----------
    path_on_disk : Path or None
        Of the archive.

    Raises
    ------
    SourceError
        If it is no zip archive after all, or a damaged one.
    """

    kind = "zip"
    label = "zip archive"

    def __init__(self, archive: Path | bytes, *, name: str | None = None) -> None:
        try:
            self._zip = zipfile.ZipFile(
                io.BytesIO(archive) if isinstance(archive, bytes) else archive
            )
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise SourceError(
                f"The zip archive can't be read: {getattr(error, 'strerror', None) or error}.",
                file=name,
                remedy="Check that it was copied whole (unzip -t).",
            ) from None  # an OSError quotes the path
        self.path_on_disk = None if isinstance(archive, bytes) else archive
        self._members = members = {
            each.filename: each for each in self._zip.infolist() if not each.is_dir()
        }
        self._items = tuple(Item(name, members[name]) for name in sorted(members))

    def items(self) -> Sequence[Item]:
        """Return the members in the plain order of their names."""
        return self._items

    def missing(self) -> Sequence[ReadError]:
        """Return nothing: the archive lists what it holds."""
        return ()

    def member(self, name: str) -> Item:
        """Return the member of this name.

        Raises
        ------
        SourceError
            If there is none: the archive is another one than before.
        """
        info = self._members.get(name)
        if info is None:
            raise SourceError("The archive has no such member any more.", file=name)
        return Item(name, info)

    def open(self, item: Item) -> BinaryIO:
        """Open a member; it is unpacked as it is read (`opened_member`)."""
        member = cast("io.RawIOBase", opened_member(self._zip, item.key))
        return io.BufferedReader(member, _BUFFER)

    def unpacked(self, item: Item) -> BinaryIO:
        """Open a member unpacked, to seek in it (`unpacked_member`)."""
        return unpacked_member(self._zip, item.key)

    def begins(self, item: Item, size: int) -> bytes:
        """Return the first bytes of a member (`first_bytes`)."""
        return first_bytes(self._zip, item.key, size)

    def size(self, item: Item) -> int:
        """Return the bytes of a member unpacked.

        Raises
        ------
        ReadError
            If it is made to fill disks (`refuse_bomb`).
        """
        refuse_bomb(item.key)
        size: int = item.key.file_size
        return size

    def path(self, item: Item) -> Path | None:  # noqa: ARG002 - the protocol's signature
        """Return ``None``: a member is no local file."""
        return None

    def dataset(self, item: Item) -> Dataset | None:  # noqa: ARG002 - the protocol's signature
        """Return ``None``: members are files."""
        return None
