"""Files that a job writes to a folder: whole, resumable, each failure named."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.errands import Upper, job_of
from support.executors import Cancelling

from dicomwidgets.errors import ArgumentError
from dicomwidgets.jobs.errand import Errand, Parts
from dicomwidgets.jobs.manner import Manner
from dicomwidgets.jobs.target_folder import MANIFEST, OWN_FOLDER
from dicomwidgets.reading.origin import Origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.jobs import Progress

HERE = Manner(workers=0)


def made(folder: Path, count: int = 6) -> list[Path]:
    folder.mkdir()
    files = [folder / f"{number}.txt" for number in range(count)]
    for number, file in enumerate(files):
        file.write_bytes(b"abc" * (number + 1))
    return files


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and OWN_FOLDER not in path.parts
    }


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return made(tmp_path / "in")


def test_each_file_is_there_under_its_names(files: list[Path], tmp_path: Path) -> None:
    files[2].write_bytes(b"")
    told: list[Progress] = []
    report = job_of(files).into(tmp_path / "out", Manner(workers=0, on_progress=told.append))
    assert report.counts == {"written": 5, "unchanged": 1}
    assert tree(tmp_path / "out")["b/1.txt"] == b"ABCABC"
    assert report.files[0].targets == ("a/0.txt", "b/0.txt")
    assert report.files[0].notes == ("3 letters",)
    assert report.size == 2 * 3 * (1 + 2 + 4 + 5 + 6)
    assert told[-1].done == told[-1].total == 6
    assert "0.txt" not in repr(report.files[0])
    manifest = (tmp_path / "out" / OWN_FOLDER / MANIFEST).read_text()
    assert "in/" not in manifest  # no source by its name
    assert report.to_pandas().shape == (6, 5)


def test_a_rerun_makes_what_is_missing(files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    job_of(files[:3]).into(out, HERE)
    (out / "a/1.txt").unlink()
    report = job_of(files).into(out, HERE)
    assert [file.status for file in report.files] == [
        *("present", "written", "present", "written", "written", "written")
    ]
    assert (out / "a/1.txt").is_file()
    assert job_of(files).into(out, HERE).counts == {"present": 6}


def test_a_source_that_changed_does_not_replace_its_file(files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    job_of(files).into(out, HERE)
    files[0].write_bytes(b"another")
    report = job_of(files).into(out, HERE)
    assert report.counts == {"present": 5, "changed": 1}
    assert (out / "a/0.txt").read_bytes() == b"ABC"
    assert report.problems[0].sources == ("0.txt",)


def test_another_job_is_refused(files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    job_of(files).into(out, HERE)
    with pytest.raises(ArgumentError, match="begun in another way; what differs: job"):
        job_of(files, job="lower").into(out, HERE)
    with pytest.raises(ArgumentError, match="a run in the target already"):
        job_of(files).into(out, HERE, resume=False)
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").touch()
    with pytest.raises(ArgumentError, match="no earlier run has written"):
        job_of(files).into(tmp_path / "full", HERE)


def test_other_names_than_planned_and_files_for_two_sources_are_told(
    files: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    files[1].write_bytes(files[0].read_bytes())
    job_of(files[:1]).into(out, HERE)
    errand = Errand(0, ("1.txt",), ("a/0.txt", "b/0.txt"))
    job = job_of(files)
    same = replace(job, errands=[errand], complete=of(files[1]))
    first = same.into(out, HERE).files[0]
    assert (first.status, first.targets) == ("duplicate", ("a/0.txt", "b/0.txt"))
    assert "Another source gave just the same" in first.notes[-1]
    assert same.into(out, HERE).files[0].notes == first.notes
    other = replace(job, errands=[errand._replace(names=("2.txt",))], complete=of(files[2]))
    second = other.into(out, HERE).files[0]
    assert second.targets == ("a/0_2.txt", "b/0_2.txt")
    assert "it has a number" in second.notes[-1]


def of(file: Path) -> Callable[[Errand], Errand]:
    return lambda errand: errand._replace(origins=(Origin(str(file)),))


def test_a_secret_term_is_hashed_and_compared(files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    replace(job_of(files), secret_terms={"files": "Doe"}).into(out, HERE)
    assert "Doe" not in (out / OWN_FOLDER / MANIFEST).read_text()
    with pytest.raises(ArgumentError, match="begun with other files"):
        replace(job_of(files), secret_terms={"files": "Roe"}).into(out, HERE)


def test_a_result_depends_on_what_is_beside(files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    job = job_of(files)
    beside = b""
    moving = replace(job, complete=lambda errand: job.complete(errand)._replace(beside=beside))
    moving.into(out, HERE)
    assert moving.into(out, HERE).size == 0
    beside = b"another window"
    again = moving.into(out, HERE)
    assert again.size > 0  # made anew, and found to be the same
    assert again.counts == {"present": 6}


def test_a_file_where_a_folder_is_needed_is_told_as_that(files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    job_of(files[:1]).into(out, HERE)
    for path in (*(out / "b").iterdir(), out / "b"):
        path.unlink() if path.is_file() else path.rmdir()
    (out / "b").touch()
    (failed,) = job_of(files[:1]).into(out, HERE).files
    assert failed.status == "failed"
    assert "a file of the target has the name of a folder" in failed.reason


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (1, '{"source":'),
        (1, "[]"),
        (1, '{"source":"00"}'),
        (1, '{"source":"no hex","stamp":"","targets":[],"notes":[]}'),
        (0, '{"job":"upper","salt":"no hex"}'),
        (0, '{"job":"upper","salt":7}'),
        (0, "nothing"),
    ],
)
def test_a_damaged_manifest_is_told_as_that(
    files: list[Path], tmp_path: Path, line: int, text: str
) -> None:
    out = tmp_path / "out"
    job_of(files).into(out, HERE)
    manifest = out / OWN_FOLDER / MANIFEST
    lines = manifest.read_text().splitlines()
    lines[line] = text
    manifest.write_text("\n".join([*lines, ""]))
    with pytest.raises(ArgumentError, match="manifest can't be read"):
        job_of(files).into(out, HERE)


def test_a_relative_target_is_where_the_run_began(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "away").mkdir()
    manner = Manner(workers=0, on_progress=lambda _: os.chdir(tmp_path / "away"))
    report = job_of(files).into(Path("out"), manner)
    assert report.target == tmp_path / "out"
    assert len(tree(tmp_path / "out")) == 12
    assert not (tmp_path / "away/out").exists()


def test_what_fails_is_named_and_the_rest_goes_on(files: list[Path], tmp_path: Path) -> None:
    files[4].unlink()
    report = job_of(files, Upper(refuses="1.txt")).into(tmp_path / "out", HERE)
    assert report.counts == {"written": 4, "refused": 1, "failed": 1}
    refused, failed = report.problems
    assert refused.reason == "It can't be. Leave it out."
    assert failed.sources == ("4.txt",)
    assert "No such file" in failed.reason
    assert "a/1.txt" not in tree(tmp_path / "out")


def test_a_full_disk_ends_the_run_and_a_rerun_goes_on(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = 3
    size = Parts.size

    def full(self: Parts) -> int:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return size(self)

    out = tmp_path / "out"
    with monkeypatch.context() as patched:
        patched.setattr(Parts, "size", full)
        report = job_of(files).into(out, HERE)
    assert report.counts == {"written": 3, "failed": 1, "cancelled": 2}
    assert "Make room and repeat" in report.remarks[0]
    assert len(tree(out)) == 6
    assert job_of(files).into(out, HERE).counts == {"written": 3, "present": 3}


def test_a_target_that_can_not_be_written_to(files: list[Path]) -> None:
    with pytest.raises(ArgumentError, match="target is a file"):
        job_of(files).into(files[0], HERE)
    with pytest.raises(ArgumentError, match="can't be written to"):
        job_of(files).into(files[0] / "below", HERE)


def test_a_cancelled_run_says_what_is_missing(files: list[Path], tmp_path: Path) -> None:
    asked = iter([False, False, True])
    manner = Manner(workers=0, cancelled=lambda: next(asked))
    report = job_of(files).into(tmp_path / "out", manner)
    assert report.counts["cancelled"] == 4
    assert len(tree(tmp_path / "out")) == 2 * report.counts["written"]


def test_an_executor_that_cancels_loses_nothing(files: list[Path], tmp_path: Path) -> None:
    with Cancelling(lambda sent: sent == 2) as pool:
        report = job_of(files).into(tmp_path / "out", Manner(executor=pool))
    assert sum(report.counts.values()) == 6
    assert len(tree(tmp_path / "out")) == 2 * report.counts["written"]


def test_a_worker_that_is_killed_loses_nothing(files: list[Path], tmp_path: Path) -> None:
    work = Upper(trace=str(tmp_path / "died"), dies_of="3.txt")
    report = job_of(files, work).into(tmp_path / "out", Manner(workers=2))
    assert (tmp_path / "died").exists()
    assert report.counts == {"written": 6}
    undisturbed = job_of(files).into(tmp_path / "again", HERE)
    assert undisturbed.counts == {"written": 6}
    assert tree(tmp_path / "out") == tree(tmp_path / "again")
