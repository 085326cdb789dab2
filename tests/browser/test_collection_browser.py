"""The browser of collections on the host page: found, narrowed down, selected, opened, read on."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from browser.viewing import assert_accessible, comes_to, rest
from pydicom.uid import generate_uid

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.collection import filling
from dicomwidgets.collection.scanning import Batch
from dicomwidgets.errors import JobError
from dicomwidgets.widgets._group_feed import GroupFeed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from browser.lab import Lab
    from playwright.sync_api import Locator, Page
    from pydicom import Dataset

    from dicomwidgets.widgets.collection_browser import CollectionBrowser

    OpenPage = Callable[..., Page]

pytestmark = pytest.mark.browser

PEOPLE = ("Adams^Ann", "Brown^Bob", "Clark^Cleo")
PICTURED = "img => img.complete && img.naturalWidth > 0"


def write(folder: Path, slices: Sequence[Dataset], **elements: Any) -> None:
    folder.mkdir(parents=True)
    for number, one in enumerate(slices):
        for keyword, value in elements.items():
            setattr(one, keyword, value)
        one.save_as(folder / f"{number:03}.dcm", enforce_file_format=True)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write three patients with a study of a CT and an MR each, and what is no DICOM."""
    root = tmp_path_factory.mktemp("archive")
    for number, name in enumerate(PEOPLE):
        person = {
            "PatientName": name,
            "PatientID": f"P{number}",
            "StudyInstanceUID": generate_uid(),
            "StudyDate": f"202{number}0304",
            "StudyDescription": "Check-up",
        }
        for series, slices in enumerate((samples.ct(4, 32), samples.mr(4, 32))):
            of = {"SeriesInstanceUID": generate_uid(), "SeriesNumber": series + 1}
            of["SeriesDescription"] = ("Thorax", "Head")[series]
            write(root / str(number) / str(series), slices, **person, **of)
    (root / "readme.txt").write_text("Nothing to see here.")
    return root


@pytest.fixture
def browser_of(archive: Path) -> Iterator[CollectionBrowser]:
    shown = dw.browse(archive)
    shown.collection.wait(60)
    yield shown
    shown.close()


@pytest.fixture
def page(live_page: OpenPage, browser_of: CollectionBrowser) -> Page:
    return ready(live_page(browser_of, width=1400, height=900))


def ready(page: Page) -> Page:
    page.locator(".dw-shelf-rows [role=row][aria-level]").first.wait_for()
    rest(page, 200)
    return page


def titles(page: Page) -> list[str]:
    return page.locator(".dw-shelf-title").all_text_contents()


def form(page: Page, name: str) -> None:
    page.get_by_role("group", name="Show as").get_by_role("button", name=name).click()
    rest(page, 100)


def row(page: Page, text: str) -> Locator:
    return page.locator(".dw-shelf-rows .dw-row", has_text=text).first


def chosen(page: Page) -> list[str]:
    return page.locator(".dw-shelf-rows [aria-selected=true] .dw-shelf-title").all_text_contents()


def test_a_tree_of_patients_with_pictures_of_their_series(page: Page) -> None:
    study = "2020-03-04 · Check-up"
    assert titles(page)[:4] == ["Adams^Ann · P0", study, "1 · Thorax", "2 · Head"]
    assert "24 files" in page.locator(".dw-shelf-figures").inner_text()
    assert "1 not DICOM" in page.locator(".dw-shelf-figures").inner_text()
    levels = page.get_by_role("group", name="Show as").inner_text().split()
    assert levels == ["Tree", "Patients", "3", "Studies", "3", "Series", "6", "Gallery"]
    picture = row(page, "1 · Thorax").locator("img")
    picture.wait_for()
    assert picture.evaluate(PICTURED)
    # Only what is on screen has been asked for.
    asked = page.evaluate(
        """async () => (await dwHost.model(dwHost.ids()[0])).sent
          .map((each) => each.content ?? each)
          .filter((each) => each.command === "get_thumbnails")
          .map((each) => each.args.series.length)"""
    )
    assert asked
    assert max(asked) <= 3
    assert_accessible(page)


