"""The anonymization preview in a real browser: table, slider, image, filters, keys, bad input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from browser.viewing import assert_accessible, rest

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from browser.lab import Lab
    from playwright.sync_api import Locator, Page

    from dicomwidgets.widgets.anonymization_preview import AnonymizationPreview

    OpenPage = Callable[..., Page]

pytestmark = pytest.mark.browser

SLICES = 6
NAME = "Canary^Cora"
REST = 450
"""Milliseconds after which search, slider and table have come to rest."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a CT series, a report, and a file that is not DICOM."""
    home = tmp_path / "data"
    home.mkdir()
    for number, dataset in enumerate(samples.ct(SLICES, 64)):
        dataset.PatientName = NAME
        dataset.save_as(home / f"ct{number}.dcm", enforce_file_format=True)
    samples.sr().save_as(home / "report.dcm", enforce_file_format=True)
    (home / "notes.txt").write_text("no DICOM here")
    return home


@pytest.fixture
def preview(folder: Path) -> Iterator[AnonymizationPreview]:
    shown = dw.anonymize(folder)
    yield shown
    shown.close()


@pytest.fixture
def page(live_page: OpenPage, preview: AnonymizationPreview) -> Page:
    return settled(live_page(preview, width=1400, height=1000))


def settled(page: Page) -> Page:
    """Wait until rows, number of stops and image are there."""
    page.locator(".dw-row[aria-level]").first.wait_for()
    page.locator(".dw-preview-walk .dw-slider:not([hidden])").wait_for()
    page.locator(".dw-image-inner .dw-screen").wait_for()
    page.wait_for_function("() => document.querySelector('.dw-loading')?.hidden")
    rest(page, 150)
    return page


def row(page: Page, name: str) -> Locator:
    return page.locator(".dw-row", has=page.get_by_text(name, exact=True)).first


def cells(page: Page, name: str) -> list[str]:
    found = row(page, name)
    return [
        (found.locator(f".dw-cell-{key}").text_content() or "")
        for key in ("before", "action", "after")
    ]


def walk_to(page: Page, number: int) -> None:
    field = page.get_by_role("textbox", name="Slice or file")
    field.fill(str(number))
    field.press("Enter")
    rest(page, REST)


def search(page: Page, text: str) -> None:
    page.get_by_role("searchbox", name="Search the elements").fill(text)
    rest(page, REST)


def names(page: Page) -> list[str]:
    return page.locator(".dw-row[aria-level] .dw-cell-name").all_text_contents()


def sent(page: Page, *widgets: Any) -> int:
    """Count what the page has told Python about these widgets."""
    count: int = page.evaluate(
        "async (ids) => { let n = 0; for (const id of ids)"
        " n += (await dwHost.model(id)).sent.length; return n; }",
        [widget.model_id for widget in widgets],
    )
    return count


# What it says -----------------------------------------------------------------------------------


def test_before_and_after_stand_side_by_side(page: Page, preview: AnonymizationPreview) -> None:
    assert page.get_by_role("button", name="Before", exact=True).is_visible()
    changed = sum(row.changed for row in preview.plan.rows)
    said = page.locator(".dw-preview-sum").text_content() or ""
    assert said.startswith(f"{changed} changes · ")
    assert said.endswith(" left")
    assert cells(page, "Accession Number")[1:] == ["EmptiedZ", "empty"]
    name = cells(page, "Patient's Name")
    assert name[:2] == [NAME, "ReplacedZ"]
    assert NAME not in name[2]
    before, action, after = cells(page, "SOP Instance UID")
    assert action == "New UIDU"
    assert before != after
    assert after.startswith("2.25.")


def test_counts_filter_the_rows(page: Page, preview: AnonymizationPreview) -> None:
    counts = preview.plan.counts
    chip = page.get_by_role("button", name="New UID")
    assert chip.text_content() == f"New UID{counts['uid']}"
    chip.click()
    rest(page, REST)
    assert chip.get_attribute("aria-pressed") == "true"
    assert set(page.locator(".dw-row .dw-action").all_text_contents()) == {"New UIDU"}
    chip.click()
    rest(page, REST)
    assert "Patient's Name" in names(page)


