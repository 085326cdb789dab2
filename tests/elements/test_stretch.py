"""Rows that are made when they are looked at, against the same rows made at once."""

from __future__ import annotations

import csv
import threading
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

from dicomwidgets.elements import walk as walking
from dicomwidgets.elements.rows import RowTable
from dicomwidgets.elements.shown import show
from dicomwidgets.elements.stretch import ItemScope
from dicomwidgets.elements.tail import read_tail
from dicomwidgets.elements.walk import walk
from dicomwidgets.encoding.located import locate
from dicomwidgets.encoding.walk import FileMap, walk_file
from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.elements.node import Node
    from dicomwidgets.elements.nodes import Nodes

NEVER = 1 << 40


def nodes_of(parts: tuple[Dataset | None, ...], least: int) -> Nodes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walking, "_WORTH_IT", least)
        patch.setattr(walking, "_FEW", least)
        return walk(*parts)


def both(*parts: Dataset | None) -> tuple[Nodes, Nodes]:
    """Return the nodes of a file made later, and made at once; they are the same."""
    later, at_once = nodes_of(parts, 0), nodes_of(parts, NEVER)
    assert not at_once.sequences
    assert later.elements == at_once.elements
    assert later.parents() == at_once.parents() == [node.parent for node in at_once]
    assert later.parents(2, 9) == at_once.parents(2, 9)
    assert later.steps() == at_once.steps()
    assert later.ids() == at_once.ids() == [node.id for node in at_once]
    for one, other in zip(later, at_once, strict=True):
        same(one, other)
    return later, at_once


def same(one: Node, other: Node) -> None:
    for name in ("id", "parent", "depth", "tag", "vr", "item", "children", "stop", "problem"):
        assert getattr(one, name) == getattr(other, name)
    assert plain(one) == plain(other)
    assert show(one) == show(other)
    assert one.scope.encodings == other.scope.encodings
    assert one.scope.is_signed() == other.scope.is_signed()
    assert one.scope.is_little_endian == other.scope.is_little_endian


def plain(node: Node) -> object:
    """Return the element; pydicom counts the place of one that is nested from its sequence."""
    element = node.element
    nested = isinstance(element, RawDataElement) and node.depth
    return element._replace(value_tell=0) if nested else element  # type: ignore[union-attr]


def nested(frames: int = 60, syntax: str = ExplicitVRLittleEndian) -> bytes:
    """Return a file with a long sequence: nested, with texts in several character sets."""
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 100"
    dataset.PatientName = "Müller^Jörg"
    dataset.PixelRepresentation = 1
    dataset.ReferencedStudySequence = [frame(number) for number in range(frames)]
    meta = dataset.file_meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = "1.2.3", "1.2.4"
    file = BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    return file.getvalue()


def frame(number: int) -> Dataset:
    one, code = Dataset(), Dataset()
    if number % 7 == 3:
        one.SpecificCharacterSet = "ISO_IR 192"
    one.PatientComments = "übergroß " * (1 + number % 3)
    one.SmallestImagePixelValue = -number if number % 2 else number
    one["SmallestImagePixelValue"].VR = "SS"
    one.private_block(0x0019, "DICOMWIDGETS TEST", create=True).add_new(1, "UN", b"ab" * number)
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "T-A0100", "SRT", "Brain"
    one.AnatomicRegionSequence = [code] * (number % 3)
    one.PatientID = ""
    return one


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_nothing_is_other_than_if_it_were_made_at_once(syntax: str) -> None:
    data = nested(syntax=syntax)
    dataset = dcmread(BytesIO(data))
    later, at_once = both(dataset.file_meta, dataset)
    assert sum(map(len, later.sequences)) > 400
    assert any(isinstance(node.scope, ItemScope) for node in later)
    file_map = walk_file(data)
    places = locate(later, file_map)
    assert places == locate(at_once, file_map)
    assert min(places) >= 0
    same_spans(walk_file(data, later.sequences), file_map)
    changed = data.replace(b"Brain ", b"Brawn ")
    same_spans(walk_file(changed, later.sequences), walk_file(changed))
    same_spans(walk_file(data[:-20], later.sequences), walk_file(data[:-20]))


def same_spans(found: FileMap, expected: FileMap) -> None:
    """Compare what was taken from a walk of a sequence alone with one of the whole file."""
    assert [*found.spans] == [*expected.spans]
    assert [*found.spans.rows()] == [*expected.spans.rows()]
    assert found.spans.parents() == expected.spans.parents()
    assert found.spans.top == expected.spans.top
    assert (found.broken, found.remarks) == (expected.broken, expected.remarks)


def test_that_holds_in_every_order_of_looking() -> None:
    dataset = dcmread(BytesIO(nested()))
    expected = nodes_of((dataset,), NEVER)
    later = nodes_of((dataset,), 0)
    for index in range(len(expected) - 1, -1, -3):
        same(later[index], expected[index])
    assert [node.id for node in later[5:9]] == [node.id for node in expected[5:9]]
    assert later[-1].id == expected[-1].id
    with pytest.raises(IndexError):
        later[len(expected)]


def test_threads_that_look_at_once_see_the_same() -> None:
    table = RowTable(dcmread(BytesIO(nested(200))))
    found: list[list[str]] = []
    looks = [
        threading.Thread(target=lambda: found.append([row["value"] for row in table.rows()]))
        for _ in range(4)
    ]
    for look in looks:
        look.start()
    for look in looks:
        look.join()
    assert len(found) == 4
    assert all(each == found[0] for each in found)


def test_rows_are_found_by_their_ids_without_being_made() -> None:
    table = RowTable(dcmread(BytesIO(nested())))
    ids = table.nodes.ids()
    assert len(set(ids)) == len(ids)
    assert [table.find(row) for row in ids] == [*range(len(ids))]
    assert table.find(1) == -1
    assert sum(node is None for node in table.nodes._nodes) > 400


def test_the_same_tag_in_two_parts_of_a_file_has_two_ids() -> None:
    first, second = Dataset(), Dataset()
    for number in range(12):
        for part in (first, second):
            part.add_new(0x00200010 + number, "LO", "x")
    nodes = walk(first, second)
    assert len({node.id for node in nodes}) == len(set(nodes.ids())) == 24


@pytest.fixture(scope="module")
def some_files(data_dir: Path) -> list[Path]:
    root = data_dir / "dicom"
    with (root / "catalogue.csv").open(encoding="utf-8", newline="") as table:
        rows = [*csv.DictReader(table)]
    paths = [root / row["repo"] / row["path"] for row in rows]
    return [each for each in paths if each.stat().st_size < 300_000][::6]


def test_nor_in_real_files(some_files: list[Path]) -> None:
    walked = 0
    for path in some_files:
        try:
            source = source_of(path)
            header = read_header(source, source.items()[0])
        except DicomWidgetsError:
            continue
        tail, _ = read_tail(source, header)
        later, at_once = both(getattr(header.dataset, "file_meta", None), header.dataset, tail)
        file_map = walk_file(path.read_bytes())
        assert locate(later, file_map) == locate(at_once, file_map)
        same_spans(walk_file(path.read_bytes(), later.sequences), file_map)
        walked += sum(map(len, later.sequences))
    assert walked > 1000
