"""The header table in a real browser: on the host page, and in JupyterLab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from browser.viewing import assert_accessible, rest
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset

import dicomwidgets as dw
from dicomwidgets.elements.rows import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser.lab import Lab
    from playwright.sync_api import Locator, Page

    OpenPage = Callable[..., Page]

pytestmark = pytest.mark.browser

REST = 300
"""Milliseconds after which a search has been asked and answered."""


def nested(number: int = 0) -> Dataset:
    """Return a dataset with sequences, private elements, a long text; `number` tells it apart."""
    dataset = Dataset()
    dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    dataset.ReferencedImageSequence = [_referenced(place) for place in range(3)]
    dataset.StudyDate = "20040119"
    dataset.PatientName = "Yamada^Tarou=山田^太郎=やまだ^たろう"
    dataset.PatientComments = "A long comment. " * 60
    dataset.PixelSpacing = [0.5, 0.5]
    dataset.Rows = dataset.Columns = 16
    dataset.InstanceNumber = number + 1
    block = dataset.private_block(0x0029, "TEST", create=True)
    for place in range(12):
        block.add_new(place, "LO", f"private text {place}")
    return dataset


def _referenced(place: int) -> Dataset:
    code = Dataset()
    code.CodeValue = f"T-{place}"
    code.CodingSchemeDesignator = "SRT"
    code.CodeMeaning = "Brain"
    item = Dataset()
    item.AnatomicRegionSequence = [code]
    return item


def grid(page: Page) -> Locator:
    return page.get_by_role("treegrid")


def shown(page: Page) -> list[str]:
    """Return the names of the rows in the document, in the order of the table."""
    found: list[list[Any]] = grid(page).evaluate(
        """grid => [...grid.querySelectorAll(".dw-row[aria-level]")].map(row =>
          [Number(row.dataset.index), row.querySelector(".dw-cell-name").textContent])"""
    )
    return [name for _, name in sorted(found)]


def active(page: Page) -> str:
    """Return the name of the row that the keyboard is on."""
    name: str = grid(page).evaluate(
        """grid => grid.ownerDocument.getElementById(grid.getAttribute("aria-activedescendant"))
          ?.querySelector(".dw-cell-name").textContent ?? \"\""""
    )
    return name


def press(page: Page, *keys: str) -> None:
    grid(page).focus()
    for key in keys:
        page.keyboard.press(key)
        rest(page, 60)


def search(page: Page, text: str) -> None:
    page.get_by_role("searchbox").fill(text)
    rest(page, REST)


@pytest.fixture
def page(live_page: OpenPage) -> Page:
    opened = live_page(dw.inspect(nested()))
    opened.locator(".dw-row[aria-level]").first.wait_for()
    return opened


def test_rows_say_tag_name_keyword_vr_vm_and_value(page: Page) -> None:
    search(page, "rows")
    row = page.locator(".dw-row").filter(has_text="(0028,0010)")
    shown = [cell for cell in row.get_by_role("gridcell").all() if cell.is_visible()]
    cells = [cell.text_content() for cell in shown]
    assert cells[1:] == ["(0028,0010)", "Rows", "Rows", "US", "1", "16"]
    assert row.locator("mark").all_text_contents() == ["Rows", "Rows"]


def test_a_search_keeps_parents_counts_and_is_cleared(page: Page) -> None:
    count = page.locator(".dw-search-count")
    search(page, "codemeaning")
    assert shown(page)[:5] == [
        "Referenced Image Sequence",
        "Item 1",
        "Anatomic Region Sequence",
        "Item 1",
        "Code Meaning",
    ]
    assert count.text_content() == "3 matches"
    page.keyboard.press("Escape")
    rest(page, REST)
    assert count.text_content() == ""
    assert len(shown(page)) > 15
    search(page, "nothing at all")
    assert page.get_by_text("Nothing matches.").is_visible()
    page.get_by_role("button", name="Clear the search").click()
    rest(page, REST)
    assert page.get_by_role("searchbox").input_value() == ""
    assert len(shown(page)) > 15


def test_arrows_walk_and_open_and_close(page: Page) -> None:
    search(page, "codemeaning")
    press(page, "Home")
    assert active(page) == "Referenced Image Sequence"
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown")
    assert active(page) == "Code Meaning"
    press(page, "ArrowLeft", "ArrowLeft")
    assert active(page) == "Item 1"
    assert shown(page).count("Code Meaning") == 2
    press(page, "ArrowLeft", "ArrowLeft")
    assert active(page) == "Anatomic Region Sequence"
    press(page, "Home", "ArrowLeft")
    assert shown(page) == ["Referenced Image Sequence"]
    press(page, "ArrowRight", "ArrowRight")
    assert active(page) == "Item 1"
    press(page, "End")
    assert active(page) == "Code Meaning"


def test_a_triangle_closes_its_row(page: Page) -> None:
    search(page, "codemeaning")
    row = page.locator(".dw-row").first
    assert row.get_attribute("aria-expanded") == "true"
    row.locator(".dw-twist").click()
    rest(page, 100)
    assert page.locator(".dw-row").first.get_attribute("aria-expanded") == "false"
    assert shown(page) == ["Referenced Image Sequence"]


