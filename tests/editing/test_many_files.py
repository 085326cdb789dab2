"""Edits of many files at once: in processes, told as it goes, stopped between files."""

from __future__ import annotations

import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread

import dicomwidgets as dw
from dicomwidgets.errors import ArgumentError, EditError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dicomwidgets.editing.change_set import ChangeSet
    from dicomwidgets.jobs import Progress

COUNT = 12


@pytest.fixture
def folder(made: Callable[..., bytes], tmp_path: Path) -> Path:
    root = tmp_path / "in"
    for number in range(COUNT):
        path = root / f"{number % 2}" / f"{number:02}.dcm"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made(InstanceNumber=number))
    (root / "notes.txt").write_text("no DICOM at all, but some text in a file")
    return root


@pytest.fixture
def changes(folder: Path) -> ChangeSet:
    edit = dw.edit(folder / "0" / "00.dcm").set("PatientName", "Doe^Jane")
    return edit.set("InstanceNumber", "7").changes


def written(root: Path) -> dict[str, tuple[str, int]]:
    found = {}
    for path in sorted(root.rglob("*")):
        if path.is_file():
            dataset = dcmread(path)
            name = path.relative_to(root).as_posix()
            found[name] = (str(dataset.PatientName), int(dataset.InstanceNumber))
    return found


def test_processes_write_what_one_alone_writes(
    folder: Path, changes: ChangeSet, tmp_path: Path
) -> None:
    alone = changes.apply(folder, tmp_path / "alone", workers=0)
    several = changes.apply(folder, tmp_path / "several", workers=2)
    assert alone.counts == several.counts == {"written": COUNT, "skipped": 1}
    assert [each.name for each in several] == [each.name for each in alone]
    assert [each.changes for each in several] == [each.changes for each in alone]
    assert written(tmp_path / "several") == written(tmp_path / "alone")
    assert set(written(tmp_path / "several").values()) == {("Doe^Jane", 7)}
    assert several[0].dataset().PatientName == "Doe^Jane"
    # What is there already fails in the process, and the error comes back whole.
    again = changes.apply(folder, tmp_path / "several", workers=2)
    assert again.counts == {"failed": COUNT, "skipped": 1}
    failed = next(each.error for each in again if each.error)
    assert isinstance(failed, EditError)
    assert "already" in failed.message
    assert ".dcm" not in str(failed)


def test_any_executor_works_and_progress_is_told(
    folder: Path, changes: ChangeSet, tmp_path: Path
) -> None:
    told: list[Progress] = []
    with ThreadPoolExecutor(2) as executor:
        applied = changes.apply(
            folder, tmp_path / "out", executor=executor, on_progress=told.append
        )
        saved = (
            dw.edit(folder)
            .set("PatientName", "Doe^Jane")
            .save(tmp_path / "saved", executor=executor, on_progress=told.append)
        )
    assert applied.counts == {"written": COUNT, "skipped": 1}
    assert len(saved) == COUNT + 1  # type: ignore[arg-type]
    assert (told[-1].done, told[-1].total) == (COUNT + 1, COUNT + 1)
    with pytest.raises(ArgumentError, match="exclude"):
        changes.apply(folder, tmp_path / "x", executor=executor, workers=2)


def test_it_stops_between_files(folder: Path, changes: ChangeSet, tmp_path: Path) -> None:
    done: list[int] = []
    applied = changes.apply(
        folder,
        tmp_path / "out",
        workers=0,
        cancelled=lambda: len([*(tmp_path / "out").rglob("*.dcm")]) >= 3 or bool(done),
    )
    assert applied.counts == {"written": 3, "cancelled": COUNT - 2}
    assert len(written(tmp_path / "out")) == 3
    assert not [*(tmp_path / "out").rglob(".*")]


def test_what_only_this_process_has_is_edited_here(
    folder: Path, changes: ChangeSet, tmp_path: Path
) -> None:
    archive = tmp_path / "files.zip"
    with zipfile.ZipFile(archive, "w") as writer:
        for path in folder.rglob("*.dcm"):
            writer.write(path, path.relative_to(folder))
    alone = folder / "0" / "00.dcm"
    mixed = changes.apply([alone, archive, dcmread(alone)], tmp_path / "mixed", workers=2)
    assert mixed.counts == {"written": COUNT + 2}
    assert len(written(tmp_path / "mixed")) == COUNT + 2
