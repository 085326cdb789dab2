"""A medium stays one: its DICOMDIR is made anew, and leads to every file."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import contextmanager
from itertools import count
from shutil import which
from typing import TYPE_CHECKING

import pytest
from pydicom.fileset import FileSet
from support.deid_stand_in import instance, write_archive

import dicomwidgets as dw
from dicomwidgets.deidentification.bulk.directory import DICOMDIR

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def file_set(directory: Path | None = None) -> Iterator[FileSet]:
    """Open pydicom's file-set, which would leave its temporary folder to the garbage collector."""
    files = FileSet(directory)
    yield files
    files._stage["t"].cleanup()


@pytest.fixture(scope="module")
def medium(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a medium of two patients, with a description that names one."""
    folder = tmp_path_factory.mktemp("medium")
    with file_set() as files:
        files.ID = "CANARY"
        for number in range(25):
            dataset = instance(number)
            dataset.StudyDate, dataset.StudyTime, dataset.StudyID = "20240102", "101112", "CANARY"
            dataset.SeriesNumber = 1
            files.add(dataset)
        files.write(folder)
    return folder


@pytest.mark.parametrize("by", ["folder", "DICOMDIR"])
def test_the_directory_is_made_anew(medium: Path, by: str, tmp_path: Path) -> None:
    source = medium if by == "folder" else medium / DICOMDIR
    out = tmp_path / "out"
    report = dw.deidentify(source, out, key="a secret of the tests")
    assert report.counts == {"written": 25} | ({"skipped": 1} if by == "folder" else {})
    assert report.remarks == ()
    with file_set(out / DICOMDIR) as files:
        assert len(files) == 25
        assert sorted(str(file.path) for file in files) == sorted(
            str(out / str(file.target)) for file in report.files if file.target
        )
        assert len(files.find_values("PatientID")) == 2
        assert len(files.find_values("SeriesInstanceUID")) == 3
        assert all(file.load().SOPInstanceUID == file.SOPInstanceUID for file in files)
    assert b"CANARY" not in (out / DICOMDIR).read_bytes()
    before = (out / DICOMDIR).read_bytes()
    dw.deidentify(source, out, key="a secret of the tests")
    assert (out / DICOMDIR).read_bytes() == before
    assert dw.load(out / DICOMDIR).series


@pytest.fixture(scope="module")
def anonymous(medium: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("anonymous") / "out"
    dw.deidentify(medium, out, key="a secret of the tests")
    return out


def test_another_program_reads_it(anonymous: Path) -> None:
    dump = which("dcmdump")
    assert dump, "dcmtk is part of what the tests need"
    done = subprocess.run(
        [dump, str(anonymous / DICOMDIR)], capture_output=True, text=True, check=True
    )
    assert done.stdout.count("DirectoryRecordType") == 2 + 2 + 3 + 25


def test_strangers_stay_apart_where_nobody_has_an_id(anonymous: Path) -> None:
    with file_set(anonymous / DICOMDIR) as files:
        found = [files.find_values(keyword) for keyword in ("PatientID", "StudyInstanceUID")]
    assert [len(values) for values in found] == [2, 2]


def test_names_that_no_directory_may_hold_are_told(medium: Path, tmp_path: Path) -> None:
    report = dw.deidentify(medium, tmp_path / "out", names="{SOPInstanceUID}.dcm")
    assert "25 files are not in the new DICOMDIR" in report.remarks[0]


def test_where_there_was_none_there_is_none(tmp_path: Path) -> None:
    dw.deidentify(write_archive(tmp_path / "in", 2), tmp_path / "out")
    assert not (tmp_path / "out" / DICOMDIR).exists()


def test_it_is_the_same_however_many_made_it_and_how_often(medium: Path, tmp_path: Path) -> None:
    once, often = tmp_path / "once", tmp_path / "often"
    dw.deidentify(medium, once, key="a secret of the tests", workers=0)
    asked = count()
    dw.deidentify(
        medium, often, key="a secret of the tests", workers=0, cancelled=lambda: next(asked) > 8
    )
    assert not (often / DICOMDIR).exists()
    report = dw.deidentify(medium, often, key="a secret of the tests", workers=2)
    assert 0 < report.counts["present"] < 25
    assert (once / DICOMDIR).read_bytes() == (often / DICOMDIR).read_bytes()


def test_a_file_that_has_no_place_in_it_leaves_no_patient_without_one(
    medium: Path, tmp_path: Path
) -> None:
    source = tmp_path / "in"
    shutil.copytree(medium, source)
    odd = instance(99)
    odd.PatientID = "SOMEBODY ELSE"
    del odd.SOPClassUID
    odd.save_as(source / "ODD", enforce_file_format=False)
    report = dw.deidentify(source, tmp_path / "out", key="a secret of the tests")
    (file,) = (file for file in report.files if file.source.endswith("ODD"))
    assert file.status == "written"
    assert report.remarks[0].startswith("1 files are not in the new DICOMDIR")
    with file_set(tmp_path / "out" / DICOMDIR) as files:
        assert len(files) == 25
        assert len(files.find_values("PatientID")) == 2
