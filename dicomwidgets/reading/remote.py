"""Files on servers and in object stores, by the addresses of fsspec: ``s3://…``, ``https://…``.

Each request takes its time, whatever it brings: the beginnings of many files are asked for at
once, and no file is fetched further than its header unless its pixels are looked at.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from dicomwidgets.errors import MissingPackageError, ReadError, SourceError
from dicomwidgets.extras import install_line, require
from dicomwidgets.reading.item import Item
from dicomwidgets.reading.remote_file import RemoteFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pydicom.dataset import Dataset

__all__ = ["RemoteSource", "remote_source"]

_WILD = re.compile(r"[*?\[]")
_URL = re.compile(r"https?://")
_AT_ONCE = 64
_WHOLE_AT_ONCE = 4
_PACKAGES = {
    "abfs": "adlfs",
    "adl": "adlfs",
    "az": "adlfs",
    "gcs": "gcsfs",
    "gs": "gcsfs",
    "http": "aiohttp",
    "https": "aiohttp",
    "s3": "s3fs",
    "s3a": "s3fs",
    "sftp": "paramiko",
    "ssh": "paramiko",
}
_REMEDY = "Check the address, your credentials and the connection."


class _Key(NamedTuple):
    """What the file system calls a file, and what it says of it; -1 for a size not known."""

    path: str
    size: int
    modified: int | None


class RemoteSource:
    """Files of one file system of fsspec.

    Parameters
    ----------
    system
        The file system.
    root
        The folder that names are relative to, as the file system calls it.
    found
        Paths and what the file system says of them (``size``, and when they were changed).

    Attributes
    ----------
    kind, label : str
        ``"remote"``, ``"remote files"``.
    """

    kind = "remote"
    label = "remote files"

    def __init__(self, system: Any, root: str, found: Mapping[str, Mapping[str, Any]]) -> None:
        self._system = system
        self._at_once = 1  # until it has given the beginning of a file, and no more of it
        self._gives_whole = False
        paths = sorted(found)
        names = _names(paths, root.rstrip("/") + "/")
        self._items = tuple(
            Item(name, _key(path, found[path])) for name, path in zip(names, paths, strict=True)
        )

    def items(self) -> Sequence[Item]:
        """Return the files in the plain order of their names."""
        return self._items

    def missing(self) -> Sequence[ReadError]:
        """Return nothing: the server lists what it holds."""
        return ()

    def open(self, item: Item) -> BinaryIO:
        """Open a file; parts of it are fetched as they are read.

        Raises
        ------
        ReadError
            If the server does not give it.
        """
        if self._gives_whole or item.key.size == 0:
            return BytesIO(self.whole(item))
        try:
            file = self._system.open(item.key.path, "rb")
        except Exception as error:  # noqa: BLE001 - each file system has errors of its own
            raise _not_given(item, error) from None
        opened = RemoteFile(file, partial(self.whole, item), partial(_not_given, item))
        return cast("BinaryIO", opened)

    def begins(self, item: Item, size: int) -> bytes:
        """Return the first bytes of a file; a server may give all of it, of which the rest is cut.

        Raises
        ------
        ReadError
            If the server does not give them.
        """
        if item.key.size == 0:
            return b""  # asked for a part of nothing, object stores answer with an error
        try:
            return self._cut(self._system.cat_file(item.key.path, 0, size), size)
        except Exception as error:  # noqa: BLE001 - each file system has errors of its own
            raise _not_given(item, error) from None

    def whole(self, item: Item) -> bytes:
        """Return all bytes of a file.

        Raises
        ------
        ReadError
            If the server does not give them.
        """
        if item.key.size == 0:
            return b""
        try:
            return bytes(self._system.cat_file(item.key.path))
        except Exception as error:  # noqa: BLE001 - each file system has errors of its own
            raise _not_given(item, error) from None

    def beginnings(self, items: Sequence[Item], size: int) -> list[bytes | ReadError]:
        """Return the first bytes of many files, asked for at once, or why there are none.

        The first is asked for alone: where a server gives whole files whatever it is asked for,
        few are at a time.

        Parameters
        ----------
        items
            The files.
        size
            How many bytes of each, at most.
        """
        found: list[bytes | ReadError] = []
        while len(found) < len(items):
            part = items[len(found) : len(found) + self._at_once]
            got = self._some(part, size)
            self._at_once = self._next_at_once(got, size)
            found += got
        return found

    def sizes(self, items: Sequence[Item]) -> list[int | None]:
        """Return the bytes of many files, asked for at once; ``None`` where the server is silent.

        Parameters
        ----------
        items
            The files.
        """
        with ThreadPoolExecutor(min(_AT_ONCE, max(len(items), 1))) as threads:
            return list(threads.map(self._size_or_not, items))

    def size(self, item: Item) -> int:
        """Return the bytes of a file; the server is asked where its listing does not say it.

        Raises
        ------
        ReadError
            If the server does not tell.
        """
        size = self._size_or_not(item)
        if size is None:
            raise ReadError(
                "The server does not say how long this file is.", file=item.name, remedy=_REMEDY
            )
        return size

    def known_size(self, item: Item) -> int | None:
        """Return the bytes of a file where the listing says so."""
        size: int = item.key.size
        return size if size >= 0 else None

    def modified(self, item: Item) -> int | None:
        """Return when a file was changed, in nanoseconds since 1970, where the listing says so."""
        modified: int | None = item.key.modified
        return modified

    def path(self, item: Item) -> Path | None:  # noqa: ARG002 - the protocol's signature
        """Return ``None``: these are no local files."""
        return None

    def dataset(self, item: Item) -> Dataset | None:  # noqa: ARG002 - the protocol's signature
        """Return ``None``: these are files."""
        return None

    def _some(self, items: Sequence[Item], size: int) -> list[bytes | ReadError]:
        """Return the first bytes of files that are all asked for now."""
        filled = [item for item in items if item.key.size != 0]
        if len(filled) < len(items):
            got = dict(zip(filled, self._some(filled, size), strict=True)) if filled else {}
            return [got.get(item, b"") for item in items]
        paths = [item.key.path for item in items]
        if getattr(self._system, "async_impl", False):
            try:
                found: list[Any] = self._system.cat_ranges(
                    paths, [0] * len(paths), [size] * len(paths), on_error="return"
                )
            except Exception as error:  # noqa: BLE001 - each file system has errors of its own
                found = [error] * len(paths)
            return [
                _not_given(item, got) if isinstance(got, BaseException) else self._cut(got, size)
                for item, got in zip(items, found, strict=True)
            ]
        with ThreadPoolExecutor(max(len(paths), 1)) as threads:
            return list(threads.map(lambda item: self._begins_or_not(item, size), items))

    def _next_at_once(self, got: Sequence[bytes | ReadError], size: int) -> int:
        """Return how many files to ask for next: short ones tell nothing of the server."""
        if self._gives_whole:
            return _WHOLE_AT_ONCE
        is_cut_there = any(isinstance(each, bytes) and len(each) == size for each in got)
        return _AT_ONCE if is_cut_there else min(4 * self._at_once, _AT_ONCE)

    def _cut(self, data: Any, size: int) -> bytes:
        self._gives_whole |= len(data) > size
        return bytes(data[:size])

    def _size_or_not(self, item: Item) -> int | None:
        known = self.known_size(item)
        if known is not None:
            return known
        try:
            size = self._system.size(item.key.path)
        except Exception:  # noqa: BLE001 - each file system has errors of its own
            return None
        return size if isinstance(size, int) else None

    def _begins_or_not(self, item: Item, size: int) -> bytes | ReadError:
        try:
            return self.begins(item, size)
        except ReadError as error:
            return error.with_traceback(None)


def remote_source(address: str) -> RemoteSource:
    """Return the files at an address: one file, all below a folder, or what a pattern matches.

    Parameters
    ----------
    address
        ``s3://bucket/folder``, ``https://host/file.dcm``, ``gs://…``, chained ones
        (``simplecache::s3://…``). Credentials are those that fsspec finds: its configuration,
        the environment.

    Raises
    ------
    MissingPackageError
        If fsspec, or what it needs for this kind of address, is not installed.
    SourceError
        If there is nothing, or the server does not answer; for a zip archive, with the address
        of what is in it.
    """
    kind = re.split("://|::", address, maxsplit=1)[0].lower()
    shown = _unsigned(address)
    if kind in ("dicom", "dicoms"):
        raise SourceError(
            "A PACS is not read like a folder: what is wanted of it is fetched, and comes whole.",
            file=shown,
            remedy="dw.connect(address).retrieve('fetched/', StudyInstanceUID='…'), then "
            "dw.load('fetched/').",
        )
    fsspec = require("fsspec", why="Reading from an address")
    try:
        system, root = fsspec.url_to_fs(address)
    except ImportError:
        package = _PACKAGES.get(kind, kind)
        raise MissingPackageError(
            f"Reading {kind}:// needs the package '{package}', which is not installed.",
            remedy=f"Install it with: {install_line(package)}",
        ) from None
    except Exception as error:  # noqa: BLE001 - each file system has errors of its own
        raise SourceError(
            f"The address can't be used: {type(error).__name__}.", file=shown, remedy=_REMEDY
        ) from None
    try:
        found, root = _found(system, root)
    except FileNotFoundError:
        found = {}
    except Exception as error:  # noqa: BLE001 - likewise
        raise SourceError(
            f"The server does not list what is there: {type(error).__name__}.",
            file=shown,
            remedy=_REMEDY,
        ) from None
    if not found:
        raise SourceError("There is no file at this address.", file=shown, remedy=_REMEDY)
    if shown.lower().endswith(".zip") and len(found) == 1 and "::" not in address:
        raise SourceError(
            "This address is that of a zip archive, which is not opened unasked.",
            file=shown,
            remedy=f"Give 'zip://::{shown}' for what is in it.",
        )
    return RemoteSource(system, root, found)


def _found(system: Any, root: str) -> tuple[dict[str, dict[str, Any]], str]:
    """Return the files at a path, and the folder that they lie in."""
    if _WILD.search(root):
        found = system.glob(root, detail=True)
        files = {path: info for path, info in found.items() if info.get("type") != "directory"}
        return files, _WILD.split(root, maxsplit=1)[0].rpartition("/")[0]
    found = system.find(root, detail=True)
    if found and list(found) != [root]:
        return found, _unsigned(root)
    info = next(iter(found.values()), None) or system.info(root)
    return ({} if info.get("type") == "directory" else {root: info}), root.rpartition("/")[0]


def _unsigned(address: str) -> str:
    """Return an address without its query, which may be a signature that opens the file."""
    return re.split("[?#]", address, maxsplit=1)[0] if _URL.search(address) else address


def _names(paths: Sequence[str], prefix: str) -> list[str]:
    """Return what files are called: their addresses below the folder, each another."""
    names: dict[str, None] = {}
    for path in paths:
        bare = _unsigned(path)
        own = name = bare.removeprefix(prefix) or bare.rpartition("/")[2]
        number = 1
        while own in names:
            number += 1
            own = f"{name} ({number})"
        names[own] = None
    return list(names)


def _key(path: str, info: Mapping[str, Any]) -> _Key:
    size = info.get("size")
    times = (info.get(name) for name in ("mtime", "LastModified", "last_modified", "created"))
    return _Key(
        path,
        size if isinstance(size, int) else -1,
        next((told for time in times if (told := _nanoseconds(time)) is not None), None),
    )


def _nanoseconds(time: Any) -> int | None:
    if isinstance(time, datetime):
        time = time.timestamp()
    return int(time * 1e9) if isinstance(time, int | float) else None


def _not_given(item: Item, error: BaseException) -> ReadError:
    """Say why, without the error's own text, which may quote the address."""
    reason = getattr(error, "strerror", None) or type(error).__name__
    return ReadError(
        f"The server does not give this file: {reason}.", file=item.name, remedy=_REMEDY
    )