def test_keys_walk_fold_and_select(page: Page, browser_of: CollectionBrowser) -> None:
    page.get_by_role("treegrid").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    rest(page)
    assert titles(page)[:2] == ["Adams^Ann · P0", "Brown^Bob · P1"]
    comes_to(page, lambda: len(browser_of.selected.instances), 8)
    page.keyboard.press("Shift+ArrowDown")
    rest(page)
    assert chosen(page) == ["Adams^Ann · P0", "Brown^Bob · P1"]
    comes_to(page, lambda: len(browser_of.selected.instances), 16)
    assert "2 selected" in page.locator(".dw-shelf-acts").inner_text()
    page.keyboard.press("Control+a")
    rest(page)
    comes_to(page, lambda: len(browser_of.selected.instances), 24)
    page.get_by_role("button", name="Clear the selection").click()
    rest(page)
    comes_to(page, lambda: browser_of.selection, ())
    page.get_by_role("button", name="Layout").click()
    page.get_by_role("menuitemradio", name="Patients").click()
    rest(page)
    assert len(titles(page)) == 3


def test_a_box_selects_one_more_without_a_key(page: Page, browser_of: CollectionBrowser) -> None:
    form(page, "Series")
    row(page, "1 · Thorax").click()
    row(page, "2 · Head").locator(".dw-pick").click()
    rest(page)
    comes_to(page, lambda: len(browser_of.selected.instances), 8)
    row(page, "1 · Thorax").click(modifiers=["Control"])
    rest(page)
    comes_to(page, lambda: len(browser_of.selected.instances), 4)


def test_search_and_facets_narrow_and_say_what_is_left(page: Page) -> None:
    field = page.get_by_role("searchbox")
    field.fill("brown")
    rest(page, 400)
    assert titles(page)[0] == "Brown^Bob · P1"
    assert "1 of 3" in page.get_by_role("button", name="Patients").inner_text()
    assert page.locator(".dw-shelf-rows mark").first.inner_text() == "Brown"
    field.fill("nobody")
    rest(page, 400)
    page.get_by_role("button", name="Show everything").click()
    rest(page, 400)
    facets = page.get_by_role("region", name="Filter")
    modality = facets.get_by_role("group", name="Modality")
    modality.get_by_label("MR").check()
    rest(page, 400)
    assert [each for each in titles(page) if "Thorax" in each] == []
    assert modality.get_by_label("MR").is_checked()
    assert "3 of 6" in page.get_by_role("button", name="Series").inner_text()
    page.get_by_role("button", name="Remove the filter MR").click()
    rest(page, 400)
    assert "1 · Thorax" in titles(page)
    field.fill("Modality:MR")
    rest(page, 400)
    assert "1 · Thorax" not in titles(page)
    field.fill("colour:red")
    rest(page, 400)
    assert page.locator(".dw-search-remark").inner_text()


def test_heads_sort_and_levels_are_tables(page: Page) -> None:
    form(page, "Patients")
    assert [each.split("^")[0] for each in titles(page)] == ["Adams", "Brown", "Clark"]
    head = page.get_by_role("columnheader", name="Name").get_by_role("button")
    head.click()
    head.click()
    rest(page, 200)
    assert [each.split("^")[0] for each in titles(page)] == ["Clark", "Brown", "Adams"]
    assert page.locator("[aria-sort=descending]").count() == 1


