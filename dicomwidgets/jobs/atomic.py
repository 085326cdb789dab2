"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["PART", "atomic_file", "name_file", "place_file", "start_writing"]

PART = ".part"
"""How the name of a file that is not whole yet ends; it begins with a dot."""


@contextmanager
def atomic_file(
    path: Path, *, overwrite: bool = True, ready: Callable[[], None] | None = None
) -> Iterator[BinaryIO]:
    """Write a file beside its place, and move it there when it is whole and on the disk.

    Parameters
    ----------
    path
        The file's final name, in a folder that is there.
    overwrite
        Whether a file that has this name may be replaced. The new one takes over its rights.
    ready
        Called when the file is whole and on the disk, directly before it gets its name; if it
        raises, nothing is changed.

    Yields
    ------
    BinaryIO
        The file to write to, open for reading as well.

    Raises
    ------
    FileExistsError
        If there is a file of this name when the new one is whole, and it may not be replaced.
    OSError
        If it can't be written. What was there before stays, and nothing is left behind.

    Notes
    -----
    A process that is killed in the middle leaves a file whose name begins with a dot and ends in
    `PART`, never a half-written one under its final name.
    """
    made: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name[:32]}.", suffix=PART, delete=False
        ) as file:
            made = Path(file.name)
            yield cast("BinaryIO", file)
            file.flush()
            os.fsync(file.fileno())
        if ready is not None:
            ready()
        place_file(made, path, overwrite=overwrite)
        made = None
    finally:
        if made is not None:
            made.unlink(missing_ok=True)


def start_writing(handle: int) -> None:
    """Let the system begin to bring a file to the disk, and don't wait for it.

    Of several files begun so, the first that is waited for (`os.fsync`) costs what one alone does,
    and the others next to nothing. Where the system can't be told, nothing is done.
    """
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)


def place_file(made: Path, path: Path, *, overwrite: bool) -> None:
    """Give a whole file its final name, and the rights that a file of this name has.

    Parameters
    ----------
    made
        The file, whole and on the disk, in the same file system.
    path
        Its final name.
    overwrite
        Whether a file that has this name may be replaced.

    Raises
    ------
    FileExistsError
        If there is one, and it may not.
    OSError
        If it can't be renamed.
    """
    with suppress(OSError):  # file systems without rights
        made.chmod(_rights(path))
    if overwrite:
        made.replace(path)
    else:
        name_file(made, path)


def name_file(made: str | os.PathLike[str], path: str | os.PathLike[str]) -> None:
    """Give a whole file its final name, which no file has, and leave its rights as they are.

    Raises
    ------
    FileExistsError
        If there is a file of this name.
    OSError
        If it can't be renamed.
    """
    try:
        # Unlike a rename, a second name can't take the place of another file.
        os.link(made, path)
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError:  # file systems without second names
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
        os.replace(made, path)  # noqa: PTH105 - hot
    else:
        os.unlink(made)  # noqa: PTH108


def _rights(path: Path) -> int:
    """Return the rights of the file that is replaced, or those that a new one has."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
