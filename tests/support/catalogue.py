"""The real files: all of them, or one of each kind."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["RealFiles", "catalogued", "of_each_kind"]

_KIND = (
    *("sop_name", "ts", "manufacturer", "features"),
    *("pi", "bits_alloc", "bits_stored", "pixrep"),
)


class RealFiles(NamedTuple):
    """The files that a test goes over, in the order of their catalogue; whether these are all."""

    paths: list[Path]
    whole: bool


def catalogued(data_dir: Path) -> list[Path]:
    """Return the real files, in the order of their catalogue."""
    return [path for path, _ in _rows(data_dir)]


def of_each_kind(data_dir: Path, columns: tuple[str, ...] = _KIND) -> list[Path]:
    """Return the smallest file of each kind: those that are alike in these columns."""
    kinds: dict[tuple[str, ...], Path] = {}
    for path, row in _rows(data_dir):
        kind = tuple(row[name] for name in columns)
        known = kinds.get(kind)
        if known is None or path.stat().st_size < known.stat().st_size:
            kinds[kind] = path
    return list(kinds.values())


def _rows(data_dir: Path) -> list[tuple[Path, dict[str, str]]]:
    folder = data_dir / "dicom"
    with (folder / "catalogue.csv").open(encoding="utf-8") as file:
        return [(folder / row["repo"] / row["path"], row) for row in csv.DictReader(file)]
