"""CollectionBrowser without a browser: rows while it fills, selection, panes, bad input."""

from __future__ import annotations

import json
import threading
import time
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from pydicom import dcmread
from pydicom.encaps import encapsulate

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, DicomWidgetsError, JobError, SourceError
from dicomwidgets.widgets import collection_browser
from dicomwidgets.widgets._browser_panes import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from widgets.conftest import FrontEnd

    from dicomwidgets.widgets.collection_browser import CollectionBrowser

NAME, NUMBER = "Canary^Cora", "ID-4711"
ASKED: dict[str, Any] = {
    "level": "series",
    "tree": True,
    "query": "",
    "facets": {},
    "sort": None,
    "closed": [],
}


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def ask(browser: CollectionBrowser, **more: Any) -> dict[str, Any]:
    """Ask for rows as the front end does."""
    return dict(browser._get_groups({**ASKED, "start": 0, "stop": 100, **more})[0])


def ids(answer: dict[str, Any], level: str = "series") -> list[int]:
    return [row["id"] for row in answer["rows"] if row["level"] == level]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write two patients: a CT with a gap and an MR of one, a report and an undecodable CT."""
    place = tmp_path_factory.mktemp("archive")
    for number, dataset in enumerate(samples.ct(6, 24)):
        dataset.PatientName, dataset.PatientID = NAME, NUMBER
        dataset.SeriesDescription = "Thorax"
        if number != 2:
            dataset.save_as(place / f"ct{number}.dcm", enforce_file_format=True)
    for number, dataset in enumerate(samples.mr(3, 24)):
        dataset.PatientName, dataset.PatientID = NAME, NUMBER
        dataset.SeriesDescription = "Head"
        dataset.save_as(place / f"mr{number}.dcm", enforce_file_format=True)
    samples.sr().save_as(place / "report.dcm", enforce_file_format=True)
    (broken,) = samples.ct(1, 16)
    broken.PatientID, broken.SeriesDescription = "other", "Broken"
    broken.SeriesInstanceUID, broken.StudyInstanceUID = "1.2.3", "1.2.4"
    broken.PixelData = encapsulate([b"no picture"])
    broken["PixelData"].VR = "OB"
    broken.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.90"
    broken.save_as(place / "broken.dcm", enforce_file_format=True)
    (place / "notes.txt").write_text("no DICOM here")
    return place


@pytest.fixture
def browser(folder: Path) -> Iterator[CollectionBrowser]:
    shown = dw.browse(folder)
    until(lambda: shown.findings is not None)
    yield shown
    shown.close()


def series_called(browser: CollectionBrowser, title: str) -> int:
    rows = ask(browser, tree=False)["rows"]
    return next(row["id"] for row in rows if title in row["cells"]["title"])


def test_rows_are_patients_studies_and_series(browser: CollectionBrowser) -> None:
    answer = ask(browser)
    assert [row["depth"] for row in answer["rows"]][:3] == [0, 1, 2]
    assert answer["counts"] == answer["all"]
    assert answer["counts"]["series"] == 4
    assert answer["counts"]["instances"] == 10
    progress = answer["progress"]
    assert (progress["done"], progress["complete"], progress["loading"]) == (11, True, False)
    assert (progress["skipped"], progress["checked"], progress["problem"]) == (1, True, None)
    canary = next(row for row in answer["rows"] if NUMBER in row["cells"]["title"])
    assert canary["cells"]["title"] == f"{NAME} · {NUMBER}"


def test_tables_queries_and_facets_narrow_down(browser: CollectionBrowser) -> None:
    assert len(ask(browser, tree=False, level="patients")["rows"]) == 3
    thorax = ask(browser, query="thorax")
    assert [row["level"] for row in thorax["rows"]] == ["patients", "studies", "series"]
    assert (thorax["matches"], thorax["counts"]["instances"]) == (1, 5)
    assert len(ids(ask(browser, facets={"modality": ["MR"]}))) == 1
    facets = browser._get_browser_facets({"query": "", "facets": {"modality": ["MR"]}})[0]["facets"]
    (modality,) = [each for each in facets if each["name"] == "modality"]
    assert {value["key"]: value["count"] for value in modality["values"]} == {
        "CT": 2,
        "MR": 1,
        "SR": 1,
    }


def test_ids_of_a_stretch_are_those_of_its_rows(browser: CollectionBrowser) -> None:
    everything = ask(browser)
    answer = browser._get_group_ids({**ASKED, "start": 1, "stop": 4})[0]
    assert answer["ids"] == [row["id"] for row in everything["rows"][1:4]]
    assert ask(browser, locate=answer["ids"])["places"] == [1, 2, 3]


def test_python_gets_the_collection_that_is_selected(browser: CollectionBrowser) -> None:
    assert len(browser.selected.instances) == 0
    answer = ask(browser)
    canary = next(row for row in answer["rows"] if NUMBER in row["cells"]["title"])
    thorax = series_called(browser, "Thorax")
    browser.selection = [thorax]
    assert [name[:2] for name in browser.selected.instances.column("File")] == ["ct"] * 5
    browser.selection = [canary["id"], thorax]
    assert len(browser.selected.instances) == 8


def test_thumbnails_show_the_middle_frame_and_say_what_can_not_be_shown(
    browser: CollectionBrowser,
) -> None:
    groups = [series_called(browser, title) for title in ("Thorax", "Broken")]
    report = next(
        row["id"]
        for row in ask(browser, tree=False)["rows"]
        if row["cells"]["modality"] == "SR" and not row["thumbnail"]
    )
    result, buffers = browser._get_thumbnails({"series": [*groups, report, 999]})
    assert result["series"] == groups[:1]
    assert Image.open(BytesIO(buffers[0])).size == (24, 24)
    assert [each["series"] for each in result["errors"]] == [groups[1], report, 999]
    assert all(each["error"]["message"] for each in result["errors"])


def test_findings_of_a_series_and_of_the_collection(browser: CollectionBrowser) -> None:
    thorax = series_called(browser, "Thorax")
    row = next(row for row in ask(browser)["rows"] if row["id"] == thorax)
    assert row["findings"]["severity"] == "error"
    told = browser._get_group_findings({"ids": [thorax]})[0]
    assert {"gap"} <= {each["rule"] for each in told["findings"]}
    assert all(each["group"] == thorax for each in told["findings"])
    assert (told["omitted"], told["remark"]) == (0, "")
    assert len(ids(ask(browser, query="finding:gap"))) == 1


def test_findings_of_a_series_come_before_the_collection_is_checked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dicomwidgets.widgets._browser_findings.MOST_CHECKED", 2)
    browser = dw.browse(dw.load(folder))
    thorax = series_called(browser, "Thorax")
    until(lambda: "browser.check()" in browser._get_group_findings({"ids": [thorax]})[0]["remark"])
    told = browser._get_group_findings({"ids": [thorax]})[0]
    assert {"gap"} <= {each["rule"] for each in told["findings"]}
    assert browser.findings is None
    assert browser.check() is browser.findings
    assert ask(browser)["progress"]["checked"]
    browser.close()


def test_it_opens_what_is_selected(browser: CollectionBrowser) -> None:
    thorax, head = (series_called(browser, title) for title in ("Thorax", "Head"))

    def shown(kind: str, *groups: int) -> Any:
        answer = browser._open_pane({"kind": kind, "selection": [*groups]})[0]
        assert answer["ref"] == f"anywidget:{browser.panes[kind].model_id}"
        return browser.panes[kind]

    viewer = shown("series_viewer", thorax)
    assert (len(viewer.frames), viewer.index) == (5, 2)
    viewer.colormap = "hot_iron"
    assert shown("series_viewer", thorax) is viewer
    other = shown("series_viewer", head, thorax)
    assert viewer.comm is None
    assert other.colormap == "hot_iron"
    assert {choice["count"] for choice in other._get_series({})[0]["choices"]} == {3, 5}
    table = shown("header_table", head)
    until(lambda: table.count == 3)
    difference = shown("header_diff", thorax, head)
    assert len(difference.labels) == 2
    preview = shown("anonymization_preview", head)
    until(lambda: preview.count == 3)
    preview.options = ["clean_descriptors"]
    other_preview = shown("anonymization_preview", thorax)
    assert other_preview is not preview
    assert list(other_preview.options) == ["clean_descriptors"]
    browser._close_pane({"kind": "header_diff"})
    assert "header_diff" not in browser.panes
    browser.close()
    assert other.comm is None


class Slow:
    """Holds up what opens the rows `held` until `go`, and keeps what it made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, held: int, *, making: bool = False) -> None:
        self.began, self.go = threading.Event(), threading.Event()
        self.made: list[Any] = []
        self.problems: list[DicomWidgetsError] = []
        self._held, self._making = held, making
        monkeypatch.setattr(collection_browser, "opened", self._opened)

    def _opened(self, kind: str, chosen: Any) -> Any:
        make, said = opened(kind, chosen)
        is_held = chosen.groups == (self._held,)

        def making(before: Any) -> Any:
            self.made.append(make(before))
            self._hold(is_held and self._making)
            return self.made[-1]

        self._hold(is_held and not self._making)
        return making, said

    def _hold(self, held: bool) -> None:
        if held:
            self.began.set()
            assert self.go.wait(30)

    def open(self, browser: CollectionBrowser) -> threading.Thread:
        """Open what is held up, as far as it comes."""

        def run() -> None:
            try:
                browser._open_pane({"kind": "header_table", "selection": [self._held]})
            except DicomWidgetsError as problem:
                self.problems.append(problem)

        thread = threading.Thread(target=run)
        thread.start()
        assert self.began.wait(30)
        return thread


