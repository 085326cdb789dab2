"""``dicomwidgets convert``, as it is typed."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import nibabel
import numpy as np
import pytest
import tifffile
from PIL import Image
from support.pictures import opened, pixels_in
from support.terminals import in_terminal

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.cli.convert import COMMAND
from dicomwidgets.cli.main import main

NAME = "Yamada^Tarou=山田^太郎=やまだ^たろう"
PIPED = [line for line in COMMAND.examples if "|" in line]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    samples.write_ct_folder(tmp_path / "scans", slices=5, size=16, patient_name=NAME)
    first = min((tmp_path / "scans").iterdir())
    (tmp_path / "scan.dcm").write_bytes(first.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(target: str) -> None:
    """Compare what an example has written with the frames."""
    frames = dw.frames("scans")
    if target == "scan.png":
        shown = dw.frames("scan.dcm").render(0, window_center=40, window_width=400)
        np.testing.assert_array_equal(pixels_in(Path(target)), shown)
    elif target == "middle.jpg":
        assert opened(Path(target)).size == (16, 16)
    elif target == "stack.tif":
        values = [frames.values(i).array for i in range(5)]
        np.testing.assert_array_equal(tifffile.imread(target), values)
    elif target == "scans.nii.gz":
        found = np.asarray(nibabel.load(target).dataobj)  # type: ignore[attr-defined]
        np.testing.assert_array_equal(found.T, dw.volume("scans").array)
    elif target == "film.gif":
        assert opened(Path(target)).n_frames == 3
        assert opened(Path(target)).info["duration"] == 80
    elif target == "sheet.png":
        assert opened(Path(target)).size == (512, 256)
    else:
        assert target == "pictures/"
        assert len(list(Path("pictures/CT").iterdir())) == 5


@pytest.mark.parametrize("line", [line for line in COMMAND.examples if "|" not in line])
def test_the_examples_of_the_help_do_what_they_say(
    line: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(shlex.split(line)[1:]) == 0
    out, error = capsys.readouterr()
    assert error == ""
    target = shlex.split(line)[3]
    check(target)
    assert (place / target).exists()
    if "--json" in line:
        told = json.loads(out)
        assert told["counts"] == {"written": 5}
        assert told["files"][0]["targets"] == ["CT/1.png"]
    else:
        assert out.startswith("1 file, ")
    assert "Yamada" not in out
    again = main(shlex.split(line)[1:])
    # A folder goes on where it was, a file is not replaced.
    assert again == (0 if target.endswith("/") else 2)


@pytest.mark.parametrize("line", PIPED)
def test_one_file_goes_through_a_pipe(line: str, place: Path) -> None:
    typed = line.replace("dicomwidgets ", f"{shlex.quote(sys.executable)} -m dicomwidgets ", 1)
    path = os.pathsep.join(filter(None, sys.path))
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(
        ["/bin/sh", "-c", typed], capture_output=True, check=False, env=environment
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    image = Image.open(io.BytesIO((place / "piped.png").read_bytes()))
    np.testing.assert_array_equal(np.asarray(image), dw.frames("scan.dcm").render(0))


def test_the_help_shows_the_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["convert", "--help"])
    shown = capsys.readouterr().out
    assert all(line in shown for line in COMMAND.examples)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("scans a.png", "--frames 0"),
        ("scans a.png --frames 7", "There is no frame 7"),
        ("scans out", "give --format as one of dicom"),
        (
            "scans a.bmp",
            "not written as .bmp. Let the name of a file end in one of .png",
        ),
        ("scans a.png --frames 7", "a stretch (0:100:10), first, middle or last"),
        ("scans a.png --labels --frames 0", "Add --montage"),
        ("scans a.gif --values stored", "as on the screen"),
        ("scan.dcm taken.png", "--force replaces it"),
        ("scans scans --format png --force", "nothing is ever replaced"),
        ("scan.dcm - --format png --json", "Leave --json out"),
        ("scans a.npy --volume holes=fill", "no use for holes"),
    ],
)
def test_what_can_not_be_meant_is_said(
    line: str, said: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "taken.png").write_bytes(b"mine")
    assert main(["convert", *shlex.split(line)]) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert said in error
    assert (place / "taken.png").read_bytes() == b"mine"


@pytest.mark.parametrize(
    "option", ["--frames third", "--window 1,a", "--crop 1,2", "--format bmp", "--rotate 45"]
)
def test_options_of_the_wrong_kind_end_with_2(option: str, place: Path) -> None:
    with pytest.raises(SystemExit) as left:
        main(["convert", "scan.dcm", "a.png", *shlex.split(option)])
    assert left.value.code == 2
    assert not (place / "a.png").exists()


def test_force_replaces_a_file(place: Path) -> None:
    (place / "a.png").write_bytes(b"old")
    line = "convert scan.dcm a.png --force --no-overlays --invert --rotate 90 --crop 0,0,8,4"
    assert main(line.split()) == 0
    screen = dw.frames("scan.dcm").render(0, invert=True)[:4, :8]
    np.testing.assert_array_equal(pixels_in(place / "a.png"), np.rot90(screen, -1))


def test_what_could_not_be_converted_is_named_and_the_rest_is_there(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "scans/note.dcm").write_bytes(samples_of_report())
    assert main(["convert", "scans", "out/", "--format", "png"]) == 1
    out = capsys.readouterr().out
    assert "5 files" in out
    assert "It holds no image" in out
    assert "note.dcm" not in out
    assert main(["convert", "scans", "more/", "--format", "png", "--reveal"]) == 1
    assert "note.dcm" in capsys.readouterr().out
    assert main(["convert", "scans/note.dcm", "a.png"]) == 1
    assert "no image" in capsys.readouterr().err.lower()


def samples_of_report() -> bytes:
    out = io.BytesIO()
    samples.sr().save_as(out, enforce_file_format=True)
    return out.getvalue()


def test_progress_is_shown_on_a_terminal_and_taken_away(place: Path) -> None:
    line = ["convert", str(place / "scans"), str(place / "a.gif")]
    with in_terminal(line) as terminal:
        shown = terminal.rest()
    assert "Converting" in shown
    assert "\r1 file, " in shown
