from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.uid import DeflatedExplicitVRLittleEndian

from dicomwidgets import samples
from dicomwidgets.reading.head import head_of, read_head
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from dicomwidgets.reading.item import Item

CT = str(get_testdata_file("CT_small.dcm", download=False))


def head(x: object, most: int = 20) -> Dataset | None:
    source = source_of(x)
    return read_head(source, source.items()[0], most)


def tags(dataset: Dataset | None) -> list[int]:
    assert dataset is not None
    return [int(tag) for tag in dataset.keys()]  # noqa: SIM118 - of a Dataset


def written(dataset: Dataset) -> bytes:
    buffer = io.BytesIO()
    dataset.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def test_the_first_elements_are_there_raw_with_the_file_meta() -> None:
    found, whole = head(CT), dcmread(CT)
    assert tags(found) == sorted(map(int, whole.keys()))[:20]
    assert found is not None
    assert found.file_meta == whole.file_meta
    assert found.original_encoding == whole.original_encoding
    for tag in tags(found)[1:]:  # but the character set, which pydicom looks at itself
        element: Any = found.get_item(tag, keep_deferred=True)
        assert isinstance(element, RawDataElement) or element.VR == "SQ"


def test_the_pixels_are_never_among_them() -> None:
    assert 0x7FE00010 not in tags(head(CT, 1000))
    assert 0x7FE00010 not in tags(head(dcmread(CT), 1000))


def test_no_more_is_read_than_the_first_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = next(iter(samples.ct(1, 16)))
    dataset.add_new(0x00190010, "LO", "ACME")
    dataset.add_new(0x00191001, "OB", bytes(1 << 20))
    source = source_of(written(dataset))
    asked: list[int] = []

    class Counted(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            asked.append(-1 if size is None else size)
            return super().read(size)

    opened = source.open

    def opening(item: Item) -> BinaryIO:
        with opened(item) as file:
            return Counted(file.read())

    monkeypatch.setattr(type(source), "open", lambda _self, item: opening(item))
    found = tags(read_head(source, source.items()[0], 1000))
    assert asked == [32 * 1024]
    # What the first bytes have only a part of is left out, and nothing can follow it.
    assert found[-1] == 0x00190010


def test_a_long_sequence_of_a_dataset_in_memory_ends_them() -> None:
    dataset = Dataset()
    dataset.PatientID = "1"
    dataset.PerFrameFunctionalGroupsSequence = [Dataset() for _ in range(500)]
    assert tags(head_of(dataset, 20)) == [0x00100020]
    dataset.PerFrameFunctionalGroupsSequence = [Dataset()]
    assert tags(head_of(dataset, 20)) == [0x00100020, 0x52009230]


@pytest.mark.parametrize("kind", ["text", "cut in the meta", "deflated", "sequence never closed"])
def test_where_the_first_bytes_do_not_tell_there_is_none(tmp_path: Path, kind: str) -> None:
    whole = Path(CT).read_bytes()
    dataset = next(iter(samples.ct(1, 16)))
    data = {"text": b"no DICOM at all", "cut in the meta": whole[:150]}.get(kind)
    if kind == "deflated":
        dataset.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
        # So long that the first bytes hold a part only, in which nothing can be inflated.
        dataset.PixelData = bytes(range(256)) * 16
        dataset.add_new(0x00190010, "LO", "ACME")
        dataset.add_new(0x00191001, "OB", _noise(80_000))
        data = written(dataset)
    if kind == "sequence never closed":
        data = _never_closed()
    file = tmp_path / "file"
    file.write_bytes(data or b"")
    assert head(file, 1000) is None


def _noise(size: int) -> bytes:
    number, made = 1, bytearray()
    while len(made) < size:
        number = number * 1103515245 + 12345 & 0x7FFFFFFF
        made.append(number >> 16 & 255)
    return bytes(made)


def _never_closed() -> bytes:
    dataset = next(iter(samples.ct(1, 16)))
    item = Dataset()
    item.ReferencedSOPInstanceUID = "1.2.3"
    dataset.add_new(0x00081140, "SQ", [item])
    dataset[0x00081140].is_undefined_length = True
    data = written(dataset)
    return data[: data.rindex(b"\xfe\xff\xdd\xe0")]
