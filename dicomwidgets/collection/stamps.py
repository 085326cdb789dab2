"""What tells whether a file is still the one that was read: its size and its times of change."""

from __future__ import annotations

import os
from array import array
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.reading.item import Source

__all__ = ["PER_FILE", "place_of", "stamps_of"]

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
    return None if root is None else root.absolute()


def stamps_of(source: Source, begun: int) -> array[int]:
    """Return three numbers for each item of a source that has a place on the disk.

    Parameters
    ----------
    source
        One that `place_of` knows a place of.
    begun
        When the reading began, in nanoseconds since 1970.

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
        whole = _stamp(str(place_of(source)), youngest)
        return array("q", whole * len(source.items()))
    stamps = array("q")
    for item in source.items():
        stamps.extend(_stamp(place(item), youngest))
    return stamps


def _stamp(path: str, youngest: int) -> tuple[int, int, int]:
    try:
        status = os.stat(path)  # noqa: PTH116 - hot
    except (OSError, ValueError):
        return _UNKNOWN
    modified, changed = status.st_mtime_ns, status.st_ctime_ns
    if modified > youngest or changed > youngest:
        return _UNKNOWN
    return status.st_size, modified, changed
