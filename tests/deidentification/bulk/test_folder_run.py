"""A folder is anonymized into another: every file has its fate, none is lost or overwritten."""

from __future__ import annotations

import errno
import json
import os
import zipfile
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread
from support.deid_run import order, ordered
from support.deid_stand_in import instance, instance_bytes, write_archive

from dicomwidgets.deidentification.bulk.folder_run import Manner, into_folder, rehearsed
from dicomwidgets.errors import ArgumentError
from dicomwidgets.jobs.manifest import Manifest
from dicomwidgets.jobs.target_folder import OWN_FOLDER, TargetFolder
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.deidentification.bulk.folder_run import Order
    from dicomwidgets.deidentification.bulk.report import Report
    from dicomwidgets.jobs import Progress

HERE = Manner(workers=0)


def done(x: object, target: Path, manner: Manner = HERE, what: Order | None = None) -> Report:
    return into_folder(source_of(x), target, lambda _: what or order(), manner, resume=True)


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files of a target but the lock: the manifest too."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """40 instances of two patients, a text, an archive, and one that the engine refuses."""
    folder = write_archive(tmp_path_factory.mktemp("archive"), 40)
    (folder / "notes.txt").write_text("no DICOM: Canary")
    with zipfile.ZipFile(folder / "more.zip", "w") as packed:
        packed.writestr("a.dcm", instance_bytes(50))
    (folder / "odd.dcm").write_bytes(instance_bytes(60, comment="refuse"))
    return folder


@pytest.fixture(scope="module")
def target(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("target") / "out"
    done(archive, place)
    return place


def test_every_file_has_its_fate(archive: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()}
    report = done(archive, tmp_path / "out")
    assert report.counts == {"written": 40, "skipped": 2, "refused": 1}
    assert [file.source for file in report.files] == [
        item.name for item in source_of(archive).items()
    ]
    reasons = {file.source: file.reason for file in report.files if file.reason}
    assert reasons["odd.dcm"] == "It can't be understood. Leave it out."
    assert "not a DICOM file" in reasons["notes.txt"]
    assert "source of its own" in reasons["more.zip"]
    assert [file.source for file in report.problems] == ["odd.dcm"]
    assert report.changes == {"replace": 80, "uid": 120}
    assert report.notes == {"made by a stand-in": 40}
    for file in report.files[:40]:
        assert file.target is not None
        old, new = dcmread(archive / file.source), dcmread(tmp_path / "out" / file.target)
        assert new.InstanceNumber == old.InstanceNumber
        assert new.PixelData == old.PixelData
        assert file.target == (
            f"{new.PatientID}/{new.StudyInstanceUID}/{new.SeriesInstanceUID}/"
            f"{new.SOPInstanceUID}.dcm"
        )
    assert before == {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()}


def test_processes_give_the_same_as_one(archive: Path, target: Path, tmp_path: Path) -> None:
    done(archive, tmp_path / "out", Manner(workers=2))
    assert tree(tmp_path / "out") == tree(target)


def test_nothing_written_holds_a_name_of_the_source(target: Path) -> None:
    for name, data in tree(target).items():
        assert b"anary" not in data.replace(b"\0", b"")
        assert "anary" not in name


def test_report_and_manifest_name_nobody(archive: Path, tmp_path: Path) -> None:
    report = done(archive, tmp_path / "out")
    saved = report.save(tmp_path / "audit.json")
    assert b"anary" not in saved.read_bytes()
    assert json.loads(saved.read_text())["counts"] == report.counts
    assert repr(report) == "<Report: 40 written, 2 skipped, 1 refused>"
    assert not any("anary" in repr(file) for file in report.files)
    assert list(report.to_pandas()["status"]) == [file.status for file in report.files]


def test_a_rerun_does_nothing_twice(archive: Path, tmp_path: Path) -> None:
    done(archive, tmp_path / "out")
    before = tree(tmp_path / "out")
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*.dcm")}
    report = done(archive, tmp_path / "out")
    assert report.counts == {"present": 40, "skipped": 2, "refused": 1}
    assert report.changes == {"replace": 80, "uid": 120}
    assert tree(tmp_path / "out") == before
    assert times == {path: path.stat().st_mtime_ns for path in times}


def test_a_rerun_makes_what_is_missing(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done(archive, out)
    before = tree(out)
    manifest = out / OWN_FOLDER / "manifest.jsonl"
    (out / json.loads(manifest.read_bytes().splitlines()[8])["target"]).unlink()
    # The machine lost its last words, and the last but one was cut in the middle.
    manifest.write_bytes(b"".join(manifest.read_bytes().splitlines(keepends=True)[:-2])[:-9])
    report = done(archive, out)
    assert report.counts == {"written": 1, "present": 39, "skipped": 2, "refused": 1}
    assert {name: data for name, data in tree(out).items() if name.endswith("dcm")} == {
        name: data for name, data in before.items() if name.endswith("dcm")
    }


def test_a_rerun_in_another_way_is_refused(archive: Path, tmp_path: Path) -> None:
    done(archive, tmp_path / "out")
    with pytest.raises(ArgumentError, match="what differs: key"):
        done(archive, tmp_path / "out", what=order(key=b"other"))
    with pytest.raises(ArgumentError, match="what differs: names"):
        done(archive, tmp_path / "out", what=order("{SOPInstanceUID}"))
    with pytest.raises(ArgumentError, match="a run in the target already"):
        into_folder(source_of(archive), tmp_path / "out", ordered, HERE, resume=False)


def test_a_changed_source_is_told_and_its_file_stays(tmp_path: Path) -> None:
    source, out = write_archive(tmp_path / "in", 2), tmp_path / "out"
    done(source, out)
    before = tree(out)
    changed, touched = sorted(source.rglob("*.dcm"))
    dataset = dcmread(changed)
    dataset.InstanceNumber = 99
    dataset.save_as(changed)
    touched.touch()
    report = done(source, out)
    assert [file.status for file in report.files] == ["changed", "present"]
    assert "has changed" in report.files[0].reason
    assert {n: d for n, d in tree(out).items() if n.endswith("dcm")} == {
        n: d for n, d in before.items() if n.endswith("dcm")
    }


def test_what_would_have_one_name_gets_two_and_twins_one(tmp_path: Path) -> None:
    source = write_archive(tmp_path / "in", 3)
    (source / "z_twin.dcm").write_bytes(instance_bytes(1))
    other = instance(1)
    other.InstanceNumber = 77
    other.save_as(source / "z_other.dcm", enforce_file_format=True)
    for workers in (0, 2):
        out = tmp_path / f"out{workers}"
        report = done(source, out, Manner(workers=workers))
        by_name = {file.source: file for file in report.files}
        first = by_name["Canary^0/01.dcm"].target or ""
        assert by_name["z_twin.dcm"].target == first
        assert by_name["z_twin.dcm"].status == "duplicate"
        second = by_name["z_other.dcm"].target or ""
        assert second == first.replace(".dcm", "_2.dcm")
        assert dcmread(out / first).InstanceNumber == 1
        assert dcmread(out / second).InstanceNumber == 77
        assert done(source, out).counts == {"present": 5}
    assert tree(tmp_path / "out0") == tree(tmp_path / "out2")


def test_archives_lists_bytes_and_datasets_are_sources(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as packed:
        for number in range(3):
            packed.writestr(f"Canary/{number}.dcm", instance_bytes(number))
    report = done(tmp_path / "in.zip", tmp_path / "zip", Manner(workers=2))
    assert report.counts == {"written": 3}
    mixed = [instance(0), instance_bytes(1), tmp_path / "in.zip"]
    assert done(mixed, tmp_path / "list").counts == {"written": 3, "duplicate": 2}
    assert done(mixed, tmp_path / "list").counts == {"present": 5}


def test_members_that_cannot_be_unpacked_are_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for number, name in enumerate(("damaged.dcm", "good.dcm")):
            packed.writestr(name, instance_bytes(number))
        packed.writestr("notes.txt", "no DICOM")
        packed.getinfo("damaged.dcm").CRC ^= 1
        packed.getinfo("notes.txt").flag_bits |= 1
    report = done(path, tmp_path / "out")
    reasons = {file.source: (file.status, file.reason) for file in report.files}
    assert reasons["good.dcm"] == ("written", "")
    for name, why in (("damaged.dcm", "is damaged"), ("notes.txt", "is encrypted")):
        assert reasons[name][0] == "refused"
        assert why in reasons[name][1]


def test_a_full_disk_ends_the_run_and_a_rerun_goes_on(
    archive: Path, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, fsync = 10, os.fsync

    def until_full(number: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(number)

    monkeypatch.setattr(os, "fsync", until_full)
    report = done(archive, tmp_path / "out")
    assert report.counts == {"written": 10, "failed": 1, "cancelled": 32}
    assert "Make room" in report.remarks[0]
    monkeypatch.undo()
    again = done(archive, tmp_path / "out")
    assert again.counts == {"written": 30, "present": 10, "skipped": 2, "refused": 1}
    assert tree(tmp_path / "out") == tree(target)


def test_a_manifest_that_cannot_be_written_ends_it_too(
    archive: Path, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Manifest, "add", full)
    report = done(archive, tmp_path / "out")
    assert report.counts == {"written": 1, "cancelled": 42}
    monkeypatch.undo()
    assert done(archive, tmp_path / "out").counts["present"] == 1
    assert tree(tmp_path / "out") == tree(target)


def test_cancelled_files_are_listed_and_made_by_the_rerun(archive: Path, tmp_path: Path) -> None:
    seen: list[Progress] = []
    count = 0

    def cancelled() -> bool:
        nonlocal count
        count += 1
        return count > 10

    out = tmp_path / "out"
    report = done(archive, out, Manner(workers=0, cancelled=cancelled, on_progress=seen.append))
    assert report.counts == {"written": 10, "cancelled": 33}
    assert (seen[-1].done, seen[-1].total) == (10, 43)
    assert len(list(out.rglob("*.dcm"))) == 10
    assert done(archive, out).counts == {"written": 30, "present": 10, "skipped": 2, "refused": 1}


def test_a_rehearsal_counts_and_writes_nothing(archive: Path, tmp_path: Path) -> None:
    report = rehearsed(source_of(archive), order(), HERE)
    assert report.counts == {"planned": 40, "skipped": 2, "refused": 1}
    assert report.changes == {"replace": 80, "uid": 120}
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_named_and_not_there_are_listed(archive: Path, tmp_path: Path) -> None:
    first = min(archive.rglob("*.dcm"))
    report = done([first, tmp_path / "gone.dcm"], tmp_path / "out")
    assert report.counts == {"written": 1, "failed": 1}
    gone = tmp_path / "link.dcm"
    gone.symlink_to(tmp_path / "nowhere")
    (tmp_path / "in").mkdir()
    gone.rename(tmp_path / "in/link.dcm")
    assert done(tmp_path / "in", tmp_path / "out2").counts == {"failed": 1}


def test_a_target_with_other_files_is_refused(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "original.dcm").touch()
    with pytest.raises(ArgumentError, match="must not be mixed"):
        done(archive, tmp_path)
    with pytest.raises(ArgumentError, match="is a file"):
        done(archive, tmp_path / "original.dcm")
    assert [path.name for path in tmp_path.iterdir()] == ["original.dcm"]


def test_one_run_at_a_time(archive: Path, tmp_path: Path) -> None:
    with (
        TargetFolder(tmp_path / "out", resume=True),
        pytest.raises(ArgumentError, match="Another run"),
    ):
        done(archive, tmp_path / "out")
    assert done(archive, tmp_path / "out").counts["written"] == 40


def test_no_part_is_left_behind(target: Path) -> None:
    assert sorted(path.name for path in (target / OWN_FOLDER).iterdir()) == [
        "lock",
        "manifest.jsonl",
    ]
