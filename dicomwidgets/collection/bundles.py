"""Files of a scan that travel together, and what a worker does with them."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from dicomwidgets.collection.file_scan import FIRST, FileScan, Outcome, Start
from dicomwidgets.errors import DicomWidgetsError, ReadError
from dicomwidgets.reading.archive import ZipSource
from dicomwidgets.reading.folder import FilesSource
from dicomwidgets.reading.item import Item
from dicomwidgets.reading.origin import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dicomwidgets.collection.columns import Cell, Columns
    from dicomwidgets.collection.stop_flag import StopFlag
    from dicomwidgets.reading.item import Source

__all__ = [
    "Bundle",
    "BundleScan",
    "Gathered",
    "bundles_of",
    "gathered",
    "let_go",
    "place_of",
    "scan_of",
    "scan_place",
]

_SIZES = (16, 32, 64)
_MOST = 128


class Bundle(NamedTuple):
    """Some files, in a form that other processes understand.

    Parameters
    ----------
    names
        What they are called.
    places
        Where they are: a path, or an `Origin` for a member of an archive.
    """

    names: list[str]
    places: list[str | Origin]

    def __repr__(self) -> str:
        return f"Bundle({len(self.names)} files)"


class Gathered(NamedTuple):
    """What became of files.

    Parameters
    ----------
    rows, problems
        Of those that are DICOM, or can't be read.
    no_dicom, directories
        The names of those that are no DICOM, and of DICOMDIRs.
    done
        How many files it tells of.
    """

    rows: list[tuple[Cell, ...]]
    problems: list[ReadError]
    no_dicom: list[str]
    directories: list[str]
    done: int


@dataclass(frozen=True, slots=True)
class BundleScan:
    """Scans bundles, in this process or another; it pickles.

    Parameters
    ----------
    columns
        What a row has.
    flag
        Ends a bundle early.
    """

    columns: Columns
    flag: StopFlag

    def __call__(self, bundle: Bundle) -> Gathered:
        """Return what became of the files of a bundle, up to where it was stopped."""
        is_up = self.flag.is_up
        return gathered(
            scan_place(self.columns, name, place)
            for name, place in zip(*bundle, strict=True)
            if not is_up()
        )


def gathered(outcomes: Iterable[Outcome]) -> Gathered:
    """Return the outcomes of several files together."""
    rows: list[tuple[Cell, ...]] = []
    problems: list[ReadError] = []
    no_dicom: list[str] = []
    directories: list[str] = []
    done = 0
    for done, (row, errors, other, directory) in enumerate(outcomes, 1):  # noqa: B007 - counted
        if row is not None:
            rows.append(row)
        if errors:
            problems += errors
        if other is not None:
            no_dicom.append(other)
        if directory is not None:
            directories.append(directory)
    return Gathered(rows, problems, no_dicom, directories, done)


def bundles_of(items: Iterable[tuple[str, str | Origin]]) -> Iterator[Bundle]:
    """Yield files in bundles, small ones first, as they are listed."""
    items = iter(items)
    sizes = iter(_SIZES)
    while taken := list(islice(items, next(sizes, _MOST))):
        names, places = zip(*taken, strict=True)
        yield Bundle(list(names), list(places))


def place_of(source: Source, item: Item) -> str | Origin | None:
    """Return where an item of an innermost source is; ``None`` if only this process knows it."""
    if isinstance(source, FilesSource):
        path = source.place(item)
        return _absolute(path)
    if isinstance(source, ZipSource) and source.path_on_disk is not None:
        return Origin(_absolute(str(source.path_on_disk)), item.name)
    return None


def _absolute(path: str) -> str:
    # ".." stays: after a link it leads elsewhere than the text says.
    if path.startswith("/") or os.path.isabs(path):  # noqa: PTH117
        return path
    return os.path.join(os.getcwd(), path)  # noqa: PTH109, PTH118


def scan_place(columns: Columns, name: str, place: str | Origin) -> Outcome:
    """Scan one file where it is."""
    scan, item = scan_of(columns), Item(name, place)
    if isinstance(place, str):
        return scan.path(place, _PLACED, item)
    try:
        start = Start(place.begins(FIRST), place.size())
        return scan.start(start, place.begins, _PLACED, item)
    except (OSError, DicomWidgetsError):
        return scan.leniently(_PLACED, item)


_local = threading.local()


def scan_of(columns: Columns) -> FileScan:
    """Return the scan of this thread, with what it has learned."""
    known: tuple[Columns, FileScan] | None = getattr(_local, "scan", None)
    if known is None or known[0] != columns:
        known = _local.scan = (columns, FileScan(columns))
    return known[1]


def let_go() -> None:
    """Forget what the scan of this thread has learned, and the values that it keeps."""
    _local.__dict__.pop("scan", None)


class _Placed:
    """The source of all files that are known by their place."""

    kind = label = "list"

    def items(self) -> Sequence[Item]:
        """Return nothing: nobody has listed them here."""
        return ()

    def missing(self) -> Sequence[ReadError]:
        """Return nothing."""
        return ()

    def open(self, item: Item) -> BinaryIO:
        """Open the file."""
        place: str | Origin = item.key
        return open(place, "rb") if isinstance(place, str) else place.open()  # noqa: PTH123

    def path(self, item: Item) -> Path | None:
        """Return its path, where it is a file of its own."""
        return Path(item.key) if isinstance(item.key, str) else None

    def dataset(self, item: Item) -> Any:  # noqa: ARG002 - the protocol's signature
        """Return ``None``: these are files."""
        return None

    def size(self, item: Item) -> int | None:
        """Return the bytes of a member of an archive."""
        place: str | Origin = item.key
        return None if isinstance(place, str) else place.size()


_PLACED = _Placed()
