"""Files on the disk: one, a folder of them, or what a pattern matches."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from dicomwidgets.errors import ReadError
from dicomwidgets.reading.item import Item

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydicom.dataset import Dataset

__all__ = [
    "OWN_FOLDER",
    "FileSource",
    "FilesSource",
    "FolderSource",
    "folder_source",
    "glob_source",
]

OWN_FOLDER = ".dicomwidgets"
"""Where a job keeps its manifest, below what it writes: it belongs to no archive."""


_Pattern = tuple[str, ...]


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
        self.root = root
        self._root = os.fspath(root)
        self._prefix = os.path.join(self._root, "")  # noqa: PTH118 - strings
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
        return open(self.place(item), "rb")  # noqa: PTH123 - the caller closes it; hot

    def path(self, item: Item) -> Path:
        """Return the file's path."""
        return Path(self.place(item))

    def place(self, item: Item) -> str:
        """Return the same as text, which takes no time."""
        return item.key or self._prefix + item.name

    def dataset(self, item: Item) -> Dataset | None:  # noqa: ARG002 - the protocol's signature
        """Return ``None``: these are files."""
        return None


class FileSource(FilesSource):
    """One file."""

    def __init__(self, path: Path) -> None:
        super().__init__("file", path.parent, [path.name])


class FolderSource(FilesSource):
    """Files below a root that are listed when they are asked for.

    Parameters
    ----------
    kind
        ``"folder"`` or ``"glob"``.
    root
        The folder that the names are relative to.
    pattern
        What is left of a pattern there; ``()`` takes all below.
    """

    def __init__(self, kind: str, root: Path, pattern: _Pattern = ()) -> None:
        super().__init__(kind, root, ())
        self._pattern = pattern
        self._is_listed = False

    def stream(self) -> Iterator[Item]:
        """Yield the files while the folders are listed, in the order of the file system.

        Going through all of them lists the source: `items` has no need to do it again.
        """
        if self._is_listed:
            yield from self._items
            return
        walk = _Walk()
        names: list[str] = []
        for name in walk.files(self._root, self._pattern):
            names.append(name)
            yield Item(name)
        self._items = tuple(map(Item, sorted(names)))
        self._missing = tuple(walk.closed)
        self._is_listed = True

    def items(self) -> Sequence[Item]:
        """Return the files in the plain order of their names."""
        self._list()
        return super().items()

    def item(self, name: str) -> Item:
        """Return the file of a name that was listed, which needs no list."""
        return Item(name)

    def takes(self, folder: str) -> bool:
        """Whether a folder, named relative to the root, is part of the source however deep it is.

        It is where a pattern matches it, and below the ``**`` of one.
        """
        left = frozenset({self._pattern})
        for name in filter(None, folder.split("/")):
            left = _after(left, name)
        return left >= _ALL or any("**" in pattern for pattern in left)

    def missing(self) -> Sequence[ReadError]:
        """Return folders that can't be listed."""
        self._list()
        return super().missing()

    def _list(self) -> None:
        if not self._is_listed:
            for _ in self.stream():
                pass


def folder_source(root: Path) -> FilesSource:
    """Return all files below `root`, whatever their suffix.

    Links are followed after all else; a folder that links lead to again is listed once, so loops
    end. Pipes, sockets and devices are left out. Order is that of the relative names, character
    by character (``a/10.dcm`` before ``a/2.dcm``; series are sorted by geometry later).
    """
    return FolderSource("folder", root)


def glob_source(pattern: str) -> FilesSource:
    """Return the files that `pattern` matches.

    ``*``, ``?`` and ``[…]`` stay within one folder, ``**`` is any number of folders. A folder that
    matches stands for all files below it. Names are relative to the part without wildcards.
    """
    from glob import has_magic  # noqa: PLC0415 - a folder does not need it

    parts = Path(pattern).parts
    first = next(number for number, part in enumerate(parts) if has_magic(part))
    return FolderSource("glob", Path(*parts[:first]), parts[first:])


class _Folder(NamedTuple):
    """A folder to list, and what is left of the pattern there; ``()`` takes all below."""

    path: str
    prefix: str
    patterns: frozenset[_Pattern]


class _Walk:
    """Lists folders without opening a file, each once."""

    def __init__(self) -> None:
        self.closed: list[ReadError] = []
        self._seen: set[tuple[int, int, frozenset[_Pattern]]] = set()
        self._found: set[tuple[int, int, str]] = set()

    def files(self, root: str, pattern: _Pattern) -> Iterator[str]:
        """Yield the relative names of the files below `root` that match, as they are listed."""
        own, linked = [_Folder(root, "", frozenset({pattern}))], list[_Folder]()
        while own or linked:
            folder = own.pop() if own else linked.pop(0)
            for place, entry in self._listing(folder):
                patterns = _after(folder.patterns, entry.name)
                if not patterns:
                    continue
                name = folder.prefix + entry.name
                if _is_folder(entry):
                    if entry.name == OWN_FOLDER:
                        continue
                    more = linked if entry.is_symlink() else own
                    more.append(_Folder(entry.path, f"{name}/", patterns))
                elif (
                    () in patterns
                    and _is_readable_kind(entry)
                    # Only for a pattern is a folder listed more than once, by different parts.
                    and (not pattern or self._is_new((*place, entry.name)))
                ):
                    yield name

    def _is_new(self, file: tuple[int, int, str]) -> bool:
        known = file in self._found
        self._found.add(file)
        return not known

    def _listing(self, folder: _Folder) -> Iterator[tuple[tuple[int, int], os.DirEntry[str]]]:
        """Yield the folder's identity with each of its entries; none if it was listed before."""
        try:
            status = os.stat(folder.path or ".")  # noqa: PTH116 - hot
            place = (status.st_dev, status.st_ino)
            if (*place, folder.patterns) in self._seen:
                return
            self._seen.add((*place, folder.patterns))
            with os.scandir(folder.path or ".") as entries:
                for entry in entries:
                    yield place, entry
        except OSError as error:
            self.closed.append(
                ReadError(
                    f"The folder can't be listed: {error.strerror}.",
                    file=folder.prefix.rstrip("/") or None,
                    remedy="Check its permissions.",
                )
            )


def _after(patterns: frozenset[_Pattern], name: str) -> frozenset[_Pattern]:
    """Return what is left of the patterns once a name has been passed."""
    if patterns >= _ALL:
        return _ALL
    left = {rest for pattern in patterns for rest in _left(pattern, name)}
    return _ALL if () in left else frozenset(left)


def _left(pattern: _Pattern, name: str) -> Iterator[_Pattern]:
    if not pattern:
        yield ()
    elif pattern[0] == "**":
        yield pattern
        yield from _left(pattern[1:], name)
    elif fnmatchcase(name, pattern[0]):
        yield pattern[1:]


_ALL: frozenset[_Pattern] = frozenset({()})


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself, or to where one may not look
        return False


def _is_readable_kind(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file, or a link to nothing (which is then reported as unreadable)."""
    try:
        return entry.is_file() or (entry.is_symlink() and not os.path.exists(entry.path))  # noqa: PTH110
    except OSError:
        return True
