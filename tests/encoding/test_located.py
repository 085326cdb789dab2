from __future__ import annotations

import csv
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import pytest
from pydicom import dcmread
from pydicom.dataelem import RawDataElement
from pydicom.errors import InvalidDicomError
from support.written import explicit, item, meta

from dicomwidgets.elements.walk import walk
from dicomwidgets.encoding.located import locate
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from pathlib import Path

NAME, ID, SQ = 0x00100010, 0x00100020, 0x00081140


class Node(NamedTuple):
    parent: int
    tag: int
    item: int = 0


class Listed(list[Node]):
    sequences = ()

    def parents(self, start: int = 0, stop: int | None = None) -> list[int]:
        return [node.parent for node in self[start:stop]]

    def steps(self, start: int = 0, stop: int | None = None) -> list[int]:
        return [node.item or node.tag for node in self[start:stop]]


def test_elements_are_found_by_where_they_stand() -> None:
    inner = item(explicit(NAME, b"PN", b"A^")) + item(explicit(NAME, b"PN", b"B^"))
    found = walk_file(meta() + explicit(SQ, b"SQ", inner) + explicit(NAME, b"PN", b"C^"))
    nodes = [
        *(Node(-1, 0x00020010), Node(-1, SQ), Node(1, 0, 1), Node(2, NAME)),
        *(Node(1, 0, 2), Node(4, NAME), Node(-1, NAME)),
    ]
    spans = [found.spans[index] for index in locate(Listed(nodes), found)]
    assert [span.offset for span in spans] == sorted(span.offset for span in spans)
    assert [span.tag for span in spans if span.kind == "element"] == [
        *(0x00020010, SQ, NAME, NAME, NAME)
    ]


def test_what_is_not_in_the_file_has_no_place_nor_has_what_is_in_it() -> None:
    found = walk_file(meta() + explicit(NAME, b"PN", b"A^"))
    nodes = [Node(-1, ID), Node(-1, SQ), Node(1, 0, 1), Node(2, NAME), Node(-1, NAME)]
    assert [index >= 0 for index in locate(Listed(nodes), found)] == [*[False] * 4, True]


def test_of_a_tag_that_stands_twice_the_one_counts_that_pydicom_keeps() -> None:
    data = meta() + explicit(NAME, b"PN", b"A^") + explicit(NAME, b"PN", b"B^")
    nodes = walk(dcmread(BytesIO(data)))
    found = walk_file(data)
    [index] = locate(nodes, found)
    span = found.spans[index]
    assert data[span.value : span.stop] == b"B^" == nodes[0].element.value  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def some_files(data_dir: Path) -> list[Path]:
    """Return every third file: pydicom reads them whole."""
    root = data_dir / "dicom"
    with (root / "catalogue.csv").open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if int(row["size"]) < 4_000_000]
    return [root / row["repo"] / row["path"] for row in rows[::3]]


def test_rows_and_spans_agree_on_every_place_with_pydicom(some_files: list[Path]) -> None:
    """Offset, length and VR are pydicom's own; an element without a span is an element lost."""
    compared = 0
    for path in some_files:
        data = path.read_bytes()
        try:
            with kept_warnings():
                dataset = dcmread(BytesIO(data), force=True)
        except (InvalidDicomError, EOFError, OSError):
            continue
        found = walk_file(data)
        nodes = walk(dataset.file_meta, dataset)
        for node, index in zip(nodes, locate(nodes, found), strict=True):
            assert index >= 0, (path.name, hex(node.tag))
            span = found.spans[index]
            raw = node.element
            if not isinstance(raw, RawDataElement) or span.tag >> 16 == 2:
                continue
            compared += 1
            assert span.length == raw.length, (path.name, hex(node.tag))
            assert (span.vr or None) == (raw.VR or None), (path.name, hex(node.tag))
            if span.depth == 0:
                # pydicom counts from the beginning of the inflated stream, or of a sequence.
                assert span.value - (found.inflated or 0) == raw.value_tell, path.name
            elif found.inflated is None:
                assert data[span.value : span.stop] == (raw.value or b""), (
                    path.name,
                    hex(node.tag),
                )
    assert compared > 20_000
