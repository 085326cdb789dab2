from __future__ import annotations

import io
from copy import deepcopy
from typing import TYPE_CHECKING

from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.tag import Tag
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

from dicomwidgets.elements.rows import RowTable

if TYPE_CHECKING:
    from pathlib import Path


def written(dataset: Dataset, syntax: str = ExplicitVRLittleEndian) -> bytes:
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    buffer = io.BytesIO()
    dataset.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def deep(levels: int) -> Dataset:
    dataset = Dataset()
    dataset.PatientID = "innermost"
    for _ in range(levels):
        outer = Dataset()
        outer.ReferencedStudySequence = [dataset]
        dataset = outer
    return dataset


def test_the_callers_raw_elements_stay_raw() -> None:
    dataset = dcmread(get_testdata_file("CT_small.dcm", download=False))
    before = {tag: dataset.get_item(tag) for tag in dataset.keys()}  # noqa: SIM118
    table = RowTable(dataset)
    table.rows()
    table.search("patient")
    after = {tag: dataset.get_item(tag) for tag in dataset.keys()}  # noqa: SIM118
    assert all(before[tag] is after[tag] for tag in before)
    assert sum(isinstance(each, RawDataElement) for each in after.values()) > 50


def test_sixty_levels_are_walked() -> None:
    for syntax in (ExplicitVRLittleEndian, ImplicitVRLittleEndian):
        dataset = dcmread(io.BytesIO(written(deep(60), syntax)))
        rows = RowTable(dataset, file_meta=False).rows()
        assert rows[-1]["depth"] == 120
        assert rows[-1]["value"] == "innermost"


def test_a_sequence_put_off_by_its_size_is_opened(tmp_path: Path) -> None:
    dataset = Dataset()
    item = Dataset()
    item.PatientComments = "x" * 5000
    dataset.ReferencedStudySequence = [deepcopy(item) for _ in range(20)]
    path = tmp_path / "big.dcm"
    path.write_bytes(written(dataset))
    dataset = dcmread(path, defer_size=1024)
    deferred = dataset.get_item(0x00081110, keep_deferred=True)
    assert deferred.value is None
    rows = RowTable(dataset, file_meta=False).rows()
    assert dataset.get_item(0x00081110, keep_deferred=True) is deferred
    assert rows[0]["children"] == 20
    assert len(rows) == 41


def raw(tag: int, vr: str | None, value: bytes) -> RawDataElement:
    return RawDataElement(Tag(tag), vr, len(value), value, 0, vr is None, True)


def test_a_broken_sequence_says_so_and_the_rest_is_there() -> None:
    cut = raw(0x00081110, "SQ", b"\xfe\xff\x00\xe0\x08")
    after = raw(0x00100020, "LO", b"after ")
    first, last = RowTable(Dataset({cut.tag: cut, after.tag: after})).rows()
    assert "can't be read" in str(first["problem"])
    assert last["value"] == "after"


def test_a_sequence_in_implicit_vr_is_opened() -> None:
    inside = b"\x10\x00\x20\x00\x06\x00\x00\x00inside"
    whole = b"\xfe\xff\x00\xe0" + len(inside).to_bytes(4, "little") + inside
    element = raw(0x00081110, None, whole)
    rows = RowTable(Dataset({element.tag: element})).rows()
    assert [row["value"] for row in rows] == ["1 item", "", "inside"]


def test_a_sequence_written_as_unknown_is_opened() -> None:
    inside = b"\x10\x00\x20\x00\x06\x00\x00\x00inside"
    item = b"\xfe\xff\x00\xe0" + len(inside).to_bytes(4, "little") + inside
    element = raw(0x00081110, "UN", item)
    rows = RowTable(Dataset({element.tag: element})).rows()
    assert [(row["vr"], row["value"]) for row in rows] == [
        ("UN", "1 item"),
        ("", ""),
        ("LO", "inside"),
    ]
