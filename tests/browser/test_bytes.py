"""The bytes of a file and its map, in a real browser on the host page."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import pytest
from browser.viewing import assert_accessible, rest
from pydicom.dataset import Dataset
from support.written import SEQUENCE_END, UNDEFINED, explicit, head, item, meta

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    OpenPage = Callable[..., Page]

pytestmark = pytest.mark.browser

FRAGMENTS = b"".join(item(bytes([k]) * 2000) for k in range(30))
BODY = (
    explicit(0x00080060, b"CS", b"OT")
    + explicit(0x00081140, b"SQ", item(explicit(0x00081155, b"UI", b"1.2.3\0")))
    + explicit(0x00100010, b"PN", b"Doe^Jane")
    + explicit(0x00104000, b"LT", b"A remark. " * 700)
)
PIXELS = head(0x7FE00010, b"OB", UNDEFINED) + item() + FRAGMENTS + SEQUENCE_END
FILE = meta("1.2.840.10008.1.2.4.50") + BODY + PIXELS


def lines(page: Page) -> Locator:
    return page.get_by_role("grid", name="Bytes of the file")


def status(page: Page) -> str:
    return page.locator(".dw-bytes-status").text_content() or ""


def press(page: Page, *keys: str) -> None:
    lines(page).focus()
    for key in keys:
        page.keyboard.press(key)
    rest(page, 60)


def current(page: Page) -> str:
    """Return the name of the row that the table is on."""
    name: str = page.get_by_role("treegrid").evaluate(
        """grid => grid.ownerDocument.getElementById(grid.getAttribute("aria-activedescendant"))
          ?.querySelector(".dw-cell-name").textContent ?? \"\""""
    )
    return name


def opened(live_page: OpenPage, data: object = FILE, **options: object) -> Page:
    page = live_page(dw.inspect(data), **options)
    page.locator(".dw-row[aria-level]").first.wait_for()
    page.get_by_role("button", name="Details").click()
    page.get_by_role("tab", name="Bytes").click()
    return page


def go_to_row(page: Page, name: str) -> None:
    page.locator(".dw-row").filter(has_text=name).first.click()
    page.locator(".dw-bytes-facts").filter(has_text=name).wait_for()
    page.locator(".dw-byte-marked").first.wait_for()


def marked(page: Page) -> str:
    """Return the bytes on screen that belong to the current row."""
    return " ".join(page.locator(".dw-bytes-hex .dw-byte-marked").all_text_contents())


def test_the_bytes_of_a_row_with_their_parts(live_page: OpenPage) -> None:
    page = opened(live_page)
    go_to_row(page, "Patient's Name")
    element = explicit(0x00100010, b"PN", b"Doe^Jane")
    assert marked(page) == element.hex(" ").upper()
    offset = FILE.index(element)
    assert f"0x{offset:X} ({offset:,})" in (page.locator(".dw-bytes-facts").text_content() or "")
    parts = page.locator(".dw-bytes-hex .dw-byte-marked").evaluate_all(
        "all => all.map(each => /dw-part-([a-z]+)/.exec(each.className)[1])"
    )
    assert parts == ["tag"] * 4 + ["vr"] * 2 + ["length"] * 2 + ["value"] * 8
    assert status(page).startswith("Tag of (0010,0010) Patient's Name")
    text = page.locator(".dw-bytes-text .dw-byte-marked").all_text_contents()
    assert "".join(text).endswith("Doe^Jane")


def test_the_caret_walks_by_keys_and_names_what_it_is_on(live_page: OpenPage) -> None:
    page = opened(live_page)
    go_to_row(page, "Modality")
    start = FILE.index(explicit(0x00080060, b"CS", b"OT"))
    press(page, "ArrowRight", "ArrowRight")
    assert f"0x{start + 2:X}" in status(page)
    press(page, "Control+ArrowRight")
    assert status(page).startswith("VR of (0008,0060) Modality")
    press(page, "Control+ArrowRight", "Control+ArrowRight")
    assert status(page).startswith("Value of (0008,0060) Modality, byte 1")
    assert "4F = 79 “O”" in status(page)
    press(page, "Control+ArrowLeft")
    assert status(page).startswith("Length of (0008,0060) Modality: 2 bytes")
    press(page, "Control+Home")
    assert status(page).startswith("Preamble · 0x0 (0)")
    press(page, "Control+End")
    rest(page, 300)
    press(page, "End")
    assert status(page).startswith("Sequence Delimitation Item")


