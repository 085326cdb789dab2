"""From whatever the user holds to a `Source`.

The kinds that a folder or a file does not need are imported when they come: the first picture
waits for what is imported here.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pydicom.dataset import Dataset

from dicomwidgets.errors import ArgumentError, DicomWidgetsError, ReadError, SourceError
from dicomwidgets.reading.folder import FileSource, folder_source, glob_source
from dicomwidgets.reading.item import Item, Source, listed
from dicomwidgets.reading.sniff import FIRST_BYTES, sniff

__all__ = ["Item", "Source", "source_of"]

_KINDS = (
    "a path, a folder, a pattern such as 'scans/**/*.dcm', a zip archive, a DICOMDIR, an address "
    "such as s3://bucket/folder, bytes, a binary file object, a pydicom Dataset, or a list of these"
)


def source_of(x: Any) -> Source:
    """Return where the DICOM in `x` is, without opening more than one file.

    Parameters
    ----------
    x
        A path (``str`` or ``os.PathLike``; ``~`` is expanded) to a file, a folder (recursive, any
        suffix), a zip archive or a DICOMDIR; a glob pattern, ``**`` included; an address of fsspec
        (``s3://…``, ``https://…``; `dicomwidgets.reading.remote`); ``bytes``,
        ``bytearray`` or ``memoryview``; a binary file object, read from where it stands and left
        there; a pydicom `Dataset`, never changed; a list, tuple or iterator of these; a `Source`;
        or any object that has one as its attribute ``source``, such as a `Series`.

    Raises
    ------
    SourceError
        If there is nothing, with what was found and what to do.
    ArgumentError
        If `x` is none of these.
    """
    if isinstance(x, Dataset):
        from dicomwidgets.reading.memory import DatasetSource  # noqa: PLC0415 - see above

        return DatasetSource(x)
    if isinstance(x, str | Path):  # asking for the members of a `Source` takes its time
        return _from_path(x)
    for source in (x, getattr(x, "source", None)):
        if isinstance(source, Source):
            return source
    for kinds, reader in _READERS:
        if isinstance(x, kinds):
            return reader(x)
    if hasattr(x, "read"):
        return _from_stream(x)
    if isinstance(x, Iterable) and not _is_numeric(x):
        return _from_many(x)
    raise ArgumentError(f"A {type(x).__name__} holds no DICOM.", remedy=f"Give {_KINDS}.")


def _is_numeric(x: object) -> bool:
    """Whether `x` is an array of numbers: bare pixels, no list of files."""
    return getattr(getattr(x, "dtype", None), "kind", "O") in "biufc"


def _from_bytes(x: bytes | bytearray | memoryview, kind: str = "bytes") -> Source:
    data = bytes(x)
    if not data:
        raise SourceError("There are no bytes.", remedy="Give the bytes of a whole file.")
    if sniff(data[:FIRST_BYTES]) == "zip":
        return _from_zip(data)
    from dicomwidgets.reading.memory import BytesSource  # noqa: PLC0415 - see above

    return BytesSource(data, kind=kind)


def _from_zip(x: bytes | Path) -> Source:
    from dicomwidgets.reading.archive import ZipSource  # noqa: PLC0415 - see above

    name = x.name if isinstance(x, Path) else None
    return _with_items(ZipSource(x, name=name) if name else ZipSource(x), name)


def _from_stream(stream: Any) -> Source:
    """Read a file object to its end, so that handles on it are independent, and rewind it."""
    if isinstance(stream, io.TextIOBase):
        raise ArgumentError("The file object is open as text.", remedy="Open it with mode 'rb'.")
    try:
        place = stream.tell() if hasattr(stream, "tell") and _is_seekable(stream) else None
        data = stream.read()
        if place is not None:
            stream.seek(place)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is closed, or not open for reading"
        raise SourceError(
            f"The file object can't be read: {reason}.", remedy="Open it anew with mode 'rb'."
        ) from None
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise ArgumentError("The file object gives no bytes.", remedy="Open it in binary mode.")
    return _from_bytes(data, "stream")


def _is_seekable(stream: Any) -> bool:
    return bool(stream.seekable()) if hasattr(stream, "seekable") else hasattr(stream, "seek")


def _from_path(given: str | os.PathLike[str]) -> Source:
    if given == "":
        raise SourceError("The path is empty.", remedy="The folder that Python works in is '.'.")
    if isinstance(given, str) and is_address(given):
        from dicomwidgets.reading.remote import remote_source  # noqa: PLC0415 - see above

        return remote_source(given)
    text = os.path.expanduser(os.fsdecode(given))  # noqa: PTH111 - Path would drop a trailing slash
    path = given if isinstance(given, Path) and text == str(given) else Path(text)
    try:
        if os.path.isfile(text):  # noqa: PTH113 - one call for what most paths are
            return _from_file(path)
        if path.is_dir():
            return _with_items(folder_source(path), text)
        if path.exists():
            return _from_file(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error  # its own text quotes the path
        raise SourceError(f"The path can't be used: {reason}.", file=text) from None
    from glob import has_magic  # noqa: PLC0415 - see above

    if has_magic(text):
        return _with_items(glob_source(text), text)
    raise SourceError(
        f"There is nothing at this path; {_nearest(path)}.",
        file=text,
        remedy="Check the spelling, and the folder that Python works in (os.getcwd()).",
    )


def _from_file(path: Path) -> Source:
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - hot
            kind = sniff(file.read(FIRST_BYTES))
    except OSError:
        return FileSource(path)  # the reader names the reason, as for any unreadable file
    if kind == "zip":
        return _from_zip(path)
    if kind == "dicomdir":
        from dicomwidgets.reading.dicomdir import dicomdir_source  # noqa: PLC0415 - see above

        source = dicomdir_source(path)
        return source if source.missing() else _with_items(source, path.name)
    return FileSource(path)


def _from_many(elements: Iterable[Any]) -> Source:
    sources: list[Source] = []
    missing: list[ReadError] = []
    for element in elements:
        try:
            sources.append(source_of(element))
        except DicomWidgetsError as error:
            missing.append(ReadError(error.message, file=error.file, remedy=error.remedy))
    if not sources and missing:
        first = missing[0]
        raise SourceError(
            f"None of the {len(missing)} elements of the list can be used. The first: "
            f"{first.message}",
            file=first.file,
            remedy=first.remedy,
        )
    from dicomwidgets.reading.several import ListSource  # noqa: PLC0415 - see above

    return _with_items(ListSource(sources, missing))


def _with_items(source: Source, name: str | None = None) -> Source:
    """Return the source if it holds anything, else raise; a folder is listed to its first file."""
    if any(True for _ in listed(source)):
        return source
    what = {
        "folder": "The folder and those below it hold no file",
        "glob": "The pattern matches no file",
        "zip": "The zip archive holds no file",
        "dicomdir": "The DICOMDIR names no file",
        "list": "The list is empty",
    }[source.kind]
    closed = f"; {len(source.missing())} could not be listed" if source.missing() else ""
    raise SourceError(f"{what}{closed}.", file=name, remedy=f"Give {_KINDS}.")


_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(?:://|::)")


def is_address(text: str) -> bool:
    """Whether a text is an address of fsspec, and no path.

    >>> is_address("s3://archive/ct"), is_address("C:/archive"), is_address("scans/*.dcm")
    (True, False, False)
    """
    return _ADDRESS.match(text) is not None


def _nearest(path: Path) -> str:
    """Say how far the path is right."""
    for parent in path.absolute().parents:
        if parent.is_dir():
            depth = len(path.absolute().parts) - len(parent.parts)
            if depth == 1:
                return (
                    f"the folder it would lie in is there, with {len(os.listdir(parent))} entries"  # noqa: PTH208
                )
            return f"its last {depth} parts don't exist"
    return "no part of it exists"


_READERS: tuple[tuple[Any, Callable[[Any], Source]], ...] = (
    ((bytes, bytearray, memoryview), _from_bytes),
    ((str, os.PathLike), _from_path),
)
