"""Real files, read as one collection: one of each kind and, among the slow tests, all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import dicomwidgets as dw

if TYPE_CHECKING:
    from pathlib import Path

    from support.catalogue import RealFiles


@pytest.fixture(scope="module")
def files(real_files: RealFiles, data_dir: Path) -> list[Path]:
    if real_files.whole:
        return [each for each in (data_dir / "dicom").rglob("*") if each.is_file()]
    return [each for each in real_files.paths if "DICOMDIR" not in each.name]


@pytest.fixture(scope="module")
def collection(real_files: RealFiles, data_dir: Path, files: list[Path]) -> dw.Collection:
    return dw.load(data_dir / "dicom" if real_files.whole else files)


def test_every_file_is_accounted_for(
    collection: dw.Collection, real_files: RealFiles, files: list[Path]
) -> None:
    directories = sum(path.name == "DICOMDIR" for path in files)
    read = sum(len(each.instances) for each in (*collection, *collection.others))
    lost = [error for error in collection.problems if "before the first element" in error.message]
    assert read + collection.skipped + len(lost) + directories <= len(files)
    assert read >= (830 if real_files.whole else 225)


def test_they_are_checked(collection: dw.Collection, real_files: RealFiles) -> None:
    found = collection.check()
    assert found.files > (800 if real_files.whole else 220)
    together = {"not-dicom", "instance-copied"} if real_files.whole else {"burned-in"}
    assert {"patient-missing", *together} <= set(found.rules)
