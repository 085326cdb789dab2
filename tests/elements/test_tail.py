from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.uid import DeflatedExplicitVRLittleEndian

from dicomwidgets.elements.tail import pixels_alone, read_tail, tail_of
from dicomwidgets.reading.folder import FileSource
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.memory import BytesSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.elements.rows import Row, RowTable


def rows_of(name: str, table_of: Callable[[Path], RowTable | None]) -> list[Row]:
    table = table_of(Path(str(get_testdata_file(name, download=False))))
    assert table is not None
    return table.rows()


def test_pixels_are_a_row_with_their_length_and_what_follows_is_there(
    table_of: Callable[[Path], RowTable | None],
) -> None:
    *_, pixels, padding = rows_of("CT_small.dcm", table_of)
    assert (pixels["tag"], pixels["vr"]) == ("(7FE0,0010)", "OW")
    assert (pixels["value"], pixels["length"]) == ("32,768 bytes", 32768)
    assert padding["keyword"] == "DataSetTrailingPadding"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("JPEG2000.dcm", "compressed, in 1 fragment"),
        ("rtdose_rle.dcm", "compressed, in 15 fragments"),
    ],
)
def test_compressed_pixels_tell_their_fragments(
    name: str, text: str, table_of: Callable[[Path], RowTable | None]
) -> None:
    pixels = next(row for row in rows_of(name, table_of) if row["keyword"] == "PixelData")
    assert text in pixels["value"]
    assert pixels["length"] is None


@pytest.mark.parametrize("name", ["CT_small.dcm", "JPEG2000.dcm", "rtdose_rle.dcm", "rtplan.dcm"])
def test_a_whole_file_is_said_to_be_whole(name: str) -> None:
    source = FileSource(Path(str(get_testdata_file(name, download=False))))
    assert tail_of(source, read_header(source, source.items()[0])).whole


def test_a_header_alone_tells_the_length_it_knows() -> None:
    source = FileSource(Path(str(get_testdata_file("CT_small.dcm", download=False))))
    tail, pixels = pixels_alone(read_header(source, source.items()[0]))
    assert pixels == "32,768 bytes"
    assert tail is not None
    assert len(tail) == 1


def test_an_object_without_pixels_has_no_tail() -> None:
    source = FileSource(Path(str(get_testdata_file("rtplan.dcm", download=False))))
    assert pixels_alone(read_header(source, source.items()[0])) == (None, "")


def test_what_follows_deflated_pixels_is_found_too() -> None:
    dataset = dcmread(get_testdata_file("CT_small.dcm", download=False))
    dataset.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    file = io.BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    source = BytesSource(file.getvalue())
    tail, _ = read_tail(source, read_header(source, source.items()[0]))
    assert tail is not None
    assert "DataSetTrailingPadding" in tail
    pixels = tail.get_item("PixelData", keep_deferred=True)
    assert pixels is not None
    assert pixels.value is None
