"""What tells whether a file is still the one that was read: its size and its times of change."""

from __future__ import annotations

import os
from array import array
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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
        whole = array("q", _stamps([str(place_of(source))], youngest))
        return whole * len(source.items())
    return array("q", _stamps(map(place, source.items()), youngest))


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
