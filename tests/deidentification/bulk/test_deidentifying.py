"""`dicomwidgets.deidentify`, as it is called."""

from __future__ import annotations

import io
import os
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from pydicom import dcmread
from support.deid_stand_in import instance, instance_bytes, write_archive

import dicomwidgets as dw
from dicomwidgets.deidentification import plan
from dicomwidgets.deidentification.bulk.mapping_file import read_mapping
from dicomwidgets.errors import ArgumentError, MissingPackageError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dicomwidgets.deidentification.bulk.rehearsed import PlanOfFile

SECRET = "a secret of the tests, long enough"  # noqa: S105
PASSWORD = "correct horse battery"  # noqa: S105


@pytest.fixture(autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_archive(tmp_path_factory.mktemp("archive"), 25)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock"
    }


def test_a_dataset_gives_a_dataset_and_stays() -> None:
    dataset = instance(1)
    before = dataset.copy()
    new = dw.deidentify(dataset, key=SECRET)
    assert dataset == before
    assert new.PatientID != dataset.PatientID
    assert new.PatientIdentityRemoved == "YES"
    assert new == dw.deidentify(dataset, key=SECRET)


def test_a_file_gives_a_file_as_its_dataset_would(tmp_path: Path) -> None:
    (tmp_path / "a.dcm").write_bytes(instance_bytes(1))
    for number, x in enumerate((str(tmp_path / "a.dcm"), instance_bytes(1), instance(1))):
        target = tmp_path / f"{number}.dcm"
        report = dw.deidentify(x, target, key=SECRET)
        assert report.counts == {"written": 1}
        assert report.files[0].target == target.name
        assert dcmread(target) == dw.deidentify(instance(1), key=SECRET)
    stream = io.BytesIO(instance_bytes(1))
    assert dw.deidentify(stream, tmp_path / "s.dcm", key=SECRET).counts == {"written": 1}
    assert stream.tell() == 0
    assert not list(tmp_path.glob(".*"))


def test_a_file_into_a_folder_is_named_anew(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/Canary.dcm").write_bytes(instance_bytes(1))
    report = dw.deidentify(tmp_path / "in/Canary.dcm", f"{tmp_path}/out/")
    assert "Canary" not in str(report.files[0].target)
    assert (tmp_path / "out" / str(report.files[0].target)).is_file()


def test_a_folder_into_a_folder_by_the_same_key_is_the_same(archive: Path, tmp_path: Path) -> None:
    dw.deidentify(archive, tmp_path / "one", key=SECRET, workers=0)
    report = dw.deidentify(archive, tmp_path / "two", key=SECRET, workers=2)
    assert report.counts == {"written": 25}
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    assert not any(
        b"anary" in data or b"CANARY" in data for data in tree(tmp_path / "two").values()
    )
    assert not any("anary" in name.lower() for name in tree(tmp_path / "two"))
    assert report.policy["options"] == []


def test_the_key_of_a_run_is_kept_and_found_again(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = dw.deidentify(archive, tmp_path / "out")
    again = dw.deidentify(archive, tmp_path / "out")
    assert again.key == one.key
    assert again.counts == {"present": 25}
    with pytest.raises(ArgumentError, match="another one"):
        dw.deidentify(archive, tmp_path / "out", key=SECRET)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "elsewhere"))
    with pytest.raises(ArgumentError, match="not kept on this machine"):
        dw.deidentify(archive, tmp_path / "out")


def test_other_options_in_the_same_target_are_refused(archive: Path, tmp_path: Path) -> None:
    dw.deidentify(archive, tmp_path / "out", key=SECRET)
    with pytest.raises(ArgumentError, match="what differs: options, rules"):
        dw.deidentify(archive, tmp_path / "out", key=SECRET, options="retain_uids")


def test_a_dry_run_writes_nothing(archive: Path, tmp_path: Path) -> None:
    report = dw.deidentify(archive, tmp_path / "out", dry_run=True)
    assert report.counts == {"planned": 25}
    assert report.changes["uid"] >= 75
    assert list(tmp_path.iterdir()) == []


def test_the_rows_of_a_dry_run_are_those_of_the_plans(archive: Path, tmp_path: Path) -> None:
    told: list[PlanOfFile] = []
    dw.deidentify(archive, key=SECRET, dry_run=True, workers=2, on_rows=told.append)
    assert [each.number for each in told] == [*range(1, 26)]
    for each in (told[0], told[-1]):
        rows = [row for row in plan(archive / each.source, key=SECRET).rows if row.changed]
        assert [(row.path, row.action, row.new) for row in each.rows] == [
            (row.path, row.action, row.new) for row in rows
        ]
        assert "anary" not in repr(each) + repr(each.rows)
        assert any("anary" in row.old for row in each.rows)
    packed = tmp_path / "in.zip"
    with zipfile.ZipFile(packed, "w") as archived:
        archived.writestr("1.dcm", instance_bytes(1))
    dw.deidentify(packed, dry_run=True, on_rows=told.append)
    assert "PatientName" in {row.path for row in told[-1].rows}
    with pytest.raises(ArgumentError, match="dry run only"):
        dw.deidentify(archive, tmp_path / "out", on_rows=told.append)


