from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import dicomwidgets as dw
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.errors import ReadError
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = "Somebody^Else^With a name"


def catalogue(data_dir: Path) -> list[Path]:
    with (data_dir / "dicom" / "catalogue.csv").open(encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    return [
        data_dir / "dicom" / row["repo"] / row["path"]
        for row in found
        if int(row["size"]) < 1_000_000 and "DICOMDIR" not in row["path"]
    ]


def broken(data: bytes) -> bool:
    return walk_file(data).broken is not None


def leaves(data: bytes) -> list[tuple[Any, ...]]:
    """Return what a file is made of, as its walk has it, with the bytes that are no length."""
    file_map = walk_file(data)
    whole = data if file_map.inflated is None else b""
    return [
        (span.tag, span.vr, span.depth, span.kind, whole[span.value : span.own_stop])
        for span in file_map.spans
        if span.kind != "padding"
    ]


def test_one_edit_changes_one_element_of_any_file(data_dir: Path) -> None:
    """Of every fifth file: the bytes of all other elements are the same."""
    checked = 0
    for path in catalogue(data_dir)[::5]:
        data = path.read_bytes()
        if broken(data):
            continue
        try:
            edit = dw.edit(path)
        except ReadError:
            continue
        assert edit.to_bytes() == data, path.name
        with kept_warnings():
            there = edit.get("PatientName") is not None
            (edit.set if there else edit.insert)("PatientName", NAME)
        before, after = leaves(data), leaves(edit.to_bytes())
        assert len(after) - len(before) == (not there), path.name
        one = set(map(repr, before)) ^ set(map(repr, after))
        assert all(f"({0x00100010}," in each or f"({0x00100000}," in each for each in one), path
        assert edit.undo().to_bytes() == data
        checked += 1
    assert checked > 120


def test_dcmdump_sees_the_edit_and_nothing_else(
    data_dir: Path, dumped: Callable[[Path], list[str]], tmp_path: Path
) -> None:
    """Of files of every transfer syntax, from two repositories each."""
    seen: dict[str, set[str]] = {}
    for path in catalogue(data_dir):
        data = path.read_bytes()
        syntax = walk_file(data[:4096]).transfer_syntax_uid
        repositories = seen.setdefault(syntax, set())
        repository = path.relative_to(data_dir).parts[1]
        enough = len(repositories) > 1 or repository in repositories or len(data) > 300_000
        if enough or broken(data):
            continue
        repositories.add(repository)
        edit = dw.edit(path)
        there = edit.get("StudyDescription") is not None
        (edit.set if there else edit.insert)("StudyDescription", "Seen by dcmdump alone")
        target = tmp_path / "edited.dcm"
        edit.save(target, overwrite=True)
        before, after = dumped(path), dumped(target)
        changed = set(before) ^ set(after)
        assert any("Seen by dcmdump alone" in line for line in changed), path.name
        assert all("(0008,1030)" in line or "(0008,0000)" in line for line in changed), path.name
        assert len(after) - len(before) == (not there)
    assert sum(map(bool, seen.values())) >= 12
