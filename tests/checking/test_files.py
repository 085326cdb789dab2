"""Files: how their bytes are laid out, many of them at once, and what other tools say."""

from __future__ import annotations

import inspect
import io
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRLittleEndian, RLELossless
from support.written import explicit, head, item

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.checking import validator
from dicomwidgets.checking.rules import RULES
from dicomwidgets.checking.validator import parse_remarks, validator_remarks
from dicomwidgets.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwidgets.jobs import Progress

TAIL = 0xFFFCFFFC
SAMPLES = [
    name
    for name in samples.__all__
    if inspect.isfunction(getattr(samples, name)) and name not in {"dirty_archive", "broken_files"}
]
LAYOUT: list[tuple[str, str, Callable[[bytes], bytes]]] = [
    ("length-odd", "StudyID", lambda data: _swapped(data, explicit(0x00200010, b"SH", b"abc"))),
    ("tag-order", "StudyID", lambda data: data + explicit(0x00200010, b"SH", b"ab")),
    ("tag-twice", "DataSetTrailingPadding", lambda data: data + 2 * explicit(TAIL, b"OB", b"ab")),
    ("trailing-bytes", "", lambda data: data + bytes(64)),
    (
        "group-length",
        "(0020,0000)",
        lambda data: _before(data, b"\x20\0\x0d\0UI", explicit(0x00200000, b"UL", b"\x07\0\0\0")),
    ),
    ("layout", "", lambda data: data + head(0xFFFEE00D, b"", 0)),
]


def _swapped(data: bytes, element: bytes) -> bytes:
    """Put an element in the place of the one with its tag."""
    start = data.index(element[:6])
    length = int.from_bytes(data[start + 6 : start + 8], "little")
    return data[:start] + element + data[start + 8 + length :]


def _before(data: bytes, mark: bytes, element: bytes) -> bytes:
    at = data.index(mark)
    return data[:at] + element + data[at:]


def file_of(dataset: Dataset) -> bytes:
    buffer = io.BytesIO()
    dataset.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def rules(x: Any) -> list[tuple[str, str]]:
    return [(each.rule, each.path) for each in dw.check(x, validator=False)]


@pytest.fixture
def plain(clean: Dataset) -> bytes:
    """Return a clean file that ends with its pixels."""
    clean.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return file_of(clean)


@pytest.mark.parametrize(("rule", "path", "change"), LAYOUT)
def test_a_fault_of_the_bytes_is_found_once(
    rule: str, path: str, change: Callable[[bytes], bytes], plain: bytes
) -> None:
    assert rules(plain) == []
    assert rules(change(plain)) == [(rule, path)]


def test_a_wrong_length_of_the_file_meta_is_found(plain: bytes) -> None:
    at = plain.index(b"\x02\0\0\0UL\x04\0") + 8
    length = int.from_bytes(plain[at : at + 4], "little") - 2
    wrong = plain[:at] + length.to_bytes(4, "little") + plain[at + 4 :]
    assert rules(wrong) == [("group-length", "FileMetaInformationGroupLength")]


def test_what_is_missing_in_the_file_meta_is_found(plain: bytes, tmp_path: Path) -> None:
    start = plain.index(b"\x02\0\x12\0UI")
    length = 8 + int.from_bytes(plain[start + 6 : start + 8], "little")
    total = int.from_bytes(plain[140:144], "little") - length
    left = plain[:140] + total.to_bytes(4, "little") + plain[144:start] + plain[start + length :]
    (tmp_path / "a.dcm").write_bytes(left)
    assert rules(tmp_path / "a.dcm") == [("meta-missing", "ImplementationClassUID")]


def test_frames_that_cannot_be_there_are_found(clean: Dataset) -> None:
    clean.file_meta.TransferSyntaxUID = RLELossless
    clean.NumberOfFrames = 3
    clean.PixelData = encapsulate([b"ab", b"cd"])
    clean["PixelData"].VR = "OB"
    assert ("pixels-frames", "PixelData") in rules(file_of(clean))


def test_a_truncated_file_is_told_with_its_break(plain: bytes) -> None:
    assert [rule for rule, _ in rules(plain[:-100])] == ["file-broken"]


def test_a_sequence_that_is_cut_does_not_stop_the_check(plain: bytes) -> None:
    broken = plain + head(0xFFFAFFFA, b"SQ", 400) + item(explicit(0x00080060, b"CS", b"CT"))
    assert "file-broken" in [rule for rule, _ in rules(broken)]


@pytest.mark.parametrize("name", SAMPLES)
def test_our_own_samples_have_no_fault(name: str, tmp_path: Path) -> None:
    if name == "write_ct_folder":
        found = dw.check(samples.write_ct_folder(tmp_path / "ct", 3, 16), validator=False)
        assert found.files == 3
    else:
        made = samples.ct(1, 16) if name == "ct" else getattr(samples, name)()
        first = made[0] if isinstance(made, list) else made
        found = dw.check(file_of(first), validator=False)
    assert list(found) == []


