from __future__ import annotations

import io
import random
import traceback
import zipfile
import zlib
from collections import Counter
from pathlib import Path

import pydicom
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom.data import data_manager, get_testdata_file
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian, JPEGBaseline8Bit

from dicomwidgets.errors import ReadError
from dicomwidgets.reading.header import Header, Problem, read_dataset, read_header, try_header
from dicomwidgets.reading.source import source_of

RANDOM = random.Random(1)  # noqa: S311 - filling, not secrets
BUNDLED = Path(data_manager.DATA_ROOT, "test_files")


def header_of(x: object) -> Header | None:
    source = source_of(x)
    return try_header(source, source.items()[0])


def written(dataset: Dataset, **options: object) -> bytes:
    buffer = io.BytesIO()
    dataset.save_as(buffer, **options)
    return buffer.getvalue()


def messages(header: Header | None) -> str:
    assert header is not None
    return " ".join(problem.message for problem in header.problems)


def survey(folder: Path) -> Counter[str]:
    """Read every file: anything but a header, a None or a named ReadError breaks the test."""
    source = source_of(folder)
    counts: Counter[str] = Counter()
    for item in source.items():
        try:
            header = try_header(source, item)
        except ReadError as error:
            counts["error" if error.file == item.name and error.message else "unnamed"] += 1
            continue
        counts["header" if header else "none"] += 1
        if header:
            assert len(header.dataset)
            assert not {"PixelData", "FloatPixelData"} & set(header.dataset.dir())
    return counts


def test_every_file_of_pydicom(capfd: pytest.CaptureFixture[str]) -> None:
    counts = survey(BUNDLED)
    assert counts["error"] == counts["unnamed"] == 0
    assert counts["header"] >= 100
    assert capfd.readouterr() == ("", "")


def test_every_real_file(data_dir: Path, capfd: pytest.CaptureFixture[str]) -> None:
    counts = survey(data_dir / "dicom")
    assert counts["header"] >= 852 - 2
    assert counts["unnamed"] == 0
    assert counts["error"] == 1  # bad.dcm: file meta and nothing after it
    assert capfd.readouterr() == ("", "")


def test_header_ends_where_the_pixels_begin(ct_small: Path) -> None:
    header = header_of(ct_small)
    assert header is not None
    assert header.problems == ()
    assert header.transfer_syntax_uid == ExplicitVRLittleEndian
    assert header.pixel_keyword == "PixelData"
    assert header.pixel_offset is not None
    whole = pydicom.dcmread(ct_small)
    assert header.pixel_length == len(whole.PixelData)
    data = ct_small.read_bytes()
    assert data[header.pixel_offset :][: header.pixel_length] == whole.PixelData
    assert header.dataset.Rows == 128


@pytest.mark.parametrize(
    "name", ["MR_small_bigendian.dcm", "MR_small_implicit.dcm", "ExplVR_BigEnd.dcm"]
)
def test_pixel_offset_in_every_encoding(name: str) -> None:
    path = get_testdata_file(name, download=False)
    header = header_of(path)
    whole = pydicom.dcmread(str(path))
    assert header is not None
    if "PixelData" in whole:
        data = Path(str(path)).read_bytes()
        assert data[header.pixel_offset :][: header.pixel_length] == whole.PixelData
    else:
        assert header.pixel_offset is None


def test_compressed_pixels_have_an_offset_and_no_length() -> None:
    header = header_of(get_testdata_file("693_J2KI.dcm", download=False))
    assert header is not None
    assert header.pixel_offset is not None
    assert header.pixel_length is None
    data = Path(str(get_testdata_file("693_J2KI.dcm", download=False))).read_bytes()
    assert data[header.pixel_offset :][:4] == b"\xfe\xff\x00\xe0"


def test_float_pixels_are_pixels_too() -> None:
    dataset = Dataset()
    dataset.Rows = dataset.Columns = 1
    dataset.FloatPixelData = b"\0\0\0\0"
    header = header_of(written(dataset, implicit_vr=False, little_endian=True))
    assert header is not None
    assert header.pixel_keyword == "FloatPixelData"