def test_all_rows_or_the_changed_ones(page: Page, preview: AnonymizationPreview) -> None:
    assert "Modality" not in names(page)
    page.get_by_role("button", name="All", exact=True).click()
    rest(page, REST)
    assert preview.show == "all"
    assert cells(page, "Modality") == ["CT", "Kept", "same"]
    preview.show = "changed"
    rest(page, REST)
    assert "Modality" not in names(page)


def test_search_looks_at_values_and_reasons(page: Page) -> None:
    search(page, "canary")
    assert names(page) == ["Patient's Name"]
    assert page.locator(".dw-mark").first.text_content() == "Canary"
    search(page, "type 2")
    assert "Contrast/Bolus Agent" in names(page)
    search(page, "nothing like this")
    assert page.get_by_text("Nothing matches.").is_visible()


def test_a_row_unfolds_into_its_reason(page: Page) -> None:
    search(page, "00180010")
    row(page, "Contrast/Bolus Agent").click()
    detail = page.locator(".dw-row-detail")
    assert "a CT Image must list it, empty is allowed (Type 2" in (detail.text_content() or "")
    assert "PS3.15 Table E.1-1: Z/D" in (detail.text_content() or "")


def test_keys_reach_everything(page: Page) -> None:
    page.locator(".dw-table").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator(".dw-row-detail").count() == 1
    page.keyboard.press("/")
    assert page.evaluate("() => document.activeElement.getAttribute('role')") == "searchbox"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("() => document.activeElement.getAttribute('role')") == "treegrid"
    page.get_by_role("button", name="Kept").focus()
    page.keyboard.press("Space")
    rest(page, REST)
    assert set(page.locator(".dw-row .dw-action").all_text_contents()) == {"Kept"}
    page.get_by_role("slider", name="Slice or file").focus()
    page.keyboard.press("End")
    rest(page, REST)
    assert "report.dcm" in (page.locator(".dw-preview-title").text_content() or "")


# What is decided ---------------------------------------------------------------------------------


def test_switches_change_the_rows_under_the_hand(page: Page, preview: AnonymizationPreview) -> None:
    row(page, "SOP Instance UID").click()
    page.get_by_role("button", name="Profile and options").click()
    switches = page.get_by_role("switch")
    assert switches.count() == 12
    uids = page.get_by_role("switch", name="Retain UIDs")
    uids.focus()
    page.keyboard.press("Space")
    rest(page, REST)
    assert preview.options == ("retain_uids",)
    assert "SOP Instance UID" not in names(page)
    page.get_by_role("switch", name="Full Dates").check()
    page.get_by_role("switch", name="Clean Pixel Data").check()
    page.get_by_text("Image: not cleaned").wait_for()
    modified = page.get_by_role("switch", name="Modified Dates")
    assert modified.is_disabled()
    assert page.get_by_text("switch that off first").is_visible()
    page.get_by_role("combobox", name="Reason").select_option("option")
    page.get_by_role("button", name="Kept").click()
    rest(page, REST)
    assert cells(page, "SOP Instance UID")[2] == "same"
    preview.options = ()
    rest(page, REST)
    assert not uids.is_checked()
    assert not modified.is_disabled()
    page.keyboard.press("Escape")
    assert page.get_by_role("button", name="Profile and options").is_visible()


def test_a_rule_of_a_row_and_its_way_back(page: Page, preview: AnonymizationPreview) -> None:
    row(page, "Patient ID").click()
    page.get_by_role("combobox", name="Your own rule for Patient ID").select_option("replace")
    page.get_by_role("textbox", name="New value").fill("S-017")
    page.get_by_role("button", name="Apply").click()
    rest(page, REST)
    assert cells(page, "Patient ID")[1:] == ["Replacedown", "S-017"]
    assert [rule.pattern for rule in preview.rules] == ["PatientID"]
    assert page.evaluate("() => document.activeElement.getAttribute('role')") == "treegrid"
    page.get_by_role("button", name="Profile and options").click()
    assert page.locator(".dw-own-rules code").first.text_content() == "PatientID"
    page.get_by_role("button", name="Undo the last change").click()
    rest(page, REST)
    assert preview.rules == ()
    assert cells(page, "Patient ID")[2] != "S-017"


