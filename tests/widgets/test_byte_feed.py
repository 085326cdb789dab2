from __future__ import annotations

import os
import zipfile
import zlib
from copy import deepcopy
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from pydicom.dataset import Dataset
from support.written import SEQUENCE_END, UNDEFINED, explicit, head, item, meta

from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, EditError, ReadError
from dicomwidgets.widgets._byte_feed import MOST_BYTES, MOST_SPANS
from dicomwidgets.widgets._header_opening import feed_at, feed_of, first_of
from dicomwidgets.widgets.header_table import HeaderTable

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.widgets._row_feed import RowFeed

NAME, SQ, PIXELS = 0x00100010, 0x00081140, 0x7FE00010
DEFLATED = "1.2.840.10008.1.2.1.99"
BODY = (
    explicit(0x00080060, b"CS", b"OT")
    + explicit(SQ, b"SQ", item(explicit(0x00081155, b"UI", b"1.2.3\0")))
    + explicit(NAME, b"PN", b"Doe^Jane")
    + explicit(PIXELS, b"OW", bytes(range(256)) * 1000)
)
FILE = meta() + BODY


def feed(x: Any) -> RowFeed:
    return feed_at(first_of(x), 0)


def row(found: RowFeed, keyword: str) -> int:
    rows = found.get_rows({"start": 0, "stop": 100})[0]["rows"]
    return next(each["id"] for each in rows if each["keyword"] == keyword)


def asked(found: RowFeed, **args: int) -> tuple[dict[str, Any], bytes]:
    result, [data] = found.file.get_bytes(args)
    assert result["buffers"] == [{"dtype": "uint8", "shape": [len(data)], "encoding": "raw"}]
    return dict(result), bytes(data)


def test_the_bytes_of_a_row() -> None:
    found = feed(FILE)
    result, data = asked(found, id=row(found, "PatientName"))
    assert data == explicit(NAME, b"PN", b"Doe^Jane")
    assert result["offset"] == FILE.index(data)
    assert result["spans"] == [result["span"]]
    assert {**result["span"], "row": 0} == {
        "offset": result["offset"],
        "header": 8,
        "own_stop": result["offset"] + 16,
        "stop": result["offset"] + 16,
        "depth": 0,
        "kind": "element",
        "tag": "(0010,0010)",
        "vr": "PN",
        "length": 8,
        "name": "Patient's Name",
        "row": 0,
        "edited": False,
    }
    assert result["span"]["row"] == row(found, "PatientName")


def test_the_spans_of_any_stretch_know_their_rows() -> None:
    found = feed(FILE)
    result, data = asked(found, offset=100, length=150)
    assert data == FILE[100:250]
    kinds = [each["kind"] for each in result["spans"]]
    assert kinds[:4] == ["preamble", "prefix", "element", "element"]
    assert "item" in kinds
    ids = {each["id"] for each in found.get_rows({"start": 0, "stop": 100})[0]["rows"]}
    rows = {each["row"] for each in result["spans"] if each["kind"] in ("element", "item")}
    assert rows <= ids
    assert all(each["row"] is None for each in result["spans"][:2])


def test_an_answer_is_bounded() -> None:
    found = feed(FILE)
    result, data = asked(found, id=row(found, "PixelData"))
    assert len(data) == MOST_BYTES
    assert result["span"]["stop"] == len(FILE)
    small = explicit(SQ, b"SQ", b"".join(item() for _ in range(3_000)))
    result, data = asked(feed(meta() + small), offset=0)
    assert len(result["spans"]) == MOST_SPANS
    assert len(data) == result["spans"][-1]["own_stop"]
    assert asked(found, offset=len(FILE) + 5)[1] == b""