def test_only_the_header_is_read(ct_small: Path, tmp_path: Path) -> None:
    dataset = pydicom.dcmread(ct_small)
    dataset.Rows = dataset.Columns = 4096
    dataset.PixelData = bytes(4096 * 4096 * 2)
    path = tmp_path / "large.dcm"
    dataset.save_as(path)
    taken = []

    class Counting(io.FileIO):
        def readinto(self, buffer: object) -> int:
            count = super().readinto(buffer)  # type: ignore[arg-type]
            taken.append(count)
            return count

    source = source_of(path)
    source.open = lambda _: io.BufferedReader(Counting(path))  # type: ignore[method-assign]
    assert try_header(source, source.items()[0])
    assert sum(taken) < 64 * 1024


@pytest.mark.parametrize(
    "data",
    [
        b"plain text, and long enough to hold a preamble " * 10,
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        b'{"00080005": {"vr": "CS"}}',
        b"\x1f\x8b\x08\x00" + bytes(300),
        bytes(1000),
        b"x",
        b"PK\x03\x04",
    ],
)
def test_not_dicom_is_none(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    source = source_of([path.parent])
    assert try_header(source, source.items()[0]) is None
    with pytest.raises(ReadError, match="not a DICOM file"):
        read_header(source, source.items()[0])
    with pytest.raises(ReadError, match="not a DICOM file"):
        read_dataset(source, source.items()[0])


def test_empty_file_is_not_dicom(tmp_path: Path) -> None:
    (tmp_path / "empty.dcm").touch()
    assert header_of(tmp_path) is None


@pytest.mark.parametrize(
    ("implicit", "little", "name"),
    [
        (True, True, "Implicit VR Little Endian"),
        (False, True, "Explicit VR Little Endian"),
        (False, False, "Explicit VR Big Endian"),
    ],
)
def test_no_preamble_and_no_meta(*, implicit: bool, little: bool, name: str) -> None:
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 100"
    dataset.PatientName = "Buc^Jérôme"
    dataset.Rows = dataset.Columns = 1
    dataset.PixelData = b"\0\0"
    dataset["PixelData"].VR = "OW"
    header = header_of(written(dataset, implicit_vr=implicit, little_endian=little))
    assert header is not None
    assert str(header.dataset.PatientName) == "Buc^Jérôme"
    assert f"read as {name}" in messages(header)
    assert "no preamble" in messages(header)
    assert header.transfer_syntax_uid is not None
    assert pydicom.uid.UID(header.transfer_syntax_uid).name == name


def test_meta_without_transfer_syntax(ct_small: Path) -> None:
    dataset = pydicom.dcmread(ct_small)
    del dataset.file_meta.TransferSyntaxUID
    header = header_of(written(dataset, implicit_vr=False, little_endian=True))
    assert header is not None
    assert header.transfer_syntax_uid == ExplicitVRLittleEndian
    [problem] = header.problems
    assert (problem.tag, problem.keyword) == ("(0002,0010)", "TransferSyntaxUID")
    assert "TransferSyntaxUID" not in header.dataset.file_meta


def test_compressed_without_transfer_syntax_is_not_guessed() -> None:
    dataset = pydicom.dcmread(str(get_testdata_file("JPEG2000.dcm", download=False)))
    del dataset.file_meta.TransferSyntaxUID
    header = header_of(written(dataset, implicit_vr=False, little_endian=True))
    assert header is not None
    assert header.transfer_syntax_uid is None
    assert [problem.severity for problem in header.problems] == ["error"]


def test_wrong_transfer_syntax_is_kept_as_a_problem(recwarn: pytest.WarningsRecorder) -> None:
    header = header_of(get_testdata_file("SC_rgb_jpeg.dcm", download=False))
    assert "found implicit VR" in messages(header)
    assert header is not None
    assert header.transfer_syntax_uid == JPEGBaseline8Bit
    assert not recwarn.list


def test_truncated_pixels_are_a_problem() -> None:
    header = header_of(get_testdata_file("MR_truncated.dcm", download=False))
    assert "ends within the pixels: 8130 of 8192 bytes" in messages(header)


def test_truncated_header_keeps_what_came_before() -> None:
    header = header_of(get_testdata_file("rtplan_truncated.dcm", download=False))
    assert header is not None
    assert header.dataset.Modality == "RTPLAN"
    [problem] = header.problems
    assert (problem.keyword, problem.severity) == ("BeamSequence", "error")


@pytest.mark.parametrize("left", [1, 4, 7])
def test_an_end_within_the_next_tag_is_a_problem(left: int) -> None:
    dataset = Dataset()
    dataset.PatientID = "1"
    dataset.Rows = 2
    data = written(dataset, implicit_vr=False, little_endian=True)
    header = header_of(data[: -10 + left])
    assert header is not None
    assert list(header.dataset.keys()) == [0x00100020]
    [problem] = [each for each in header.problems if each.severity == "error"]
    assert problem.keyword == "PatientID"
    assert "within the element after this one" in problem.message


def test_a_padded_end_is_no_problem() -> None:
    dataset = Dataset()
    dataset.PatientID = "1"
    data = written(dataset, implicit_vr=False, little_endian=True)
    assert "ends" not in messages(header_of(data + b"\0\0"))


def test_pixels_are_found_behind_a_huge_element(ct_small: Path, tmp_path: Path) -> None:
    dataset = pydicom.dcmread(ct_small)
    for tag in [tag for tag in dataset.keys() if 0x28 < tag >> 16 < 0x7FE0]:  # noqa: SIM118
        del dataset[tag]
    del dataset[0xFFFCFFFC]
    dataset.add_new(0x00290010, "LO", "TEST")
    dataset.add_new(0x00291010, "OB", bytes(100_000))
    path = tmp_path / "huge.dcm"
    dataset.save_as(path)
    header = header_of(path)
    assert header is not None
    assert header.pixel_offset == path.stat().st_size - len(dataset.PixelData)
    assert not header.problems


def test_a_sequence_cut_open_loses_only_itself() -> None:
    dataset = Dataset()
    dataset.PatientID = "1"
    item = Dataset()
    item.CodeValue = "x" * 16
    dataset.ConceptCodeSequence = [item]
    dataset["ConceptCodeSequence"].is_undefined_length = True
    data = written(dataset, implicit_vr=False, little_endian=True)
    header = header_of(data[:-14])
    assert header is not None
    assert header.dataset.PatientID == "1"
    assert "rest is lost" in messages(header)


def test_file_meta_alone_is_an_error(ct_small: Path, tmp_path: Path) -> None:
    path = tmp_path / "Doe^John.dcm"
    path.write_bytes(ct_small.read_bytes()[:340])
    with pytest.raises(ReadError, match="ends before the first element") as caught:
        header_of(path)
    assert caught.value.file == "Doe^John.dcm"
    assert "Doe" not in str(caught.value)
    source = source_of(path)
    with pytest.raises(ReadError, match="ends before the first element"):
        read_dataset(source, source.items()[0])


def deflated() -> bytes:
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    dataset.SOPClassUID = dataset.SOPInstanceUID = "1.2.3"
    dataset.PatientID = "1"
    dataset.ImageComments = RANDOM.randbytes(4500).hex()
    dataset.Rows = dataset.Columns = 64
    dataset.BitsAllocated = 16
    dataset.PixelData = RANDOM.randbytes(8192)
    return written(dataset, enforce_file_format=True)


def test_deflated() -> None:
    header = header_of(deflated())
    assert header is not None
    assert header.dataset.Rows == 64
    assert header.pixel_offset is None
    assert header.pixel_keyword == "PixelData"
    assert header.problems == ()


def test_deflated_and_cut_keeps_what_came_before() -> None:
    header = header_of(deflated()[:3000])
    assert header is not None
    assert header.dataset.PatientID == "1"
    assert header.problems


def test_damaged_deflation_is_an_error() -> None:
    data = bytearray(deflated())
    place = data.index(b"1.2.840.10008.1.2.1.99") + 24
    while data[place : place + 2] == b"\x02\x00":
        place += 8 + int.from_bytes(data[place + 6 : place + 8], "little")
    data[place : place + 60] = b"\xff" * 60
    with pytest.raises(ReadError, match="deflated part is damaged") as caught:
        header_of(bytes(data))
    assert isinstance(caught.value.__context__, zlib.error)


def test_missing_file_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "dead.dcm").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ReadError, match="No such file") as caught:
        header_of(tmp_path)
    assert caught.value.file == "dead.dcm"