def test_many_files_are_checked_each_by_itself(clean: Dataset, tmp_path: Path) -> None:
    (tmp_path / "1.dcm").write_bytes(file_of(clean))
    clean.PatientBirthDate = "20250101"
    (tmp_path / "2.dcm").write_bytes(file_of(clean))
    (tmp_path / "3.txt").write_text("no DICOM")
    (tmp_path / "4.dcm").write_bytes(file_of(clean)[:400])
    found = dw.check(tmp_path, validator=False)
    alone = [each for each in found if each.rule in RULES]
    assert [(each.file, each.rule) for each in alone] == [
        ("2.dcm", "date-before-birth"),
        *((each.file, each.rule) for each in alone if each.file == "4.dcm"),
    ]
    together = [each.rule for each in found if each.rule not in RULES]
    assert {"instance-differs", "not-dicom"} <= set(together)
    assert found.files == 3
    table = found.to_pandas()
    assert list(table["file"]) == [each.file for each in found]
    assert "row" not in table.columns


def test_what_is_shown_masks_file_names(clean: Dataset, tmp_path: Path) -> None:
    clean.PatientBirthDate = "20250101"
    (tmp_path / "Doe^Jane.dcm").write_bytes(file_of(clean))
    found = dw.check(tmp_path, validator=False)
    assert "Doe" not in repr(found)
    assert "1 error" in repr(found)
    shown = found._repr_html_()
    assert "Doe" not in shown
    assert "Correct the birth date" in shown
    dw.reveal()
    assert "Doe^Jane.dcm" in repr(found)
    assert "Doe^Jane.dcm" in found._repr_html_()


def test_a_clean_file_says_so(plain: bytes) -> None:
    found = dw.check(plain, validator=False)
    assert repr(found) == "<Findings: nothing is wrong in 1 file>"
    assert "<table>" not in found._repr_html_()


def test_one_file_that_is_no_dicom_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("no DICOM")
    with pytest.raises(ReadError, match="not a DICOM file"):
        dw.check(tmp_path / "a.txt")


def test_findings_can_be_narrowed(clean: Dataset) -> None:
    clean.PatientBirthDate = "20250101"
    clean.StudyComments = "none"
    found = dw.check(clean)
    assert found.counts == {"error": 1, "warning": 0, "info": 1}
    assert [each.rule for each in found.errors] == ["date-before-birth"]
    assert [each.severity for each in found[:1]] == ["error"]


def test_real_files_are_checked_without_a_crash(data_dir: Path) -> None:
    folders = ("pydicom+pydicom/src/pydicom/data/test_files", "QIICR+dcmqi")
    for folder in folders:
        found = dw.check(data_dir / "dicom" / folder, validator=False)
        assert found.files >= 10
        assert all(each.message.endswith((".", ".)")) for each in found if each.source != "reading")


@pytest.mark.slow
def test_all_real_files_are_checked_without_a_crash(data_dir: Path) -> None:
    found = dw.check(data_dir / "dicom", validator=False)
    assert found.files > 800
    assert len({each.rule for each in found} & set(RULES)) > 20


# The validator ---------------------------------------------------------------------------------

SAID = """CTImage
Warning - </PatientWeight(0010,1030)[1]> - Value is zero
Error - </ContentSequence(0040,a730)[2]/CodeValue(0008,0100)> - Value invalid = <Doe>
Error - Unrecognized VR
Error - Unrecognized VR
Warning - Unrecognized tag - assuming explicit value representation OK [LO]
"""


def test_the_lines_of_the_validator_are_understood() -> None:
    assert [tuple(each) for each in parse_remarks(SAID)] == [
        ("warning", "PatientWeight", "(0010,1030)", "PatientWeight", "Value is zero"),
        (
            "error",
            "ContentSequence[1].CodeValue",
            "(0008,0100)",
            "CodeValue",
            "Value invalid = <Doe>",
        ),
        ("error", "", "", "", "Unrecognized VR"),
    ]


def test_a_validator_that_does_not_end_is_left(
    plain: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.dcm"
    file.write_bytes(plain)

    def late(*_args: object, **_kwargs: object) -> None:
        raise subprocess.TimeoutExpired("dciodvfy", 20, stderr=SAID.encode())

    monkeypatch.setattr(validator.shutil, "which", lambda _: "/usr/bin/dciodvfy")
    monkeypatch.setattr(validator.subprocess, "run", late)
    assert len(validator_remarks(file)) == 3
    found = dw.check(file)
    assert {each.source for each in found} == {"dciodvfy"}
    assert "Doe" not in repr(found)
    monkeypatch.setattr(validator.shutil, "which", lambda _: None)
    assert validator_remarks(file) == []


def test_the_validator_adds_what_it_finds(clean: Dataset, tmp_path: Path) -> None:
    if not validator.is_validator_installed():
        pytest.skip("dciodvfy (dicom3tools) is not installed")
    del clean.RescaleSlope
    (tmp_path / "a.dcm").write_bytes(file_of(clean))
    found = dw.check(tmp_path / "a.dcm")
    sources = {each.source for each in found if each.keyword == "RescaleSlope"}
    assert sources == {"dicomwidgets", "dciodvfy"}


def test_it_is_told_how_many_files_are_done(tmp_path: Path) -> None:
    samples.write_ct_folder(tmp_path, 3, 16)
    (tmp_path / "cut.dcm").write_bytes(min(tmp_path.iterdir()).read_bytes()[:200])
    told: list[Progress] = []
    dw.check(tmp_path, validator=False, on_progress=told.append)
    assert (told[-1].done, told[-1].total, told[-1].failed) == (4, 4, 1)