def test_a_gallery_is_walked_in_both_directions(page: Page, browser_of: CollectionBrowser) -> None:
    form(page, "Gallery")
    tiles = page.get_by_role("option")
    assert tiles.count() == 6
    tiles.first.locator("img").wait_for()
    page.get_by_role("listbox").focus()
    for key in ("Home", "ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
        rest(page, 60)
    rest(page)
    assert page.locator("[role=option][aria-selected=true]").count() == 2
    comes_to(page, lambda: len(browser_of.selected.instances), 8)
    tiles.nth(4).locator(".dw-pick").click()
    rest(page)
    comes_to(page, lambda: len(browser_of.selected.instances), 12)
    assert (browser_of.tree, browser_of.level) == (False, "series")
    assert_accessible(page)


def test_what_is_selected_opens_beside_it(page: Page, browser_of: CollectionBrowser) -> None:
    row(page, "1 · Thorax").dblclick()
    page.locator(".dw-beside .dw-screen").first.wait_for()
    assert sorted(browser_of.panes) == ["series_viewer"]
    viewer: Any = browser_of.panes["series_viewer"]
    comes_to(page, lambda: viewer.count, 4)
    page.get_by_role("treegrid", name="Patients, studies and series").focus()
    page.keyboard.press("h")
    page.locator(".dw-beside .dw-header-table .dw-row").first.wait_for()
    comes_to(page, lambda: sorted(browser_of.panes), ["header_table"])
    row(page, "2 · Head").click()
    rest(page, 600)
    modality = page.locator(".dw-beside .dw-row", has_text="(0008,0060)")
    modality.filter(has_text="MR").first.wait_for()
    bar = page.get_by_role("separator", name="Width of the pane")
    before = page.locator(".dw-beside").bounding_box()
    bar.focus()
    page.keyboard.press("ArrowLeft")
    after = page.locator(".dw-beside").bounding_box()
    assert before
    assert after
    assert after["width"] > before["width"]
    assert_accessible(page)
    page.get_by_role("button", name="Close the pane").click()
    comes_to(page, lambda: dict(browser_of.panes), {})
    assert browser_of.pane == ""


def test_findings_say_what_it_means_and_lead_to_their_series(
    live_page: OpenPage, tmp_path: Path
) -> None:
    slices = samples.ct(6, 32)
    write(tmp_path / "gap", [*slices[:2], *slices[4:]])
    browser = dw.browse(tmp_path)
    browser.collection.wait(60)
    page = ready(live_page(browser, width=700, height=1000))
    badge = page.locator(".dw-finding-badge").first
    badge.wait_for()
    page.locator(".dw-row").nth(2).click()
    page.keyboard.press("f")
    found = page.get_by_role("list", name="Findings").get_by_role("listitem")
    found.first.wait_for()
    assert found.first.locator(".dw-shelf-found-fix").inner_text()
    page.keyboard.press("Home")
    found.first.get_by_role("button").click()
    rest(page, 300)
    assert page.locator(".dw-is-series[aria-selected=true]").count() == 1
    assert_accessible(page)
    field = page.get_by_role("searchbox")
    field.fill("Modality:CT")
    page.locator("[data-form=patients]").click()
    page.locator(".dw-is-patients").first.wait_for()
    found.first.get_by_role("button").click()
    page.locator(".dw-is-series[aria-selected=true]").wait_for()
    assert field.input_value() == "Modality:CT"
    field.fill("Modality:MR")
    page.get_by_text("Nothing matches").first.wait_for()
    found.first.get_by_role("button").click()
    page.locator(".dw-is-series[aria-selected=true]").wait_for()
    assert field.input_value() == ""
    browser.close()


def test_rows_come_while_files_are_read_and_reading_ends_when_told(
    live_page: OpenPage, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reading waits after each file until it is told to go on."""
    reading = filling.scan
    go = threading.Semaphore(5)

    def slowly(*args: Any, **more: Any) -> Iterator[Any]:
        for batch in reading(*args, **more):
            for row in batch.rows:
                go.acquire()
                yield batch._replace(rows=[row], done=1, no_dicom=(), problems=())
                if more["cancelled"]():
                    return

    monkeypatch.setattr(filling, "scan", slowly)
    answering = GroupFeed.get_groups
    refused: list[object] = []

    def refusing(feed: GroupFeed, args: Any) -> Any:
        if refused:
            refused.pop()
            raise JobError("Not now.")
        return answering(feed, args)

    monkeypatch.setattr(GroupFeed, "get_groups", refusing)
    browser = dw.browse(dw.load(archive, wait=False, cache=False))
    page = live_page(browser, width=700, height=700)
    said = page.locator(".dw-shelf-figures")
    said.filter(has_text="5 files").wait_for()
    page.get_by_role("progressbar", name="Files read").wait_for()
    assert titles(page)
    refused.append(True)
    go.release(5)
    said.filter(has_text="10 files").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Stop reading").click()
    page.get_by_role("button", name="Stopping…").wait_for()
    go.release(40)
    page.get_by_text("The reading was stopped after").wait_for()
    assert page.get_by_role("progressbar").is_hidden()
    browser.close()


def test_who_has_not_scrolled_stays_at_the_top(
    live_page: OpenPage, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are read in any order; the last answer has them in the order of their names."""
    reading = filling.scan

    def backwards(*args: Any, **more: Any) -> Iterator[Any]:
        rows = [row for batch in reading(*args, **more) for row in batch.rows]
        for row in reversed(rows):
            go.acquire()
            yield Batch([row], (), 1)

    go = threading.Semaphore(8)
    monkeypatch.setattr(filling, "scan", backwards)
    browser = dw.browse(dw.load(archive, wait=False, cache=False), height=260)
    page = live_page(browser, width=700, height=500)
    ready(page)
    assert titles(page)[0] == "Clark^Cleo · P2"
    go.release(100)
    comes_to(page, lambda: titles(page)[0], "Adams^Ann · P0")
    assert page.get_by_role("treegrid").evaluate("grid => grid.scrollTop") == 0
    browser.close()


def test_where_nothing_is_it_says_why(live_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no images")
    empty, gone = dw.browse(tmp_path), dw.browse(tmp_path / "nowhere")
    empty.collection.wait(60)
    page = live_page(empty, gone, width=700, height=900)
    page.get_by_text("There is no DICOM file here.").wait_for()
    assert page.get_by_text("1 not DICOM").count() >= 1
    page.get_by_role("alert").wait_for()
    assert_accessible(page)
    empty.close()
    gone.close()


def test_a_narrow_one_filters_in_a_panel_by_touch(live_page: OpenPage, archive: Path) -> None:
    browser = dw.browse(archive)
    page = ready(live_page(browser, width=360, height=800, touch=True))
    assert page.locator(".dw-shelf-facets").is_hidden()
    assert row(page, "1 · Thorax").locator(".dw-shelf-under").inner_text()
    page.get_by_role("button", name="Filter").tap()
    panel = page.get_by_role("dialog", name="Filter")
    panel.get_by_role("group", name="Modality").get_by_label("CT").tap()
    rest(page, 400)
    page.keyboard.press("Escape")
    rest(page, 100)
    assert "2 · Head" not in titles(page)
    row(page, "1 · Thorax").locator(".dw-pick").tap()
    rest(page)
    comes_to(page, lambda: len(browser.selection), 1)
    width: int = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    assert_accessible(page)
    browser.close()


CELL = """\
import tempfile
import dicomwidgets as dw
from dicomwidgets import samples
browser = dw.browse(samples.write_ct_folder(tempfile.mkdtemp(), 6, 64))
browser
"""


@pytest.mark.lab
def test_in_jupyterlab_a_viewer_opens_beside_the_rows(lab: Lab) -> None:
    with lab.notebook([CELL]) as notebook:
        notebook.run_all()
        output = notebook.output(0)
        series = output.locator(".dw-shelf-rows .dw-is-series").first
        series.locator("img").wait_for()
        series.dblclick()
        output.locator(".dw-beside .dw-screen").first.wait_for()
        # Jupyter holds traits back while others are on their way; what is asked overtakes them.
        told = "print(sorted(browser.panes), len(browser.selected.instances))"
        seen = lambda: notebook.kernel(told).split()  # noqa: E731
        comes_to(notebook.page, seen, ["['series_viewer']", "6"])
        saved = str(notebook.save())
        assert "Doe" not in saved
        assert notebook.foreign_requests == []


SEEN = """grid => {
  const { top, bottom } = grid.getBoundingClientRect();
  return [...grid.querySelectorAll(".dw-row[aria-level]")]
    .filter((row) => row.getBoundingClientRect().bottom > top + 30)
    .filter((row) => row.getBoundingClientRect().top < bottom)
    .map((row) => row.querySelector(".dw-shelf-title").textContent);
}"""


SIXTY = """
from copy import deepcopy
import dicomwidgets as dw
from dicomwidgets import samples
people = [deepcopy(samples.ct(2, 16)[0]) for _ in range(60)]
for number, one in enumerate(people):
    one.PatientID = one.PatientName = f"P{number:02}"
    for place, name in enumerate(("Study", "Series", "SOP")):
        setattr(one, f"{name}InstanceUID", f"2.25.{number + 1}{place}")
dw.browse(people, height=260)
"""


@pytest.mark.lab
def test_rows_stay_where_they_are_when_jupyterlab_changes_its_theme(lab: Lab) -> None:
    """It hides the notebook meanwhile, for less than a frame."""
    with lab.notebook([SIXTY]) as page:
        page.run_cell(0)
        grid = page.output(0).get_by_role("treegrid")
        grid.locator("[role=row]").nth(8).wait_for()
        grid.evaluate("grid => { grid.scrollTop = 1200; }")
        rest(page.page, 300)
        before = grid.evaluate(SEEN)
        assert len(before) > 2
        for theme in ("dark", "light", "dark", "light"):
            page.theme(theme)
            rest(page.page, 300)
            assert grid.evaluate(SEEN) == before