def test_forbidden_file_is_named_with_the_reason(
    ct_small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = source_of(ct_small)

    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied", "/home/Doe^John.dcm")

    monkeypatch.setattr(source, "open", refuse)
    with pytest.raises(ReadError, match="Permission denied") as caught:
        try_header(source, source.items()[0])
    assert "Doe" not in caught.value.message


def test_damaged_zip_member_is_named(ct_small: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(ct_small, "ct.dcm")
    data = bytearray(path.read_bytes())
    data[60:90] = b"\xff" * 30
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        header_of(path)
    assert caught.value.file == "ct.dcm"


def test_huge_values_of_a_file_wait_in_the_file(ct_small: Path, tmp_path: Path) -> None:
    dataset = pydicom.dcmread(ct_small)
    block = dataset.private_block(0x0099, "TEST", create=True)
    block.add_new(1, "OB", bytes(200_000))
    path = tmp_path / "huge.dcm"
    dataset.save_as(path)
    header = header_of(path)
    assert header is not None
    tag = pydicom.tag.Tag(0x0099, 0x1001)
    assert header.dataset.get_item(tag, keep_deferred=True).value is None
    assert len(header.dataset[tag].value) == 200_000


def test_in_memory_dataset_without_meta_is_guessed() -> None:
    dataset = Dataset()
    dataset.Rows = dataset.Columns = 1
    dataset.PixelData = b"\0\0"
    header = header_of(dataset)
    assert header is not None
    assert header.pixel_keyword == "PixelData"
    assert header.pixel_offset is None
    assert "PixelData" not in header.dataset
    assert header.problems


def test_compressed_in_memory_without_meta_is_not_guessed() -> None:
    dataset = pydicom.dcmread(str(get_testdata_file("JPEG2000.dcm", download=False)))
    del dataset.file_meta.TransferSyntaxUID
    header = header_of(dataset)
    assert header is not None
    assert header.transfer_syntax_uid is None


def test_whole_dataset_has_its_pixels(ct_small: Path) -> None:
    source = source_of(ct_small)
    assert read_dataset(source, source.items()[0]) == pydicom.dcmread(ct_small)


@pytest.mark.parametrize(
    "name", ["CT_small.dcm", "MR_small_bigendian.dcm", "rtplan.dcm", "test-SR.dcm", "image_dfl.dcm"]
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cut=st.floats(0, 1), seed=st.integers(0, 2**32), hits=st.integers(0, 12))
def test_damage_gives_a_header_or_none_or_a_read_error(
    name: str, cut: float, seed: int, hits: int
) -> None:
    data = bytearray(Path(str(get_testdata_file(name, download=False))).read_bytes())
    del data[max(1, int(cut * len(data))) :]
    chance = random.Random(seed)  # noqa: S311 - damage, not secrets
    for _ in range(hits):
        data[chance.randrange(min(len(data), 4000))] = chance.randrange(256)
    if data[:2] == b"PK":
        return
    source = source_of(bytes(data))
    [item] = source.items()
    named = True
    try:
        header = try_header(source, item)
        assert header is None or len(header.dataset)
        read_dataset(source, item)
    except ReadError as error:
        named = error.file == item.name
    assert named


def test_a_traceback_names_no_file_below_the_root(tmp_path: Path) -> None:
    (tmp_path / "Doe_Jane.dcm").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ReadError) as caught:
        header_of(tmp_path)
    assert "Doe_Jane" not in "".join(traceback.format_exception(caught.value))


def test_reprs_show_no_value() -> None:
    header = header_of(get_testdata_file("CT_small.dcm", download=False))
    assert header is not None
    assert str(header.dataset.PatientName) not in repr(header)
    assert "Doe" not in repr(Problem("Invalid value 'Doe'", "(0010,0010)", "PatientName"))
