"""The command lines that somebody may copy: from the help of each command, and from the docs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from support.tree import ROOT

from dicomwidgets import samples
from dicomwidgets.cli.main import COMMANDS, command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Group", "groups", "lay_out"]

_SHELLS = ("sh", "console", "bash", "text", "")
_TYPED = re.compile(r"(?:^|[|&;] *)dicomwidgets\b")


@dataclass(frozen=True)
class Group:
    """Lines that are typed one after the other, in one folder."""

    where: str
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return self.where


def groups() -> list[Group]:
    """Return the lines by where they stand."""
    helps = [Group(f"help of {name}", command(name).examples) for name in COMMANDS]
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    shown = [Group(page.relative_to(ROOT).as_posix(), tuple(_lines_of(page))) for page in pages]
    return [*helps, *(group for group in shown if group.lines)]


def _lines_of(page: Path) -> Iterator[str]:
    """Yield the lines of a page's blocks in which `dicomwidgets` is typed."""
    if page.relative_to(ROOT).parts[:2] in (("docs", "_build"), ("docs", "commands")):
        return
    language: str | None = None
    for line in page.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        if line.startswith("```"):
            language = line[3:] if language is None else None
        elif language in _SHELLS:
            typed = line.removeprefix("$ ").split(" #")[0].strip()
            if _TYPED.search(typed) and (language != "console" or line.startswith("$ ")):
                yield typed


def lay_out(folder: Path) -> None:
    """Put there what the lines speak of."""
    samples.write_ct_folder(folder / "scans", 5, 64)
    first, second, *_ = sorted((folder / "scans").iterdir())
    for name, file in (("scan.dcm", first), ("other.dcm", second)):
        (folder / name).write_bytes(file.read_bytes())
    samples.write_ct_folder(folder / "archive/CT", 4, 64)
    for name, datasets in (("MR", samples.mr()[:3]), ("US", [samples.us_color()])):
        (folder / "archive" / name).mkdir()
        for number, dataset in enumerate(datasets):
            dataset.save_as(folder / "archive" / name / f"{number}.dcm", enforce_file_format=True)
    grey = np.arange(64 * 64, dtype=np.uint8).reshape(64, 64)
    Image.fromarray(grey).save(folder / "picture.png")
    np.save(folder / "volume.npy", np.arange(4 * 32 * 32, dtype=np.int16).reshape(4, 32, 32))
