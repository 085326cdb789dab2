"""What was given comes back: by dcmtk, by GDCM and by pydicom; dciodvfy finds no error."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest
from support.created import CASES, Case

import dicomwidgets as dw

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

WHO = {"PatientName": "Doe^Jane", "PatientID": "7", "StudyID": "1", "SeriesNumber": 3}
TOOLS = ("dciodvfy", "dcmdump", "dcmdjpeg", "gdcmconv")
pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, TOOLS)), reason="dcmtk, dicom3tools and gdcm-tools are not installed"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[list[Path], Any]]:
    """Return the files of every case, and the values that they should hold."""
    found = {}
    for number, (name, case) in enumerate(CASES.items()):
        folder = tmp_path_factory.mktemp("case")
        x, values = case.make(folder)
        who = {} if {"like", "derived_from"} & case.keywords.keys() else WHO
        creation = dw.create(x, **case.keywords, **who)
        folder = tmp_path_factory.getbasetemp() / f"made{number}"
        creation.save(f"{folder}/")
        assert len(creation.files) == case.objects, name
        # dcmtk names what it writes by the file alone
        paths = [path.rename(path.with_name(f"{number}_{path.name}")) for path in creation.files]
        found[name] = paths, values
    return found


@pytest.fixture(scope="module")
def by_dcmtk(
    made: Mapping[str, tuple[list[Path], Any]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return a folder of pixels as dcmtk reads them, all files by one process."""
    folder = tmp_path_factory.mktemp("dcmtk")
    native = []
    for paths, _ in made.values():
        for path in paths:
            plain = path
            if pydicom.dcmread(path, specific_tags=[]).file_meta.TransferSyntaxUID.is_encapsulated:
                plain = folder / path.name
                subprocess.run(["dcmdjpeg", path, plain], check=True, capture_output=True)
            native.append(plain)
    run = ["dcmdump", "-q", "+L", "+W", folder, *native]
    subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
    return folder


def error_lines(path: Path) -> list[str]:
    done = subprocess.run(["dciodvfy", "-new", path], capture_output=True, check=False)
    return [line for line in done.stderr.decode("utf-8", "replace").splitlines() if "Error" in line]


def frames_of(header: pydicom.Dataset, data: bytes) -> NDArray[Any]:
    """Return stored values from the bare bytes of Pixel Data, by the header alone."""
    shape = [int(header.get("NumberOfFrames", 1)), header.Rows, header.Columns]
    shape += [3] if header.SamplesPerPixel == 3 else []
    size = int(np.prod(shape))
    if header.BitsAllocated == 1:
        bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")
        return bits[:size].reshape(shape)
    kind = f"<{'i' if header.PixelRepresentation else 'u'}{header.BitsAllocated // 8}"
    return np.frombuffer(data, kind, count=size).reshape(shape)


def values_in(header: pydicom.Dataset, data: bytes) -> NDArray[Any]:
    slope, intercept = (
        header.get(f"Rescale{name}", at) for name, at in (("Slope", 1), ("Intercept", 0))
    )
    return frames_of(header, data).astype(float) * float(slope) + float(intercept)


def assert_same(case: Case, header: pydicom.Dataset, data: bytes, values: NDArray[Any]) -> None:
    found = values_in(header, data)
    assert found.shape == values.shape
    step = abs(float(header.get("RescaleSlope", 1)))
    assert np.abs(found - values.astype(float)).max() <= case.error * step + 1e-9 * step


@pytest.mark.parametrize("name", CASES)
def test_a_validator_finds_no_error(name: str, made: Mapping[str, tuple[list[Path], Any]]) -> None:
    path = made[name][0][-1]
    assert error_lines(path) == []
    assert [
        each.message for each in dw.check(path, validator=False) if each.severity == "error"
    ] == []