def test_of_two_that_open_at_once_the_newer_stays(
    browser: CollectionBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    thorax, head = (series_called(browser, title) for title in ("Thorax", "Head"))
    slow = Slow(monkeypatch, thorax)
    older = slow.open(browser)
    answer = browser._open_pane({"kind": "header_table", "selection": [head]})[0]
    slow.go.set()
    older.join(30)
    assert [problem.kind for problem in slow.problems] == ["superseded"]
    (shown,) = slow.made
    assert browser.panes == {"header_table": shown}
    assert shown.comm is not None
    assert answer["ref"] == f"anywidget:{shown.model_id}"


@pytest.mark.parametrize("making", [False, True])
@pytest.mark.parametrize("closing", ["pane", "widget"])
def test_what_is_closed_while_it_opens_leaves_nothing_open(
    browser: CollectionBrowser, monkeypatch: pytest.MonkeyPatch, closing: str, *, making: bool
) -> None:
    slow = Slow(monkeypatch, series_called(browser, "Head"), making=making)
    opening = slow.open(browser)
    if closing == "pane":
        browser._close_pane({"kind": "header_table"})
    else:
        browser.close()
    slow.go.set()
    opening.join(30)
    assert [problem.kind for problem in slow.problems] == ["superseded"]
    assert browser.panes == {}
    assert [child.comm for child in slow.made] == [None] * making


def test_what_is_open_shows_what_was_read_since(tmp_path: Path, go: threading.Semaphore) -> None:
    for number, dataset in enumerate(samples.ct(2, 16)):
        dataset.save_as(tmp_path / f"{number}.dcm", enforce_file_format=True)
    browser = dw.browse(dw.load(tmp_path, wait=False, cache=False))
    until(lambda: len(ask(browser)["rows"]) > 0)
    asked = {"kind": "header_table", "selection": ids(ask(browser))}
    first = browser._open_pane(asked)[0]["ref"]
    assert browser._open_pane(asked)[0]["ref"] == first
    go.release(2)
    assert browser.collection.wait(30)
    assert browser._open_pane(asked)[0]["ref"] != first
    until(lambda: browser.panes["header_table"].count == 2)  # type: ignore[attr-defined]
    browser.close()


@pytest.mark.parametrize(
    ("kind", "title", "message"),
    [
        ("series_viewer", "Report", "no images"),
        ("header_diff", "Broken", "one file"),
        ("series_viewer", "", "Nothing is selected"),
    ],
)
def test_what_can_not_be_opened_is_refused_with_a_reason(
    kind: str, title: str, message: str, browser: CollectionBrowser
) -> None:
    rows = ask(browser, tree=False)["rows"]
    named = [row["id"] for row in rows if title and title in row["cells"]["title"]]
    if title == "Report":
        named = [row["id"] for row in rows if row["cells"]["modality"] == "SR"]
    with pytest.raises(ArgumentError, match=message):
        browser._open_pane({"kind": kind, "selection": named})


def test_saved_state_and_repr_hold_nobody(browser: CollectionBrowser) -> None:
    browser.selection = ids(ask(browser))
    browser._open_pane({"kind": "header_table", "selection": list(browser.selection)[:1]})
    state = json.dumps(
        {
            k: v
            for k, v in browser.get_state().items()
            if isinstance(v, (str, list, int)) and k not in ("_esm", "_css")
        }
    )
    for text in (state, repr(browser)):
        assert NAME not in text
        assert NUMBER not in text
        assert "Thorax" not in text
    assert repr(browser) == "<CollectionBrowser, 4 series>"


@pytest.fixture
def go(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Let the reading wait after each file until it is told to go on."""
    from dicomwidgets.collection import filling  # noqa: PLC0415 - to be slowed down

    reading = filling.scan
    go = threading.Semaphore(1)

    def slowly(*args: Any, **more: Any) -> Iterator[Any]:
        for batch in reading(*args, **more):
            for at, row in enumerate(batch.rows):
                go.acquire()
                last = at == len(batch.rows) - 1
                done = batch.done - at if last else 1
                yield batch._replace(rows=[row], done=done, no_dicom=(), problems=())
                if more["cancelled"]():
                    return

    monkeypatch.setattr(filling, "scan", slowly)
    return go


def test_rows_come_while_files_are_read_and_reading_can_be_ended(
    folder: Path, front_end: Callable[[Any], FrontEnd], go: threading.Semaphore
) -> None:
    collection = dw.load(folder, wait=False, cache=False)
    browser = dw.browse(collection)
    said = front_end(browser)
    until(lambda: len(ask(browser)["rows"]) > 0)
    first = ask(browser)
    assert first["progress"]["loading"]
    for command in ("get_bulk_plan", "write_bulk"):
        refused = said.ask(command, {"ids": [1], "target": "x"}).content
        assert "still being read" in str(refused)
    browser.selection = ids(first)
    go.release()
    until(lambda: len(collection.instances) == 2)
    assert ids(ask(browser))[0] == ids(first)[0]
    said.wait(lambda each: each.content.get("event") == "progress")
    assert said.ask("cancel_loading").content["ok"]
    go.release(20)
    assert collection.wait(30)
    assert not ask(browser)["progress"]["complete"]
    assert len(browser.selected.instances) >= 1
    browser.close()


def test_what_ended_the_reading_is_told_to_a_page_that_comes_later(
    folder: Path, monkeypatch: pytest.MonkeyPatch, front_end: Callable[[Any], FrontEnd]
) -> None:
    from dicomwidgets.collection import filling  # noqa: PLC0415 - to be broken

    def broken(*_args: Any, **_more: Any) -> Iterator[Any]:
        raise JobError("A process that reads was killed.", remedy="Read it again.")
        yield

    monkeypatch.setattr(filling, "scan", broken)
    collection = dw.load(folder, wait=False, cache=False)
    with pytest.raises(JobError):
        collection.wait(30)
    browser = dw.browse(collection)
    answer = front_end(browser).ask("get_groups", {**ASKED, "start": 0, "stop": 10}).content
    problem = answer["result"]["progress"]["problem"]
    assert (problem["kind"], problem["remedy"]) == (JobError.kind, "Read it again.")
    browser.close()


def test_a_browser_that_is_closed_ends_the_reading_that_it_began(folder: Path) -> None:
    browser = dw.browse(folder)
    collection = browser.collection
    browser.close()
    assert collection.wait(30)


def test_nothing_to_browse_is_said_in_place(
    tmp_path: Path, front_end: Callable[[Any], FrontEnd]
) -> None:
    browser = dw.browse(tmp_path / "nowhere")
    answer = front_end(browser).ask("get_groups", {**ASKED, "start": 0, "stop": 10}).content
    assert not answer["ok"]
    assert answer["error"]["message"]
    with pytest.raises(SourceError):
        _ = browser.collection
    browser.close()


@pytest.mark.parametrize("x", [3, None, 2.5])
def test_what_holds_no_dicom_is_refused(x: Any) -> None:
    with pytest.raises(ArgumentError):
        dw.browse(x)


def test_unknown_keywords_are_refused(folder: Path) -> None:
    with pytest.raises(ArgumentError, match="colour"):
        dw.browse(folder, colour="red")


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": 3, "stop": 1},
        {"level": "files"},
        {"tree": "yes"},
        {"query": None},
        {"facets": {"nothing": ["a"]}},
        {"sort": {"column": "colour"}},
        {"closed": ["1"]},
        {"locate": "all"},
        {"folded": ["files"]},
    ],
)
def test_questions_that_are_none_are_refused(
    wrong: dict[str, Any], browser: CollectionBrowser
) -> None:
    with pytest.raises(ArgumentError, match="get_groups takes"):
        ask(browser, **wrong)


def test_a_dataset_and_a_series_can_be_browsed(folder: Path) -> None:
    for x in (dcmread(folder / "ct0.dcm"), dw.load(folder).series[0]):
        browser = dw.browse(x)
        until(lambda: ask(browser)["progress"]["complete"])  # noqa: B023 - called here
        assert ask(browser)["counts"]["series"] == 1
        browser.close()
