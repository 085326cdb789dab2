from __future__ import annotations

import io
import json
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset
from pydicom.uid import generate_uid
from traitlets import TraitError

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.errors import ArgumentError, ReadError
from dicomwidgets.reading.header import try_header
from dicomwidgets.widgets._row_feed import RowFeed
from dicomwidgets.widgets._workers import in_background

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.widgets.header_table import HeaderTable


def rows(table: HeaderTable, query: str = "", stop: int = 500) -> dict[str, Any]:
    """Ask as the front end does."""
    args = {"start": 0, "stop": stop, "query": query, "collapsed": []}
    return dict(table._get_rows(args)[0])


def value(table: HeaderTable, keyword: str) -> str:
    return str(next(row for row in rows(table)["rows"] if row["keyword"] == keyword)["value"])


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


@pytest.fixture
def ct_folder(tmp_path: Path) -> Path:
    """Return a folder of five slices whose names run against their order."""
    for number, dataset in enumerate(samples.ct(5, 16)):
        dataset.save_as(tmp_path / f"{9 - number}.dcm", enforce_file_format=True)
    return tmp_path


def test_a_file_is_shown(ct_folder: Path) -> None:
    table = dw.inspect(ct_folder / "9.dcm")
    answer = rows(table)
    assert answer["title"] == "CT Image"
    assert answer["elements"] > 30
    assert value(table, "Modality") == "CT"
    assert rows(table, "pixel data")["matches"] == 1


def test_a_series_is_walked_in_its_order(ct_folder: Path) -> None:
    table = dw.inspect(ct_folder)
    first = value(table, "SOPInstanceUID")
    until(lambda: table.count == 5)
    place = table.index
    numbers = {}
    for index in range(5):
        table.index = index
        until(lambda index=index: table._at == index)  # type: ignore[misc]
        numbers[index] = (int(value(table, "InstanceNumber")), value(table, "SOPInstanceUID"))
    assert [numbers[index][0] for index in range(5)] == sorted(n for n, _ in numbers.values())
    assert numbers[place][1] == first


def test_an_index_given_at_the_start_is_shown_when_the_series_is_known(ct_folder: Path) -> None:
    table = dw.inspect(ct_folder, index=1)
    until(lambda: table.count == 5)
    until(lambda: value(table, "InstanceNumber") == "2")
    table.index = 99
    assert table.index == 4


def test_a_dataset_in_memory_is_shown_and_stays_as_it_is() -> None:
    dataset = dcmread(get_testdata_file("CT_small.dcm", download=False))
    before = {tag: dataset.get_item(tag) for tag in dataset.keys()}  # noqa: SIM118
    table = dw.inspect(dataset)
    assert rows(table, "pixeldata")["rows"][0]["value"] == "32,768 bytes"
    assert all(dataset.get_item(tag) is element for tag, element in before.items())


def test_every_kind_of_source_is_taken(ct_folder: Path) -> None:
    path = ct_folder / "9.dcm"
    uid = value(dw.inspect(path), "SOPInstanceUID")
    for x in (str(path), path.read_bytes(), io.BytesIO(path.read_bytes()), [path, path]):
        assert value(dw.inspect(x), "SOPInstanceUID") == uid
    series = dw.load(ct_folder).series[0]
    assert value(dw.inspect(series), "InstanceNumber") == "1"


@pytest.mark.parametrize("name", ["rtplan.dcm", "rtstruct.dcm", "test-SR.dcm"])
def test_objects_without_pixels_are_shown(name: str) -> None:
    table = dw.inspect(str(get_testdata_file(name, download=False)))
    answer = rows(table)
    assert answer["elements"] > 30
    assert max(row["depth"] for row in answer["rows"]) >= 2


def test_objects_that_are_alone_in_their_series_are_walked_together() -> None:
    names = ("rtplan.dcm", "rtstruct.dcm", "test-SR.dcm")
    table = dw.inspect([str(get_testdata_file(name, download=False)) for name in names])
    until(lambda: table.count == 3)
    assert rows(table)["title"] == "RT Plan"
    table.index = 2
    until(lambda: "SR" in rows(table)["title"])


