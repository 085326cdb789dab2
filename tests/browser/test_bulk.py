"""Editing and exporting what is selected in a browser of collections, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pydicom
import pytest
from browser.viewing import assert_accessible

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from dicomwidgets.widgets.collection_browser import CollectionBrowser

    OpenPage = Callable[..., Page]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a CT series and a report."""
    home = tmp_path_factory.mktemp("bulk") / "data"
    home.mkdir()
    for number, dataset in enumerate([*samples.ct(3, 32), samples.sr()]):
        dataset.save_as(home / f"{number}.dcm", enforce_file_format=True)
    return home


@pytest.fixture
def shelf(folder: Path) -> Iterator[CollectionBrowser]:
    shown = dw.browse(dw.load(folder))
    yield shown
    shown.close()


def opened(live_page: OpenPage, shelf: CollectionBrowser, **options: object) -> Page:
    """Open the browser and select all."""
    page = live_page(shelf, **{"width": 1400, "height": 900, **options})
    rows = page.locator(".dw-row[aria-level], .dw-row[aria-rowindex]")
    rows.nth(1).wait_for()
    page.locator("[role=treegrid], [role=grid]").first.focus()
    page.keyboard.press("Control+a")
    page.get_by_text("selected", exact=False).first.wait_for()
    return page


def test_headers_are_edited_after_they_were_shown(
    live_page: OpenPage, shelf: CollectionBrowser, tmp_path: Path
) -> None:
    page = opened(live_page, shelf)
    page.get_by_role("button", name="Edit", exact=True).click()
    write = page.get_by_role("button", name="Write the edited files")
    assert write.is_disabled()
    page.get_by_role("textbox", name="Element").fill("Manufacturer")
    page.get_by_role("textbox", name="New value").fill("ACME")
    page.get_by_text("4 files will change").wait_for()
    assert page.locator(".dw-bulk-table tbody tr").count() == 4
    assert page.locator(".dw-bulk-table td", has_text="ACME").count() == 4
    assert_accessible(page)
    place = page.get_by_role("textbox", name="Folder to write to")
    place.fill(str(tmp_path / "out"))
    place.press("Enter")
    page.get_by_text("4 written. In").wait_for()
    page.get_by_role("button", name="Close the pane").click()
    assert not write.is_visible()
    page.get_by_role("button", name="Edit", exact=True).click()
    assert page.get_by_role("textbox", name="New value").input_value() == "ACME"
    page.get_by_text("4 written. In").wait_for()
    page.get_by_text("4 files will change").wait_for()
    assert write.is_enabled()
    assert pydicom.dcmread(tmp_path / "out/3.dcm").Manufacturer == "ACME"


def test_what_can_not_be_edited_says_why(live_page: OpenPage, shelf: CollectionBrowser) -> None:
    page = opened(live_page, shelf)
    page.keyboard.press("e")
    page.get_by_role("textbox", name="Element").fill("NoSuchKeyword")
    page.get_by_role("alert").wait_for()
    page.get_by_role("textbox", name="Element").fill("StudyDate")
    page.get_by_role("textbox", name="New value").fill("yesterday")
    page.get_by_text("4 refused").wait_for()
    page.get_by_role("button", name="Another edit").click()
    page.get_by_role("button", name="Drop this edit").first.click()
    page.get_by_text("Name an element").wait_for()


@pytest.mark.parametrize(("width", "theme"), [(600, "dark"), (1400, "light")])
def test_images_are_exported_after_they_were_planned(
    live_page: OpenPage, shelf: CollectionBrowser, tmp_path: Path, width: int, theme: str
) -> None:
    page = opened(live_page, shelf, width=width, theme=theme)
    page.get_by_role("button", name="Export", exact=True).click()
    page.get_by_text("3 files, about").wait_for()
    page.get_by_text("holds no image").wait_for()
    assert_accessible(page)
    page.get_by_role("combobox", name="Format").select_option("dicom")
    page.get_by_text("4 files, about").wait_for()
    page.get_by_role("combobox", name="Format").select_option("png")
    page.get_by_role("textbox", name="Window centre").fill("-600")
    page.get_by_text("both the centre and the width").wait_for()
    page.get_by_role("textbox", name="Window width").fill("1500")
    page.get_by_text("3 files, about").wait_for()
    place = page.get_by_role("textbox", name="Folder to write to")
    place.fill(str(tmp_path / "out"))
    page.get_by_role("button", name="Write the files").click()
    page.get_by_text("3 written, 1 refused. In").wait_for()
    assert len(list((tmp_path / "out").rglob("*.png"))) == 3