def test_a_part_lights_up_under_the_pointer(live_page: OpenPage) -> None:
    page = opened(live_page)
    go_to_row(page, "Patient's Name")
    page.locator(".dw-bytes-hex .dw-part-value.dw-byte-marked").nth(3).hover()
    assert page.locator(".dw-bytes-hex .dw-byte-lit").count() == 8
    assert "Value of (0010,0010) Patient's Name, byte 4" in status(page)


def test_the_strip_leads_through_the_file(live_page: OpenPage) -> None:
    page = opened(live_page)
    strip = page.get_by_role("listbox", name="Map of the file")
    strip.get_by_role("option").first.wait_for()
    names = [each.get_attribute("aria-label") for each in strip.get_by_role("option").all()]
    assert names == [
        *("preamble", "prefix", "file meta information", "group 0008, identification"),
        *("group 0010, patient", "pixels in 30 fragments"),
    ]
    strip.get_by_role("option", name="group 0010, patient").click()
    page.locator(".dw-bytes-facts").filter(has_text="Patient's Name").wait_for()
    assert current(page) == "Patient's Name"
    assert status(page).startswith("Tag of (0010,0010) Patient's Name")
    strip.focus()
    page.keyboard.press("End")
    page.locator(".dw-bytes-status").filter(has_text="Tag of (7FE0,0010)").wait_for()
    box = strip.get_by_role("option").last.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + 5)
    page.locator(".dw-bytes-status").filter(has_text="Tag of (FFFE,E000) Fragment").wait_for()


def test_one_goes_to_an_offset_and_copies(live_page: OpenPage) -> None:
    page = opened(live_page)
    go_to_row(page, "Modality")
    field = page.get_by_role("textbox", name="Go to an offset")
    field.fill("0x80")
    field.press("Enter")
    assert status(page).startswith("Prefix · 0x80 (128) · 44 = 68 “D”")
    field.fill("no offset")
    field.press("Enter")
    assert field.get_attribute("aria-invalid") == "true"
    page.evaluate(
        "() => Object.defineProperty(navigator, 'clipboard', {configurable: true, value: "
        "{writeText: async text => { window.copied = text; }}})"
    )
    page.get_by_role("button", name="Copy hex").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("() => window.copied")
    assert copied == explicit(0x00080060, b"CS", b"OT").hex(" ").upper()


def test_the_bytes_follow_the_slice(live_page: OpenPage, tmp_path: Path) -> None:
    for number in (1, 2):
        dataset = samples.ct(2, 16)[number - 1]
        dataset.PatientComments = "A longer remark. " * number
        dataset.save_as(tmp_path / f"{number}.dcm", enforce_file_format=True)
    table = dw.inspect(tmp_path)
    page = live_page(table)
    page.get_by_role("slider", name="File").wait_for()
    page.get_by_role("button", name="Details").click()
    page.get_by_role("tab", name="Bytes").click()
    page.get_by_role("searchbox").fill("comments")
    go_to_row(page, "Patient Comments")
    before = marked(page)
    page.get_by_role("slider", name="File").focus()
    page.keyboard.press("End")
    page.locator(".dw-bytes-facts").filter(has_text="LT, 34 bytes").wait_for()
    page.locator(".dw-byte-marked").first.wait_for()
    assert len(marked(page)) > len(before)


def test_deflated_broken_and_missing_files_say_so(live_page: OpenPage) -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    start = meta("1.2.840.10008.1.2.1.99")
    page = opened(live_page, start + packer.compress(BODY) + packer.flush())
    page.get_by_text("offsets count in the inflated stream").wait_for()

    page = opened(live_page, FILE[:-5000])
    page.get_by_text("The file ends here").last.wait_for()
    page.locator(".dw-bytes-remarks button").click()
    page.locator(".dw-bytes-status").filter(has_text="Fragment").wait_for()

    dataset = Dataset()
    dataset.PatientName = "Doe^Jane"
    page = opened(live_page, dataset)
    page.get_by_text("In memory only: as pydicom would write it.").wait_for()
    lines(page).get_by_text("Doe^Jane").first.wait_for()


def test_axe_finds_nothing(live_page: OpenPage) -> None:
    page = opened(live_page, width=1400)
    go_to_row(page, "Patient's Name")
    for scheme in ("light", "dark"):
        page.evaluate("to => { document.documentElement.style.colorScheme = to; }", scheme)
        page.evaluate("() => Promise.allSettled(document.getAnimations().map(a => a.finished))")
        assert_accessible(page)
