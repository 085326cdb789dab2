from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.reading.head import read_head
from dicomwidgets.reading.source import source_of
from dicomwidgets.widgets._first_rows import first_rows
from dicomwidgets.widgets._header_opening import first_feed
from dicomwidgets.widgets.header_table import HeaderTable

CT = str(get_testdata_file("CT_small.dcm", download=False))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """Return what the tables made by this test tell unasked."""
    said: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(
        HeaderTable, "send_event", lambda _self, event, data, *_: said.append((event, dict(data)))
    )
    return said


def whole(x: Any, most: int) -> list[Any]:
    """Return the same rows of the whole header."""
    table = first_feed(x)[1].table
    return [] if table is None else [dict(row) for row in table.rows(0, most)]


def real_files(folder: Path) -> list[Path]:
    """Return one file of each folder: they are a thousand, and mostly alike."""
    found: dict[Path, Path] = {}
    for file in sorted((folder / "dicom").rglob("*")):
        if file.is_file() and file.stat().st_size < 4 << 20 and file.parent not in found:
            source = source_of(file)
            if read_head(source, source.items()[0], 5) is not None:
                found[file.parent] = file
    return list(found.values())


def test_they_are_the_rows_that_the_whole_header_begins_with(data_dir: Path) -> None:
    looked_at = 0
    for file in real_files(data_dir):
        rows = [dict(row) for row in first_rows(source_of(file), 35)]
        expected = whole(source_of(file), len(rows))
        if expected:  # else the whole header says why there is nothing
            assert rows == expected, file.name
            looked_at += 1
    assert looked_at > 60


def test_they_are_those_of_a_dataset_in_memory_a_header_a_series(tmp_path: Path) -> None:
    for number, dataset in enumerate(samples.ct(3, 16)):
        dataset.save_as(tmp_path / f"{9 - number}.dcm", enforce_file_format=True)
    series = dw.load(tmp_path).series[0]
    for x in (source_of(dcmread(CT)), series, series.header(1), source_of(tmp_path)):
        rows = [dict(row) for row in first_rows(x, 20)]
        assert len(rows) == 20
        assert rows == whole(x, 20)


def test_a_dataset_stays_as_it_is() -> None:
    dataset = dcmread(CT)
    before = {tag: dataset.get_item(tag) for tag in dataset.keys()}  # noqa: SIM118 - of a Dataset
    assert first_rows(source_of(dataset), 500)
    assert all(dataset.get_item(tag) is element for tag, element in before.items())


def test_what_is_no_dicom_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "0 notes.txt").write_text("no DICOM")
    (tmp_path / "1.dcm").write_bytes(Path(CT).read_bytes())
    assert [row["keyword"] for row in first_rows(source_of(tmp_path), 3)][1] == (
        "FileMetaInformationVersion"
    )


def test_they_are_pushed_once_before_the_header_is_read(told: list[Any]) -> None:
    table = dw.inspect(CT, height=240)
    table._opened.result(10)
    [(event, data)] = told
    assert event == "first_rows"
    # A row more than are seen whole.
    assert data["rows"] == whole(source_of(CT), 11)


@pytest.mark.parametrize("what", ["absent", "text", "empty folder"])
def test_where_there_is_nothing_to_show_nothing_is_pushed(
    told: list[Any], tmp_path: Path, what: str
) -> None:
    (tmp_path / "text").write_text("no DICOM")
    (tmp_path / "empty folder").mkdir()
    table = dw.inspect(tmp_path / what)
    table._opened.result(10)
    assert told == []
    assert table._feed.problems


def test_whatever_goes_wrong_while_a_path_is_looked_at_is_said_in_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_x: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("dicomwidgets.reading.source.source_of", broken)
    table = dw.inspect(CT)
    table._opened.result(10)
    (problem,) = table._feed.problems
    assert problem["message"] == "RuntimeError: out of order"


def test_they_are_in_no_saved_state() -> None:
    dataset = Dataset()
    dataset.PatientName = "Planted^Name"
    table = dw.inspect(dataset)
    table._opened.result(10)
    state = {name: each for name, each in table.get_state().items() if name[0] != "_"}
    state.pop("layout")
    assert "Planted" not in json.dumps(state) + repr(table)
