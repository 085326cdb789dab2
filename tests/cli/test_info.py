"""``dicomwidgets info``, as it is typed."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from dicomwidgets import samples
from dicomwidgets.cli.info import COMMAND
from dicomwidgets.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

NAME = "Yamada^Tarou=山田^太郎=やまだ^たろう"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("work")
    samples.write_ct_folder(place / "scans", slices=2, size=16, patient_name=NAME)
    first = min((place / "scans").iterdir())
    (place / "scan.dcm").write_bytes(first.read_bytes())
    return place


@pytest.fixture(autouse=True)
def _there(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(archive)


def typed(line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", *shlex.split(line)]
    return subprocess.run(
        command, capture_output=True, check=False, env={**os.environ, **environment}
    )


@pytest.mark.parametrize("line", [line for line in COMMAND.examples if "|" not in line])
def test_the_examples_of_the_help_do_what_they_say(
    line: str, archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(shlex.split(line)[1:]) == 0
    out, error = capsys.readouterr()
    assert error == ""
    if "--csv" in line:
        rows = list(csv.DictReader(io.StringIO(out)))
        assert [row["Modality"] for row in rows] == ["CT", "CT"]
    elif "--output" in line:
        assert out == ""
        assert len(json.loads((archive / "headers.json").read_text("utf-8"))) > 100
        (archive / "headers.json").unlink()
    elif "--mask" in line:
        assert "(0028,0010)                        16" in out
        assert "scan.dcm" not in out
    else:
        assert "Yamada^Tarou · 山田^太郎 · やまだ^たろう\n" in out


def test_the_help_shows_the_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["info", "--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    assert all(line in shown for line in COMMAND.examples)
    assert "exit status" in shown


def test_the_text_form_is_indented_by_depth(capsys: pytest.CaptureFixture[str]) -> None:
    main(["info", "scan.dcm"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "# scan.dcm"
    place = next(at for at, line in enumerate(lines) if "Procedure Code Sequence" in line)
    assert lines[place].split("  ")[0] == "(0008,1032) SQ Procedure Code Sequence"
    assert lines[place + 1] == "  Item 1 363679005 (SCT) · Imaging procedure"
    assert lines[place + 2].startswith("    (0008,0100) SH Code Value ")


def test_output_is_utf8_whatever_the_locale() -> None:
    done = typed("dicomwidgets info scan.dcm --json --tags PatientName", LC_ALL="C", PYTHONUTF8="0")
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8"))[0]["PatientName"] == NAME


def test_a_reader_that_has_had_enough_is_no_error() -> None:
    command = [sys.executable, "-m", "dicomwidgets", "info", *["scans"] * 40]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_files_that_cannot_be_read_are_rows_and_the_status_is_1(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "text.dcm").write_text("no DICOM")
    status = main(
        ["info", "scan.dcm", str(tmp_path / "text.dcm"), "gone.dcm", "--csv", "--tags=Rows"]
    )
    out, error = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 1
    assert [row["Rows"] for row in rows] == ["16", "", ""]
    assert "not a DICOM file" in rows[1]["problem"]
    assert "nothing at this path" in rows[2]["problem"]
    assert error == "dicomwidgets info: 2 files could not be read; the rows say why.\n"


def test_other_files_of_a_folder_are_rows_and_no_failure(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("no DICOM")
    assert main(["info", str(tmp_path)]) == 0
    assert "! This is not a DICOM file" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["scan.dcm", "--tags", "PatientNam"], "Did you mean PatientName"),
        (["scan.dcm", "--tags", ","], "no tags"),
        (["scan.dcm", "--json", "--output", "scans/0"], "already"),
        (["scan.dcm", "--json", "--output", "scan.dcm", "--force"], "one of the files to be read"),
        (["scan.dcm", "--output", "nowhere/x.txt"], "not there"),
    ],
)
def test_what_cannot_be_meant_is_status_2(
    arguments: list[str], told: str, archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (archive / "scans/0").touch()
    before = (archive / "scan.dcm").read_bytes()
    try:
        assert main(["info", *arguments]) == 2
    finally:
        (archive / "scans/0").unlink()
    assert told in capsys.readouterr().err
    assert (archive / "scan.dcm").read_bytes() == before


@pytest.mark.parametrize("arguments", [["info"], ["info", "x", "--json", "--csv"]])
def test_argparse_knows_the_same_status(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2


def test_force_replaces_a_file(archive: Path) -> None:
    target = archive / "out.csv"
    target.write_text("old")
    assert main(["info", "scan.dcm", "--csv", "--output", "out.csv"]) == 2
    assert target.read_text() == "old"
    assert main(["info", "scan.dcm", "--csv", "--output", "out.csv", "--force"]) == 0
    assert target.read_text("utf-8").startswith("file,path,tag,")
    target.unlink()


def test_standard_input_is_read() -> None:
    with open("scan.dcm", "rb") as file:  # noqa: PTH123
        command = [sys.executable, "-m", "dicomwidgets", "info", "-", "--tags", "Rows"]
        done = subprocess.run(command, stdin=file, capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode()) == (0, "# file object\nRows 16\n")


def test_a_value_cannot_command_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset = samples.ct(slices=1, size=16)[0]
    dataset.PatientComments = "\x1b[2Jgone\nsecond line"
    dataset.save_as(tmp_path / "x.dcm", enforce_file_format=True)
    main(["info", str(tmp_path / "x.dcm"), "--tags", "PatientComments"])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\n                second line" in out
