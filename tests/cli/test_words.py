"""What the library says, as the shell calls it."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pydicom
import pytest

import dicomwidgets
from dicomwidgets import samples
from dicomwidgets.cli._words import _EVERYWHERE, Words
from dicomwidgets.cli.main import command, main

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = ["123037004", "SCT", "Anatomical Structure"]
LIVER = {
    "SegmentLabel": "Liver",
    "SegmentAlgorithmType": "MANUAL",
    "SegmentedPropertyCategoryCodeSequence": CODE,
    "SegmentedPropertyTypeCodeSequence": ["10200004", "SCT", "Liver"],
}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    samples.write_ct_folder(tmp_path / "scans", slices=4, size=16)
    first = min((tmp_path / "scans").iterdir())
    (tmp_path / "Doe.dcm").write_bytes(first.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def words(name: str, *typed: str) -> Words:
    found = command(name)
    return Words(found.parser(name), found.words, typed)


@pytest.mark.parametrize(
    ("name", "python", "shell"),
    [
        ("convert", "series=0 takes the first.", "--series 0 takes the first."),
        (
            "convert",
            'Say arrays="frames", or other values.',
            "Say --arrays frames, or other values.",
        ),
        (
            "convert",
            "Take a part: crop=(x0, y0, x1, y1); or",
            "Take a part: --crop X0,Y0,X1,Y1; or",
        ),
        ("convert", "crop=(0, 0, 500, 5) is not", "--crop 0,0,500,5 is not"),
        ("convert", "Ask for gaps='resample'.", "Ask for --volume gaps='resample'."),
        ("convert", "side by side: montage=True; or", "side by side: --montage; or"),
        ("create", "Give multiframe=False: one object.", "Give --separate: one object."),
        ("create", "Give derived_from=.", "Give --derived-from."),
        ("create", "Give affine=, or spacing=(between slices, rows).", "Give --spacing S,R,C."),
        ("create", "from slope= and intercept=.", "from --slope and --intercept."),
        ("transcode", "holds them, with ratio= or psnr=.", "holds them, with --ratio or --psnr."),
        ("info", "PatientName=Doe stays", "PatientName=Doe stays"),
    ],
)
def test_keywords_are_called_as_options(name: str, python: str, shell: str) -> None:
    assert words(name).said(python) == shell


def test_what_was_typed_is_named_by_path_and_by_name() -> None:
    said = words("convert", "a/Doe.dcm", "--names", "b").named
    assert said("a/Doe.dcm", "Doe.dcm", "Roe.dcm") == "a/Doe.dcm, Doe.dcm, •••"


def test_a_file_that_was_typed_is_named_where_it_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = ["--to", "JPEGBaseline8Bit", "--quality", "90"]
    assert main(["transcode", "Doe.dcm", "made.dcm", *line]) == 1
    out = capsys.readouterr().out
    assert "\nDoe.dcm, refused: " in out
    assert "JPEG2000 holds them, with --ratio or --psnr." in out
    assert main(["transcode", "scans", "made", *line]) == 1
    assert "\n••• (4 files), refused: (0028,0101) BitsStored" in capsys.readouterr().out


def test_json_masks_targets_that_are_called_like_their_sources(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def told(*line: str) -> list[tuple[list[str], list[str]]]:
        assert main([*line, "--json"]) == 0
        files = json.loads(capsys.readouterr().out)["files"]
        return [(file["sources"], file["targets"]) for file in files]

    assert told("transcode", "scans", "a", "--to", "RLELossless")[0] == (["•••"], ["•••"])
    assert told("transcode", "Doe.dcm", "b/", "--to", "RLELossless") == [(["Doe.dcm"], ["Doe.dcm"])]
    assert told("convert", "scans", "c", "--format", "png", "--names", "{file}")[0] == (
        ["•••"],
        ["1.png"],
    )
    named = ("--names", "{PatientID}_{file}", "--format", "png", "--identifiers")
    assert told("convert", "scans", "d", *named)[0] == (["•••"], ["•••"])


def test_frames_that_are_no_volume_may_be_an_array_in_their_order(
    capsys: pytest.CaptureFixture[str],
) -> None:
    paths = sorted(Path("scans").iterdir(), key=lambda path: pydicom.dcmread(path).SliceLocation)
    paths[1].unlink()
    assert main(["convert", "scans", "a.npy"]) == 1
    assert "Or say --arrays frames: frames in their order" in capsys.readouterr().err
    assert main(["convert", "scans", "a.npy", "--arrays", "frames"]) == 0
    assert np.load("a.npy").shape == (3, 16, 16)


def test_a_segmentation_is_made_of_masks_and_a_file_that_describes_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    mask = np.zeros((4, 16, 16), dtype=bool)
    mask[1:3, 4:9, 4:9] = True
    np.save("mask.npy", mask)
    line = ["create", "mask.npy", "seg.dcm", "--kind", "SEG", "--derived-from", "scans"]
    assert main(line) == 1
    assert (
        "Give --segments FILE, a JSON list of objects with SegmentLabel" in capsys.readouterr().err
    )
    Path("segments.json").write_text(json.dumps([LIVER]))
    assert main([*line, "--segments", "segments.json"]) == 0
    made = pydicom.dcmread("seg.dcm")
    assert made.SegmentSequence[0].SegmentedPropertyTypeCodeSequence[0].CodeMeaning == "Liver"
    np.testing.assert_array_equal(made.pixel_array, mask[1:3])
    Path("segments.json").write_text("{")
    assert main([*line, "--force", "--segments", "segments.json"]) == 2
    assert "no JSON list of objects, one a segment. File: segments.json." in capsys.readouterr().err


def test_why_a_file_was_skipped_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    Path("notes.txt").write_text("Doe was here")
    assert main(["transcode", "notes.txt", "made.dcm", "--to", "RLELossless"]) == 1
    assert "notes.txt, skipped: This is no DICOM file." in capsys.readouterr().out
    np.save("a.npy", np.zeros((2, 4, 5), dtype=np.uint8))
    assert main(["create", "a.npy", "a.npy", "many.dcm", "--separate"]) == 1
    assert f"File: {Path('many.dcm').absolute()}. Name a folder." in capsys.readouterr().err


def test_keys_of_a_search_stand_before_and_after_options(
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = "find dicom://A@127.0.0.1:1 PatientID=1 --level series Modality=CT --json StudyID=2"
    found = command("pacs").parser("dicomwidgets pacs").parse_args(line.split())
    assert found.keys == ["PatientID=1", "Modality=CT", "StudyID=2"]
    assert (found.level, found.json) == ("series", True)
    # Where the last is no list nothing is guessed: which of these is the target?
    with pytest.raises(SystemExit):
        command("convert").parser("dicomwidgets convert").parse_args(["a", "b", "--force", "c"])
    assert "There is no c here" in capsys.readouterr().err


def test_every_phrase_that_is_translated_is_said_somewhere() -> None:
    """A message that is worded anew would come untranslated, and nobody would see."""
    package = Path(dicomwidgets.__file__).parent
    said = "\n".join(
        text for path in package.rglob("*.py") if "cli" not in path.parts for text in literals(path)
    )
    phrases = {*_EVERYWHERE, *command("convert").words, *command("create").words}
    assert len(phrases) > 30
    assert [each for each in phrases if each not in said] == []


def literals(path: Path) -> Iterator[str]:
    """Yield the texts in a module; what is put into one is a zero."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            parts = (each.value if isinstance(each, ast.Constant) else "\0" for each in node.values)
            yield "".join(map(str, parts))
