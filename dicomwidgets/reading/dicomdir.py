"""The files that a DICOMDIR names (PS3.3 F, PS3.10 8)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from pydicom import dcmread

from dicomwidgets.errors import ReadError, SourceError
from dicomwidgets.reading.folder import FilesSource
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["dicomdir_source"]


def dicomdir_source(path: Path) -> FilesSource:
    """Return the files that the directory's records reference, relative to its folder.

    File IDs are upper case by the standard and often not on the disk: where the exact name is not
    there, the one that differs only in case, or by a version suffix (``;1``), is taken. What is
    named and not there, or would lie outside the folder, is reported as missing.

    Raises
    ------
    SourceError
        If the directory itself can't be read.
    """
    folder = _Folder(os.fspath(path.parent))
    paths: dict[str, str] = {}
    missing = []
    for components in _file_ids(path):
        name = "/".join(components)
        place = folder.find(components)
        if place:
            paths[name] = place
        else:
            missing.append(
                ReadError(
                    "The DICOMDIR names this file, and it is not there.",
                    tag="(0004,1500)",
                    keyword="ReferencedFileID",
                    file=name,
                    remedy="Copy the whole medium, not only the DICOMDIR.",
                )
            )
    return FilesSource("dicomdir", path.parent, list(paths), paths=paths, missing=missing)


def _file_ids(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield the Referenced File ID of every record that has one, each once."""
    try:
        with kept_warnings():
            records = dcmread(path, force=True).get("DirectoryRecordSequence") or ()
            found = [_components(record.get("ReferencedFileID")) for record in records]
    except Exception as error:  # noqa: BLE001 - a damaged directory fails in any way pydicom can
        raise SourceError(
            f"The DICOMDIR can't be read: {type(error).__name__}.",
            file=path.name,
            remedy="Point at the folder instead: its files are found without the DICOMDIR.",
        ) from None
    return iter(dict.fromkeys(each for each in found if each))


def _components(value: Any) -> tuple[str, ...]:
    if not value:
        return ()
    return (str(value),) if isinstance(value, str) else tuple(str(part) for part in value)


class _Folder:
    """Finds files below a folder, without regard to case where need be."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._listings: dict[str, dict[str, str]] = {}

    def find(self, components: tuple[str, ...]) -> str | None:
        """Return the path of the file with this ID, or ``None``."""
        if any(part in ("", ".", "..") or "/" in part or "\\" in part for part in components):
            return None
        place = os.path.join(self._root, *components)  # noqa: PTH118 - strings, as scandir gives
        if os.path.isfile(place):  # noqa: PTH113
            return place
        place = self._root
        for part in components:
            name = self._listing(place).get(_plain(part))
            if name is None:
                return None
            place = os.path.join(place, name)  # noqa: PTH118
        return place if os.path.isfile(place) else None  # noqa: PTH113

    def _listing(self, folder: str) -> dict[str, str]:
        if folder not in self._listings:
            try:
                names = sorted(os.listdir(folder))  # noqa: PTH208
            except OSError:
                names = []
            self._listings[folder] = {_plain(name): name for name in names}
        return self._listings[folder]


def _plain(name: str) -> str:
    return name.split(";", maxsplit=1)[0].rstrip(".").casefold()
