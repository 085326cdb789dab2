"""The route from the kernel in a real JupyterLab: busy, frugal, saved clean, crashed."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pydicom
import pytest

from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from browser.lab import Lab, LabPage

pytestmark = [pytest.mark.browser, pytest.mark.lab]

SLICES = 80
LOADED = "(count) => window.dwPulled() >= count"
# Counts the buffers that came down in messages of more than 100 kB: frames.
PULLED = """() => {
  window.dwPulled = () => dwLab.seen.filter((m) => !m.up && m.bytes > 100000)
    .reduce((sum, m) => sum + m.buffers, 0);
}"""
SAVE_WIDGETS = "@jupyter-widgets/jupyterlab-manager:saveWidgetState"
MEMORY = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scan")
    samples.write_ct_folder(folder, SLICES, patient_name="Secret^Person")
    return folder


@pytest.fixture
def notebook(lab: Lab, folder: Path) -> Iterator[LabPage]:
    cells = ["import dicomwidgets as dw", f"viewer = dw.view({str(folder)!r}); viewer"]
    with lab.notebook(cells) as page:
        page.page.evaluate(PULLED)
        page.run_cell(0)
        page.kernel("import dicomwidgets.widgets.series_viewer, numpy, PIL.JpegImagePlugin")
        yield page


def pulled(notebook: LabPage, frames: int = SLICES) -> None:
    notebook.page.wait_for_function(LOADED, arg=frames, timeout=150_000)


def test_all_frames_are_pulled_and_the_kernel_hardly_grows(notebook: LabPage) -> None:
    before = int(notebook.kernel(MEMORY))
    notebook.run_cell(1)
    pulled(notebook)
    grown = int(notebook.kernel(MEMORY)) - before
    assert grown < 30 * 1024, f"{grown} kB"
    assert notebook.foreign_requests == []
    assert notebook.console_errors == []


def test_frames_arrive_while_the_kernel_runs_python(notebook: LabPage) -> None:
    notebook.page.evaluate(
        "() => { window.dwOver = false;"
        " dwLab.run(1).then(() => dwLab.execute('while True: pass'))"
        "   .then(() => { window.dwOver = true; }); }"
    )
    pulled(notebook)
    assert notebook.page.evaluate("() => window.dwOver") is False
    notebook.page.evaluate("() => dwLab.panel().sessionContext.session.kernel.interrupt()")
    notebook.page.wait_for_function("() => window.dwOver")


def test_a_saved_notebook_holds_no_identifier_and_no_pixel(notebook: LabPage, folder: Path) -> None:
    notebook.run_cell(1)
    pulled(notebook)
    notebook.page.evaluate("id => jupyterapp.commands.execute(id)", SAVE_WIDGETS)
    file = notebook.save()
    assert file.metadata["widgets"]
    saved = str(file)
    dataset = pydicom.dcmread(min(folder.iterdir()))
    for value in ("Secret", dataset.PatientID, dataset.StudyInstanceUID, dataset.SOPInstanceUID):
        assert str(value) not in saved
    middle = dataset.PixelData[260_000:261_000]
    assert not any(base64.b64encode(middle[k : k + 90]).decode() in saved for k in range(3))


def test_a_kernel_that_crashed_is_said_in_place(notebook: LabPage) -> None:
    notebook.run_cell(1)
    pulled(notebook)
    viewer = notebook.output(1).locator(".dw-series-viewer")
    notebook.page.evaluate("() => void dwLab.execute('import os; os._exit(1)').catch(() => null)")
    viewer.get_by_text("Run the cell").first.wait_for(timeout=30_000)
    assert viewer.locator("canvas").first.is_visible()
