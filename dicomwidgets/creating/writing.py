"""Objects as files: all of them whole under their names, or none, and nothing overwritten."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.errors import CreateError
from dicomwidgets.jobs.atomic import place_file
from dicomwidgets.jobs.progress import Teller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dicomwidgets.jobs.progress import Progress

    Writer = Callable[[BinaryIO, Path], None]

__all__ = ["names_for", "write"]

_SUFFIX = ".dcm"


def names_for(target: str | os.PathLike[str], count: int) -> list[Path]:
    """Return the files to write.

    Parameters
    ----------
    target
        A folder, or the file where there is one object: a name that no folder has.
    count
        Number of objects.

    Raises
    ------
    CreateError
        If many are to be written to one file.
    """
    path = Path(target).expanduser().absolute()
    if path.is_dir() or str(target).endswith(("/", os.sep)):
        return [path / name for name in _numbered(count)]
    if count == 1:
        return [path]
    if path.exists() or path.suffix.lower() == _SUFFIX:
        raise CreateError(
            f"{count} objects don't go into one file.",
            file=str(path),
            remedy="Name a folder; for images, multiframe=True makes one object.",
        )
    return [path / name for name in _numbered(count)]


def write(
    writers: Iterable[Writer],
    paths: Sequence[Path],
    *,
    overwrite: bool,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> bool:
    """Write one object after the other beside their places, then give all of them their names.

    Parameters
    ----------
    writers
        Each writes an object: to a file that it is given, with room beside it.
    paths
        Their places.
    overwrite
        Whether files that are there may be replaced.
    on_progress
        Called between objects.
    cancelled
        Asked between objects.

    Returns
    -------
    bool
        Whether they were written: not if `cancelled` said so before the last one.

    Raises
    ------
    CreateError
        If a file is there already, or one can't be written; nothing is left behind.
    """
    _refuse_taken(paths, overwrite=overwrite)
    folder = paths[0].parent
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".create.") as room:
            teller = Teller(on_progress, len(paths))
            for path, writer in zip(paths, writers, strict=True):
                if cancelled is not None and cancelled():
                    return False
                with (Path(room) / path.name).open("wb") as file:
                    writer(file, Path(room))
                    file.flush()
                    os.fsync(file.fileno())
                teller.count(failed=False)
            for path in paths:
                place_file(Path(room) / path.name, path, overwrite=overwrite)
            teller.tell()
    return True


def _numbered(count: int) -> list[str]:
    digits = max(4, len(str(count)))
    return [f"IM_{number:0{digits}}{_SUFFIX}" for number in range(1, count + 1)]


def _refuse_taken(paths: Sequence[Path], *, overwrite: bool) -> None:
    if overwrite:
        return
    taken = [path for path in paths if path.exists()]
    if taken:
        many = f", and {len(taken) - 1} others" if len(taken) > 1 else ""
        raise CreateError(
            f"There is a file of this name already{many}.",
            file=str(taken[0]),
            remedy="Name another place, or give overwrite=True.",
        )


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CreateError(
            f"It can't be written: {error.strerror}.",
            file=str(folder),
            remedy="Name another place.",
        ) from None
