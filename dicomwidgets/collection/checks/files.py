"""Files that are no DICOM, empty, broken or missing, and folders without files."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from dicomwidgets.collection.checks.archive import Mark
from dicomwidgets.reading.sniff import FIRST_BYTES, sniff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.collection.checks.archive import Archive

__all__ = ["check_files"]

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}")
_PIXELS = "(7FE0,"


def check_files(archive: Archive) -> Iterator[Mark]:
    """Yield what is to be said of files as such."""
    if not archive.whole:
        yield Mark("not-checked", "Not all files were read: what is left is not checked.")
    yield from _problems(archive)
    if archive.whole:
        yield from _strangers(archive)
    yield from _without_meta(archive)
    yield from _empty_folders(archive)


def _problems(archive: Archive) -> Iterator[Mark]:
    missing = {id(each) for each in archive.source.missing()}
    for problem in archive.problems:
        rule = "file-broken"
        if id(problem) in missing:
            rule = "file-missing"
        elif (problem.tag or "").startswith(_PIXELS):
            rule = "pixels-short"
        files = (problem.file,) if problem.file else ()
        yield Mark(
            rule,
            problem.message,
            files=files,
            keyword=problem.keyword or "",
            fix=problem.remedy or "",
        )


def _strangers(archive: Archive) -> Iterator[Mark]:
    known = set(archive.texts("File")) | {each.file for each in archive.problems}
    empty, others = [], []
    for item in archive.source.items():
        if item.name in known or archive.source.dataset(item) is not None:
            continue
        try:
            with archive.source.open(item) as file:
                start = file.read(FIRST_BYTES)
        except OSError:
            continue  # gone meanwhile, or among the problems
        if not start:
            empty.append(item.name)
        elif sniff(start) in ("other", "zip"):
            others.append(item.name)
    for name in empty:
        yield Mark("file-empty", "The file has no bytes.", files=(name,))
    if others:
        yield Mark("not-dicom", _kinds(others), files=others, numbers={"files": len(others)})


def _kinds(names: list[str]) -> str:
    """Say how many files there are of each suffix; a suffix that may be part of a name is not."""
    suffixes = (PurePosixPath(name).suffix for name in names)
    counts = Counter(each.lower() if _SUFFIX.fullmatch(each) else "no suffix" for each in suffixes)
    listed = ", ".join(f"{count} {suffix}" for suffix, count in counts.most_common(8))
    files = "1 file is" if len(names) == 1 else f"{len(names)} files are"
    return f"{files} no DICOM: {listed}{', …' if len(counts) > 8 else ''}."


def _without_meta(archive: Archive) -> Iterator[Mark]:
    """Yield files that do not say how they are encoded (PS3.10 7.1)."""
    for row in archive.rows("TransferSyntaxUID", lambda syntax: not syntax):
        if archive.source.dataset(archive.item(row)) is None:
            yield Mark("meta-missing", "The file does not name its transfer syntax.", (row,))


def _empty_folders(archive: Archive) -> Iterator[Mark]:
    root = getattr(archive.source, "root", None)
    if archive.source.kind != "folder" or not isinstance(root, Path):
        return
    filled: set[str] = set()
    found: list[str] = []
    for folder, _, files in os.walk(root, topdown=False):
        if files or folder in filled:
            filled.add(os.path.dirname(folder))  # noqa: PTH120 - hot
        else:
            found.append(folder)
    highest = [each for each in found if os.path.dirname(each) not in set(found)]  # noqa: PTH120
    for each in sorted(highest):
        name = Path(each).relative_to(root).as_posix()
        yield Mark("folder-empty", "The folder holds no file.", files=(name,))
