"""The nodes of a walked file, against those of the same file read by pydicom."""

from __future__ import annotations

import csv
from contextlib import ExitStack, suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pytest
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from dicomwidgets.elements.shown import show
from dicomwidgets.elements.tail import read_tail
from dicomwidgets.elements.walk import walk
from dicomwidgets.elements.walked_nodes import WalkedNodes, walked_nodes
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.errors import ReadError
from dicomwidgets.reading.folder import FileSource
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from dicomwidgets.elements.node import Node

SYNTAXES = [ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian]
SEEN = ("id", "parent", "depth", "tag", "vr", "item", "children", "stop", "problem")


def written(dataset: Dataset, syntax: str = ExplicitVRLittleEndian) -> bytes:
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    meta.MediaStorageSOPClassUID = meta.MediaStorageSOPInstanceUID = "1.2.3"
    out = BytesIO()
    order = {"is_implicit_VR": syntax == ImplicitVRLittleEndian, "is_little_endian": True}
    order["is_little_endian"] = syntax != ExplicitVRBigEndian
    file = FileDataset("", dataset, file_meta=meta, preamble=bytes(128), **order)
    file.save_as(out, enforce_file_format=True)
    return out.getvalue()


def walked(x: bytes | Path, *, defer: bool = False) -> WalkedNodes | None:
    def opened() -> BinaryIO:
        return BytesIO(x) if isinstance(x, bytes) else x.open("rb")

    with ExitStack() as until:
        file = until.enter_context(opened())
        file_map = walk_file(file)

        def read(start: int, stop: int) -> bytes:
            file.seek(start)
            return file.read(stop - start)

        return walked_nodes(file_map, list(file_map.spans.rows()), read, opened, defer=defer)


def parsed(x: bytes | Path) -> tuple[list[Node], str]:
    source = FileSource(x) if isinstance(x, Path) else source_of(x)
    header = read_header(source, source.items()[0])
    tail, words = read_tail(source, header)
    return list(walk(header.dataset.file_meta, header.dataset, tail)), words


def same(x: bytes | Path) -> bool:
    """Compare both, where there are both; return whether there are."""
    found = walked(x, defer=isinstance(x, Path))
    if found is None:
        return False
    nodes, words = parsed(x)
    assert found.pixels == words
    assert len(found.nodes) == len(nodes)
    for one, other in zip(found.nodes, nodes, strict=True):
        assert [getattr(one, name) for name in SEEN] == [getattr(other, name) for name in SEEN]
        assert show(one, "pixels").text == show(other, "pixels").text
        assert one.scope.encodings == other.scope.encodings
    return True


def nested() -> Dataset:
    innermost, full, empty = Dataset(), Dataset(), Dataset()
    innermost.SpecificCharacterSet = "ISO_IR 100"
    innermost.CodeMeaning = "Größe"
    innermost.add_new(0x00090010, "LO", "SOMEBODY")
    innermost.add_new(0x00091001, "UN", b"1\0")
    full.ConceptNameCodeSequence = [innermost, empty]
    full.ContentSequence = []
    full.TextValue = "text"
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.PatientName = "Müller^Jürgen"
    dataset.ContentSequence = [empty, full, empty]
    dataset.Rows = dataset.Columns = 2
    dataset.BitsAllocated = 8
    dataset.PixelRepresentation = 1
    dataset.SmallestImagePixelValue = -1
    dataset.PixelData = b"1234"
    dataset["PixelData"].VR = "OB"
    dataset.DataSetTrailingPadding = bytes(6)
    return dataset


@pytest.mark.parametrize("undefined", [False, True])
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_all_that_a_dataset_can_hold(syntax: str, undefined: bool) -> None:
    dataset = nested()
    for sequence in (dataset["ContentSequence"], dataset.ContentSequence[1]["ContentSequence"]):
        sequence.is_undefined_length = undefined
    for item in dataset.ContentSequence:
        item.is_undefined_length_sequence_item = undefined
    assert same(written(dataset, syntax))


def test_what_is_odd_is_left_to_pydicom() -> None:
    data = written(nested())
    assert walked(data) is not None
    assert walked(data[132:]) is None, "there is no prefix"
    assert walked(data[:-3]) is None, "it is cut"
    assert walked(data + b"more after it") is None
    assert walked(written(nested(), DeflatedExplicitVRLittleEndian)) is None
    twice = data.replace(b"\x28\x00\x11\x00US", b"\x28\x00\x10\x00US")
    assert twice != data
    assert walked(twice) is None, "an element is there twice"


def test_large_values_stay_in_the_file(tmp_path: Path) -> None:
    dataset = nested()
    dataset.ICCProfile = bytes(range(256)) * 300
    path = tmp_path / "large.dcm"
    path.write_bytes(written(dataset))
    found = walked(path, defer=True)
    assert found is not None
    element = found.dataset.raw[0x00282000]
    assert element.value is None
    assert found.dataset.loaded(element).value == dataset.ICCProfile
    assert b"".join(found.dataset.stream(element)) == dataset.ICCProfile
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(OSError, match="shorter"):
        found.dataset.loaded(element)


def test_sequences_are_opened_when_asked_for() -> None:
    found = walked(written(nested()))
    assert found is not None
    items = found.dataset.items(found.dataset.element(0x0040A730))
    assert [len(item) for item in items] == [0, 3, 0]


def test_real_files_of_every_kind(data_dir: Path) -> None:
    kinds: dict[tuple[str, ...], Path] = {}
    with (data_dir / "dicom" / "catalogue.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            path = data_dir / "dicom" / row["repo"] / row["path"]
            kind = (row["sop_name"], row["ts"])
            if path.stat().st_size < 200_000:
                kinds.setdefault(kind, path)
    compared = 0
    for path in kinds.values():
        with kept_warnings(), suppress(ReadError):
            compared += same(path)
    assert compared > len(kinds) * 0.7
