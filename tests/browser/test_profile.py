"""The page of a profile in a real browser: accessible, as wide as its window, nothing fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from browser.viewing import assert_accessible

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def profiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a page with errors, warnings, remarks and pictures."""
    folder = tmp_path_factory.mktemp("profile")
    made = [*samples.ct(4, 48), *samples.mr(4, 48)]
    made[1].PatientName = "Other^Name"
    made[2].SliceThickness = "1"
    for number, each in enumerate(made):
        (folder / "scans").mkdir(exist_ok=True)
        each.save_as(folder / f"scans/{number:03}.dcm", enforce_file_format=True)
    (folder / "scans/readme.txt").write_text("no DICOM")
    profile = dw.profile(folder / "scans")
    assert all(profile.findings.counts[each] for each in ("error", "warning", "info"))
    profile.to_html(folder / "page.html", masked=False)
    return folder


@pytest.fixture(params=[("light", 600), ("dark", 600), ("light", 1400), ("dark", 1400)])
def opened(request: Any, browser: Browser, profiled: Path) -> Iterator[Page]:
    scheme, width = request.param
    context = browser.new_context(
        offline=True, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.goto((profiled / "page.html").as_uri())
    yield page
    context.close()


def test_axe_finds_nothing_and_the_page_is_no_wider_than_its_window(opened: Page) -> None:
    assert_accessible(opened, "body")
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert opened.evaluate("[...document.images].map((each) => each.naturalWidth > 0)") == [
        True,
        True,
    ]


def test_findings_are_chosen_by_severity_with_the_keyboard(
    browser: Browser, profiled: Path
) -> None:
    page = browser.new_page()
    page.goto((profiled / "page.html").as_uri())
    severities = page.get_by_role("group", name="Show findings by severity")
    everything = page.locator(".finding:visible").count()
    severities.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowRight")
    shown = page.locator(".finding:visible")
    assert 0 < shown.count() < everything
    assert shown.count() == page.locator(".finding.error").count()
    page.locator(".finding.error summary").first.click()
    assert page.get_by_text("001.dcm").first.is_visible()
    page.close()