def test_show_points_it_at_another_object(ct_folder: Path) -> None:
    table = dw.inspect(ct_folder)
    until(lambda: table.count == 5)
    other = Dataset()
    other.PatientID = "other"
    told: list[str] = []
    table.send_event = lambda event, *_: told.append(event)  # type: ignore[method-assign]
    table.show(other)
    assert (value(table, "PatientID"), table.count, told) == ("other", 0, ["rows"])
    table.index = 3
    assert value(table, "PatientID") == "other"


def test_show_takes_a_header_and_tells_its_pixels(ct_folder: Path) -> None:
    header = dw.load(ct_folder).series[0].header(0)
    table = dw.inspect(Dataset())
    table.show(header)
    for shown in (table, dw.inspect(header)):
        assert rows(shown, "pixeldata")["rows"][0]["value"] == "512 bytes"


def test_as_a_pane_it_follows_the_slice(ct_folder: Path) -> None:
    viewer = dw.view(ct_folder)
    until(lambda: viewer.count == 5)
    viewer._open_pane({"kind": "header_table", "selection": []})
    pane: Any = viewer.panes["header_table"]
    assert rows(pane, "pixeldata")["rows"][0]["value"] == "512 bytes"
    viewer.index = 3
    until(lambda: value(pane, "InstanceNumber") == "4")
    viewer.close()


