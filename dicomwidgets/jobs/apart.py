"""Source and target are kept apart: nothing is written where something is read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from dicomwidgets.errors import ArgumentError
from dicomwidgets.reading.folder import FilesSource, FolderSource
from dicomwidgets.reading.several import ChosenSource, ListSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.reading.item import Source

__all__ = ["keep_apart"]


def keep_apart(source: Source, target: Path) -> None:
    """Refuse a target inside the source, and a source inside the target.

    Links are followed. A file that was named by itself does not make the whole folder that it lies
    in part of the source; a pattern does so below its ``**``, and with folders that it matches.

    Raises
    ------
    ArgumentError
        With what to do.
    """
    roots = set(_folders(source))
    if _is_in(target, roots) or any(_is_found(target, each) for each in _patterns(source)):
        raise ArgumentError(
            "The target is inside the source.", remedy="Choose a folder beside the source."
        )
    if not target.exists():
        return
    inner = roots | {path.parent for path in map(source.path, source.items()) if path}
    if any(_is_in(folder, {target}) for folder in inner):
        raise ArgumentError(
            "The source is inside the target.", remedy="Choose a folder beside the source."
        )


def _folders(source: Source) -> Iterator[Path]:
    """Yield the folders that are part of a source with all that is in them."""
    for each in _innermost(source):
        if isinstance(each, FilesSource) and each.kind in ("folder", "dicomdir"):
            yield each.root


def _patterns(source: Source) -> Iterator[FolderSource]:
    for each in _innermost(source):
        if isinstance(each, FolderSource) and each.kind == "glob":
            yield each


def _innermost(source: Source) -> Iterator[Source]:
    if isinstance(source, ListSource):
        for inner in {id(found): found for found, _ in map(source.origin, source.items())}.values():
            yield from _innermost(inner)
    elif isinstance(source, ChosenSource):
        yield from _innermost(source.whole)
    else:
        yield source


def _is_found(target: Path, pattern: FolderSource) -> bool:
    """Whether a folder is part of what a pattern names."""
    root = Path(os.path.realpath(pattern.root))
    here = Path(os.path.realpath(target))
    return root in here.parents and pattern.takes(here.relative_to(root).as_posix())


def _is_in(path: Path, folders: set[Path]) -> bool:
    """Whether a path is one of the folders, or below one."""
    known = {_identity(folder) for folder in folders} - {None}
    here = Path(os.path.realpath(path))
    return any(_identity(place) in known for place in (here, *here.parents))


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
