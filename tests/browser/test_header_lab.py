"""Editing and comparing headers in a real JupyterLab, by keyboard."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import pytest
from browser.viewing import comes_to
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser.lab import Lab, LabPage

pytestmark = [pytest.mark.browser, pytest.mark.lab]

CELLS = [
    """
import dicomwidgets as dw
from dicomwidgets import samples
table = dw.inspect(samples.ct(1, 16)[0], editable=True, height=260)
table
""",
    """
first, second = samples.ct(2, 16)
second.PatientComments = "only here"
diff = dw.compare(first, second)
diff
""",
]


@pytest.fixture(scope="module")
def notebook(lab: Lab) -> Iterator[LabPage]:
    with lab.notebook(CELLS) as page:
        page.run_all()
        yield page


def test_a_value_is_edited_by_keyboard_and_is_in_python(notebook: LabPage) -> None:
    table = notebook.output(0).locator(".dw-header-table")
    table.locator("[role=row]").nth(3).wait_for()
    keyboard = notebook.page.keyboard
    table.get_by_role("treegrid").focus()
    keyboard.press("/")
    keyboard.type("tag:00100020")
    expect(table.locator(".dw-row")).to_have_count(1)
    keyboard.press("ArrowDown")
    keyboard.press("Home")
    keyboard.press("Enter")
    table.get_by_role("tab", name="Element").focus()
    for _ in range(2):
        keyboard.press("ArrowRight")
    expect(table.get_by_role("tab", name="Edit")).to_be_focused()
    value = table.get_by_role("textbox", name="Value", exact=True)
    expect(value).not_to_have_value("")
    value.focus()
    keyboard.press("Control+a")
    # Two keys that JupyterLab would take for commands, were they not the field's.
    keyboard.type("dd00-4711")
    expect(table.get_by_role("button", name="Set value")).to_be_enabled()
    keyboard.press("Enter")
    expect(table.locator(".dw-is-edited")).to_contain_text("dd00-4711")
    expect(table.locator(".dw-edit-changes li")).to_contain_text(["PatientID"])
    said = notebook.kernel("print([(each.path, each.new) for each in table.changes])")
    assert said == "[('PatientID', 'dd00-4711')]\n"
    assert notebook.page.locator(".jp-Dialog").count() == 0
    notebook.kernel("table._undo_edit({})")
    expect(table.locator(".dw-is-edited")).to_have_count(0)


def test_a_comparison_renders_and_follows_python(notebook: LabPage) -> None:
    diff = notebook.output(1).locator(".dw-header-diff")
    grid = diff.get_by_role("treegrid")
    grid.scroll_into_view_if_needed()
    row = grid.locator("[role=row]").filter(has_text="Patient Comments")
    expect(row).to_contain_text("only here")
    before = grid.get_attribute("aria-rowcount")
    notebook.kernel("diff.show = 'all'")
    expect(diff.get_by_role("button", name="All", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(grid).not_to_have_attribute("aria-rowcount", str(before))
    grid.focus()
    notebook.page.keyboard.press("n")
    expect(grid.locator("[aria-selected=true]").first).to_be_visible()
    diff.get_by_role("button", name="Differences").press("Enter")
    expect(diff.get_by_role("button", name="Differences")).to_have_attribute("aria-pressed", "true")
    comes_to(notebook.page, partial(notebook.kernel, "print(diff.show)"), "different\n")


def test_terms_stand_in_one_line_whatever_jupyterlab_thinks_of_lists(notebook: LabPage) -> None:
    table = notebook.output(0).locator(".dw-header-table")
    table.get_by_role("searchbox").fill("keyword:patientname")
    expect(table.locator(".dw-row")).to_have_text([re.compile("Patient's Name")])
    table.get_by_role("treegrid").focus()
    for key in ("ArrowDown", "Home", "Enter"):
        notebook.page.keyboard.press(key)
    table.get_by_role("tab", name="Element").click()
    expect(table.locator("dt").filter(has_text="Family name").first).to_be_visible()
    expect(table.locator("dt").filter(has_text="VM")).to_be_visible()
    for list_ in table.locator("dl").all():
        assert list_.evaluate("each => getComputedStyle(each).display") == "grid"
    heights = table.locator(".dw-detail-person dt").evaluate_all(
        "each => each.map((dt) => dt.clientHeight)"
    )
    assert max(heights) < 30