def test_enter_opens_the_details_and_escape_closes_them(page: Page) -> None:
    side = page.get_by_role("region", name="Details")
    search(page, "long comment")
    assert side.count() == 0
    press(page, "Home", "Enter")
    value = side.locator(".dw-detail-value")
    assert (value.text_content() or "").startswith("A long comment.")
    assert "PatientComments" in (side.text_content() or "")
    page.keyboard.press("Escape")
    assert side.count() == 0
    page.get_by_role("button", name="Details", exact=True).click()
    assert side.is_visible()
    search(page, "rows")
    press(page, "Home")
    assert "(0028,0010)" in (side.text_content() or "")
    side.get_by_role("button", name="Close the details").click()
    assert grid(page).evaluate("grid => grid === document.activeElement")
    page.locator(".dw-row .dw-cell-value").first.dblclick()
    assert side.is_visible()


def test_the_details_stand_beside_or_below_and_keep_their_width(live_page: OpenPage) -> None:
    page = live_page(dw.inspect(nested()), width=1400)
    page.locator(".dw-row[aria-level]").first.wait_for()
    press(page, "Home", "Enter")
    side, bar = page.locator(".dw-side"), page.get_by_role("separator")
    before = box_of(side)
    assert before["y"] == box_of(grid(page))["y"]
    bar.focus()
    page.keyboard.press("ArrowLeft")
    wider = box_of(side)
    assert wider["width"] > before["width"]
    middle = box_of(bar)["x"] + 4
    page.mouse.move(middle, before["y"] + 50)
    page.mouse.down()
    page.mouse.move(middle - 100, before["y"] + 50)
    page.mouse.up()
    assert box_of(side)["width"] == pytest.approx(wider["width"] + 100, abs=8)
    page.get_by_role("button", name="Details", exact=True).click()
    page.get_by_role("button", name="Details", exact=True).click()
    assert box_of(side)["width"] == pytest.approx(wider["width"] + 100, abs=8)
    page.set_viewport_size({"width": 600, "height": 900})
    assert box_of(side)["y"] > box_of(grid(page))["y"]


def box_of(element: Locator) -> dict[str, float]:
    box = element.bounding_box()
    assert box
    return dict(box)


def test_only_rows_on_screen_are_in_the_document(live_page: OpenPage) -> None:
    dataset = Dataset()
    dataset.ReferencedStudySequence = [Dataset() for _ in range(20_000)]
    page = live_page(dw.inspect(dataset))
    page.locator(".dw-row[aria-level]").first.wait_for()
    assert grid(page).get_attribute("aria-rowcount") == "20002"
    grid(page).evaluate("grid => { grid.scrollTop = 24 * 15_000; }")
    page.locator(".dw-row", has_text="Item 15005").wait_for()
    assert page.locator(".dw-row").count() < 60
    press(page, "End")
    page.locator(".dw-row", has_text="Item 20000").wait_for()
    rest(page, 100)
    assert active(page) == "Item 20000"


ROWS = """grid => Object.fromEntries([...grid.querySelectorAll(".dw-row[aria-level]")].map(row => {
  const names = row.getAttributeNames().filter(name => name !== "style").sort();
  const own = names.map(name => [name, row.getAttribute(name)]);
  return [row.dataset.index, JSON.stringify([own, row.style.top, row.innerHTML])];
}))"""


def test_rows_that_are_scrolled_become_others_in_all_that_they_say(live_page: OpenPage) -> None:
    """The elements of rows that left are used again: nothing of what they said may stay."""
    dataset = nested()
    for number in range(60):
        block = dataset.private_block(0x0029, f"ACME {number}", create=True)
        block.add_new(1, "SQ" if number % 3 else "LO", [Dataset()] if number % 3 else "text ")
    page = live_page(dw.inspect(dataset, height=200))
    page.locator(".dw-row[aria-level]").first.wait_for()
    rest(page, REST)
    first = grid(page).evaluate(ROWS)
    for top in (100, 400, 1000, 2200, 1500, 10_000, 700, 150, 0):
        grid(page).evaluate("(grid, top) => { grid.scrollTop = top; }", top)
        rest(page, 60)
        names = {row["name"] or "Private element" for row in RowTable(dataset).rows()}
        assert {*shown(page)} <= names
        assert page.locator(".dw-row").count() < 40
    again = grid(page).evaluate(ROWS)
    assert {index: again[index] for index in first} == first
    elements = """grid => {
      window.all = new Set([...(window.all ?? []), ...grid.querySelectorAll(".dw-row")]);
    }"""
    grid(page).evaluate(elements)
    drawn = page.locator(".dw-row").count()
    for row in range(0, 60, 4):
        grid(page).evaluate("(grid, top) => { grid.scrollTop = top; }", 24 * row)
        rest(page, 30)
        grid(page).evaluate(elements)
    assert grid(page).evaluate("() => window.all.size") <= drawn + 12