@pytest.mark.parametrize("args", [{}, {"id": 1, "offset": 2}, {"offset": -1}, {"offset": "x"}])
def test_what_is_no_question_is_refused(args: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        feed(FILE).file.get_bytes(args)


def test_a_row_that_is_not_there_is_refused() -> None:
    with pytest.raises(ArgumentError, match="not in the file"):
        feed(FILE).file.get_bytes({"id": 1})


def test_the_map_of_the_file() -> None:
    pixels = head(PIXELS, b"OB", UNDEFINED) + item() + item(b"\xff\xd8ab") + SEQUENCE_END
    result, buffers = feed(meta("1.2.840.10008.1.2.4.50") + BODY[:10] + pixels).file.get_file_map(
        {}
    )
    assert buffers == []
    assert result["transfer_syntax"] == "JPEG Baseline (Process 1)"
    assert [each["kind"] for each in result["segments"]] == [
        *("preamble", "prefix", "meta", "group", "pixels")
    ]
    assert [each["row"] is None for each in result["segments"]] == [True, True, False, False, False]
    assert [part["fragments"] for part in result["segments"][-1]["parts"]] == [1, 1]
    assert (result["broken"], result["remark_count"], result["inflated"]) == (None, 0, None)
    assert result["size"] == result["file_size"] == result["segments"][-1]["stop"]


def test_a_deflated_file_shows_the_inflated_stream() -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    start = meta(DEFLATED)
    found = feed(start + packer.compress(BODY) + packer.flush())
    result, _ = found.file.get_file_map({})
    assert result["inflated"] == len(start)
    assert result["size"] == len(start) + len(BODY)
    assert asked(found, id=row(found, "PatientName"))[1] == explicit(NAME, b"PN", b"Doe^Jane")
    assert asked(found, offset=len(start) - 4, length=8)[1] == start[-4:] + BODY[:4]


def test_a_break_stands_at_its_place() -> None:
    result, _ = feed(FILE[:-100]).file.get_file_map({})
    assert result["broken"] == {
        "offset": len(FILE) - 256_012,
        "why": "The file ends here: 255,900 of 256,000 bytes.",
    }


def test_files_in_archives_and_headers_alone_have_bytes(tmp_path: Path) -> None:
    archive = tmp_path / "files.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        writer.writestr("a.dcm", FILE)
    for found in (feed(str(archive)), feed_of(feed_header(archive))):
        assert asked(found, offset=0, length=len(FILE))[1] == FILE[:MOST_BYTES]


def feed_header(path: Path) -> Any:
    from dicomwidgets.reading.header import read_header  # noqa: PLC0415
    from dicomwidgets.reading.source import source_of  # noqa: PLC0415

    source = source_of(path)
    return read_header(source, source.items()[0])


def test_of_what_is_in_memory_the_bytes_are_those_that_saving_would_write() -> None:
    dataset = samples.ct(1, 16)[0]
    out = BytesIO()
    dataset.save_as(out, enforce_file_format=True)
    for found in (feed(dataset), feed_of(dataset)):
        told, _ = found.file.get_file_map({})
        assert (told["shown"], told["size"]) == ("memory", len(out.getvalue()))
        assert asked(found, offset=0, length=300)[1] == out.getvalue()[:300]


def test_an_edited_dataset_in_memory_shows_what_would_be_written() -> None:
    dataset = samples.ct(1, 16)[0]
    before = dataset.PatientName
    table = HeaderTable(dataset, editable=True)
    try:
        table._opened.result(timeout=20)
        assert table._feed.table
        row = next(each.id for each in table._feed.table.nodes if each.tag == 0x00100010)
        edit = {"id": row, "action": "set", "text": "Other^Name", "check": False}
        assert table._put_edit(edit)[0]["ok"]
        out = BytesIO()
        assert dataset.PatientName == before
        copy = deepcopy(dataset)
        copy.PatientName = "Other^Name"
        copy.save_as(out, enforce_file_format=True)
        told, _ = table._get_file_map({})
        assert (told["shown"], told["size"]) == ("memory", len(out.getvalue()))
        _, [data] = table._get_bytes({"offset": 0, "length": 64 * 1024})
        assert bytes(data) == out.getvalue()[: len(data)]
        assert b"Other^Name" in bytes(data)
    finally:
        table.close()


def test_a_dataset_that_can_t_be_written_says_so() -> None:
    dataset = Dataset()
    dataset.Rows = 1
    dataset["Rows"]._value = "many"
    with pytest.raises(EditError, match="can't write"):
        feed_of(dataset).file.get_file_map({})


def test_a_file_that_has_changed_is_not_shown_as_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "Doe^Jane.dcm"
    path.write_bytes(FILE)
    found = feed(path)
    assert asked(found, offset=0, length=4)[1] == bytes(4)
    path.write_bytes(FILE + bytes(2))
    os.utime(path, (1, 1))
    with pytest.raises(ReadError, match="another one") as error:
        found.file.get_bytes({"offset": 0})
    assert "Doe" not in str(error.value)
    path.unlink()
    with pytest.raises(ReadError):
        found.file.get_bytes({"offset": 0})


def test_the_widget_answers_and_keeps_nothing_of_it() -> None:
    table = HeaderTable(FILE)
    try:
        state = table.get_state()
        result, [data] = table._get_bytes({"offset": 0, "length": 400})
        assert bytes(data) == FILE[:400]
        assert table._get_file_map({})[0]["size"] == result["size"] == len(FILE)
        assert table.get_state().keys() == state.keys()
        own = {name: value for name, value in table.get_state().items() if name[0] != "_"}
        assert "Doe" not in repr(own)
    finally:
        table.close()


def test_the_rows_of_a_damaged_file_end_with_the_break_at_its_offset() -> None:
    whole = explicit(0x00081140, b"SQ", item(explicit(0x00081155, b"UI", b"1.2.3\0")))
    broken = head(SQ + 0x10, b"SQ", UNDEFINED) + item(explicit(NAME, b"PN", b"A^"))
    found = feed(meta() + whole + broken)
    offset = len(meta() + whole + broken)
    assert found.problems[0]["kind"] == "error"
    assert found.problems[0]["message"].startswith(
        f"Offset {offset:,} (0x{offset:X}): The sequence"
    )
    assert row(found, "ReferencedImageSequence")
    assert feed(FILE).problems == ()
