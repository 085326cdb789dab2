"""``dicomwidgets transcode``, as it is typed."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.cli.main import main
from dicomwidgets.cli.transcode import COMMAND
from dicomwidgets.transcoding.syntaxes import syntax_for

PIPED = [line for line in COMMAND.examples if "|" in line]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    samples.write_ct_folder(tmp_path / "scans", slices=3, size=64)
    first = min((tmp_path / "scans").iterdir())
    (tmp_path / "scan.dcm").write_bytes(first.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("line", [line for line in COMMAND.examples if "|" not in line])
def test_the_examples_of_the_help_do_what_they_say(
    line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = shlex.split(line)
    assert main(words[1:]) == 0
    out, error = capsys.readouterr()
    assert error == ""
    source, target, syntax = words[2], words[3], syntax_for(words[words.index("--to") + 1])
    made = sorted(Path().glob(f"{target}*.dcm" if target.endswith("/") else target))
    assert len(made) == (3 if target.endswith("/") else 1)
    for file in made:
        assert dcmread(file).file_meta.TransferSyntaxUID == syntax.uid
    same = np.array_equal(dw.frames(source).stored(0), dw.frames(target).stored(0))
    assert same != bool(syntax.lossy)
    if "--json" in line:
        assert json.loads(out)["counts"] == {"written": 3}
    else:
        assert "written" in out
    if syntax.lossy:
        assert "off by" in out


@pytest.mark.parametrize("line", PIPED)
def test_one_file_goes_through_a_pipe(line: str) -> None:
    typed = line.replace("dicomwidgets ", f"{sys.executable} -m dicomwidgets ")
    done = subprocess.run(typed, shell=True, capture_output=True, check=False)  # noqa: S602
    assert (done.returncode, done.stderr) == (0, b"")
    assert np.array_equal(dw.frames("rle.dcm").stored(0), dw.frames("scan.dcm").stored(0))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("scan.dcm out.dcm --to JPEG2000", "--ratio or --psnr or --max-error"),
        ("scan.dcm out.dcm --to JPEGLSLosless", "JPEGLSLossless"),
        ("scan.dcm out.dcm --to MPEG2MPML", "one of ImplicitVRLittleEndian"),
        ("scan.dcm out.dcm --to JPEGLSLossless --near 2", "loses nothing"),
        ("scan.dcm scan.dcm --to RLELossless", "already"),
        ("scans/ scans/out --to RLELossless", "inside"),
        ("scans/ - --to RLELossless", "one file"),
        ("scan.dcm - --to RLELossless --json", "mixed"),
    ],
)
def test_what_cannot_be_meant_is_status_2_and_writes_nothing(
    arguments: str, told: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    assert main(["transcode", *shlex.split(arguments)]) == 2
    assert told in capsys.readouterr().err
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before


def test_a_file_that_is_refused_is_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    line = "transcode scan.dcm out.dcm --to JPEGBaseline8Bit --quality 90"
    assert main(shlex.split(line)) == 1
    assert "8 at most" in capsys.readouterr().out
    assert not Path("out.dcm").exists()
    Path("text.txt").write_text("no DICOM")
    assert main(shlex.split("transcode text.txt out.dcm --to RLELossless")) == 1
