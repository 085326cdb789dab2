"""What was read of archives, kept in the user's cache directory, so that it is not read again.

It holds patient data: the folder and its files are the user's alone, and nothing of it enters an
export. ``dicomwidgets index --forget`` deletes it.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from platformdirs import user_cache_path

from dicomwidgets.collection.cache_file import DamagedError, packed, told_place, unpacked
from dicomwidgets.collection.stamps import place_of
from dicomwidgets.jobs.private_file import write_private

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.collection.cache_file import Kept
    from dicomwidgets.collection.columns import Columns
    from dicomwidgets.reading.item import Source

__all__ = ["FROM_FILES", "Entry", "cache_folder", "entries", "forget", "keep", "kept", "kept_at"]

FROM_FILES = 1000
"""Archives of fewer files are read again: that takes less than a second."""

_SUFFIX = ".index"
_POSIX = os.name == "posix"
_HEAD = 1 << 20


class Entry(NamedTuple):
    """One archive in the cache.

    Parameters
    ----------
    file
        What keeps it.
    place
        Where the archive lies; ``""`` where the file does not say so: it is damaged.
    files
        How many files were found in it.
    size
        Bytes of `file`.
    """

    file: Path
    place: str
    files: int
    size: int


def cache_folder() -> Path:
    """Return the folder of the cache, which need not exist (on Linux ``~/.cache/…``)."""
    return user_cache_path("dicomwidgets", appauthor=False) / "collections"


def kept_at(source: Source, columns: Columns) -> Path | None:
    """Return the file that keeps what is read of a source, ``None`` if it is not to be kept.

    Kept are folders, patterns, DICOMDIRs and zip archives on the disk, each for the columns that
    were asked for.
    """
    place = place_of(source)
    if place is None:
        return None
    key = "\0".join((source.kind, str(place), *columns.names))
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return cache_folder() / f"{digest[:40]}{_SUFFIX}"


def kept(file: Path) -> tuple[Kept | None, str]:
    """Return what a file of the cache keeps, and what is to be said about it.

    Returns
    -------
    kept, note
        ``None`` where there is none, or one of another version, which will be replaced; the note
        is empty but where the file can't be read.
    """
    try:
        return unpacked(file.read_bytes()), ""
    except FileNotFoundError:
        return None, ""
    except OSError as error:
        return None, f"What is kept of this archive can't be read ({error.strerror})."
    except DamagedError:
        return None, "What was kept of this archive is damaged; all files are read again."


def keep(file: Path, what: Kept, files: int) -> str:
    """Write a file of the cache, whole or not at all.

    Several processes may do so at once: the last one stays, and each is whole.

    Parameters
    ----------
    file
        Where to.
    what
        What was read.
    files
        How many files the archive has, be they read or not. Of one that has become too small to
        be kept, nothing stays.

    Returns
    -------
    str
        Why it was not kept; empty where it was, and of archives of fewer than `FROM_FILES` files,
        which are not.
    """
    if len(what.names) < FROM_FILES:
        if files < FROM_FILES:
            with suppress(OSError):
                file.unlink(missing_ok=True)
        return ""
    try:
        _make(file.parent)
        write_private(file, packed(what))
    except OSError as error:
        return (
            f"What was read is not kept for the next time ({error.strerror}). Its place is the "
            f"user's cache directory; load(…, cache=False) does without."
        )
    return ""


def entries() -> list[Entry]:
    """Return what is in the cache."""
    return sorted(_entries(), key=lambda entry: (entry.place, entry.file))


def _entries() -> Iterator[Entry]:
    """Yield all files of the folder: what a killed process has half written holds data too."""
    folder = cache_folder()
    for file in folder.iterdir() if folder.is_dir() else ():
        place, files, size = "", 0, 0
        with suppress(OSError, DamagedError):
            size = file.stat().st_size
            with file.open("rb") as opened:
                place, files = told_place(opened.read(_HEAD))
        yield Entry(file, place, files, size)


def forget(place: Path | None = None) -> int:
    """Delete what is kept of an archive, or all that lies in the folder of the cache.

    Parameters
    ----------
    place
        The folder or archive; what lies below it is forgotten too.

    Returns
    -------
    int
        How many files of the cache were deleted.
    """
    wanted = None if place is None else _plain(place)
    gone = 0
    for entry in entries():
        if wanted is None or (entry.place and _plain(entry.place).is_relative_to(wanted)):
            entry.file.unlink(missing_ok=True)
            gone += 1
    return gone


def _plain(place: str | Path) -> Path:
    return Path(os.path.abspath(place))  # noqa: PTH100 - without ".."


def _make(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if _POSIX:
        folder.chmod(0o700)
