"""``dicomwidgets check``, as it is typed."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from pydicom.dataelem import DataElement
from support.terminals import in_terminal

from dicomwidgets import samples
from dicomwidgets.checking import validator
from dicomwidgets.cli.main import main
from dicomwidgets.finding import Finding


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    samples.write_ct_folder(tmp_path / "good", 2, 16)
    for number, dataset in enumerate(samples.ct(slices=4, size=16)):
        dataset.add(DataElement("PatientBirthDate", "DA", "20991399", validation_mode=0))
        if number == 1:
            del dataset.PatientID
        (tmp_path / "bad").mkdir(exist_ok=True)
        dataset.save_as(tmp_path / f"bad/{number}.dcm", enforce_file_format=True)
    return tmp_path


def test_nothing_wrong_is_status_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "good"]) == 0
    assert capsys.readouterr() == ("Nothing is wrong in 2 files.\n", "")
    assert main(["check", "good", "--json"]) == 0
    assert capsys.readouterr().out == ""


def test_the_gravest_come_first_and_the_same_of_many_files_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check", "bad"]) == 1
    out, error = capsys.readouterr()
    assert error == ""
    heads = [line for line in out.splitlines() if line and not line.startswith(" ")]
    order = [line.split()[0] for line in heads[:-1]]
    assert order == sorted(order, key=["error", "warning", "info"].index)
    assert out.count("date-none  PatientBirthDate") == 1
    assert "    In 0.dcm, 1.dcm, 2.dcm and 1 more\n" in out
    assert heads[-1].endswith("in 4 files.")
    assert "20991399" not in out


def test_what_is_less_grave_is_left_out_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "bad"])
    whole = capsys.readouterr().out
    assert main(["check", "bad", "--severity", "error"]) == 1
    out = capsys.readouterr().out
    assert "warning " not in out
    assert whole.splitlines()[-1].rstrip(".") in out.splitlines()[-1]
    assert out.endswith(" not shown.\n")


def test_rows_for_programs_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "bad", "--json"]) == 1
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert main(["check", "bad", "--csv"]) == 1
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [list(each) for each in told] == [list(each) for each in rows]
    assert [each["rule"] for each in told] == [each["rule"] for each in rows]
    missing = next(each for each in told if each["path"] == "PatientID")
    assert (missing["file"], missing["severity"], missing["tag"]) == (
        "1.dcm",
        "warning",
        "(0010,0020)",
    )


def test_file_names_are_masked_where_it_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "bad", "--mask"])
    out = capsys.readouterr().out
    assert ".dcm" not in out
    assert "    In 4 files\n" in out
    main(["check", "bad", "--mask", "--csv"])
    assert ".dcm" not in capsys.readouterr().out


def test_what_is_not_there_is_named_and_the_others_are_checked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check", "gone", "good"]) == 1
    out, error = capsys.readouterr()
    assert out == "Nothing is wrong in 2 files.\n"
    assert error.startswith("dicomwidgets check: gone: There is nothing at this path")
    Path("text").write_text("no DICOM")
    assert main(["check", "text"]) == 1
    assert capsys.readouterr().err.startswith("dicomwidgets check: This is not a DICOM file")


def test_dciodvfy_is_asked_where_it_is_wanted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = [Finding("error", "Rows", "(0028,0010)", "Rows", "Doe", "", "", "dciodvfy", "dciodvfy")]
    monkeypatch.setattr("dicomwidgets.checking.running.validator_findings", lambda _: said)
    monkeypatch.setattr(validator.shutil, "which", lambda _: "dciodvfy")
    assert main(["check", "good"]) == 0
    assert main(["check", "good", "--dciodvfy"]) == 1
    assert "Doe" in capsys.readouterr().out
    assert main(["check", "good", "--dciodvfy", "--mask"]) == 1
    assert "Doe" not in capsys.readouterr().out
    monkeypatch.setattr(validator.shutil, "which", lambda _: None)
    assert main(["check", "good", "--dciodvfy"]) == 2
    assert "dicom3tools" in capsys.readouterr().err


def test_standard_input_is_read() -> None:
    with Path("bad/1.dcm").open("rb") as file:
        command = [sys.executable, "-m", "dicomwidgets", "check", "-", "--csv"]
        done = subprocess.run(command, stdin=file, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"PatientID" in done.stdout


def test_a_narrow_terminal_gets_short_lines() -> None:
    with in_terminal(["check", "bad"], columns=40, NO_COLOR="1") as running:
        shown = running.rest()
    assert running.process.returncode == 1
    text = shown.split("\r")[-1].splitlines()
    assert len(text) > 20
    assert "\x1b" not in shown
    assert all(len(line) < 40 for line in text if line.startswith("    "))