def test_files_are_written_and_a_bad_folder_is_refused_in_place(
    page: Page, preview: AnonymizationPreview, folder: Path
) -> None:
    page.get_by_role("button", name="Write", exact=True).click()
    place = page.get_by_role("textbox", name="Folder to write to")
    place.fill(str(folder / "inside"))
    place.press("Enter")
    page.get_by_role("alert").get_by_text("inside the source").wait_for()
    place.fill(str(folder.parent / "out"))
    place.press("Enter")
    page.get_by_text(f"{SLICES + 1} written, 1 skipped. In").wait_for()
    assert len(list((folder.parent / "out").rglob("*.dcm"))) == SLICES + 1
    assert preview.report is not None


def test_the_same_as_python_is_copied(page: Page) -> None:
    page.evaluate(
        "() => navigator.clipboard.writeText = async (text) => { globalThis.copied = text; }"
    )
    page.get_by_role("button", name="Copy as Python").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert "dw.deidentify(" in page.evaluate("() => globalThis.copied")


# The walk ----------------------------------------------------------------------------------------


def test_the_slider_walks_table_and_image(page: Page, preview: AnonymizationPreview) -> None:
    viewer: Any = preview.panes["series_viewer"]
    walk_to(page, 4)
    assert (preview.index, viewer.index) == (3, 3)
    assert "ct3.dcm" in (page.locator(".dw-preview-title").text_content() or "")
    uid = preview.plan.rows
    (instance,) = [each for each in uid if each.path == "SOPInstanceUID"]
    assert cells(page, "SOP Instance UID")[0] == instance.old


def test_dragging_moves_the_image_and_asks_nothing(
    page: Page, preview: AnonymizationPreview
) -> None:
    viewer = preview.panes["series_viewer"]
    for number in range(1, SLICES + 1):  # the frames are fetched
        walk_to(page, number)
    said = sent(page, preview, viewer)
    moved = page.evaluate(
        """async (id) => {
          const range = document.querySelector(".dw-preview-walk input[type=range]");
          const model = await dwHost.model(id);
          const shown = [];
          for (const value of [2, 3, 4, 5, 4, 3]) {
            range.value = value;
            range.dispatchEvent(new Event("input", {bubbles: true}));
            await new Promise(requestAnimationFrame);
            shown.push(model.get("index"));
          }
          return shown;
        }""",
        viewer.model_id,
    )
    assert moved == [1, 2, 3, 4, 3, 2]
    assert sent(page, preview, viewer) == said
    assert preview.index == SLICES - 1
    page.locator(".dw-preview-walk input[type=range]").dispatch_event("change")
    rest(page, REST)
    assert preview.index == 2


def test_the_image_leads_when_it_is_walked(page: Page, preview: AnonymizationPreview) -> None:
    walk_to(page, 1)
    page.locator(".dw-image-inner .dw-series-viewer").focus()
    page.keyboard.press("PageDown")
    rest(page, REST + 300)
    assert preview.index == SLICES - 1
    assert page.get_by_role("textbox", name="Slice or file").input_value() == str(SLICES)
    assert f"ct{SLICES - 1}.dcm" in (page.locator(".dw-preview-title").text_content() or "")


def test_python_moves_slider_table_and_image(page: Page, preview: AnonymizationPreview) -> None:
    preview.index = 2
    rest(page, REST)
    assert page.get_by_role("textbox", name="Slice or file").input_value() == "3"
    assert "ct2.dcm" in (page.locator(".dw-preview-title").text_content() or "")
    assert preview.panes["series_viewer"].index == 2  # type: ignore[attr-defined]


def test_a_file_without_an_image_has_the_whole_width(page: Page) -> None:
    walk_to(page, SLICES + 1)
    assert page.locator(".dw-image-pane").is_hidden()
    assert page.get_by_role("columnheader", name="Why").is_visible()
    walk_to(page, 2)
    page.locator(".dw-image-inner .dw-screen").wait_for()


