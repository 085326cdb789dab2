"""The browser of a collection as a user meets it, with Python behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from browser.viewing import assert_accessible

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from dicomwidgets.widgets.collection_browser import CollectionBrowser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write two patients with a series each: five CT slices, three MR slices."""
    place = tmp_path_factory.mktemp("archive")
    for kind, heads, patient in (("ct", samples.ct(5, 32), "A"), ("mr", samples.mr(3, 32), "B")):
        for number, dataset in enumerate(heads):
            dataset.PatientID, dataset.PatientName = f"ID-{patient}", f"Invented^{patient}"
            dataset.save_as(place / f"{kind}{number}.dcm", enforce_file_format=True)
    return place


@pytest.fixture
def shown(archive: Path) -> Iterator[CollectionBrowser]:
    browser = dw.browse(archive)
    yield browser
    browser.close()


@pytest.fixture
def page(live_page: Callable[..., Page], shown: CollectionBrowser) -> Page:
    opened = live_page(shown)
    opened.get_by_text("Invented^B · ID-B").first.wait_for()
    return opened


def test_the_tree_shows_patients_with_pictures_of_their_series(page: Page) -> None:
    assert page.locator(".dw-is-patients").count() == 2
    assert page.locator(".dw-is-series").count() == 2
    page.locator(".dw-thumb img").first.wait_for()
    assert_accessible(page)


def test_python_gets_what_is_selected(page: Page, shown: CollectionBrowser) -> None:
    page.get_by_text("Invented^B · ID-B").first.click()
    page.get_by_text("1 selected").wait_for()
    files: list[Any] = list(shown.selected.instances.column("File"))
    assert files == ["mr0.dcm", "mr1.dcm", "mr2.dcm"]


def test_a_search_leaves_what_fits(page: Page) -> None:
    page.get_by_role("searchbox").fill("Modality:MR")
    page.get_by_text("Invented^A · ID-A").first.wait_for(state="detached")
    assert page.get_by_text("Invented^B · ID-B").first.is_visible()


def test_it_opens_a_viewer_of_what_is_selected(page: Page, shown: CollectionBrowser) -> None:
    page.get_by_text("Invented^A · ID-A").first.click()
    page.get_by_role("button", name="View", exact=True).click()
    page.locator(".dw-pane-room .dw-count").filter(has_text="/ 5").wait_for()
    assert set(shown.panes) == {"series_viewer"}
