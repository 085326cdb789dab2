"""The flat scan: what it finds, what it learns, and what it leaves to a lenient reader."""

from __future__ import annotations

import io
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from dicomwidgets.elements.path import parse_path
from dicomwidgets.encoding.scan import HeaderScan, More, Odd, Scanned

if TYPE_CHECKING:
    from pydicom.uid import UID

PATHS = (
    "Modality",
    "PatientID",
    "ReferencedImageSequence[1].ReferencedSOPInstanceUID",
    "InstanceNumber",
    "Rows",
    "Modality",
)


def text(_vr: str, data: bytes, _charset: bytes) -> str:
    return data.decode("latin-1").rstrip("\0 ")


def scan_of(paths: tuple[str, ...] = PATHS) -> HeaderScan[str]:
    return HeaderScan([parse_path(path) for path in paths], text)


def dataset(
    syntax: UID = ExplicitVRLittleEndian, *, undefined: bool = False, **values: Any
) -> Dataset:
    made = Dataset()
    made.Modality = "CT"
    made.PatientID = "A1"
    made.ReferencedImageSequence = [Dataset(), Dataset()]
    for number, item in enumerate(made.ReferencedImageSequence):
        item.ReferencedSOPInstanceUID = f"1.2.{number}"
        item.is_undefined_length_sequence_item = undefined
    made["ReferencedImageSequence"].is_undefined_length = undefined
    made.InstanceNumber = 7
    made.Rows = 2
    made.BitsAllocated = 8
    made.PixelData = bytes(4)
    for keyword, value in values.items():
        setattr(made, keyword, value)
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = syntax
    made.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    made.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    return made


def bytes_of(made: Dataset) -> bytes:
    buffer = io.BytesIO()
    made.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
@pytest.mark.parametrize("undefined", [False, True])
def test_values_of_all_depths_are_found(syntax: UID, undefined: bool) -> None:
    data = bytes_of(dataset(syntax, undefined=undefined))
    scan = scan_of()
    for _ in range(2):
        found = scan.read(data, len(data))
        assert isinstance(found, Scanned)
        assert found.values == ["CT", "A1", "1.2.1", "7", "\x02", "CT"]
        assert (found.pixels, found.pixel_length) == (0x7FE00010, 4)


def test_what_is_not_there_is_none() -> None:
    made = dataset()
    del made.InstanceNumber
    del made.PixelData
    data = bytes_of(made)
    found = scan_of().read(data, len(data))
    assert isinstance(found, Scanned)
    assert found.values[3] is None
    assert (found.pixels, found.pixel_length, found.end) == (0, None, len(data))


def test_lengths_may_differ_within_a_kind() -> None:
    scan = scan_of()
    for patient in ("A1", "A10000", "", "A1"):
        data = bytes_of(dataset(PatientID=patient))
        found = scan.read(data, len(data))
        assert isinstance(found, Scanned)
        assert found.values[1] == patient
    assert len(scan._kinds) == 1


@given(
    st.lists(
        st.tuples(st.text("AB", max_size=16), st.integers(0, 10**6), st.booleans(), st.booleans()),
        min_size=1,
        max_size=12,
    )
)
def test_files_of_all_kinds_mixed_are_read_as_pydicom_reads_them(
    files: list[tuple[str, int, bool, bool]],
) -> None:
    scan = scan_of()
    for patient, number, implicit, undefined in files:
        syntax = ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian
        made = dataset(syntax, undefined=undefined, PatientID=patient, InstanceNumber=number)
        if number % 3 == 0:
            made.StudyID = patient
        data = bytes_of(made)
        read = dcmread(io.BytesIO(data))
        found = scan.read(data, len(data))
        assert isinstance(found, Scanned)
        assert found.values[1] == read.PatientID
        assert found.values[3] == str(read.InstanceNumber)


def test_more_is_asked_for_where_the_beginning_is_too_short() -> None:
    data = bytes_of(dataset(ImageComments="x" * 3000))
    for scan in (scan_of(), scan_of()):
        scan.read(data, len(data))
        upto = 0
        found = scan.read(data[:300], len(data))
        while isinstance(found, More):
            assert upto < found.upto <= len(data)
            upto = found.upto
            found = scan.read(data[:upto], len(data))
        assert isinstance(found, Scanned)


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_a_large_value_at_the_end_is_not_asked_for(syntax: UID) -> None:
    scan = scan_of()
    for length in (5_000_000, 2_000_000, 50):
        made = dataset(syntax, EncapsulatedDocument=bytes(length))
        del made.PixelData
        data = bytes_of(made)
        for _ in range(2):
            found = scan.read(data[:4096], len(data))
            assert isinstance(found, Scanned)
            assert found.values == ["CT", "A1", "1.2.1", "7", "\x02", "CT"]
            assert (found.pixels, found.pixel_length) == (0, None)
        assert isinstance(scan.read(data[:-1], len(data) - 1), Odd)
    assert len(scan._kinds) == 1


def test_a_large_value_that_is_wanted_is_asked_for() -> None:
    made = dataset(EncapsulatedDocument=bytes(2_000_000))
    del made.PixelData
    data = bytes_of(made)
    scan = scan_of(("Modality", "EncapsulatedDocument"))
    assert scan.read(data[:4096], len(data)) == More(len(data))
    found = scan.read(data, len(data))
    assert isinstance(found, Scanned)


def test_long_values_are_not_kept() -> None:
    scan = scan_of(("ImageComments", "PatientID"))
    tracemalloc.start()
    try:
        for number in range(300):
            data = bytes_of(dataset(ImageComments=f"{number:03}" * 3000, PatientID=f"{number}"))
            assert isinstance(scan.read(data, len(data)), Scanned)
        used = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert used < 1_000_000


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bytes_of(dataset())[132:], "prefix"),
        (bytes_of(dataset(ExplicitVRBigEndian)), "plain"),
        (bytes_of(dataset(DeflatedExplicitVRLittleEndian)), "plain"),
        (bytes_of(dataset())[:-2], "within the pixels"),
        (bytes_of(dataset())[:-30], "ends within"),
        (bytes_of(dataset()).replace(b"\x08\x00\x60\x00CS", b"\x08\x00\x60\x00zz"), "VR"),
        (bytes_of(dataset()).replace(b"\x10\x00\x20\x00LO", b"\x08\x00\x20\x00LO"), "ascending"),
        (bytes_of(dataset()).replace(b"\x10\x00\x20\x00LO", b"\x10\x00\x20\x00SQ"), ""),
    ],
)
def test_what_is_odd_is_left_to_others_whatever_was_learned(data: bytes, reason: str) -> None:
    learned = scan_of()
    good = bytes_of(dataset())
    learned.read(good, len(good))
    for scan in (scan_of(), learned):
        found = scan.read(data, len(data))
        assert isinstance(found, Odd)
        assert reason in found.reason
        assert "A1" not in found.reason


@given(st.data())
def test_no_damage_makes_it_fail_or_find_what_pydicom_does_not(data: st.DataObject) -> None:
    scan = scan_of()
    good = bytes_of(dataset(undefined=data.draw(st.booleans())))
    scan.read(good, len(good))
    bad = bytearray(good)
    for _ in range(data.draw(st.integers(1, 3))):
        bad[data.draw(st.integers(132, len(bad) - 1))] = data.draw(st.integers(0, 255))
    found, fresh = scan.read(bytes(bad), len(bad)), scan_of().read(bytes(bad), len(bad))
    if isinstance(found, Scanned):
        assert isinstance(fresh, Scanned)
        assert found.values == fresh.values