def test_the_slice_changes_without_losing_scroll_or_closed_rows(live_page: OpenPage) -> None:
    table = dw.inspect([nested(number) for number in range(4)], height=200)
    page = live_page(table)
    page.locator(".dw-header-slider:not([hidden])").wait_for()
    page.locator(".dw-row", has_text="Anatomic Region").first.locator(".dw-twist").click()
    rest(page, 150)
    grid(page).evaluate("grid => { grid.scrollTop = 24 * 10 + 7; }")
    rest(page, 150)
    before = shown(page)
    page.evaluate(
        """() => {
          window.waiting = 0;
          new MutationObserver(() => {
            window.waiting += document.querySelectorAll(".dw-row-waiting").length;
          }).observe(document.querySelector(".dw-table-body"), {childList: true});
        }"""
    )
    field = page.get_by_role("textbox", name="File")
    field.fill("3")
    field.press("Enter")
    rest(page, 400)
    assert table.index == 2
    assert shown(page) == before
    assert grid(page).evaluate("grid => grid.scrollTop") == 24 * 10 + 7
    assert page.evaluate("() => waiting") == 0
    table.index = 0
    rest(page, 400)
    assert field.input_value() == "1"


def test_python_sets_height_and_slider(live_page: OpenPage) -> None:
    table = dw.inspect([nested(number) for number in range(3)], height=200)
    page = live_page(table)
    page.locator(".dw-header-slider:not([hidden])").wait_for()
    table.show_slider = False
    table.height = 300
    rest(page, 300)
    assert not page.locator(".dw-header-slider").is_visible()
    box = grid(page).bounding_box()
    assert box
    assert box["height"] == 300


def test_what_is_wrong_stands_in_the_widget(live_page: OpenPage, tmp_path: Path) -> None:
    page = live_page(dw.inspect(tmp_path / "absent"))
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "There is nothing at this path" in (alert.text_content() or "")
    assert not grid(page).is_visible()


def test_a_wrong_value_says_so_in_its_row(live_page: OpenPage) -> None:
    dataset = Dataset()
    dataset.StudyDate = "20040119"
    dataset["StudyDate"].validation_mode = 0
    dataset["StudyDate"]._value = "tomorrow"
    page = live_page(dw.inspect(dataset))
    page.get_by_role("img", name="Problem: Invalid value for VR DA.").wait_for()


def test_two_views_of_one_model_search_on_their_own(live_page: OpenPage) -> None:
    table = dw.inspect(nested())
    page = live_page(table, table)
    page.locator(".dw-header-table").nth(1).locator(".dw-row[aria-level]").first.wait_for()
    first, second = (page.locator(".dw-header-table").nth(number) for number in (0, 1))
    for text in ("rows", "columns", "rows", "columns"):
        first.get_by_role("searchbox").fill(text)
        rest(page, REST)
    second.get_by_role("searchbox").fill("codemeaning")
    rest(page, REST)
    assert "Code Meaning" in (second.locator(".dw-row").nth(4).text_content() or "")
    assert first.locator(".dw-row").first.text_content() != ""


@pytest.mark.parametrize(("theme", "width"), [("light", 600), ("dark", 1400)])
def test_axe_finds_nothing(live_page: OpenPage, theme: str, width: int) -> None:
    page = live_page(dw.inspect([nested(), nested()]), theme=theme, width=width)
    page.locator(".dw-header-slider:not([hidden])").wait_for()
    press(page, "End", "Enter")
    assert_accessible(page)


def test_an_archive_shows_and_searches_masked_rows(host_page: OpenPage, tmp_path: Path) -> None:
    path = tmp_path / "ct.dcm"
    dataset = nested()
    dataset.SOPInstanceUID = "1.2.3"
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.save_as(path, implicit_vr=False, little_endian=True)
    page = host_page(dw.inspect(path))
    page.locator(".dw-row[aria-level]").first.wait_for()
    search(page, "codemeaning")
    assert "Code Meaning" in shown(page)


@pytest.mark.lab
def test_in_jupyterlab(lab: Lab) -> None:
    path = str(get_testdata_file("CT_small.dcm", download=False))
    cells = [f"import dicomwidgets as dw\ntable = dw.inspect({path!r})\ntable", "1 + 1"]
    with lab.notebook(cells) as notebook:
        notebook.run_cell(0)
        page = notebook.page
        page.locator(".dw-row[aria-level]").first.wait_for()
        search(page, "patient")
        assert "Patient's Name" in shown(page)
        cellcount = page.locator(".jp-Notebook .jp-Cell").count()
        press(page, "d", "d", "a", "b", "i", "i", "0", "0")
        assert page.locator(".jp-Notebook .jp-Cell").count() == cellcount
        assert notebook.kernel("print(table.index)").strip() == "0"
        saved = notebook.save()
        text = str(saved)
        assert "CompressedSamples" not in text
        assert path not in str(saved.get("metadata", {}).get("widgets", ""))
        notebook.restart()
        page.get_by_text("The kernel was restarted.").wait_for()
        assert notebook.foreign_requests == []


def test_a_dataset_of_nothing_says_so(live_page: OpenPage) -> None:
    page = live_page(dw.inspect(Dataset()))
    page.get_by_text("There is no element.").wait_for()
    assert grid(page).is_hidden()
