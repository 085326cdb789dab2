"""What the panel beside a header tells of an element, and what is wrong with the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.viewing import assert_accessible, rest
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.checking import running

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    OpenPage = Callable[..., Page]

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _without_validator(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found must not depend on what is installed."""
    monkeypatch.setattr(running, "validator_findings", lambda _path: [])


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a CT slice with a fault of each severity, one of them in three places."""
    made = samples.ct(1, 16)[0]
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.PatientBirthDate = "20990101"
    made.StudyComments = "none"
    made.ProcedureCodeSequence = [_code(number) for number in range(3)]
    file = tmp_path_factory.mktemp("faulty") / "slice.dcm"
    made.save_as(file, enforce_file_format=True)
    return file


def _code(number: int) -> Dataset:
    made = Dataset()
    made.CodeValue = str(number)
    made.CodeMeaning = "one"
    return made


@pytest.fixture
def page(live_page: OpenPage, faulty: Path) -> Page:
    opened = live_page(dw.inspect(faulty, height=800), width=1400)
    opened.locator(".dw-row[aria-level]").first.wait_for()
    opened.get_by_role("button", name="Details", exact=True).click()
    return opened


def side(page: Page) -> Locator:
    return page.get_by_role("region", name="Details")


def find(page: Page, text: str) -> None:
    """Search, and go to the first row found."""
    page.get_by_role("searchbox").fill(text)
    page.locator(".dw-row", has=page.locator("mark", has_text=text)).first.click()


def active(page: Page) -> str:
    name: str = page.get_by_role("treegrid").evaluate(
        """grid => grid.ownerDocument.getElementById(grid.getAttribute("aria-activedescendant"))
          ?.querySelector(".dw-cell-name").textContent ?? \"\""""
    )
    return name


def test_an_element_is_explained_with_its_type_and_a_link(page: Page) -> None:
    find(page, "SliceThickness")
    told = side(page).locator(".dw-explanation")
    told.get_by_text("not how far the slices are apart").wait_for()
    text = told.text_content() or ""
    assert "must be there, may be empty" in text
    assert "in Image Plane, a mandatory module of CT Image" in text
    assert "at most 16 bytes" in text
    for link in told.get_by_role("link").all():
        assert (link.get_attribute("href") or "").startswith("https://dicom.nema.org/")
        assert link.get_attribute("rel") == "noopener noreferrer"
        assert link.get_attribute("target") == "_blank"
    assert told.get_by_role("link").count() == 3


def test_a_uid_with_a_meaning_is_explained(page: Page) -> None:
    find(page, "TransferSyntaxUID")
    told = side(page).locator(".dw-explained-value")
    told.get_by_text("each element says its VR").wait_for()
    assert "Explicit VR Little Endian" in (told.text_content() or "")
    find(page, "StudyComments")
    side(page).get_by_text("Retired: the standard gave it up.").wait_for()
    assert told.count() == 0


def test_the_tab_counts_the_problems_and_lists_them(page: Page) -> None:
    tab = side(page).get_by_role("tab", name="Problems")
    tab.locator(".dw-tab-badge").wait_for()
    tab.click()
    entries = side(page).locator(".dw-found")
    entries.first.wait_for()
    birth = entries.filter(has_text="born after")
    assert "A patient is not examined before birth" in (birth.text_content() or "")
    assert "Correct the birth date" in (birth.text_content() or "")
    missing = entries.filter(has_text="Coding Scheme Designator").filter(
        has_text="required if Code Value"
    )
    assert "In 3 places" in (missing.text_content() or "")
    count = entries.count()
    remarks = side(page).get_by_role("button", name="remark")
    remarks.click()
    assert entries.count() < count
    assert remarks.get_attribute("aria-pressed") == "false"


def test_a_problem_leads_to_its_row_even_if_that_is_hidden(page: Page) -> None:
    row = page.locator(".dw-row", has_text="Procedure Code Sequence").first
    row.locator(".dw-twist").click()
    side(page).get_by_role("tab", name="Problems").click()
    summary = side(page).locator("summary", has_text="In 3 places")
    summary.click()
    page.get_by_role("searchbox").fill("rows")
    page.locator(".dw-row mark", has_text="Rows").first.wait_for()
    side(page).get_by_role("button", name="ProcedureCodeSequence[2].").first.click()
    page.wait_for_function("() => document.querySelectorAll('.dw-row mark').length === 0")
    rest(page, 150)
    assert active(page) == "Item 3"
    assert page.get_by_role("searchbox").input_value() == ""
    side(page).get_by_role("button", name="StudyComments: show its row").focus()
    page.keyboard.press("Enter")
    rest(page, 200)
    assert active(page) == "Study Comments"


def test_another_file_has_its_own_problems(live_page: OpenPage, faulty: Path) -> None:
    clean = samples.ct(1, 16)[0]
    table = dw.inspect(faulty)
    opened = live_page(table)
    opened.locator(".dw-row[aria-level]").first.wait_for()
    opened.get_by_role("button", name="Details", exact=True).click()
    side(opened).get_by_role("tab", name="Problems").click()
    side(opened).locator(".dw-found").first.wait_for()
    table.show(clean)
    side(opened).get_by_text("Nothing is wrong here.").wait_for()
    assert side(opened).locator(".dw-tab-badge").count() == 0


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 600)])
def test_no_accessibility_violation(
    theme: str, width: int, live_page: OpenPage, faulty: Path
) -> None:
    opened = live_page(dw.inspect(faulty), width=width, theme=theme)
    opened.locator(".dw-row[aria-level]").first.wait_for()
    opened.get_by_role("button", name="Details", exact=True).click()
    find(opened, "SliceThickness")
    side(opened).get_by_text("not how far the slices are apart").wait_for()
    assert_accessible(opened)
    side(opened).get_by_role("tab", name="Problems").click()
    side(opened).locator(".dw-found").first.wait_for()
    assert_accessible(opened)
