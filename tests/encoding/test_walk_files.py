"""The walk over every real file, against dcmtk's dcmdump on tag, VR, length and depth."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pytest

from dicomwidgets.encoding.walk import UNDEFINED, FileMap, walk_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PIXEL_DATA = 0x7FE00010
DIRECTORY_OFFSETS = {0x00041200, 0x00041202, 0x00041400, 0x00041420}

EXCEPTIONS = {
    "winter.dcm": "(0008,0018) stands there twice; dcmdump leaves the second one out",
    "SC_rgb_jpeg.dcm": "explicit VR is declared and implicit VR used; dcmdump believes the first",
    "emri_small_jpeg_2k_lossless_too_short.dcm": "dcmdump adds the delimiter that the file lacks",
}
"""Files on which the two differ for good reasons."""

LINE = re.compile(rb"^( *)\(([0-9a-f]{4}),([0-9a-f]{4})\) (\S\S) .*# *(u/l|\d+), *\d+ ")


class Entry(NamedTuple):
    depth: int
    tag: int
    vr: str
    length: int


@pytest.fixture(scope="module")
def real_files(data_dir: Path) -> list[Path]:
    root = data_dir / "dicom"
    with (root / "catalogue.csv").open(encoding="utf-8", newline="") as table:
        return [root / row["repo"] / row["path"] for row in csv.DictReader(table)]


@pytest.fixture(scope="module")
def maps(real_files: list[Path]) -> dict[Path, FileMap]:
    found = {}
    for path in real_files:
        with path.open("rb") as file:
            found[path] = walk_file(file)
    return found


def test_every_byte_of_every_file_is_in_one_span(
    maps: dict[Path, FileMap], accounts_for_every_byte: Callable[[FileMap], None]
) -> None:
    assert len(maps) > 800
    for path, found in maps.items():
        accounts_for_every_byte(found)
        assert found.file_size == path.stat().st_size
        assert found.inflated is not None or found.size == found.file_size


def test_only_files_that_are_broken_break(maps: dict[Path, FileMap]) -> None:
    broken = {path.name for path, found in maps.items() if found.broken}
    assert broken == {
        *("rtplan_truncated.dcm", "MR_truncated.dcm", "DICOMDIR-nooffset"),
        "emri_small_jpeg_2k_lossless_too_short.dcm",
    }


def dumped(files: list[Path]) -> dict[str, list[Entry]]:
    """Return what dcmdump shows of each file; what it would write differently is left out."""
    tool = shutil.which("dcmdump")
    if tool is None:
        pytest.skip("dcmdump is not installed: no second opinion of dcmtk")
    options = ["-q", "+F", "-Un", "-M", "+R", "4", "+E", "+Qn", "-dc"]
    found: dict[str, list[Entry]] = {}
    for start in range(0, len(files), 100):
        command = [tool, *options, *map(str, files[start : start + 100])]
        text = subprocess.run(command, capture_output=True, check=False).stdout
        entries: list[Entry] = []
        for line in text.split(b"\n"):
            if line.startswith(b"# dcmdump ("):
                entries = found[line.partition(b": ")[2].decode()] = []
            elif b"for re-enc" not in line and (match := LINE.match(line)):
                indent, group, element, vr, length = match.groups()
                size = UNDEFINED if length == b"u/l" else int(length)
                tag = int(group + element, 16)
                entries.append(Entry(len(indent) // 2, tag, vr.decode(), size))
    return found


def walked(found: FileMap, theirs: list[Entry], told: Counter[str]) -> list[Entry]:
    """Return the spans as dcmdump would show them, its own habits counted in `told`."""
    spans = list(found.spans)
    entries: list[Entry] = []
    kept_closed = -1
    for span in spans:
        if span.offset < kept_closed or span.kind in {"preamble", "prefix", "padding", "unread"}:
            continue
        depth = span.depth - (span.kind == "delimiter")
        shown = theirs[len(entries)].vr if len(entries) < len(theirs) else ""
        vr, habit = as_shown(span.tag, span.vr, span.length, shown)
        if span.vr == shown == "UN" and span.opened:
            kept_closed = span.stop
            habit = "a sequence written as UN with a length: opened here, bytes there"
        told[habit] += 1
        entries.append(Entry(depth, span.tag, vr, span.length))
    return entries


def as_shown(tag: int, vr: str, length: int, shown: str) -> tuple[str, str]:
    """Return the VR that dcmdump shows for one in the file, and why it is another."""
    if not vr:
        return shown, "no VR in the file: dcmdump shows that of its dictionary"
    if tag == PIXEL_DATA and vr == "OW" and length == UNDEFINED:
        return "OB", "encapsulated pixels as OW: dcmdump shows OB"
    if tag in DIRECTORY_OFFSETS:
        return "up", "offsets of a directory are UL: dcmdump shows 'up'"
    if vr == "UN" and length == UNDEFINED:
        return "SQ", "UN of undefined length: dcmdump shows SQ"
    return vr, ""


def test_it_agrees_with_dcmdump_at_every_depth(maps: dict[Path, FileMap]) -> None:
    theirs = dumped(list(maps))
    assert len(theirs) == len(maps)
    told: Counter[str] = Counter()
    different = {
        path.name
        for path, found in maps.items()
        if walked(found, theirs[str(path)], told) != theirs[str(path)]
    }
    entries = sum(told.values())
    print(f"{entries:,} elements, items and delimiters of {len(maps)} files. Exceptions:")  # noqa: T201
    for habit, count in told.most_common():
        print(f"  {count:>7,} × {habit or 'the same'}")  # noqa: T201
    for name, reason in EXCEPTIONS.items():
        print(f"  {name}: {reason}")  # noqa: T201
    assert entries > 150_000
    assert different == set(EXCEPTIONS)
