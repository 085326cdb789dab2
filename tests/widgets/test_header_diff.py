from __future__ import annotations

import json
import threading
import time
from copy import deepcopy
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset

import dicomwidgets as dw
from dicomwidgets.elements.ignoring import rules_of
from dicomwidgets.errors import ArgumentError, DicomWidgetsError
from dicomwidgets.privacy import reveal
from dicomwidgets.reading.header import try_header
from dicomwidgets.widgets._difference_opening import open_sides, sides_of
from dicomwidgets.widgets.sharing.archive import archive_of
from dicomwidgets.widgets.sharing.keeping import Blobs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dicomwidgets.widgets.header_diff import HeaderDiff

QUESTION: dict[str, Any] = {"query": "", "collapsed": [], "show": "different", "kinds": []}


def ask(diff: HeaderDiff, **more: Any) -> dict[str, Any]:
    """Ask as the front end does."""
    result, _ = diff._get_difference({"start": 0, "stop": 500, **QUESTION, **more})
    return dict(result)


def opened(diff: HeaderDiff) -> HeaderDiff:
    diff._opened.result(timeout=30)
    return diff


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def path_of(name: str) -> str:
    return str(get_testdata_file(name, download=False))


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Return two files that differ in a name, a date, a UID, a private element and the pixels."""
    one = dcmread(path_of("CT_small.dcm"))
    other = deepcopy(one)
    other.PatientName, other.StudyDate, other.SOPInstanceUID = "Secret^Other", "20200101", "1.2.3"
    other[0x00091001].value = "other"
    other.PixelData = bytes(len(one.PixelData))
    one.save_as(tmp_path / "Secret^One.dcm")
    other.save_as(tmp_path / "b.dcm")
    return tmp_path / "Secret^One.dcm", tmp_path / "b.dcm"


def test_two_files_stand_side_by_side(pair: tuple[Path, Path]) -> None:
    diff = opened(dw.compare(*pair))
    answer = ask(diff)
    assert [each["label"] for each in answer["columns"]] == ["A", "B"]
    assert answer["columns"][1] == {"label": "B", "name": "b.dcm", "about": "CT Image"}
    keywords = {row["keyword"]: row["kind"] for row in answer["rows"]}
    assert keywords.keys() == {"PatientName", "StudyDate", "SOPInstanceUID", "", "PixelData"}
    assert answer["counts"]["changed"] == answer["differences"] == len(answer["rows"])
    assert len(diff.rows) == len(answer["rows"])
    pixels = next(row for row in answer["rows"] if row["keyword"] == "PixelData")
    assert all(value.startswith("32,768 bytes · digest ") for value in pixels["values"])


def test_rules_are_arguments_switches_and_chips(pair: tuple[Path, Path]) -> None:
    diff = opened(dw.compare(*pair, ignore=("UI", "dates", "PatientName")))
    assert diff.ignore == ("uids", "dates")
    assert diff.rules == ("uids", "dates", "PatientName")
    assert ask(diff)["rules"] == ["PatientName"]
    assert {row.keyword for row in diff.rows} == {"", "PixelData"}
    diff.ignore = ("private",)
    assert "StudyDate" in {row.keyword for row in diff.rows}
    assert "PatientName" not in {row.keyword for row in diff.rows}
    diff._put_rules({"rules": ["PixelData"]})
    until(lambda: "PatientName" in {row.keyword for row in diff.rows})
    assert diff.rules == ("private", "PixelData")
    diff.rules = ("PixelData", "dates")
    assert "StudyDate" not in {row.keyword for row in diff.rows}
    assert diff.ignore == ("dates",)
    with pytest.raises(ArgumentError):
        diff.rules = ("PatientNam",)


def test_the_next_difference_is_found_and_comes_round(pair: tuple[Path, Path]) -> None:
    diff = opened(dw.compare(*pair))

    def next_from(place: int, step: int = 1, **more: Any) -> dict[str, Any]:
        return dict(
            diff._get_next({**QUESTION, "show": "all", "from": place, "step": step, **more})[0]
        )

    first = next_from(-1)
    assert first["number"] == 1
    second = next_from(first["index"])
    assert second["number"] == 2
    assert next_from(second["index"], -1) == first
    assert next_from(first["index"], -1)["number"] == first["total"]
    row = ask(diff, show="all", start=second["index"], stop=second["index"] + 1)["rows"][0]
    assert row["kind"] == "changed"
    assert next_from(0, query="no such thing") == {"index": None, "number": 0, "total": 0}


def test_a_folder_is_told_as_what_varies(ct_folder: Path) -> None:
    diff = opened(dw.compare(ct_folder))
    answer = ask(diff)
    assert answer["mode"] == "series"
    assert answer["columns"] == [{"label": "Series", "name": "", "about": "12 files · CT Image"}]
    row = next(row for row in answer["rows"] if row["keyword"] == "InstanceNumber")
    assert row["kind"] == "varies"
    assert row["spreads"][0]["distinct"] == 12
    assert row["spreads"][0]["values"][0]["file"] == "00.dcm"
    assert diff.counts["varies"] == len(answer["rows"])


def test_two_series_are_compared_by_what_is_constant(ct_folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for path in sorted(ct_folder.iterdir())[:8]:
        dataset = dcmread(path)
        dataset.KVP, dataset.Modality = "120", "MR"
        dataset.save_as(other / path.name)
    series = dw.load(ct_folder).series[0]
    diff = opened(dw.compare(series, other, labels=("before", "after"), ignore="uids"))
    kinds = {row.keyword: row.kind for row in diff.rows}
    assert kinds["KVP"] == "added"
    assert kinds["Modality"] == "changed"
    assert diff.labels == ("before", "after")
    assert list(diff.to_pandas().columns[-2:]) == ["before", "after"]


def test_what_a_list_holds_decides_how_it_is_shown(
    pair: tuple[Path, Path], ct_folder: Path
) -> None:
    assert ask(opened(dw.compare(list(pair))))["mode"] == "datasets"
    files = [str(path) for path in sorted(ct_folder.iterdir())]
    assert ask(opened(dw.compare(*files[:3])))["mode"] == "datasets"
    five = ask(opened(dw.compare(*files[:5])))
    assert (five["mode"], len(five["columns"])) == ("series", 1)


def test_datasets_in_memory_stay_as_they_are(pair: tuple[Path, Path]) -> None:
    one, other = map(dcmread, pair)
    before = {tag: one.get_item(tag) for tag in one.keys()}  # noqa: SIM118 - of a Dataset
    diff = opened(dw.compare(one, other))
    assert {row.keyword for row in diff.rows} >= {"PatientName", "PixelData"}
    assert all(one.get_item(tag) is element for tag, element in before.items())


@pytest.mark.parametrize("kind", ["one", "missing", "text", "texts", "cut", "both"])
def test_what_can_t_be_compared_says_why_in_place(
    pair: tuple[Path, Path], tmp_path: Path, kind: str
) -> None:
    place = tmp_path / "place"
    if kind == "text":
        place.write_text("no DICOM at all")
    if kind == "texts":
        place.mkdir()
        for name in "abcdefg":
            (place / name).write_text("no DICOM at all")
    if kind == "cut":
        place.write_bytes(pair[0].read_bytes()[:140])
    given = {"one": (pair[0],), "both": (tmp_path / "x", tmp_path / "y")}.get(
        kind, (pair[0], place)
    )
    diff = opened(dw.compare(*given))
    answer = ask(diff)
    assert answer["rows"] == answer["columns"] == []
    assert answer["complete"]
    (problem,) = answer["problems"]
    assert problem["message"]
    assert problem["remedy"]
    with pytest.raises(DicomWidgetsError):
        _ = diff.rows


def test_different_kinds_and_nothing_in_common_are_said() -> None:
    answer = ask(opened(dw.compare(path_of("CT_small.dcm"), path_of("rtplan.dcm"))))
    assert answer["problems"][0]["message"] == (
        "These are of different kinds: A is CT Image, B is RT Plan."
    )
    one, other = Dataset(), Dataset()
    one.Rows, other.Columns = 1, 2
    answer = ask(opened(dw.compare(one, other)))
    assert "no element" in answer["problems"][0]["message"]


def test_an_unreadable_file_costs_the_others_nothing(ct_folder: Path) -> None:
    (ct_folder / "00.dcm").write_bytes((ct_folder / "00.dcm").read_bytes()[:140])
    (ct_folder / "notes.txt").write_text("no DICOM")
    answer = ask(opened(dw.compare(ct_folder)))
    assert answer["columns"][0]["about"] == "11 files · CT Image"
    assert [each["kind"] for each in answer["problems"]] == ["read", "info"]


def test_reading_can_be_stopped(ct_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    going, third = threading.Event(), threading.Event()
    read: list[str] = []

    def slow(source: Any, item: Any) -> Any:
        read.append(item.name)
        if len(read) == 3:
            third.set()
            going.wait(30)
        return try_header(source, item)

    monkeypatch.setattr("dicomwidgets.elements.variation.try_header", slow)
    diff = dw.compare(ct_folder)
    assert third.wait(30)
    assert ask(diff)["complete"] is False
    assert repr(diff) == "<HeaderDiff reading>"
    diff._stop_reading({})
    going.set()
    answer = ask(opened(diff))
    assert answer["complete"] is False
    assert answer["columns"][0]["about"].startswith("3 files")
    assert answer["problems"][0]["message"].startswith("Stopped after 3 files")


def test_closing_ends_the_reading(ct_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    going, first = threading.Event(), threading.Event()
    read: list[str] = []
    # Other tests' comparisons may still be reading: their files have other names.
    for path in [*ct_folder.iterdir()]:
        path.rename(path.with_name(f"own{path.name}"))

    def slow(source: Any, item: Any) -> Any:
        if item.name.startswith("own"):
            read.append(item.name)
            first.set()
            going.wait(30)
        return try_header(source, item)

    monkeypatch.setattr("dicomwidgets.elements.variation.try_header", slow)
    diff = dw.compare(ct_folder)
    assert first.wait(30)
    diff.close()
    going.set()
    opened(diff)
    assert len(read) == 1


def test_a_mistake_in_the_call_raises(pair: tuple[Path, Path]) -> None:
    for wrong in ((), (3, 4), (pair[0], object())):
        with pytest.raises(ArgumentError):
            dw.compare(*wrong)
    with pytest.raises(ArgumentError, match="labels"):
        dw.compare(*pair, labels=("one",))
    with pytest.raises(ArgumentError, match="PatientNam"):
        dw.compare(*pair, ignore="PatientNam")
    with pytest.raises(ArgumentError, match="shw"):
        dw.compare(*pair, shw="all")
    diff = opened(dw.compare(*pair, height=5))
    assert diff.height == 120
    for args in ({"start": 3, "stop": 1}, {"start": 0, "stop": 1, "kinds": ["x"]}):
        with pytest.raises(ArgumentError):
            diff._get_difference({**QUESTION, **args})


def test_nothing_that_identifies_is_in_state_repr_or_a_saved_page(pair: tuple[Path, Path]) -> None:
    diff = opened(dw.compare(*pair, ignore="PatientBirthDate"))
    ask(diff, query="secret")
    state = diff.get_state()
    own = {n: state[n] for n in diff.own_names() if n in diff.keys and n[0] != "_"}
    own.pop("layout")
    assert set(own) == {"show", "ignore", "height"}
    saved = archive_of(diff, Blobs())["difference"]
    assert "Secret" not in json.dumps([own, saved]) + repr(diff) + repr(diff.rows)
    assert "1.2.3" not in [value for row in saved["rows"] for value in row["values"]]
    rows = {row["keyword"]: row["values"] for row in saved["rows"]}
    assert rows["Rows"] == ["128", "128"]
    assert rows["SOPClassUID"][0].startswith("1.2.840.10008")
    reveal()
    assert "Secret" in json.dumps(archive_of(diff, Blobs()))


def test_a_saved_page_of_a_series_names_no_file(ct_folder: Path) -> None:
    saved = archive_of(opened(dw.compare(ct_folder)), Blobs())["difference"]
    text = json.dumps(saved)
    assert "Secret" not in text
    assert ".dcm" not in text


def test_real_files_compare_both_ways_and_never_differ_from_themselves(data_dir: Path) -> None:
    """Neighbours among real files of all kinds, read from the disk up to their pixels' digest."""
    files = [
        path for path in sorted((data_dir / "dicom").rglob("*.dcm")) if path.stat().st_size < 2**20
    ]
    mirror = {"removed": "added", "added": "removed"}
    compared = 0
    for one, other in pairwise(files[::24]):
        counts = []
        for sides in ((one, one), (one, other), (other, one)):
            opened = open_sides(sides_of(sides, None), lambda *_: None, lambda: False)
            counts.append(opened.make(rules_of("uids")).counts)
        assert set(counts[0]) <= {"same"}, one.name
        assert counts[1] == {mirror.get(kind, kind): n for kind, n in counts[2].items()}, one.name
        compared += 1
    assert compared > 10
