"""Files on the disk: one, a folder of them, or what a pattern matches."""

from __future__ import annotations

import glob
import os
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.errors import ReadError
from dicomwidgets.reading.item import Item

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydicom.dataset import Dataset

__all__ = ["FileSource", "FilesSource", "folder_source", "glob_source"]


class FilesSource:
    """Files below a root, named relative to it.

    Parameters
    ----------
    kind
        What the user pointed at: ``"folder"``, ``"glob"``, ``"dicomdir"``.
    root
        The folder that the names are relative to.
    names
        The files, relative and with forward slashes; a mapping gives the path on the disk where
        it differs from the name.
    missing
        What should be there and is not.
    """

    def __init__(
        self,
        kind: str,
        root: Path,
        names: Sequence[str],
        *,
        paths: dict[str, str] | None = None,
        missing: Sequence[ReadError] = (),
    ) -> None:
        self.kind = kind
        self.label = kind
        self._root = os.fspath(root)
        self._items = tuple(Item(name, (paths or {}).get(name)) for name in sorted(names))
        self._missing = tuple(missing)

    def items(self) -> Sequence[Item]:
        """Return the files in the plain order of their names."""
        return self._items

    def missing(self) -> Sequence[ReadError]:
        """Return folders that can't be listed and files that are named and not there."""
        return self._missing

    def open(self, item: Item) -> BinaryIO:
        """Open the file."""
        return open(self._place(item), "rb")  # noqa: PTH123 - the caller closes it; hot

    def path(self, item: Item) -> Path:
        """Return the file's path."""
        return Path(self._place(item))

    def dataset(self, item: Item) -> Dataset | None:  # noqa: ARG002 - the protocol's signature
        """Return ``None``: these are files."""
        return None

    def _place(self, item: Item) -> str:
        return item.key or os.path.join(self._root, item.name)  # noqa: PTH118 - hot


class FileSource(FilesSource):
    """One file."""

    def __init__(self, path: Path) -> None:
        super().__init__("file", path.parent, [path.name])


def folder_source(root: Path) -> FilesSource:
    """Return all files below `root`, whatever their suffix.

    Links are followed; a folder that links lead to again is listed once, so loops end. Pipes,
    sockets and devices are left out. Order is that of the relative names, character by character
    (``a/10.dcm`` before ``a/2.dcm``; series are sorted by geometry later).
    """
    walk = _Walk()
    names = list(walk.below(os.fspath(root), ""))
    return FilesSource("folder", root, names, missing=walk.closed)


def glob_source(pattern: str) -> FilesSource:
    """Return the files that `pattern` matches.

    ``*``, ``?`` and ``[…]`` stay within one folder, ``**`` is any number of folders. A folder that
    matches stands for all files below it. Names are relative to the part without wildcards.
    """
    parts = Path(pattern).parts
    first = next(number for number, part in enumerate(parts) if glob.has_magic(part))
    root = Path(*parts[:first])
    walk = _Walk()
    names = dict.fromkeys(walk.matching(os.fspath(root), "", parts[first:]))
    return FilesSource("glob", root, list(names), missing=walk.closed)


class _Walk:
    """Lists folders without opening a file, each once."""

    def __init__(self) -> None:
        self.closed: list[ReadError] = []
        self._seen: set[tuple[int, int, tuple[str, ...] | None]] = set()

    def below(self, folder: str, prefix: str) -> Iterator[str]:
        """Yield the relative names of all files below `folder`."""
        for entry in self._entries(folder, prefix, None):
            if entry.is_dir():
                yield from self.below(entry.path, f"{prefix}{entry.name}/")
            elif _is_readable_kind(entry):
                yield prefix + entry.name

    def matching(self, folder: str, prefix: str, parts: tuple[str, ...]) -> Iterator[str]:
        """Yield the relative names of the files that the rest of a pattern matches."""
        if not parts:
            yield from self.below(folder, prefix)
            return
        part, rest = parts[0], parts[1:]
        if part == "**":
            yield from self.matching(folder, prefix, rest)
        for entry in self._entries(folder, prefix, parts):
            name = prefix + entry.name
            if part == "**":
                if entry.is_dir():
                    yield from self.matching(entry.path, f"{name}/", parts)
            elif fnmatchcase(entry.name, part):
                if entry.is_dir():
                    yield from self.matching(entry.path, f"{name}/", rest)
                elif not rest and _is_readable_kind(entry):
                    yield name

    def _entries(
        self, folder: str, prefix: str, parts: tuple[str, ...] | None
    ) -> list[os.DirEntry[str]]:
        try:
            status = os.stat(folder or ".")  # noqa: PTH116 - hot
            place = (status.st_dev, status.st_ino, parts)
            if place in self._seen:
                return []
            self._seen.add(place)
            with os.scandir(folder or ".") as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self.closed.append(
                ReadError(
                    f"The folder can't be listed: {error.strerror}.",
                    file=prefix.rstrip("/") or None,
                    remedy="Check its permissions.",
                )
            )
            return []


def _is_readable_kind(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file, or a link to nothing (which is then reported as unreadable)."""
    return entry.is_file() or (entry.is_symlink() and not os.path.exists(entry.path))  # noqa: PTH110
