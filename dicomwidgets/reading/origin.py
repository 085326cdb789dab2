"""Where an item's bytes are, in a form that other processes understand."""

from __future__ import annotations

import io
import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from dicomwidgets.reading.archive import ZipSource
from dicomwidgets.reading.folder import FilesSource
from dicomwidgets.reading.several import innermost

if TYPE_CHECKING:
    from dicomwidgets.reading.item import Item, Source

__all__ = ["Origin", "origin_of"]


class Origin(NamedTuple):
    """Where an item's bytes are. It pickles, and fast; its repr names nothing.

    Parameters
    ----------
    path
        Of the file, or of the zip archive that it is a member of; absolute.
    member
        Its name there.
    data
        The bytes themselves, where there is no file.
    """

    path: str = ""
    member: str = ""
    data: bytes = b""

    def open(self) -> BinaryIO:
        """Open it, to read and to seek; a member of an archive is unpacked first.

        Raises
        ------
        OSError, ReadError
            If it can't be opened or unpacked.
        """
        if self.member:
            archive = _archive(self.path, *_state(self.path))
            return archive.unpacked(archive.member(self.member))
        return open(self.path, "rb") if self.path else io.BytesIO(self.data)  # noqa: PTH123

    def begins(self, size: int) -> bytes:
        """Return its first bytes; of a member of an archive no more is unpacked.

        Raises
        ------
        OSError, ReadError
            If it can't be read.
        """
        if self.member:
            archive = _archive(self.path, *_state(self.path))
            return archive.begins(archive.member(self.member), size)
        with self.open() as file:
            return file.read(size)

    def size(self) -> int:
        """Return how many bytes it has; of a member of an archive as the archive says.

        Raises
        ------
        OSError, ReadError
            If it is gone, or would fill the disk.
        """
        if self.member:
            archive = _archive(self.path, *_state(self.path))
            return archive.size(archive.member(self.member))
        return _state(self.path)[0] if self.path else len(self.data)

    def stamp(self) -> bytes:
        """Return what changes when the file does: size and time of change, or a digest.

        Raises
        ------
        OSError
            If the file is gone.
        """
        if self.path:
            return b"%d %d" % _state(self.path)
        return sha256(self.data).digest()

    def __repr__(self) -> str:
        return f"Origin({'member' if self.member else 'file' if self.path else 'bytes'})"


def origin_of(source: Source, item: Item) -> Origin:
    """Return where an item's bytes are.

    Parameters
    ----------
    source
        Its source; of nested ones the innermost is asked.
    item
        Bytes and datasets in memory are part of the answer.
    """
    source, item = innermost(source, item)
    path = source.place(item) if isinstance(source, FilesSource) else source.path(item)
    if path is not None:
        return Origin(os.path.abspath(path))  # noqa: PTH100 - the name that the user sees
    if isinstance(source, ZipSource) and source.path_on_disk is not None:
        return Origin(os.path.abspath(source.path_on_disk), item.name)  # noqa: PTH100
    with source.open(item) as file:
        return Origin(data=file.read())


def _state(path: str) -> tuple[int, int]:
    status = os.stat(path)  # noqa: PTH116 - hot
    return status.st_size, status.st_mtime_ns


@lru_cache(maxsize=2)
def _archive(path: str, size: int, changed: int) -> ZipSource:  # noqa: ARG001 - of another state
    return ZipSource(Path(path), name=Path(path).name)
