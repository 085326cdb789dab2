"""``make demo CHECK=1``: the quick start in a real JupyterLab and Chromium, driven and measured.

Runs over the phantom and, where ``DICOMWIDGETS_TEST_DATA`` is set, over a real CT series. Prints
what it saw, one line each, and exits non-zero when any of it is missing.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from browser.chromium import INSTALL_BROWSER, find_browser
from browser.lab import Lab
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from support.tree import ROOT

if TYPE_CHECKING:
    from browser.lab import LabPage
    from playwright.sync_api import Locator

__all__ = ["Finding", "check"]

QUICKSTART = ROOT / "dicomwidgets/cli/quickstart.ipynb"
REAL_CT = "dicom/neurolabusc+dcm_qa_ct/In/GE"
SERIES_TAG = "series"
"""The cell that makes the phantom: replaced where the check runs over another folder."""

TABLES = {"dw.inspect(": "header rows", "dw.anonymize(": "preview rows"}

# Runs a cell and waits, frame by frame, until its canvas shows something: milliseconds.
FIRST_PICTURE = """
async (index) => {
  const cell = document.querySelectorAll(".jp-Notebook .jp-Cell")[index];
  const painted = () => {
    const canvas = cell.querySelector("canvas.dw-canvas");
    if (!canvas?.width) return false;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const seen = new Uint32Array(data.buffer);
    return seen.some((pixel) => pixel !== seen[0]);
  };
  const start = performance.now();
  dwLab.run(index);
  while (!painted()) {
    if (performance.now() - start > 60000) return null;
    await new Promise(requestAnimationFrame);
  }
  return performance.now() - start;
}
"""
PICTURE = """
(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum = (sum * 31 + data[i]) | 0;
  return sum;
}
"""


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    what: str
    text: str
    good: bool


def check(lab: Lab, folder: Path | None = None) -> list[Finding]:
    """Drive the quick start over the phantom, or over another folder, and return what was seen."""
    notebook = nbformat.read(QUICKSTART, as_version=4)
    for cell in notebook.cells:
        if folder and SERIES_TAG in cell.metadata.get("tags", []):
            cell.source = f"folder = {str(folder)!r}"
    name = f"quickstart-{'real' if folder else 'phantom'}.ipynb"
    nbformat.write(notebook, lab.root / name)
    with lab.open(name) as page:
        return _drive(page, notebook)


def _drive(page: LabPage, notebook: nbformat.NotebookNode) -> list[Finding]:
    findings: list[Finding] = []
    images: list[bool] = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        if "dw.view(" not in cell.source:
            page.run_cell(index)
            what = next((TABLES[call] for call in TABLES if call in cell.source), None)
            findings += [_rows(page.output(index), what)] if what else []
        elif not findings:
            findings += _viewer(page, index)
        else:
            images.append(page.page.evaluate(FIRST_PICTURE, index) is not None)
    shown = f"{sum(images)} of {len(images)}"
    foreign = len(page.foreign_requests)
    return [
        *findings,
        Finding("other images shown", shown, bool(images) and all(images)),
        Finding("requests that left the machine", str(foreign), foreign == 0),
    ]


def _viewer(page: LabPage, index: int) -> list[Finding]:
    milliseconds = page.page.evaluate(FIRST_PICTURE, index)
    if milliseconds is None:
        return [Finding("time to the first picture", "no picture came", good=False)]
    output = page.output(index)
    slices = _slice_count(output)
    steps = min(slices // 2, 30)
    scrolled = _scroll(output, steps)
    messages, changed = _drag_window(page, output)
    label = output.locator(".dw-canvas").get_attribute("aria-label") or ""
    picture = "the picture followed" if changed else "the picture did not change"
    return [
        Finding("series", label, slices > 1),
        Finding("time to the first picture", f"{milliseconds:.0f} ms", good=True),
        Finding("slices scrolled", f"{scrolled} of {slices}", 1 < steps <= scrolled),
        Finding(
            "kernel messages during a window drag",
            f"{messages}, {picture}",
            messages == 0 and changed,
        ),
    ]


def _slice_count(output: Locator) -> int:
    """Wait until the series is indexed and return how many slices it has."""
    slider = output.get_by_role("slider", name="Slice")
    page = output.page
    for _ in range(300):
        count = int(slider.get_attribute("max") or 1)
        if count > 1:
            return count
        page.wait_for_timeout(100)
    return 1


def _scroll(output: Locator, steps: int) -> int:
    """Step through slices by keyboard, jump by the slider; return how many were seen."""
    canvas = output.locator(".dw-canvas")
    root = output.locator(".dw-series-viewer")
    seen: set[str] = set()
    for step in range(steps):
        if step == steps // 2:
            output.get_by_role("slider", name="Slice").press("End")
        root.press("ArrowUp" if step >= steps // 2 else "ArrowDown")
        output.locator(".dw-loading").wait_for(state="hidden")
        seen.add(f"{canvas.get_attribute('aria-label')} {canvas.evaluate(PICTURE)}")
    return len(seen)


def _drag_window(page: LabPage, output: Locator) -> tuple[int, bool]:
    """Drag over the image once all is quiet; return the messages meanwhile, and if it changed."""
    _wait_until_quiet(page)
    canvas = output.locator(".dw-canvas")
    output.locator(".dw-screen").scroll_into_view_if_needed()
    box = output.locator(".dw-screen").bounding_box()
    if box is None:
        return 0, False
    before = canvas.evaluate(PICTURE)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = page.page.mouse
    mouse.move(x, y)
    with page.traffic() as traffic:
        mouse.down()
        mouse.move(x + 120, y - 60, steps=40)
        changed = _changes(canvas, before)
    mouse.up()
    return len(traffic.messages), changed


def _changes(canvas: Locator, before: int) -> bool:
    """Whether the picture becomes another one within two seconds."""
    for _ in range(40):
        if canvas.evaluate(PICTURE) != before:
            return True
        canvas.page.wait_for_timeout(50)
    return False


def _wait_until_quiet(page: LabPage) -> None:
    """Wait until the frames are fetched: half a second without a message."""
    for _ in range(60):
        with page.traffic() as traffic:
            page.page.wait_for_timeout(500)
        if not traffic.messages:
            return


def _rows(output: Locator, what: str) -> Finding:
    """Return how many rows a table says it has, once it knows."""
    table = output.get_by_role("treegrid").first
    try:
        table.wait_for(timeout=20_000)
    except PlaywrightTimeout:
        return Finding(what, "no table came", good=False)
    for _ in range(200):
        # The heading is a row too; -1 means that the number is not known yet.
        count = int(table.get_attribute("aria-rowcount") or 0) - 1
        if count > 0:
            return Finding(what, str(count), good=True)
        output.page.wait_for_timeout(100)
    return Finding(what, "no row came", good=False)


def _report(title: str, findings: list[Finding]) -> bool:
    print(title)
    for finding in findings:
        print(f"  {'ok     ' if finding.good else 'MISSING'} {finding.what}: {finding.text}")
    return all(finding.good for finding in findings)


def main() -> int:
    """Run the check over what is there; return the exit status."""
    if find_browser() is None:
        print(f"No Chromium on this machine. Install one with: {INSTALL_BROWSER}", file=sys.stderr)
        return 1
    data = os.environ.get("DICOMWIDGETS_TEST_DATA")
    with Lab() as lab:
        good = _report("Quick start over the phantom", check(lab))
        if data:
            good &= _report("Quick start over a real CT series", check(lab, Path(data) / REAL_CT))
        else:
            print("DICOMWIDGETS_TEST_DATA is not set: no real series here.")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
