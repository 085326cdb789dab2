"""A notebook that was executed without a browser, and saved: no pixel, no identifier in it."""

from __future__ import annotations

import base64
from pathlib import Path

import nbformat
import numpy as np
import pydicom
import pytest
from nbclient import NotebookClient

CELLS = (
    "import os; import dicomwidgets as dw; folder = os.environ['DICOMWIDGETS_NOTEBOOK_FOLDER']",
    "viewer = dw.view(folder); viewer",
    "dw.inspect(folder)",
    "dw.anonymize(folder)",
    "viewer.index = 3; viewer.series, viewer.frames, viewer.frame.shape, viewer.render().dtype",
    "dw.load(folder)",
    "from dicomwidgets import samples; dw.read_report(samples.sr())",
)


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    """Return the bytes of the executed notebook, and the folder it showed."""
    folder = tmp_path_factory.mktemp("Doe_Jane_19700101")
    base = Path(str(pydicom.data.get_testdata_file("CT_small.dcm", download=False)))
    for number in range(4):
        dataset = pydicom.dcmread(base)
        dataset.SOPInstanceUID = f"{dataset.SOPInstanceUID}.{number}"
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
        dataset.ImagePositionPatient = [0, 0, number]
        dataset.InstanceNumber = number
        dataset.save_as(folder / f"{number}.dcm")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DICOMWIDGETS_NOTEBOOK_FOLDER", str(folder))
        patch.setenv("PYTHONWARNINGS", "")
        NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    return nbformat.writes(notebook).encode(), folder


@pytest.mark.filterwarnings("default")
def test_no_identifier(executed: tuple[bytes, Path]) -> None:
    saved, folder = executed
    dataset = pydicom.dcmread(folder / "0.dcm")
    keywords = (
        "PatientName PatientID PatientBirthDate StudyInstanceUID SeriesInstanceUID SOPInstanceUID "
        "FrameOfReferenceUID StudyDate AccessionNumber InstitutionName ReferringPhysicianName"
    )
    values = [str(dataset.get(keyword, "")) for keyword in keywords.split()]
    values += [str(folder), folder.name, "0.dcm"]
    for value in values:
        if len(value) > 3:
            assert value.encode() not in saved, value


@pytest.mark.filterwarnings("default")
def test_nothing_of_a_report(executed: tuple[bytes, Path]) -> None:
    saved, _ = executed
    assert b"<ReportViewer" in saved
    for value in (b"Reader^Sam", b"Sam Reader", b"Nodule 1", b"Alex Sample", b"Long axis"):
        assert value not in saved, value


@pytest.mark.filterwarnings("default")
def test_no_pixel(executed: tuple[bytes, Path]) -> None:
    saved, folder = executed
    pixels = pydicom.dcmread(folder / "0.dcm").pixel_array
    middle = pixels[60:68].astype("<i2").tobytes()
    for offset in range(3):
        assert base64.b64encode(middle[offset : offset + 600]) not in saved
    assert b"image/png" not in saved
    assert b"image/jpeg" not in saved
    assert np.unique(pixels).size > 100


@pytest.mark.filterwarnings("default")
def test_what_is_shown_is_the_masked_text(executed: tuple[bytes, Path]) -> None:
    saved, _ = executed
    notebook = nbformat.reads(saved.decode(), as_version=4)
    shown = [cell.outputs[0]["data"] for cell in notebook.cells[1:4]]
    for data, name in zip(
        shown, ("SeriesViewer", "HeaderTable", "AnonymizationPreview"), strict=True
    ):
        assert data["text/plain"].startswith(f"<{name}")
        assert set(data) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    states = notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    assert len(states) >= 3
    assert not any(state.get("buffers") for state in states.values())
