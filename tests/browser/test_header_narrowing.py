"""The header table narrowed down, sorted, selected from and copied from, on the host page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from browser.test_header_table import active, grid, nested, press, search, shown
from browser.viewing import rest

import dicomwidgets as dw

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from dicomwidgets.widgets.header_table import HeaderTable

    OpenPage = Callable[..., Page]

pytestmark = pytest.mark.browser

COPIED = "() => window.copied.at(-1)"


@pytest.fixture
def table() -> HeaderTable:
    return dw.inspect(nested())


@pytest.fixture
def page(live_page: OpenPage, table: HeaderTable) -> Page:
    opened = live_page(table)
    opened.locator(".dw-row[aria-level]").first.wait_for()
    opened.evaluate(
        """() => {
          window.copied = [];
          Object.defineProperty(navigator, "clipboard",
            {value: {writeText: async text => { window.copied.push(text); }}});
        }"""
    )
    return opened


def count(page: Page) -> str:
    return page.locator(".dw-search-count").text_content() or ""


def test_matches_are_walked_by_keys_and_buttons(page: Page) -> None:
    search(page, "keyword:codemeaning value:brain")
    assert count(page) == "3 matches"
    assert page.locator(".dw-row mark").all_text_contents() == ["CodeMeaning", "Brain"] * 3
    field = page.get_by_role("searchbox")
    said = []
    for key in ("Enter", "Enter", "F3", "F3", "Shift+Enter", "Shift+F3"):
        field.press(key)
        rest(page, 80)
        said.append(count(page))
    assert said == ["1 of 3", "2 of 3", "3 of 3", "1 of 3", "3 of 3", "2 of 3"]
    page.get_by_role("button", name="Next match").click()
    rest(page, 80)
    assert count(page) == "3 of 3"
    page.get_by_role("button", name="Previous match").click()
    rest(page, 80)
    assert (count(page), active(page)) == ("2 of 3", "Code Meaning")
    press(page, "F3")
    assert count(page) == "3 of 3"


def test_a_wrong_prefix_says_which_there_are(page: Page) -> None:
    remark = page.locator(".dw-search-remark")
    search(page, "size:512")
    assert "There is no prefix size:" in (remark.text_content() or "")
    assert page.get_by_text("Nothing matches.").is_visible()
    search(page, "vr:us")
    assert remark.is_hidden()
    assert shown(page) == ["Rows", "Columns"]


def test_facets_narrow_and_chips_take_them_back(page: Page) -> None:
    button = page.get_by_role("button", name="Filter", exact=False).first
    button.click()
    panel = page.get_by_role("dialog", name="Filter")
    panel.get_by_role("checkbox", name="US 2").wait_for()
    assert panel.get_by_role("checkbox").first.evaluate("box => box === document.activeElement")
    panel.get_by_role("checkbox", name="US 2").check()
    rest(page, 250)
    assert shown(page) == ["Rows", "Columns"]
    panel.get_by_role("checkbox", name="PN 1").check()
    rest(page, 250)
    assert panel.get_by_role("checkbox", name="PN 1").evaluate(
        "box => box.checked && box === document.activeElement"
    )
    assert shown(page) == ["Patient's Name", "Rows", "Columns"]
    # The groups count what is left of them.
    assert panel.get_by_role("checkbox", name="0028 · Image 2").is_visible()
    page.keyboard.press("Escape")
    chips = page.get_by_role("group", name="Filters")
    assert chips.get_by_role("button").all_text_contents() == ["US", "PN", "Clear all"]
    chips.get_by_role("button", name="Remove the filter US").click()
    rest(page, 150)
    assert shown(page) == ["Patient's Name"]
    assert "Filter (1)" in (button.text_content() or "")
    chips.get_by_role("button", name="Remove the filter PN").click()
    rest(page, 150)
    assert len(shown(page)) > 15
    assert chips.is_hidden()


def test_a_head_sorts_and_says_what_becomes_of_the_nesting(page: Page) -> None:
    heads = page.get_by_role("columnheader")
    name = heads.filter(has_text="Name")
    assert heads.filter(has_text="Tag").get_attribute("aria-sort") == "ascending"
    name.get_by_role("button").focus()
    page.keyboard.press("Enter")
    rest(page, 150)
    assert name.get_attribute("aria-sort") == "ascending"
    rows = shown(page)
    assert "Item 1" not in rows
    inner = next(row for row in rows if row.startswith("Code Meaning"))
    assert inner.endswith("in ReferencedImageSequence[0].AnatomicRegionSequence[0]")
    page.keyboard.press("Enter")
    rest(page, 150)
    assert name.get_attribute("aria-sort") == "descending"
    assert shown(page)[0] == "Study Date"
    assert page.get_by_text("shown without nesting").is_visible()
    page.get_by_role("button", name="Back to the order of the file").click()
    rest(page, 150)
    assert shown(page)[:3] == ["SOP Class UID", "Study Date", "Referenced Image Sequence"]
    assert page.get_by_text("shown without nesting").is_hidden()


def test_columns_are_chosen_in_a_menu_and_from_python(page: Page, table: HeaderTable) -> None:
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("menuitemcheckbox", name="Keyword").click()
    page.get_by_role("menuitemcheckbox", name="Length").click()
    page.keyboard.press("Escape")
    rest(page)
    assert table.columns == ("marks", "tag", "name", "vr", "vm", "length", "value", "raw")
    heads = page.get_by_role("columnheader")
    assert [each for each in heads.all_text_contents() if each in ("Keyword", "Length")]
    assert heads.filter(has_text="Keyword").is_hidden()
    assert heads.filter(has_text="Length").is_visible()
    dates = page.locator(".dw-row").filter(has_text="Study Date")
    assert dates.locator(".dw-cell-length").count() == 1
    assert dates.locator(".dw-cell-keyword").count() == 0
    table.columns = ["name", "value", "raw"]
    rest(page)
    assert dates.locator(".dw-cell-raw").inner_text() == "20040119"
    assert heads.filter(has_text="As written").is_visible()
    table.columns = ["tag"]
    rest(page)
    assert heads.filter(has_text="Value").is_hidden()
    assert heads.filter(has_text="Name").is_visible()


def test_rows_are_selected_and_told_to_python(page: Page, table: HeaderTable) -> None:
    search(page, "tag:0028")
    press(page, "Home")
    rest(page)
    assert table.selected == ["Rows"]
    press(page, "Shift+ArrowDown", "Shift+ArrowDown")
    rest(page)
    assert table.selected == ["Rows", "Columns", "PixelSpacing"]
    assert page.locator('.dw-row[aria-selected="true"]').count() == 3
    row(page, "Columns").click(modifiers=["Control"])
    rest(page)
    assert table.selected == ["Rows", "PixelSpacing"]
    press(page, "Control+Home", " ")
    rest(page)
    assert table.selected == ["PixelSpacing"]
    press(page, "Control+a")
    rest(page)
    assert table.selected == ["Rows", "Columns", "PixelSpacing"]
    table.selection = table.selection[:1]
    rest(page)
    assert page.locator('.dw-row[aria-selected="true"]').count() == 1


def row(page: Page, name: str) -> Locator:
    return page.locator(".dw-row").filter(has_text=name).locator(".dw-cell-name")


def test_the_current_row_is_copied_in_every_form(page: Page) -> None:
    search(page, "tag:0028,0010")
    press(page, "Home", "Control+c")
    rest(page)
    assert page.evaluate(COPIED) == "16"
    expected = {
        "Python": "ds.Rows",
        "Path": "Rows",
        "Tag": "(0028,0010)",
        "DICOM JSON": json.dumps({"00280010": {"vr": "US", "Value": [16]}}, indent=2),
    }
    for label, text in expected.items():
        page.get_by_role("button", name="Copy", exact=True).click()
        page.get_by_role("menuitem", name=label).click()
        rest(page, 150)
        assert page.evaluate(COPIED) == text
    assert page.get_by_text("Copied.").is_visible()
    press(page, "Enter")
    side = page.get_by_role("region", name="Details")
    side.get_by_role("button", name="Copy as Python").click()
    rest(page, 150)
    assert page.evaluate(COPIED) == "ds.Rows"


def test_a_name_and_its_padding_are_taken_apart(page: Page) -> None:
    search(page, "vr:PN")
    press(page, "Home", "Enter")
    side = page.get_by_role("region", name="Details")
    side.get_by_text("Ideographic", exact=True).wait_for()
    assert side.locator("dt").all_text_contents()[:2] == ["Family name", "Given name"]
    assert side.locator("dd").all_text_contents()[:4] == ["Yamada", "Tarou", "山田", "太郎"]
    search(page, "keyword:PixelSpacing")
    press(page, "Home")
    side.locator(".dw-detail-values li").nth(1).wait_for()
    assert side.locator(".dw-detail-values li").all_text_contents() == ["0.5", "0.5"]


def test_marks_tell_what_differs_and_have_a_legend(live_page: OpenPage) -> None:
    table = dw.inspect([nested(number) for number in range(3)], index=1)
    page = live_page(table, width=1200)
    legend = page.locator(".dw-header-legend")
    legend.get_by_text("constant over the series").wait_for()
    legend.get_by_text("differs from the file before").wait_for()
    search(page, "keyword:InstanceNumber")
    marks = page.locator(".dw-row .dw-cell-marks").get_by_role("img")
    assert [each.get_attribute("aria-label") for each in marks.all()] == [
        "differs from the file before",
        "varies over the series",
    ]
    search(page, "is:different")
    assert shown(page) == ["Instance Number"]
    table.index = 0
    rest(page)
    legend.get_by_text("differs from the file before").wait_for(state="detached")


def test_rows_are_followed_where_another_file_has_more_above(live_page: OpenPage) -> None:
    """A sequence of another length stands above: scroll and current row stay by their ids."""
    files = [nested(number) for number in range(3)]
    many = [item for _ in range(40) for item in nested(9).ReferencedImageSequence]
    files[1].ReferencedImageSequence = many
    table = dw.inspect(files, height=200)
    page = live_page(table)
    page.locator(".dw-header-slider:not([hidden])").wait_for()
    press(page, "End")
    before, current = shown(page)[-6:], active(page)
    table.index = 1
    rest(page, 500)
    assert active(page) == current
    assert shown(page)[-6:] == before
    assert grid(page).evaluate("grid => grid.scrollTop") > 24 * 500
    # The current row is out of sight: it is followed all the same.
    grid(page).evaluate("grid => { grid.scrollTop = 24 * 300; }")
    rest(page)
    table.index = 0
    rest(page, 500)
    press(page, "ArrowUp", "ArrowDown")
    assert active(page) == current
