"""What is selected in a browser is edited and exported: planned, written, stopped, told of."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pydicom
import pytest

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, SupersededError
from dicomwidgets.exporting.bulk import export
from dicomwidgets.exporting.bulk.planning import planned_of
from dicomwidgets.widgets._browser_bulk import BrowserBulk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from widgets.conftest import FrontEnd

    from dicomwidgets.collection.collection import Collection
    from dicomwidgets.widgets._bulk_commands import BulkPlan, BulkState

IDS = {"ids": [1], "editing": None, "exporting": None}


class Told:
    """Collects states, and waits for the last."""

    def __init__(self) -> None:
        self.states: list[BulkState] = []
        self.ended = threading.Event()

    def __call__(self, state: BulkState) -> None:
        self.states.append(state)
        if not state["running"]:
            self.ended.set()

    def last(self) -> BulkState:
        assert self.ended.wait(30)
        return self.states[-1]


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    folder = tmp_path_factory.mktemp("panel") / "in"
    folder.mkdir()
    for number, dataset in enumerate([*samples.ct(3, 16), samples.sr()]):
        dataset.save_as(folder / f"{number}.dcm", enforce_file_format=True)
    return dw.load(folder)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def bulk(collection: Collection, told: Told) -> BrowserBulk:
    def chosen(ids: Sequence[int]) -> Collection:
        return collection if 1 in ids else collection.where(Modality="SR")

    return BrowserBulk(chosen, told)


def editing(*changes: tuple[str, str, str], widen: bool = False) -> dict[str, Any]:
    listed = [dict(zip(("action", "path", "value"), each, strict=True)) for each in changes]
    return {**IDS, "editing": {"changes": listed, "widen": widen}}


def exporting(form: str = "png", **how: Any) -> dict[str, Any]:
    plain = {"format": form, "pattern": "", "identifiers": False, "window": None}
    return {**IDS, "exporting": {**plain, "values": "display", "metadata": "", **how}}


def plan(bulk: BrowserBulk, args: dict[str, Any]) -> BulkPlan:
    result, buffers = bulk.get_plan(args)
    assert buffers == []
    return result  # type: ignore[return-value]


def test_an_edit_is_shown_before_it_is_made(bulk: BrowserBulk) -> None:
    asked = editing(("set", "Manufacturer", "ACME"), ("delete", "KVP", ""))
    found = plan(bulk, asked)
    assert found["files"] == found["looked"] == 4
    assert found["counts"] == {"change": 4}
    first, second = found["rows"][:2]
    assert (first["what"], first["new"], first["status"]) == ("Manufacturer", "ACME", "change")
    assert (second["what"], second["new"]) == ("KVP", "")
    left_out = [row for row in found["rows"] if row["status"] == "left out"]
    assert [row["file"] for row in left_out] == ["3.dcm"]


def test_numbers_are_typed(bulk: BrowserBulk) -> None:
    found = plan(bulk, editing(("set", "Rows", "8"), ("set", "PixelSpacing", "1\\2")))
    (first, second) = [row for row in found["rows"] if row["file"] == "0.dcm"]
    assert (first["what"], first["new"]) == ("Rows", "8")
    assert (second["what"], second["new"]) == ("PixelSpacing", "1\\2")


def test_files_that_were_not_read_are_told_of(collection: Collection, told: Told) -> None:
    collection._state.complete = False
    try:
        bulk = BrowserBulk(lambda _: collection.take([0, 1]), told)
        for args in (editing(("set", "Manufacturer", "ACME")), exporting()):
            assert "not read to its end" in " ".join(plan(bulk, args)["remarks"])
    finally:
        collection._state.complete = True


def test_an_export_shows_what_is_odd_first(bulk: BrowserBulk) -> None:
    found = plan(bulk, exporting())
    assert found["counts"] == {"refused": 1, "write": 3}
    assert found["rows"][0]["status"] == "refused"
    assert "holds no image" in found["rows"][0]["said"][0]
    assert found["written"] == 3
    assert found["bytes"] > 0
    clashing = plan(bulk, exporting(pattern="{Modality}"))
    assert clashing["clashes"] == 2
    assert plan(bulk, exporting("nifti"))["written"] == 1


def test_what_can_not_be_meant_is_said(bulk: BrowserBulk) -> None:
    with pytest.raises(ArgumentError, match="Nothing is selected"):
        bulk.get_plan({**IDS, "ids": []})
    with pytest.raises(ArgumentError, match="nothing to do"):
        bulk.get_plan(IDS)
    with pytest.raises(ArgumentError):
        bulk.get_plan(editing(("set", "NoSuchKeyword", "1")))
    with pytest.raises(ArgumentError, match="no folder to write to"):
        bulk.write({**exporting(), "target": " "})


def test_files_are_written_and_told_of(bulk: BrowserBulk, told: Told, tmp_path: Path) -> None:
    target = str(tmp_path / "edited")
    bulk.write({**editing(("set", "Manufacturer", "ACME")), "target": target})
    state = told.last()
    assert state["kind"] == "edit"
    assert state["counts"] == {"written": 4}
    assert state["where"] == target
    assert pydicom.dcmread(tmp_path / "edited/2.dcm").Manufacturer == "ACME"
    assert bulk.report is not None
    assert told.states[0]["running"]


def test_a_pane_that_opens_later_is_told_what_was_written(
    bulk: BrowserBulk, told: Told, tmp_path: Path
) -> None:
    assert bulk.get_state({})[0] == {"state": None}
    bulk.write({**exporting(), "target": str(tmp_path / "pictures")})
    began = bulk.get_state({})[0]["state"]
    assert began["where"] == str(tmp_path / "pictures")
    ended = told.last()
    assert bulk.get_state({})[0] == {"state": ended}


def test_what_goes_wrong_is_told(
    bulk: BrowserBulk, told: Told, collection: Collection, tmp_path: Path
) -> None:
    bulk.write({**exporting(), "target": str(tmp_path / "pictures")})
    state = told.last()
    assert state["counts"] == {"written": 3, "refused": 1}
    assert state["problems"][0]["file"] == "3.dcm"
    told.ended.clear()
    root = collection.source.path(collection.items()[0])
    assert root is not None
    bulk.write({**exporting(), "target": str(root.parent / "below")})
    error = told.last()["error"]
    assert error is not None
    assert "inside the source" in error["message"]


def test_writing_is_stopped(bulk: BrowserBulk, told: Told, tmp_path: Path) -> None:
    def stop(state: BulkState) -> None:
        bulk.stop({})
        told(state)

    stopping = BrowserBulk(bulk._chosen, stop)
    bulk = stopping
    bulk.write({**exporting("dicom"), "target": str(tmp_path / "copies")})
    assert told.last()["counts"] == {"cancelled": 4}


def test_a_stop_ends_the_planning_too(
    bulk: BrowserBulk, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def planned(holding: Any, asked: Any, cancelled: Callable[[], bool]) -> Iterator[Any]:
        bulk.stop({})
        for each in planned_of(holding, asked, cancelled):
            raise AssertionError(f"{each.row.status} after the stop")
        yield from ()

    monkeypatch.setattr(export, "planned_of", planned)
    bulk.write({**exporting("dicom"), "target": str(tmp_path / "copies")})
    ended = told.last()
    assert (ended["error"], ended["counts"]) == (None, {"cancelled": 4})
    assert "nothing was written" in ended["remarks"][0]
    assert not (tmp_path / "copies").exists()


@pytest.mark.parametrize("ending", ["newer", "closed", "same"])
def test_a_plan_that_nobody_waits_for_ends(
    bulk: BrowserBulk, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """Another view that asks the same ends nothing."""
    seen: list[bool] = []

    def planned(holding: Any, asked: Any, cancelled: Callable[[], bool]) -> Iterator[Any]:
        monkeypatch.undo()
        if ending == "closed":
            bulk.close()
        else:
            plan(bulk, exporting("png" if ending == "same" else "nifti"))
        seen.append(cancelled())
        return planned_of(holding, asked, cancelled)

    monkeypatch.setattr(export, "planned_of", planned)
    if ending == "same":
        assert plan(bulk, exporting())["written"] == 3
    else:
        with pytest.raises(SupersededError):
            plan(bulk, exporting())
    assert seen == [ending != "same"]


def test_plans_keep_no_other_answer_waiting(
    collection: Collection, front_end: Callable[[Any], FrontEnd], monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    monkeypatch.setattr(BrowserBulk, "get_plan", lambda *_: (go.wait(30), ({}, []))[1])
    browser = dw.browse(collection)
    page = front_end(browser)
    plans = [page.send("get_bulk_plan", exporting()) for _ in range(4)]
    try:
        assert page.reply(page.send("get_bulk_state", {}), 5).content["ok"]
    finally:
        go.set()
    assert all(page.reply(each).content["ok"] for each in plans)
    browser.close()
