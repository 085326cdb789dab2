from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread

import dicomwidgets as dw
from dicomwidgets.editing.saving import written
from dicomwidgets.errors import EditError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def source(made: Callable[..., bytes], tmp_path: Path) -> Path:
    path = tmp_path / "in.dcm"
    path.write_bytes(made())
    return path


def test_the_source_is_not_written_unless_told(source: Path) -> None:
    before = source.read_bytes()
    edit = dw.edit(source).set("PatientName", "Doe")
    with pytest.raises(EditError, match="the file that is edited"):
        edit.save(source)
    assert source.read_bytes() == before
    edit.save(source, overwrite=True)
    assert dcmread(source).PatientName == "Doe"
    assert [path.name for path in source.parent.iterdir()] == ["in.dcm"]


def test_a_file_that_is_there_is_not_replaced_unless_told(source: Path) -> None:
    target = source.with_name("out.dcm")
    edit = dw.edit(source).set("PatientName", "Doe")
    edit.save(target)
    assert dcmread(target).PatientName == "Doe"
    with pytest.raises(EditError, match="already") as caught:
        edit.save(target)
    assert "out.dcm" not in str(caught.value)
    edit.set("PatientName", "Roe").save(target, overwrite=True)
    assert dcmread(target).PatientName == "Roe"


def test_a_folder_takes_the_files_own_name(source: Path) -> None:
    (source.parent / "out").mkdir()
    dw.edit(source).set("PatientName", "Doe").save(source.parent / "out")
    assert dcmread(source.parent / "out" / "in.dcm").PatientName == "Doe"


def test_what_fails_leaves_nothing_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"before")

    def fail() -> None:
        with written(path) as out:
            out.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_rights_are_those_of_a_new_file_or_of_the_one_replaced(source: Path) -> None:
    plain = source.with_name("plain")
    plain.write_bytes(b"")
    target = source.with_name("out.dcm")
    edit = dw.edit(source)
    edit.save(target)
    assert target.stat().st_mode == plain.stat().st_mode
    target.chmod(0o600)
    edit.save(target, overwrite=True)
    assert target.stat().st_mode & 0o777 == 0o600
    assert os.path.getsize(target) == source.stat().st_size  # noqa: PTH202
