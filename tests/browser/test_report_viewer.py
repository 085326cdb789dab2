"""The report viewer in a real browser: read, walk, search, measure, open images, traces, files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from browser.viewing import assert_accessible, comes_to, rest
from pydicom.dataset import Dataset

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from browser.lab import Lab
    from playwright.sync_api import Locator, Page

    from dicomwidgets.widgets.report_viewer import ReportViewer

    OpenPage = Callable[..., Page]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def objects() -> list[Any]:
    """Return a report with the images around the slice that it names, an ECG and a letter."""
    report, slices = samples.sr(), samples.ct(4, 32)
    axis = report.ContentSequence[5].ContentSequence[0].ContentSequence[4]
    line = axis.ContentSequence[0]
    line.GraphicData = [8.1, 18.3, 9.6, 18.3]  # in slices of 32 columns
    named = line.ContentSequence[0].ReferencedSOPSequence[0]
    slices[2].SOPInstanceUID = named.ReferencedSOPInstanceUID
    return [report, *slices, samples.ecg(), samples.pdf()]


@pytest.fixture
def shown(objects: list[Any]) -> Iterator[ReportViewer]:
    made = dw.read_report(objects)
    made._whole.result(timeout=30)
    yield made
    made.close()


@pytest.fixture
def page(live_page: OpenPage, shown: ReportViewer) -> Page:
    return settled(live_page(shown, width=1200, height=900))


def settled(page: Page) -> Page:
    page.locator(".dw-report-body > *").first.wait_for()
    rest(page, 200)
    return page


def item(page: Page, number: int | str) -> Locator:
    """Return an item by its id, or the first that holds a text."""
    if isinstance(number, int):
        return page.locator(f'[role=treeitem][data-id="{number}"]')
    return page.locator("[role=treeitem]", has_text=number).first


def focused(page: Page) -> str:
    text: str = page.evaluate(
        "() => document.activeElement.closest('[role=treeitem]')?.textContent ?? ''"
    )
    return text


def visible_items(page: Page) -> list[str]:
    return page.locator("[role=treeitem]:visible").all_inner_texts()


def test_a_report_reads_as_a_document(page: Page) -> None:
    heading = page.locator(".dw-report-viewer").get_by_role("heading").first
    comes_to(page, heading.inner_text, "Imaging Measurement Report")
    assert "Dr. Sam Reader, Sample Hospital" in page.locator(".dw-report-facts").inner_text()
    line = item(page, "Long axis")
    assert line.locator(".dw-report-figure").inner_text() == "17.2"
    assert line.locator(".dw-report-unit").inner_text() == "mm"
    assert "Measurement failure" in item(page, "Doubling time").inner_text()
    chip = page.get_by_role("button", name="Nodule, code 27925004 · SCT")
    chip.hover()
    page.locator(".dw-tip:popover-open").wait_for()
    assert page.locator(".dw-tip").first.inner_text() == "27925004 · SCT"
    assert_accessible(page)


def test_the_keyboard_walks_closes_and_reaches_what_an_item_holds(page: Page) -> None:
    item(page, 0).focus()
    for key in ("ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    assert "Person Observer Name" in focused(page)
    before = len(visible_items(page))
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert len(visible_items(page)) == 1
    assert item(page, 0).get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    assert len(visible_items(page)) == before
    page.keyboard.press("End")
    assert "Impression" in focused(page)
    page.keyboard.press("ArrowLeft")
    assert focused(page).startswith("Imaging Measurement Report")
    # Of all chips only those of the current item are in the order of tabs.
    item(page, "Finding Site").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "dw-report-code"
    assert "Right lung" in focused(page)
    page.keyboard.press("/")
    assert page.get_by_role("searchbox").evaluate("field => field.matches(':focus')")


def test_a_search_keeps_what_it_lies_in_and_the_forms_follow(page: Page) -> None:
    page.get_by_role("searchbox").fill("118565006")
    rest(page, 300)
    assert page.locator(".dw-search-count").inner_text() == "1 of 26"
    assert len(visible_items(page)) == 4
    page.get_by_role("button", name="Tree").click()
    rest(page, 200)
    assert "118565006 SCT" in item(page, "Volume").inner_text()
    assert item(page, "Volume").locator("mark").first.inner_text() == "118565006"
    assert_accessible(page)
    page.get_by_role("button", name="Clear the search").click()
    rest(page, 300)
    # What stands here by reference leads to where it stands.
    page.get_by_role("button", name="Go to it").click()
    assert "POLYLINE" in focused(page)
    page.get_by_role("button", name="Measurements").click()
    rest(page, 200)
    cells = page.locator(".dw-report-measurements tbody tr").first.locator("td").all_inner_texts()
    assert cells[1:5] == ["Measurement Group", "Long axis", "17.2", "mm"]
    page.get_by_role("button", name="Go to 1.6.1.6").click()
    rest(page, 200)
    assert "Volume" in focused(page)


def test_coordinates_open_their_image_and_are_drawn_over_it(
    page: Page, shown: ReportViewer
) -> None:
    button = page.get_by_role("button", name="Show in CT Image")
    button.focus()
    page.keyboard.press("Enter")
    page.locator(".dw-report-beside .dw-screen").wait_for()
    viewer: Any = shown.panes["series_viewer"]
    for _ in range(50):
        if len(viewer.measurements):
            break
        rest(page, 50)
    [row] = viewer.measurements.rows()
    assert (row["kind"], row["label"], row["index"]) == ("ruler", "Long axis", 2)
    assert viewer.index == 2
    page.get_by_role("button", name="Close the image").click()
    rest(page, 300)
    assert shown.panes == {}
    assert viewer.comm is None


def test_coordinates_in_space_say_how_far_off_they_are_drawn(live_page: OpenPage) -> None:
    slices = samples.ct(3, 32)
    report = samples.sr()
    shape = Dataset()
    shape.RelationshipType, shape.ValueType, shape.GraphicType = "CONTAINS", "SCOORD3D", "POINT"
    shape.ConceptNameCodeSequence = report.ConceptNameCodeSequence
    x, y, z = map(float, slices[1].ImagePositionPatient)
    shape.GraphicData = [x + 100, y + 100, z + 0.4]
    shape.ReferencedFrameOfReferenceUID = slices[1].FrameOfReferenceUID
    report.ContentSequence = [shape]
    made = dw.read_report([report, *slices])
    made._whole.result(timeout=30)
    page = settled(live_page(made, width=1200, height=900))
    page.get_by_role("button", name="Show in CT Image").click()
    page.locator(".dw-report-beside .dw-screen").wait_for()
    assert "0.4 mm from it" in page.locator(".dw-report-beside [role=status]").first.inner_text()
    made.close()


def test_a_recording_is_drawn_to_scale(live_page: OpenPage) -> None:
    page = settled(live_page(dw.read_report(samples.ecg()), width=900, height=1100))
    traces = page.locator(".dw-report-trace")
    traces.nth(11).wait_for()
    assert traces.count() == 12
    names = page.locator(".dw-report-lead").all_text_contents()
    assert names[3].startswith("Lead aVR")
    assert "Sinus rhythm" in page.locator(".dw-report-notes").inner_text()
    height: float = traces.nth(1).evaluate("path => path.getBBox().height")
    # Lead II: R of 1.3 mV above, S of 0.31 below zero, at 10 mm/mV and 96/25.4 pixels a millimetre.
    assert 55 < height < 68
    label = page.locator(".dw-report-traces").get_attribute("aria-label") or ""
    assert "0.0 to 9" in label
    page.get_by_label("Speed").select_option("50")
    rest(page, 300)
    label = page.locator(".dw-report-traces").get_attribute("aria-label") or ""
    assert "0.0 to 4" in label
    first = traces.nth(1).get_attribute("d")
    page.get_by_role("slider", name="Start").focus()
    page.keyboard.press("End")
    rest(page, 300)
    assert traces.nth(1).get_attribute("d") != first
    page.get_by_role("slider", name="Start").press("Home")
    paper = page.get_by_role("group", name="Recording: arrow keys")
    box = paper.bounding_box()
    assert box
    page.mouse.move(box["x"] + 400, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 211, box["y"] + 60, steps=3)
    page.mouse.up()
    rest(page, 100)
    # 189 pixels to the left are 50 mm, at 50 mm/s one second.
    assert "1.0 to 5" in (page.locator(".dw-report-traces").get_attribute("aria-label") or "")
    paper.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    rest(page, 100)
    assert "1.2 to 5" in (page.locator(".dw-report-traces").get_attribute("aria-label") or "")
    page.keyboard.press("Home")
    page.keyboard.press("-")
    rest(page, 100)
    assert page.get_by_label("Speed").input_value() == "25"
    page.keyboard.press("+")
    page.keyboard.press("End")
    page.get_by_label("Gain").select_option("5")
    rest(page, 300)
    assert traces.nth(1).evaluate("path => path.getBBox().height") < 35
    assert_accessible(page)


def test_a_document_is_saved_as_it_is(live_page: OpenPage, tmp_path: Path) -> None:
    letter = samples.pdf()
    page = settled(live_page(dw.read_report(letter), width=700, height=500))
    card = page.locator(".dw-report-card").inner_text()
    assert "Letter to the referring physician" in card
    assert "Encapsulated PDF · application/pdf" in card
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as a file").click()
    assert waiting.value.suggested_filename == "document.pdf"
    waiting.value.save_as(tmp_path / "saved.pdf")
    whole = bytes(letter.EncapsulatedDocument)[: letter.EncapsulatedDocumentLength]
    assert (tmp_path / "saved.pdf").read_bytes() == whole
    assert_accessible(page)


def test_a_saved_page_and_a_text_need_no_more(host_page: OpenPage, live_page: OpenPage) -> None:
    page = settled(host_page(dw.read_report(samples.sr()), width=700))
    page.get_by_role("searchbox").fill("impression")
    rest(page, 300)
    assert "Solid nodule in the right lung" in visible_items(page)[-1]
    clinical = samples.pdf()
    clinical.SOPClassUID = "1.2.840.10008.5.1.4.1.1.104.2"
    clinical.MIMETypeOfEncapsulatedDocument = "text/XML"
    clinical.EncapsulatedDocument = (
        b"<ClinicalDocument><b onload='x'>no markup</b></ClinicalDocument>"
    )
    clinical.EncapsulatedDocumentLength = len(clinical.EncapsulatedDocument)
    page = settled(live_page(dw.read_report(clinical), width=700))
    page.locator(".dw-report-source:visible").wait_for()
    assert "<b onload='x'>no markup</b>" in page.locator(".dw-report-source").inner_text()
    assert page.locator(".dw-report-source b").count() == 0


def test_the_slider_walks_the_reports_of_a_source(page: Page) -> None:
    field = page.locator(".dw-report-slider .dw-number")
    field.fill("3")
    field.press("Enter")
    page.locator(".dw-report-card").wait_for()
    field.fill("2")
    field.press("Enter")
    page.locator(".dw-report-trace").first.wait_for()
    field.fill("1")
    field.press("Enter")
    item(page, "Long axis").wait_for()


def test_what_is_no_report_says_what_to_do(live_page: OpenPage) -> None:
    page = live_page(dw.read_report(samples.ct(1, 16)))
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "There is no report here, but 1 image." in alert.inner_text()
    assert "view(x) shows images." in alert.inner_text()
    assert_accessible(page)


CELL = """\
import dicomwidgets as dw
from dicomwidgets import samples
report, slices = samples.sr(), samples.ct(4, 32)
source = report.ContentSequence[5].ContentSequence[0].ContentSequence[8]
slices[2].SOPInstanceUID = source.ReferencedSOPSequence[0].ReferencedSOPInstanceUID
shown = dw.read_report([report, *slices])
shown
"""


@pytest.mark.lab
def test_in_jupyterlab_the_image_stands_beside_the_report(lab: Lab) -> None:
    with lab.notebook([CELL]) as notebook:
        notebook.run_all()
        output = notebook.output(0)
        line = output.locator("[role=treeitem]", has_text="Source of Measurement")
        line.locator(".dw-report-open").wait_for()
        line.focus()
        notebook.page.keyboard.press("Enter")
        output.locator(".dw-report-beside .dw-screen").wait_for()
        told = notebook.kernel("print(shown.panes['series_viewer'].index)")
        assert told.split()[0] == "2"
        # The cover's list is not torn apart by what the notebook says of lists.
        terms = output.locator(".dw-report-fact").evaluate_all(
            "facts => facts.map(each => each.children[0].getBoundingClientRect().right"
            " <= each.children[1].getBoundingClientRect().left)"
        )
        assert all(terms)
        saved = str(notebook.save())
        assert "Sam Reader" not in saved
        assert notebook.foreign_requests == []