@pytest.mark.parametrize(
    ("source", "target", "told"),
    [
        (lambda folder: folder, "in/out", "target is inside the source"),
        (lambda folder: folder, "in", "target is inside the source"),
        (lambda folder: folder, ".", "source is inside the target"),
        (lambda folder: folder / "Canary^0", ".", "source is inside the target"),
        (lambda folder: [folder, instance(1)], "in/out", "target is inside the source"),
        (lambda folder: folder, "link/out", "target is inside the source"),
        (lambda folder: folder / "*/*.dcm", "in/Canary^0", "must not be mixed|inside the target"),
        (lambda folder: folder / "Canary^0/00.dcm", "in/Canary^0/01.dcm", "a file already"),
        (lambda folder: folder / "Canary^0/00.dcm", "in/Canary^0/00.dcm", "a file already"),
        (lambda folder: folder / "Canary^0/00.dcm", "nowhere/a.dcm", "Make it first"),
        (lambda folder: folder, None, "no target"),
    ],
)
def test_source_and_target_are_kept_apart(
    source: Callable[[Path], Any], target: str | None, told: str, tmp_path: Path
) -> None:
    folder = write_archive(tmp_path / "in", 2)
    (tmp_path / "link").symlink_to(folder)
    before = tree(tmp_path)
    with pytest.raises(ArgumentError, match=told):
        dw.deidentify(source(folder), target and tmp_path / target)
    assert tree(tmp_path) == before


def test_named_files_may_lie_beside_the_target(tmp_path: Path) -> None:
    folder = write_archive(tmp_path / "in", 2)
    assert dw.deidentify(folder / "*/*.dcm", folder / "out").counts == {"written": 2}


@pytest.mark.parametrize(
    "wrong",
    [
        {"names": "all.dcm"},
        {"names": "{NoKeyword}.dcm"},
        {"names": "../{SOPInstanceUID}"},
        {"names": "/{SOPInstanceUID}"},
        {"names": "{SOPInstanceUID!r}"},
        {"names": "{SOPInstanceUID"},
        {"names": "{PatientID.__class__}"},
        {"names": ".{SOPInstanceUID}"},
        {"profile": "strong"},
        {"options": "retain_everything"},
        {"executor": object(), "workers": 2},
        {"key": ""},
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_written(
    wrong: dict[str, Any], archive: Path, tmp_path: Path
) -> None:
    with pytest.raises(ArgumentError):
        dw.deidentify(archive, tmp_path / "out", **wrong)
    assert list(tmp_path.rglob("*.dcm")) == []


def test_names_are_made_of_new_values(archive: Path, tmp_path: Path) -> None:
    report = dw.deidentify(
        archive, tmp_path / "out", names="{Modality}/{PatientName}-{InstanceNumber}.dcm"
    )
    for file in report.files:
        new = dcmread(tmp_path / "out" / str(file.target))
        assert str(file.target).startswith("CT/")
        assert "anary" not in str(file.target)
        assert new.PatientID != "CANARY0"
    assert report.counts == {"written": 25}


def test_nothing_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nothing at this path"):
        dw.deidentify(tmp_path / "gone", tmp_path / "out")


def test_a_series_can_be_anonymized(archive: Path, tmp_path: Path) -> None:
    series = dw.load(archive).series[0]
    assert dw.deidentify(series, tmp_path / "out").counts == {"written": 10}


def test_the_way_back_is_written_encrypted_outside_and_on_request(
    archive: Path, tmp_path: Path
) -> None:
    report = dw.deidentify(archive, tmp_path / "out")
    with pytest.raises(ArgumentError, match="passed on"):
        report.save_mapping(tmp_path / "out/map", password=PASSWORD)
    with pytest.raises(ArgumentError, match="shorter"):
        report.save_mapping(tmp_path / "map", password="short")  # noqa: S106
    place = report.save_mapping(tmp_path / "map", password=PASSWORD)
    with pytest.raises(ArgumentError, match="can't be written"):
        report.save_mapping(tmp_path / "map", password=PASSWORD)
    data = place.read_bytes()
    assert b"anary" not in data
    assert os.name != "posix" or place.stat().st_mode & 0o077 == 0
    rows = read_mapping(place, PASSWORD)
    assert len(rows) == 25
    assert {row["old_PatientID"] for row in rows} == {"CANARY0", "CANARY1"}
    file = dcmread(tmp_path / "out" / str(report.files[3].target))
    assert rows[3]["new_SOPInstanceUID"] == file.SOPInstanceUID
    with pytest.raises(ArgumentError, match="another one"):
        read_mapping(place, PASSWORD + "x")
    place.write_bytes(b"nothing")
    with pytest.raises(ArgumentError, match="no mapping file"):
        read_mapping(place, PASSWORD)


def test_without_its_package_no_mapping_is_written(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = dw.deidentify(archive, tmp_path / "out")
    monkeypatch.setitem(__import__("sys").modules, "cryptography.fernet", None)
    with pytest.raises(MissingPackageError, match=r"dicomwidgets\[mapping\]"):
        report.save_mapping(tmp_path / "map", password=PASSWORD)
    assert not (tmp_path / "map").exists()
