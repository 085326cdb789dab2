"""Editing in the panel beside the header table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser.viewing import assert_accessible
from playwright.sync_api import expect
from pydicom import dcmread
from pydicom.data import get_testdata_file

import dicomwidgets as dw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

    from dicomwidgets.widgets.header_table import HeaderTable

    OpenPage = Callable[..., Page]

pytestmark = pytest.mark.browser


@pytest.fixture
def table(tmp_path: Path) -> Iterator[HeaderTable]:
    source = tmp_path / "in.dcm"
    source.write_bytes(Path(str(get_testdata_file("CT_small.dcm", download=False))).read_bytes())
    made = dw.inspect(source, editable=True)
    yield made
    made.close()


@pytest.fixture
def page(live_page: OpenPage, table: HeaderTable) -> Page:
    """Show the table with the Edit tab open."""
    page = live_page(table)
    page.get_by_role("button", name="Details").click()
    page.get_by_role("tab", name="Edit").click()
    return page


def go_to(page: Page, name: str) -> None:
    page.get_by_role("searchbox").fill(f'name:"{name}"')
    page.locator(".dw-row[aria-level='1']").filter(has_text=name).first.click()


def value(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Value", exact=True)


def test_a_value_is_judged_as_one_types_then_set_and_taken_back(
    page: Page, table: HeaderTable
) -> None:
    go_to(page, "Patient ID")
    expect(value(page)).to_have_value("1CT1")
    button = page.get_by_role("button", name="Set value")
    value(page).fill("x" * 65)
    expect(page.locator(".dw-edit-wrong")).to_contain_text("at most 64")
    expect(button).to_be_disabled()
    value(page).fill("4711")
    expect(button).to_be_enabled()
    value(page).press("Enter")
    row = page.locator(".dw-is-edited")
    expect(row).to_contain_text("4711")
    expect(page.locator(".dw-edit-changes li")).to_contain_text(["PatientID"])
    assert [each.new for each in table.changes] == ["4711"]
    expect(button).to_be_disabled()
    page.get_by_role("treegrid").press("Control+z")
    expect(page.locator(".dw-edit-title")).to_have_text("No changes")
    expect(row).to_have_count(0)
    expect(value(page)).to_have_value("1CT1")
    page.get_by_role("treegrid").press("Control+Shift+Z")
    expect(row).to_contain_text("4711")
    assert_accessible(page)


def test_elements_are_inserted_deleted_and_the_file_is_saved(
    page: Page, table: HeaderTable, tmp_path: Path
) -> None:
    go_to(page, "Patient ID")
    page.get_by_text("Insert an element").click()
    element = page.get_by_role("combobox", name="Element to insert")
    element.fill("patient comm")
    expect(page.get_by_role("status").filter(has_text="PatientComments")).to_be_visible()
    element.fill("PatientComments")
    page.get_by_role("textbox", name="Value of the new element").fill("hello")
    insert = page.get_by_role("button", name="Insert", exact=True)
    expect(insert).to_be_enabled()
    insert.click()
    expect(page.locator(".dw-edit-title")).to_have_text("1 change")
    go_to(page, "Patient ID")
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".dw-edit-title")).to_have_text("2 changes")
    name = page.get_by_role("textbox", name="Name to save under")
    expect(name).to_have_value("in_edited.dcm")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".dw-edit-target")).to_contain_text("in_edited.dcm")
    saved = dcmread(tmp_path / "in_edited.dcm")
    assert saved.PatientComments == "hello"
    assert "PatientID" not in saved
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".dw-edit-saved .dw-edit-wrong")).to_contain_text("already")
    assert_accessible(page)
    assert len(table.changes) == 2


def test_the_bytes_that_would_be_written_are_marked(page: Page) -> None:
    go_to(page, "Patient ID")
    expect(value(page)).to_have_value("1CT1")
    value(page).fill("4711")
    expect(page.get_by_role("button", name="Set value")).to_be_enabled()
    value(page).press("Enter")
    expect(page.locator(".dw-is-edited")).to_contain_text("4711")
    page.get_by_role("tab", name="Bytes").click()
    note = page.locator(".dw-bytes-edits")
    expect(note).to_contain_text("As it would be written")
    new = page.locator(".dw-bytes-text .dw-byte-new")
    expect(new.first).to_be_visible()
    assert "4711" in "".join(new.all_text_contents())
    assert_accessible(page)
    note.get_by_role("button", name="Show the source").click()
    expect(note).to_contain_text("without the edits")
    expect(new).to_have_count(0)
    expect(page.locator(".dw-bytes-text").filter(has_text="1CT1")).to_have_count(1)
    page.get_by_role("treegrid").press("Control+z")
    expect(note).to_have_text("")