@pytest.mark.parametrize("name", CASES)
def test_dcmtk_reads_what_was_given(
    name: str, made: Mapping[str, tuple[list[Path], Any]], by_dcmtk: Path
) -> None:
    paths, values = made[name]
    parts = np.array_split(values, len(paths))
    for path, part in zip(paths, parts, strict=True):
        header = pydicom.dcmread(path, stop_before_pixels=True)
        data = (by_dcmtk / f"{path.name}.0.raw").read_bytes()
        if header.PhotometricInterpretation.startswith("YBR"):
            header = pydicom.dcmread(by_dcmtk / path.name, stop_before_pixels=True)
            assert header.PhotometricInterpretation == "RGB"
        assert_same(CASES[name], header, data, part)


@pytest.mark.parametrize("name", CASES)
def test_gdcm_reads_what_was_given(
    name: str, made: Mapping[str, tuple[list[Path], Any]], tmp_path: Path
) -> None:
    paths, values = made[name]
    part = np.array_split(values, len(paths))[-1]
    back = tmp_path / "back.dcm"
    subprocess.run(["gdcmconv", "--raw", paths[-1], back], check=True, capture_output=True)
    read = pydicom.dcmread(back)
    pixels = read.PixelData
    color = read.PhotometricInterpretation.startswith("YBR")
    pixels = read.pixel_array.tobytes() if color else read.PixelData  # pydicom turns it to RGB
    assert_same(CASES[name], read, pixels, part)


@pytest.mark.parametrize("name", CASES)
def test_every_object_has_its_identity(
    name: str, made: Mapping[str, tuple[list[Path], Any]]
) -> None:
    read = [pydicom.dcmread(path) for path in made[name][0]]
    assert len({each.SOPInstanceUID for each in read}) == len(read)
    assert len({each.SeriesInstanceUID for each in read}) == 1
    assert len({each.StudyInstanceUID for each in read}) == 1
    for number, each in enumerate(read, 1):
        assert each.InstanceNumber == number
        assert each.file_meta.MediaStorageSOPClassUID == each.SOPClassUID
        assert each.file_meta.MediaStorageSOPInstanceUID == each.SOPInstanceUID
        assert each.SOPInstanceUID.startswith("2.25.")
        assert len(each["PixelData"].value) % 2 == 0
        assert "AcquisitionDate" not in each or "derived" in name


COMPRESSED = [
    ("RLELossless", "colour"),
    ("JPEGLSLossless", "grey 16"),
    ("JPEGLossless", "bytes, frames"),
    ("JPEG2000Lossless", "ct of floats"),
    ("DeflatedExplicitVRLittleEndian", "mr"),
    ("RLELossless", "derived ct"),
]


@pytest.mark.parametrize(("syntax", "name"), COMPRESSED)
def test_what_is_compressed_as_it_is_made_comes_back(
    syntax: str, name: str, tmp_path: Path
) -> None:
    case = CASES[name]
    x, values = case.make(tmp_path)
    made = dw.create(x, tmp_path / "made/", **case.keywords, transfer_syntax=syntax)
    if "Deflated" not in syntax:  # which the validator can't read
        assert error_lines(made.files[-1]) == []
    back = tmp_path / "back.dcm"
    subprocess.run(["gdcmconv", "--raw", made.files[-1], back], check=True, capture_output=True)
    read = pydicom.dcmread(back)
    part = np.array_split(values, len(made))[-1]
    assert_same(case, read, read.PixelData, part)


def test_what_loses_something_says_so_and_names_no_predecessor(tmp_path: Path) -> None:
    _, values = CASES["jpeg, decoded"].make(tmp_path)
    made = dw.create(
        np.asarray(values[0]),
        tmp_path / "a.dcm",
        transfer_syntax="JPEGBaseline8Bit",
        loss={"quality": 90},
        seed="1",
        **WHO,
    )
    assert error_lines(tmp_path / "a.dcm") == []
    read = pydicom.dcmread(tmp_path / "a.dcm")
    assert read.LossyImageCompression == "01"
    assert "SourceImageSequence" not in read
    assert read.SOPInstanceUID == read.file_meta.MediaStorageSOPInstanceUID
    assert read.SOPInstanceUID == made[0].SOPInstanceUID
    assert np.abs(read.pixel_array.astype(int) - values[0]).max() < 40