@pytest.mark.parametrize(("width", "beside"), [(1400, True), (600, False)])
def test_image_beside_or_above_the_table(
    live_page: OpenPage, preview: AnonymizationPreview, width: int, *, beside: bool
) -> None:
    page = settled(live_page(preview, width=width, height=1000))
    image = page.locator(".dw-image-pane").bounding_box()
    table = page.locator(".dw-table").bounding_box()
    assert image
    assert table
    assert (table["x"] >= image["x"] + image["width"]) is beside
    assert (table["y"] >= image["y"] + image["height"]) is not beside
    overflow = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 600)])
def test_axe_finds_nothing(
    live_page: OpenPage, preview: AnonymizationPreview, theme: str, width: int
) -> None:
    page = settled(live_page(preview, theme=theme, width=width))
    page.get_by_role("button", name="All", exact=True).click()
    row(page, "SOP Instance UID").click()
    page.get_by_role("button", name="New UID").click()
    page.get_by_role("button", name="Profile and options").click()
    page.get_by_role("switch", name="Full Dates").check()
    page.get_by_role("button", name="Write", exact=True).click()
    rest(page, REST)
    assert_accessible(page)


def test_what_was_passed_by_is_said(page: Page) -> None:
    page.get_by_role("button", name="1 skipped").click()
    page.get_by_text("1 file skipped: no DICOM.").wait_for()


@pytest.mark.parametrize("kind", ["empty folder", "text file", "truncated file"])
def test_bad_input_is_said_in_place(live_page: OpenPage, folder: Path, kind: str) -> None:
    target = folder / kind
    if kind == "empty folder":
        target.mkdir()
    elif kind == "text file":
        target = folder / "notes.txt"
    else:
        target.write_bytes((folder / "ct0.dcm").read_bytes()[:150])
    page = live_page(dw.anonymize(target))
    message = page.get_by_role("alert")
    message.wait_for()
    assert message.locator(".dw-message-text").text_content()
    assert message.locator(".dw-message-remedy").text_content()
    assert page.locator(".dw-table").is_hidden()


def test_two_views_of_one_model(live_page: OpenPage, preview: AnonymizationPreview) -> None:
    page = live_page(preview, preview, width=1400)
    roots = page.locator(".dw-anonymization-preview")
    for number in (0, 1):
        roots.nth(number).locator(".dw-row[aria-level]").first.wait_for()
    roots.first.get_by_role("searchbox").fill("canary")
    roots.first.locator(".dw-search-count", has_text="1 row").wait_for()
    assert roots.first.locator(".dw-row[aria-level]").count() == 1
    assert roots.nth(1).locator(".dw-row[aria-level]").count() > 1


def test_an_archive_shows_and_filters(host_page: OpenPage, folder: Path) -> None:
    page = host_page(dw.anonymize(folder / "ct0.dcm", show="all"))
    page.locator(".dw-row[aria-level]").first.wait_for()
    search(page, "canary")
    assert names(page) == ["Patient's Name"]
    search(page, "")
    page.get_by_role("button", name="New UID").click()
    rest(page, REST)
    assert set(page.locator(".dw-row .dw-action").all_text_contents()) == {"New UIDU"}


@pytest.mark.lab
def test_in_jupyterlab(lab: Lab, folder: Path) -> None:
    cells_of = [
        f"import dicomwidgets as dw\npreview = dw.anonymize({str(folder)!r})\npreview",
        "1 + 1",
    ]
    with lab.notebook(cells_of) as notebook:
        notebook.run_cell(0)
        page = settled(notebook.page)
        walk_to(page, 3)
        asked = "print(preview.index, preview.panes['series_viewer'].index)"
        assert notebook.kernel(asked).split() == ["2", "2"]
        page.get_by_role("button", name="Profile and options").click()
        page.get_by_role("switch", name="Retain UIDs").check()
        rest(page, REST)
        assert "retain_uids" in notebook.kernel("print(preview.options)")
        page.get_by_role("button", name="Profile and options").click()
        count = page.locator(".jp-Notebook .jp-Cell").count()
        page.locator(".dw-table").focus()
        for key in ("d", "d", "a", "b", "i", "i", "0", "0"):
            page.keyboard.press(key)
        assert page.locator(".jp-Notebook .jp-Cell").count() == count
        saved = str(notebook.save())
        assert NAME not in saved
        assert "2.25." not in saved
        assert notebook.foreign_requests == []
        assert notebook.console_errors == []
