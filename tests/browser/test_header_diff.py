"""The comparison of headers in a real browser."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from browser.viewing import assert_accessible, rest
from pydicom.dataset import Dataset

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    OpenPage = Callable[..., Page]

pytestmark = pytest.mark.browser

REST = 250
"""Milliseconds after which a question has been asked and answered."""


def pair() -> tuple[Dataset, Dataset]:
    """Return two datasets with every kind of difference between two."""
    one = Dataset()
    one.SOPClassUID, one.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.2", "1.2.3.4.5"
    one.StudyDate, one.PatientName, one.PatientComments = "20200101", "Doe^Jane", "two\nlines"
    one.SliceThickness, one.Rows, one.Columns = "1.0", 512, 512
    one.ReferencedImageSequence = [_image(number) for number in range(3)]
    other = deepcopy(one)
    other.SOPInstanceUID, other.StudyDate = "1.2.3.4.6", "20200131"
    other.SliceThickness = "1.00"
    other.PatientComments, other.PatientID = "two\nother lines", "4711"
    del other.Columns
    first, _, third = other.ReferencedImageSequence
    other.ReferencedImageSequence = [third, first]
    first.AccessionNumber = "2"
    return one, other


def _image(number: int) -> Dataset:
    item = Dataset()
    item.ReferencedSOPInstanceUID = f"1.2.{number}"
    item.PatientComments = f"image {number}"
    return item


def grid(page: Page) -> Locator:
    return page.get_by_role("treegrid")


def shown(page: Page) -> list[str]:
    """Return name and kind of the rows in the document, in the order of the table."""
    found: list[list[Any]] = grid(page).evaluate(
        """grid => [...grid.querySelectorAll(".dw-row[aria-level]")].map(row =>
          [Number(row.dataset.index), [".dw-cell-name", ".dw-cell-kind"]
            .map(each => row.querySelector(each).textContent).join(": ")])"""
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
    for key in keys:
        page.keyboard.press(key)
        rest(page, 90)


@pytest.fixture
def page(live_page: OpenPage) -> Page:
    opened = live_page(dw.compare(*pair()))
    opened.locator(".dw-row[aria-level]").first.wait_for()
    return opened


def test_differences_stand_side_by_side(page: Page) -> None:
    assert shown(page) == [
        "SOP Instance UID: Changed",
        "Study Date: Changed",
        "Referenced Image Sequence: 3 inside",
        "Item 1: Moved",
        "Accession Number: Only in B",
        "Item 2: Only in A",
        "Referenced SOP Instance UID: Only in A",
        "Patient Comments: Only in A",
        "Patient ID: Only in B",
        "Patient Comments: Changed",
        "Slice Thickness: Other spelling",
        "Columns: Only in A",
    ]
    chips = page.get_by_role("group", name="Kinds of difference").get_by_role("button")
    assert [each.replace("\n", "") for each in chips.all_inner_texts() if each] == [
        "Changed3",
        "Only in A2",
        "Only in B2",
        "Moved1",
        "Other spelling1",
        "Same7",
    ]
    assert page.get_by_text("9 differences", exact=True).is_visible()


def test_changed_characters_are_marked(page: Page) -> None:
    def marks(name: str) -> list[list[str]]:
        row = page.locator(".dw-row").filter(has_text=name).first
        return [
            cell.locator("mark").all_text_contents() for cell in row.locator(".dw-cell-side").all()
        ]

    assert marks("Study Date") == [["0"], ["3"]]
    assert marks("SOP Instance UID") == [["5"], ["6"]]
    assert marks("Slice Thickness") == [[], ["0"]]
    row = page.locator(".dw-row").filter(has_text="Patient Comments").last
    assert row.locator(".dw-cell-side-1").text_content() == "two ⏎ other lines"
    assert row.locator("mark").all_text_contents() == ["other "]


def test_keys_go_from_difference_to_difference(page: Page) -> None:
    grid(page).focus()
    press(page, "Home", "n")
    assert active(page) == "Study Date"
    press(page, "F7")
    assert active(page) == "Item 1"
    press(page, "n", "n")
    assert active(page) == "Item 2"
    assert page.get_by_text("5 of 9 differences").is_visible()
    press(page, "p")
    assert active(page) == "Accession Number"
    press(page, "Shift+F7", "N", "p")
    assert active(page) == "SOP Instance UID"
    press(page, "p")
    assert active(page) == "Columns"
    page.get_by_role("button", name="Next difference").click()
    rest(page, 90)
    assert active(page) == "SOP Instance UID"


def test_all_rows_and_kinds_and_search(page: Page) -> None:
    page.get_by_role("button", name="All", exact=True).click()
    rest(page, REST)
    assert "Rows: " in shown(page)
    page.get_by_role("button", name="Other spelling").click()
    rest(page, REST)
    assert shown(page) == ["Slice Thickness: Other spelling"]
    page.get_by_role("button", name="Other spelling").click()
    page.keyboard.press("/")
    page.keyboard.type("4711")
    rest(page, REST)
    assert shown(page) == ["Patient ID: Only in B"]
    assert page.locator(".dw-search-count").text_content() == "1 found"
    page.get_by_role("searchbox").fill("nothing at all")
    rest(page, REST)
    assert page.get_by_text("Nothing matches.").is_visible()


def test_what_is_ignored_can_be_chosen_and_taken_back(live_page: OpenPage) -> None:
    diff = dw.compare(*pair(), ignore="PatientID")
    page = live_page(diff)
    page.get_by_text("8 differences, 1 ignored").wait_for()
    page.get_by_role("button", name="Dates", exact=True).click()
    page.get_by_text("7 differences, 2 ignored").wait_for()
    assert diff.ignore == ("dates",)
    page.locator(".dw-row").filter(has_text="Columns").click()
    page.get_by_role("button", name="Ignore Columns").click()
    page.get_by_text("6 differences, 3 ignored").wait_for()
    assert diff.rules == ("dates", "PatientID", "Columns")
    page.get_by_role("button", name="Ignore PatientID no more").click()
    page.get_by_text("7 differences, 2 ignored").wait_for()
    diff.ignore = ("uids",)
    page.get_by_role("button", name="UIDs", pressed=True).wait_for()
    page.get_by_text("7 differences, 2 ignored").wait_for()


def test_enter_unfolds_both_sides_and_copies_python(page: Page) -> None:
    page.evaluate(
        """() => Object.defineProperty(navigator, "clipboard",
          {value: {writeText: async text => { window.copied = text; }}, configurable: true})"""
    )
    grid(page).focus()
    press(page, "Home", "n", "n", "Enter")
    detail = page.locator(".dw-row-detail")
    assert "Item 1 in A, 2 in B: another order." in (detail.text_content() or "")
    detail.get_by_role("button", name="Copy as Python").click()
    rest(page, 60)
    assert page.evaluate("() => window.copied") == (
        "a.ReferencedImageSequence[0]\nb.ReferencedImageSequence[1]"
    )
    grid(page).focus()
    press(page, "n", "Enter")
    assert "Only in B." in (detail.text_content() or "")


def test_a_series_is_told_by_what_varies(live_page: OpenPage, tmp_path: Path) -> None:
    for number, dataset in enumerate(samples.ct(6, 16)):
        if number == 4:
            del dataset.KVP
        dataset.save_as(tmp_path / f"{number}.dcm", enforce_file_format=True)
    page = live_page(dw.compare(tmp_path, ignore="uids"))
    page.locator(".dw-row[aria-level]").first.wait_for()
    assert "KVP: Missing in some" in shown(page)
    assert "Instance Number: Varies" in shown(page)
    page.locator(".dw-row").filter(has_text="KVP").click()
    rest(page, 60)
    assert "Missing in 1 file: 4.dcm" in (page.locator(".dw-row-detail").text_content() or "")


def test_what_is_wrong_and_no_difference_are_said(live_page: OpenPage, tmp_path: Path) -> None:
    one, other = pair()
    page = live_page(
        dw.compare(tmp_path / "absent", tmp_path / "gone"),
        dw.compare(one),
        dw.compare(one, deepcopy(one)),
        dw.compare(one, other, ignore=["*"]),
    )
    page.get_by_text("No difference.", exact=True).wait_for()
    page.get_by_text("No difference, but 12 differences ignored.").wait_for()
    alerts = page.get_by_role("alert")
    assert alerts.count() == 2
    assert "There is nothing at this path" in (alerts.nth(0).text_content() or "")
    assert "a comparison needs another" in (alerts.nth(1).text_content() or "")
    assert grid(page).count() == 2


@pytest.mark.parametrize(("theme", "width"), [("light", 600), ("dark", 1400)])
def test_axe_finds_nothing(live_page: OpenPage, theme: str, width: int) -> None:
    one, other = pair()
    page = live_page(dw.compare(one, other, one, ignore=["PatientID"]), theme=theme, width=width)
    page.locator(".dw-row[aria-level]").first.wait_for()
    grid(page).focus()
    press(page, "n", "Enter")
    assert_accessible(page)


def test_an_archive_is_searched_where_it_is(host_page: OpenPage) -> None:
    page = host_page(dw.compare(*pair(), ignore=["dates"]))
    page.locator(".dw-row[aria-level]").first.wait_for()
    assert "Study Date: Changed" not in shown(page)
    grid(page).focus()
    press(page, "n")
    assert active(page) == "Item 1"
    page.get_by_role("button", name="All", exact=True).click()
    rest(page, REST)
    assert "Study Date: Ignored" in shown(page)
    assert page.get_by_role("button", name="Dates", exact=True).is_disabled()
    assert page.get_by_role("button", name="Private", exact=True).count() == 0
