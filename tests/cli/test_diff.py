"""``dicomwidgets diff``, as it is typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from dicomwidgets import samples
from dicomwidgets.cli.main import main


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    one = samples.ct(slices=1, size=16)[0]
    step = Dataset()
    step.ScheduledProcedureStepID = "7"
    one.RequestAttributesSequence = Sequence([step])
    one.save_as(tmp_path / "a.dcm", enforce_file_format=True)
    one.KVP = "119"
    one.SliceThickness = f"{float(one.SliceThickness):.3f}"
    one.PatientComments = "\x1b[2Jgone"
    del one.Manufacturer
    step.ScheduledProcedureStepID = "8"
    one.save_as(tmp_path / "b.dcm", enforce_file_format=True)
    return tmp_path


def test_the_same_is_status_0_and_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "a.dcm", "a.dcm"]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_difference_is_status_1_and_told_at_every_depth(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["diff", "a.dcm", "b.dcm"]) == 1
    out, error = capsys.readouterr()
    assert error == ""
    assert out.startswith("--- a.dcm  CT Image\n+++ b.dcm  CT Image\n")
    assert "\n(0018,0060) KVP  DS\n- 120\n+ 119\n" in out
    assert "SliceThickness  DS · other spelling" in out
    assert "Manufacturer  LO · only in A\n- " in out
    inner = "RequestAttributesSequence[0].ScheduledProcedureStepID  SH\n- 7\n+ 8\n"
    assert inner in out
    assert "\x1b" not in out
    assert out.endswith("the same.\n")


def test_what_is_passed_over_is_no_difference(capsys: pytest.CaptureFixture[str]) -> None:
    rules = "KVP,SliceThickness,Manufacturer,(0010,4000),Request*"
    assert main(["diff", "a.dcm", "b.dcm", "--ignore", rules]) == 0
    assert capsys.readouterr().out == ""
    assert main(["diff", "a.dcm", "b.dcm", "--ignore", rules, "--all"]) == 0
    shown = capsys.readouterr().out
    assert "  the same" in shown.replace(" · ", "  ")
    assert "ignored.\n" in shown


def test_one_object_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "a.dcm", "b.dcm", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["a"], told["b"], told["same"]) == ("a.dcm", "b.dcm", False)
    found = {each["path"]: (each["kind"], each["a"], each["b"]) for each in told["differences"]}
    assert found["KVP"] == ("changed", "120", "119")
    assert found["PatientComments"][:2] == ("added", None)
    assert told["counts"]["changed"] == 2
    assert main(["diff", "a.dcm", "b.dcm", "--json", "--mask"]) == 1
    masked = json.loads(capsys.readouterr().out)["differences"]
    assert {each["path"]: each["b"] for each in masked}["PatientComments"] == "•••"
    assert {each["path"]: each["b"] for each in masked}["KVP"] == "119"


def test_quiet_leaves_the_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "a.dcm", "b.dcm", "--quiet"]) == 1
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("a.dcm gone", "There is nothing at this path"),
        ("a.dcm text", "not a DICOM file"),
        ("a.dcm b.dcm --ignore PatientNam", "Did you mean PatientName"),
        ("texts texts", "DICOM"),
    ],
)
def test_trouble_is_status_2(line: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("text").write_text("no DICOM")
    Path("texts").mkdir()
    for name in ("one", "two"):
        (Path("texts") / name).write_text("no DICOM")
    assert main(["diff", *line.split()]) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert told in error


def test_a_file_that_cannot_be_read_is_trouble_and_the_rest_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    samples.write_ct_folder("one", 3, 16)
    for number, dataset in enumerate(samples.ct(slices=3, size=16)):
        dataset.KVP = "100"
        Path("two").mkdir(exist_ok=True)
        dataset.save_as(f"two/{number}.dcm", enforce_file_format=True)
    assert main(["diff", "one", "two", "--ignore", "uids"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("--- one  3 files · CT Image\n+++ two  3 files · CT Image\n")
    assert "KVP  DS\n- 120\n+ 100\n" in out
    whole = Path("two/1.dcm").read_bytes()
    Path("two/1.dcm").write_bytes(whole[:200])
    assert main(["diff", "one", "two", "--ignore", "uids"]) == 2
    out, error = capsys.readouterr()
    assert "KVP  DS\n- 120\n+ 100\n" in out
    assert error.startswith("dicomwidgets diff: ")


def test_standard_input_is_one_of_the_two() -> None:
    with Path("b.dcm").open("rb") as file:
        command = [sys.executable, "-m", "dicomwidgets", "diff", "a.dcm", "-", "--json"]
        done = subprocess.run(command, stdin=file, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert json.loads(done.stdout)["b"] == "-"
