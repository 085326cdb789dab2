"""``dicomwidgets anonymize``, as it is typed."""

from __future__ import annotations

import csv
import json
import os
import shlex
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.deid_stand_in import instance_bytes, write_archive
from support.terminals import in_terminal

from dicomwidgets import samples
from dicomwidgets.cli.anonymize import COMMAND
from dicomwidgets.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder to work in, with an archive and a file."""
    write_archive(tmp_path / "scans", 5)
    (tmp_path / "scan.dcm").write_bytes(instance_bytes(7))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


@pytest.mark.parametrize("line", COMMAND.examples)
def test_the_examples_of_the_help_do_what_they_say(
    line: str, work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in (work / "scans").rglob("*.dcm")}
    assert main(shlex.split(line)[1:]) == 0
    out, error = capsys.readouterr()
    if "--rows" in line:
        out, error = error, ""
    assert error == ""
    assert "anary" not in out
    if "--json" in line:
        assert json.loads(out)["counts"] == {"planned": 5}
        assert not (work / "shared").exists()
    else:
        begin = "5 would be written" if "--dry-run" in line else "5 written"
        assert out.startswith("1 written" if "scan.dcm" in line else begin)
    assert (work / "audit.json").exists() == ("--report" in line)
    assert before == {path: path.read_bytes() for path in before}


DRY = ("anonymize", "scans", "out", "--dry-run", "--rows")


def test_rows_of_a_dry_run_are_masked_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*DRY, "csv"]) == 0
    shown = capsys.readouterr()
    rows = list(csv.DictReader(shown.out.splitlines()))
    assert [*rows[0]] == ["file", "source", "path", "vr", "action", "code", "old", "new", "why"]
    assert {row["file"] for row in rows} == set("12345")
    names = [row for row in rows if row["path"] == "PatientName"]
    assert [row["old"] for row in names] == ["•••"] * 5
    assert all(row["new"] not in ("", "•••") for row in names)
    assert "anary" not in shown.out
    assert shown.err.startswith("5 would be written\n")
    assert main([*DRY, "json", "--reveal"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["source"] for row in told} >= {"Canary^0/00.dcm"}
    assert any(row["path"] == "PatientName" and "anary" in row["old"] for row in told)


def test_what_is_cleaned_for_a_name_is_masked_whatever_element_it_is(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset = samples.ct(1, 8)[0]
    dataset.PatientName, dataset.Manufacturer = "Canary^Cora", "for CANARY"
    dataset.save_as(work / "one.dcm", enforce_file_format=True)
    assert main(["anonymize", "one.dcm", "out", "--dry-run", "--rows", "csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [row["old"] for row in rows if row["path"] == "Manufacturer"] == ["•••"]


def test_rows_can_be_read(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*DRY, "text"]) == 0
    out, error = capsys.readouterr()
    assert error == ""
    assert out.startswith("File 1 (•••): ")
    assert "\n  PatientName PN: replace (Z) ••• -> " in out
    assert "\n5 would be written\n" in out
    assert not (work / "out").exists()


def test_who_reads_no_more_rows_ends_the_run(work: Path) -> None:
    write_archive(work / "many", 150)
    line = [sys.executable, "-m", "dicomwidgets", "anonymize", "many", "out", "--dry-run"]
    with subprocess.Popen(
        [*line, "--rows", "csv", "--workers", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline().startswith(b"file,")
        running.stdout.close()
        error = running.stderr.read().decode()
    assert "Error" not in error
    assert "not done" in error


def test_the_help_shows_the_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["anonymize", "--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    assert all(line in shown for line in COMMAND.examples)
    assert "exit status" in shown


def test_a_file_that_is_refused_is_told_and_the_status_is_1(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (work / "scans/Canary^9.dcm").write_bytes(instance_bytes(9)[:-300])
    (work / "scans/notes.txt").write_text("no DICOM")
    assert main(["anonymize", "scans", "out"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("5 written, 1 skipped, 1 refused\n")
    assert "File 6 (•••), refused: " in out
    assert main(["anonymize", "scans", "out", "--reveal"]) == 1
    assert "Canary^9.dcm" in capsys.readouterr().out


def test_a_key_file_gives_the_same_again(work: Path) -> None:
    (work / "key").write_text("a secret that is long enough\n")
    for out in ("one", "two"):
        assert main(["anonymize", "scans", "scan.dcm", out, "--key-file", "key"]) == 0
    names = [
        sorted(str(p.relative_to(work / n)) for p in (work / n).rglob("*.dcm"))
        for n in ("one", "two")
    ]
    assert names[0] == names[1]
    assert len(names[0]) == 6


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("scans scans/out", "inside the source"),
        ("scans .", "inside the target"),
        ("scan.dcm scans/x/y.dcm", "Make it first"),
        ("scans out --option nonsense", "no option"),
        ("scans out --profile nonsense", "nonsense"),
        ("scans out --key-file gone", "can't be read"),
        ("scans out --report scan.dcm", "there already"),
        ("scans out --report gone/audit.json", "folder of the report"),
        ("scans out --rules gone.toml", ""),
        ("scans out --rows csv", "in a dry run only"),
        ("scan.dcm scan.dcm", "a file already"),
    ],
)
def test_what_cannot_be_meant_is_status_2(
    line: str, told: str, work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in work.rglob("*") if path.is_file()}
    assert main(["anonymize", *shlex.split(line)]) == 2
    assert told in capsys.readouterr().err
    assert before == {path: path.read_bytes() for path in work.rglob("*") if path.is_file()}


def test_where_there_is_no_dicom_file_the_status_is_1(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (work / "empty").touch()
    (work / "notes").write_text("no DICOM")
    assert main(["anonymize", "empty", "notes", "out"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("2 skipped\nSkipped, 1 file: This file is empty: it has 0 bytes.\n")
    assert out.endswith("There is no DICOM file, so nothing was anonymized.\n")


def test_fewer_than_no_workers_are_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["anonymize", "scans", "out", "--workers", "-1"])
    assert left.value.code == 2
    assert "a number, from 0 on" in capsys.readouterr().err


def test_ctrl_c_ends_after_the_files_in_work_and_a_rerun_goes_on(work: Path) -> None:
    count = 3000  # a second and more: the rate is told from then on
    write_archive(work / "many", count)
    line = ["anonymize", "many", "out"]
    with in_terminal(line) as running:
        running.wait_for(" a second")
        running.process.send_signal(signal.SIGINT)
        shown = running.rest()
    assert running.process.returncode == 130
    assert "Stopping after the files in work" in shown
    assert "not done: the same command makes what is missing." in shown
    there = len(list((work / "out").rglob("*.dcm")))
    assert 0 < there < count
    assert not list((work / "out").rglob("*.part"))
    assert main(line) == 0
    assert len(list((work / "out").rglob("*.dcm"))) == count


def test_where_there_is_nothing_the_status_is_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["anonymize", "gone", "out"]) == 1
    error = capsys.readouterr().err
    assert "nothing at this path" in error
    assert "File: gone." in error
