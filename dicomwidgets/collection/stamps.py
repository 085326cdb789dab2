"""What tells whether a file is still the one that was read: its size and its times of change."""

from __future__ import annotations

import os
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwidgets.reading.folder import glob_source
from dicomwidgets.reading.sniff import FIRST_BYTES, sniff

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwidgets.reading.item import Item, Source

__all__ = ["PER_FILE", "place_named", "place_of", "stamps_of"]

PER_FILE = 3
"""Size, time of change of the content and of the entry, in nanoseconds: three numbers a file."""

_FOLDERS = frozenset({"folder", "glob", "dicomdir"})
_FRESH = 2_000_000_000
_UNKNOWN = (-1, -1, -1)


def place_of(source: Source) -> Path | None:
    """Return the folder or archive on the disk that a source is, ``None`` for all others."""
    if source.kind in _FOLDERS:
        root: Path | None = getattr(source, "root", None)
    else:
        root = getattr(source, "path_on_disk", None)
    return None if root is None else Path(os.path.abspath(root))  # noqa: PTH100 - without ".."


def place_named(text: str) -> Path:
    """Return the place of what `dicomwidgets.load` takes by this name, be it there or not.

    Parameters
    ----------
    text
        A path, or a pattern: that stands for its part without wildcards, as a DICOMDIR stands for
        the folder that it lies in.
    """
    from glob import has_magic  # noqa: PLC0415 - a folder does not need it

    path = Path(os.path.expanduser(text))  # noqa: PTH111 - of an unknown user that raises
    if not path.is_dir() and _is_dicomdir(path):
        path = path.parent
    elif has_magic(text) and not path.exists():
        path = glob_source(str(path)).root
    return Path(os.path.abspath(path))  # noqa: PTH100 - without ".."


def _is_dicomdir(path: Path) -> bool:
    if not path.is_file():  # it was one, maybe: the medium is gone
        return path.name.upper() == "DICOMDIR"
    try:
        with path.open("rb") as file:
            return sniff(file.read(FIRST_BYTES)) == "dicomdir"
    except OSError:
        return False


def stamps_of(source: Source, begun: int, items: Iterable[Item]) -> array[int]:
    """Return three numbers for each of some items of a source that has a place on the disk.

    Parameters
    ----------
    source
        One that `place_of` knows a place of.
    begun
        When the reading began, in nanoseconds since 1970.
    items
        Of the source.

    Returns
    -------
    array
        -1 stands for what can't be said: a file that is gone, or one that was changed later than
        two seconds before. It may be changed once more and have the same times: not every file
        system knows them more exactly.
    """
    youngest = begun - _FRESH
    place: Any = getattr(source, "place", None)
    if place is None:
        whole = array("q", _stamps([str(getattr(source, "path_on_disk", ""))], youngest))
        return whole * sum(1 for _ in items)
    return array("q", _stamps(map(place, items), youngest))


def _stamps(paths: Iterable[str], youngest: int) -> Iterator[int]:
    """Yield three numbers a file."""
    look = os.stat  # each call counts: there may be a million
    for path in paths:
        try:
            status = look(path)
        except (OSError, ValueError):
            yield from _UNKNOWN
            continue
        modified, changed = status.st_mtime_ns, status.st_ctime_ns
        if modified > youngest or changed > youngest:
            yield from _UNKNOWN
        else:
            yield status.st_size
            yield modified
            yield changed