@pytest.mark.parametrize("kind", ["missing", "empty folder", "text", "texts", "truncated"])
def test_what_can_t_be_shown_says_why_in_place(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "place"
    if kind == "empty folder":
        place.mkdir()
    if kind == "text":
        place.write_text("no DICOM at all")
    if kind == "texts":
        place.mkdir()
        for name in "abc":
            (place / name).write_text("no DICOM at all")
    if kind == "truncated":
        whole = str(get_testdata_file("CT_small.dcm", download=False))
        with open(whole, "rb") as file:  # noqa: PTH123
            place.write_bytes(file.read(150))
    answer = rows(dw.inspect(place))
    assert answer["rows"] == []
    (problem,) = answer["problems"]
    assert problem["message"]
    assert problem["remedy"]


@pytest.mark.parametrize(
    ("x", "said"),
    [
        ([], "The list is empty."),
        (b"", "There are no bytes."),
        (["/nowhere/at.dcm"], "There is nothing at this path"),
    ],
)
def test_why_there_is_nothing_is_said_as_it_is(x: Any, said: str) -> None:
    table = dw.inspect(x)
    assert said in rows(table)["problems"][0]["message"]
    table.close()


def test_an_unreadable_file_costs_the_others_nothing(ct_folder: Path) -> None:
    (ct_folder / "7.dcm").write_bytes((ct_folder / "7.dcm").read_bytes()[:140])
    (ct_folder / "0 notes.txt").write_text("no DICOM")
    table = dw.inspect(ct_folder)
    assert value(table, "Modality") == "CT"
    until(lambda: table.count == 4)


def test_a_mistake_in_the_call_raises() -> None:
    with pytest.raises(ArgumentError, match="windw"):
        dw.inspect(Dataset(), windw=3)
    with pytest.raises(ArgumentError):
        dw.inspect(object())


def test_nothing_that_identifies_is_in_the_state_or_the_repr(ct_folder: Path) -> None:
    dataset = next(iter(samples.ct(1, 16)))
    dataset.PatientName = "Planted^Name"
    dataset.SOPInstanceUID = generate_uid()
    path = ct_folder / "Planted^Name.dcm"
    dataset.save_as(path, enforce_file_format=True)
    table = dw.inspect(path)
    rows(table, "planted")
    state = table.get_state()
    own = {n: state[n] for n in table.own_names() if n in table.keys and n[0] != "_"}
    own.pop("layout")
    assert set(own) == {
        "index",
        "count",
        "show_slider",
        "height",
        "columns",
        "selection",
        "editable",
    }
    text = json.dumps(own) + repr(table)
    assert "Planted" not in text
    assert dataset.SOPInstanceUID not in text


def test_the_last_of_several_wishes_stands(ct_folder: Path) -> None:
    table = dw.inspect(ct_folder)
    until(lambda: table.count == 5)
    for index in (0, 1, 2, 3, 4, 1):
        table.index = index
    until(lambda: value(table, "InstanceNumber") == "2")
    time.sleep(0.1)
    assert value(table, "InstanceNumber") == "2"


def test_height_has_a_least() -> None:
    assert dw.inspect(Dataset(), height=5).height == 120


def test_the_first_rows_don_t_wait_for_the_series(
    ct_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = threading.Event()

    def slow(first: Any) -> Any:
        hold.wait(30)
        return first

    monkeypatch.setattr("dicomwidgets.widgets._header_opening.series_around", slow)
    table = dw.inspect(ct_folder)
    assert rows(table)["elements"] > 30
    assert table.count == 0
    hold.set()
    assert isinstance(table._feed, RowFeed)


def test_closing_ends_the_reading(ct_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    going, first = threading.Event(), threading.Event()
    # Other tests' tables may still be reading: their files have other names.
    for path in [*ct_folder.iterdir()]:
        path.rename(path.with_name(f"own{path.name}"))

    def slow(source: Any, item: Any) -> Any:
        if item.name.startswith("own"):
            read.append(item.name)
            first.set()
            going.wait(30)
        return try_header(source, item)

    monkeypatch.setattr("dicomwidgets.series.index.try_header", slow)
    table = dw.inspect(ct_folder)
    rows(table)
    assert first.wait(30)
    table.close()
    going.set()
    in_background(lambda: None).result(timeout=30)
    assert len(read) == 1


def test_what_is_selected_is_told_by_paths(ct_folder: Path) -> None:
    table = dw.inspect(ct_folder / "9.dcm")
    ids = {row["path"]: row["id"] for row in rows(table)["rows"]}
    table.selection = [ids["Rows"], ids["PatientName"], ids["Rows"], 4711]
    assert table.selection == (ids["Rows"], ids["PatientName"], 4711)
    assert table.selected == ["PatientName", "Rows"]
    with pytest.raises(TraitError, match="row ids"):
        table.selection = ["PatientName"]
    with pytest.raises(TraitError, match="10,000"):
        table.selection = list(range(20_000))


def test_columns_are_chosen_and_the_name_stays() -> None:
    table = dw.inspect(Dataset(), columns=["value", "tag"])
    assert table.columns == ("tag", "name", "value")
    with pytest.raises(TraitError, match="creator"):
        table.columns = ["size"]


def test_the_header_as_a_data_frame(ct_folder: Path) -> None:
    frame = dw.inspect(ct_folder / "9.dcm").to_pandas()
    assert frame.set_index("path").loc["Modality", "value"] == "CT"
    with pytest.raises(ReadError, match="no header"):
        dw.inspect(ct_folder / "absent").to_pandas()


def test_rows_are_marked_by_the_file_before_and_the_series(ct_folder: Path) -> None:
    table = dw.inspect(ct_folder, index=2)
    until(lambda: rows(table)["marks"]["looked_at"] == 5)
    until(lambda: rows(table)["marks"]["previous"])
    marks = {row["path"]: (row["previous"], row["series"]) for row in rows(table)["rows"]}
    assert marks["PatientID"] == ("", "constant")
    assert marks["InstanceNumber"] == ("different", "varying")
    assert rows(table, "is:different")["matches"] == sum(
        mark[0] != "" for path, mark in marks.items() if not path.endswith("]")
    )
    table.index = 0
    until(lambda: value(table, "InstanceNumber") == "1")
    until(lambda: rows(table)["marks"]["looked_at"] == 5)
    assert not rows(table)["marks"]["previous"]


def test_nothing_is_compared_where_no_column_tells_of_it(ct_folder: Path) -> None:
    table = dw.inspect(ct_folder, columns=["tag"])
    until(lambda: table.count == 5)
    in_background(lambda: None, priority=9).result(timeout=30)
    assert rows(table)["marks"] == {"previous": False, "gone": 0, "looked_at": 0, "total": 0}
    table.columns = ["marks"]
    until(lambda: rows(table)["marks"]["looked_at"] == 5)


def test_an_object_that_is_shown_is_compared_with_the_one_before() -> None:
    first, second = Dataset(), Dataset()
    first.PatientID = second.PatientID = "one"
    first.Rows, second.Rows = 16, 32
    first.KVP = "120"
    table = dw.inspect(first)
    rows(table)
    table.show(second)
    until(lambda: rows(table)["marks"]["previous"])
    answer = rows(table)
    assert [row["previous"] for row in answer["rows"]] == ["", "different"]
    assert answer["marks"]["gone"] == 1


def test_a_file_of_a_series_that_is_shown_alone_is_marked_by_its_series(ct_folder: Path) -> None:
    series = dw.load(ct_folder).series[0]
    table = dw.inspect(Dataset())
    for place, files_before in ((2, True), (0, False), (4, True)):
        table.show(series.header(place), series=series)
        assert value(table, "InstanceNumber") == str(place + 1)
        until(lambda: rows(table)["marks"]["looked_at"] == 5)
        until(lambda: rows(table)["marks"]["previous"] is files_before)  # noqa: B023
        marks = {row["path"]: (row["previous"], row["series"]) for row in rows(table)["rows"]}
        assert marks["PatientID"] == ("", "constant")
        assert marks["InstanceNumber"] == ("different" if files_before else "", "varying")
    table.show(series.header(1))
    until(lambda: rows(table)["marks"]["previous"])
    assert rows(table)["marks"]["looked_at"] == 0


def test_values_are_decoded_ahead_of_a_search(ct_folder: Path) -> None:
    table = dw.inspect(ct_folder / "9.dcm")
    rows(table, stop=1)
    feed = table._feed.table
    assert feed is not None
    until(lambda: feed.index.has_values)


def damaged_fragments(after: int) -> bytes:
    """Return a file that ends some bytes after a fragment begins."""
    whole = Path(str(get_testdata_file("rtdose_rle.dcm", download=False))).read_bytes()
    fragments = [span for span in walk_file(whole).spans if span.kind == "fragment"]
    return whole[: fragments[5].offset + after]


def damaged_tail(whole: bytes, kind: str) -> bytes:
    """Return a file that ends within a sequence after its pixels."""
    opened = b"\xff" * 4 if "open" in kind else (80).to_bytes(4, "little")
    item = b"\xfe\xff\0\xe0" + opened + b"\x08\0\x50\x11UI\x08\x001.2.840."
    end = whole.index(b"\xfc\xff\xfc\xff")
    return whole[:end] + b"\xe1\x7f\x01\x10SQ\0\0" + opened + item


def damaged(kind: str) -> bytes:
    """Return a file that breaks off in the way named."""
    if "fragment" in kind:
        return damaged_fragments(20 if kind == "within a fragment" else 0)
    whole = Path(str(get_testdata_file("CT_small.dcm", download=False))).read_bytes()
    if "after the pixels" in kind:
        return damaged_tail(whole, kind)
    name = whole.index(b"\x10\x00\x10\x00PN")
    cuts = {"within an element": 1000, "within a tag": 701, "within the pixels": -500}
    if kind in cuts:
        return whole[: cuts[kind]]
    if kind == "a length beyond the file":
        return whole[: name + 6] + (60_000).to_bytes(2, "little") + whole[name + 8 :]
    opened = b"SQ\0\0\xff\xff\xff\xff\xfe\xff\0\xe0\xff\xff\xff\xff"
    return whole[:name] + b"\x10\x00\x02\x10" + opened + whole[name : name + 200]


@pytest.mark.parametrize(
    "kind",
    [
        *("within an element", "within a tag", "within the pixels"),
        *("a length beyond the file", "a sequence never closed"),
        *("between fragments", "within a fragment"),
        *("an open sequence after the pixels", "a sequence after the pixels"),
    ],
)
def test_where_a_file_breaks_off_is_a_row(tmp_path: Path, kind: str) -> None:
    data = damaged(kind)
    place = tmp_path / "broken.dcm"
    place.write_bytes(data)
    table = dw.inspect(place)
    shown = rows(table)["rows"]
    broken = walk_file(data).broken
    assert broken is not None
    last = shown[-1]
    assert len(shown) > 15
    assert (last["name"], last["value"]) == (
        "The file breaks off here",
        f"at byte {broken.offset:,}",
    )
    assert (last["problem"], last["tag"], last["path"]) == (broken.why, "", "")
    assert "cut short" in table._get_explanation({"id": last["id"]})[0]["text"]
    there = table._get_bytes({"id": last["id"]})[0]
    assert there["offset"] <= broken.offset <= there["span"]["stop"]
    assert rows(table, "breaks off")["matches"] == 1
    assert rows(table, "is:problem")["rows"][-1]["id"] == last["id"]
    assert len(table.to_pandas()) == rows(table)["elements"]
    assert any(broken.why in each["message"] for each in rows(table)["problems"])
    rules = [each["rule"] for each in table._get_problems({})[0]["problems"]]
    assert rules.count("file-broken") == 1
    assert sum(each.rule == "file-broken" for each in dw.check(place, validator=False)) == 1
