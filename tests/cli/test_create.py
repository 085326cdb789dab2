"""``dicomwidgets create``, as it is typed."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image
from support.created import noise
from support.typed_lines import lay_out

import dicomwidgets as dw
from dicomwidgets.cli.create import COMMAND
from dicomwidgets.cli.main import main


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("laid")
    lay_out(place)
    return place


@pytest.fixture(autouse=True)
def place(laid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("picture.png", "volume.npy", "scan.dcm"):
        (tmp_path / name).write_bytes((laid / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed(line: str) -> int:
    try:
        return main(shlex.split(line)[1:])
    except SystemExit as left:
        return int(left.code or 0)


@pytest.mark.parametrize("line", COMMAND.examples)
def test_the_examples_of_the_help_do_what_they_say(
    line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(line) == 0
    out, error = capsys.readouterr()
    assert error == ""
    target = shlex.split(line)[3]
    if target == "ct/":
        told = json.loads(out)
        assert told["made"] == "4 × CT Image, 32 × 32"
        assert [Path(file).name for file in told["files"]][::3] == ["IM_0001.dcm", "IM_0004.dcm"]
        assert len(told["notes"]) == 2
        np.testing.assert_array_equal(dw.volume("ct").array, np.load("volume.npy"))
    else:
        made = pydicom.dcmread(target)
        np.testing.assert_array_equal(made.pixel_array, np.array(Image.open("picture.png")))
        assert out.startswith("1 × Secondary Capture Image, 64 × 64")
    if target == "picture.dcm":
        assert (made.PatientName, made.PatientID) == ("Doe^Jane", "4711")
    if target == "report.dcm":
        assert made.StudyInstanceUID == pydicom.dcmread("scan.dcm").StudyInstanceUID
    if target == "small.dcm":
        assert made.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.4.80"
    if target == "head.dcm":
        assert made.AnatomicRegionSequence[0].CodeMeaning == "Head"
    before = Path(target).is_file() and Path(target).read_bytes()
    assert typed(line) == 2
    assert "--force" in capsys.readouterr().err
    assert before == (Path(target).is_file() and Path(target).read_bytes())
    assert typed(f"{line} --force") == 0


@pytest.mark.parametrize(
    ("line", "status", "reason"),
    [
        ("picture.png a.dcm --kind CT", 1, "says where it lies"),
        ("nothing.png a.dcm", 1, "no such file"),
        ("scan.dcm a.dcm", 1, "no image"),
        ("picture.png a.dcm --spacing 1,x", 2, "numbers"),
        ("picture.png a.dcm --set Rows=3", 1, "follows from"),
        ("picture.png a.dcm --set StudyDate", 2, "no value"),
        ("picture.png a.dcm --set StudyTim=1", 2, "StudyTime"),
        ("picture.png a.dcm --set ProcedureCodeSequence=x", 2, "VALUE,SCHEME,MEANING"),
        ("picture.png a.dcm --study-date 31.1.2026", 1, "calendar"),
        ("picture.png a.dcm --transfer-syntax JPEGBaseline8Bit", 2, "Give --quality"),
    ],
)
def test_what_goes_wrong_is_named_in_one_line(
    line: str, status: int, reason: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(f"dicomwidgets create {line}") == status
    out, error = capsys.readouterr()
    assert out == ""
    assert reason in error
    assert not (place / "a.dcm").exists()


def test_numbers_are_typed_as_in_a_file() -> None:
    assert (
        typed(
            r"dicomwidgets create picture.png a.dcm --set WindowCenter=40 --set WindowWidth=80"
            r" --set 'OtherPatientNames=A^B\C^D' --set RecommendedDisplayFrameRate=5"
        )
        == 0
    )
    made = pydicom.dcmread("a.dcm")
    assert (made.WindowCenter, made.WindowWidth) == (40, 80)
    assert made.OtherPatientNames == ["A^B", "C^D"]


def test_a_picture_comes_from_a_pipe() -> None:
    command = [sys.executable, "-m", "dicomwidgets", "create", "-", "a.dcm"]
    subprocess.run(command, input=Path("picture.png").read_bytes(), check=True, capture_output=True)
    assert pydicom.dcmread("a.dcm").Rows == 64


def test_several_images_become_slices() -> None:
    for number, array in enumerate(noise("u2", 3, 8, 9)):
        Image.fromarray(array).save(f"{number}.png")
    assert typed("dicomwidgets create 0.png 1.png 2.png mr/ --kind MR --spacing 3,1,1") == 0
    np.testing.assert_array_equal(dw.volume("mr").array, noise("u2", 3, 8, 9))
