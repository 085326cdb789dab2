"""The built documentation, opened from disk with the network cut."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from browser.viewing import comes_to
from support.docs_site import PAINS, built_pages, built_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

FOUND = """() => Search._index !== null && Search.status
  && /found|did not match/i.test(Search.status.innerText)"""
HITS = """() => [...document.querySelectorAll("#search-results ul.search > li > a")]
  .map((link) => link.getAttribute("href"))"""
# What the page of the search does with a query, without the page: the last one is shown first.
ASK = """(query) => Search._performSearch(...Search._parseQuery(query)).reverse()
  .map(([name, , anchor]) => `${name}.html${anchor ?? ""}`)"""
# Nothing is fetched a second time to be looked at, and frames are pages of their own.
VIOLATIONS = """async () => {
  const options = {resultTypes: ["violations"], preload: false, iframes: false};
  return {violations: (await axe.run(document, options)).violations};
}"""
ANSWERS = ("guide/troubleshooting.html", "guide/recipes.html")


@pytest.fixture(scope="module")
def site() -> Path:
    return built_site()


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """Return a page without network; an error on it, or a request beyond the disk, fails."""
    context = browser.new_context(offline=True, viewport={"width": 1400, "height": 900})
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            trouble.append(asked.url)
            if not asked.url.startswith(("file:", "blob:", "data:"))
            else None
        ),
    )
    page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert trouble == []


@pytest.mark.parametrize(
    ("page", "kind"),
    [("index.html", "SeriesViewer"), ("lessons/02_pixels_and_windows.html", "SeriesViewer")],
)
def test_a_widget_lives_in_its_page(page: str, kind: str, reader: Page, site: Path) -> None:
    reader.goto((site / page).as_uri())
    frame = reader.locator(f"iframe.live[title^='{kind}']").first
    frame.scroll_into_view_if_needed()
    inside = frame.content_frame
    slider = inside.get_by_role("slider", name="Slice")
    slider.wait_for()
    before = slider.input_value()
    slider.press("End")
    inside.get_by_role("textbox", name="Slice").and_(
        inside.locator(f":not([value='{before}'])")
    ).wait_for()
    assert int(slider.input_value()) > int(before)
    inside.locator(".dw-badge", has_text="PREVIEW").wait_for(state="hidden")
    inside.locator(".dw-screen").press("2")
    width = inside.get_by_role("textbox", name="Width")
    comes_to(reader, lambda: width.input_value() != "400", expected=True)


@pytest.mark.parametrize(
    ("page", "theme"),
    [
        ("index.html", "light"),
        ("widgets/display_lab.html", "light"),
        ("lessons/05_series_geometry_volumes.html", "dark"),
    ],
)
def test_axe_finds_nothing(page: str, theme: str, reader: Page, site: Path) -> None:
    axe(reader, site / page, theme)


@pytest.mark.slow
def test_axe_finds_nothing_on_any_page(reader: Page, site: Path) -> None:
    for number, page in enumerate(built_pages(site)):
        axe(reader, page, "dark" if number % 2 else "light")


def axe(reader: Page, page: Path, theme: str) -> None:
    """Let axe find nothing on a page; the widgets in its frames have tests of their own."""
    reader.emulate_media(color_scheme="light" if theme == "light" else "dark")
    reader.goto(page.as_uri())
    assert reader.locator("html").get_attribute("data-theme") == theme
    # Colours on their way from one theme to the other are those of neither.
    reader.evaluate("document.getAnimations().forEach((each) => each.finish())")
    if not reader.evaluate("'axe' in window"):
        reader.evaluate(AXE_SCRIPT)
    found = AxeResults(reader.evaluate(VIOLATIONS))
    assert found.violations_count == 0, (page.name, found.generate_report())


def test_a_search_for_what_hurts_finds_the_answer(reader: Page, site: Path) -> None:
    """All 22 pains, in several words: one of the first three hits, and one that leads on."""
    reader.goto(f"{(site / 'search.html').as_uri()}?q={quote('image black')}")
    reader.wait_for_function(FOUND)
    assert reader.evaluate(HITS)[0].startswith(ANSWERS)
    answered: dict[str, str] = {}
    for pain, queries in PAINS.items():
        for query in queries:
            first = reader.evaluate(ASK, query)[:3]
            assert any(hit.startswith(ANSWERS) for hit in first), (query, first)
            led = [hit for hit in first if hit.startswith(ANSWERS) and "#" in hit]
            answered |= dict.fromkeys([pain] if led else [], "".join(led[:1]))
    assert set(answered) == set(PAINS)
    for page in ANSWERS:
        reader.goto((site / page).as_uri())
        for hit in answered.values():
            there, _, anchor = hit.partition("#")
            assert there != page or reader.locator(f"[id='{anchor}']").count() == 1, hit


def test_a_search_finds_elements_and_uids(reader: Page, site: Path) -> None:
    reader.goto(f"{(site / 'search.html').as_uri()}?q=window")
    reader.wait_for_function(FOUND)
    for query, page in {
        "WindowCenter": "dicom/elements_display.html#",
        "(0028,1050)": "dicom/elements_display.html#",
        "0028,1050": "dicom/elements_display.html#",
        "Slice Thickness": "dicom/elements_",
        "1.2.840.10008.1.2.4.50": "dicom/transfer_syntaxes.html",
        "1.2.840.10008.5.1.4.1.1.2": "dicom/sop_classes.html",
        "CT Image Storage": "dicom/sop_classes.html",
        "VR DS": "dicom/vrs.html",
        "ISO_IR 100": "dicom/character_sets.html",
    }.items():
        first = reader.evaluate(ASK, query)[:3]
        assert any(hit.startswith(page) for hit in first), (query, first)


def test_the_pains_are_those_of_the_guide(site: Path) -> None:
    """Each has a heading of its own, with what to do below it."""
    text = (site / ANSWERS[0]).read_text(encoding="utf-8")
    assert len(PAINS) == 22
    assert text.count("<h3>") >= len(PAINS)
