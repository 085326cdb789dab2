"""Saved notebooks: searched for whom they name, and warned of before."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import nbformat
import pytest

import dicomwidgets as dw
from dicomwidgets import privacy, samples
from dicomwidgets.errors import ReadError

if TYPE_CHECKING:
    from pathlib import Path


def test_places_are_told_and_not_what_stands_there(tmp_path: Path) -> None:
    image = samples.ct(1, 16)[0]
    image.PatientName, image.PatientID = "Zyxwvutova^Quorralind", "PQ-98Q7-XK31"
    output = nbformat.v4.new_output
    cells = [
        nbformat.v4.new_code_cell("dw.view(x)", outputs=[output("stream", text="nothing")]),
        nbformat.v4.new_code_cell(
            "x.PatientName", outputs=[output("stream", text=["Quorralind\n", "ZYXWVUTOVA\n"])]
        ),
        nbformat.v4.new_code_cell(
            'search("PQ-98Q7-XK31")',
            outputs=[output("display_data", data={"image/png": "aGVsbG8="})],
        ),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["widgets"] = {"state": {"a": {"title": str(image.StudyInstanceUID)}}}
    path = tmp_path / "lesson.ipynb"
    nbformat.write(notebook, path)
    hits = dw.search_notebook(path, image)
    assert [str(hit) for hit in hits] == [
        "cell 1, output: name",
        "cell 2, source: id",
        "cell 2, output: picture",
        "widgets: uid",
    ]
    assert "Quorralind" not in repr(hits)


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lesson.ipynb"
    path.write_text("[]")
    with pytest.raises(ReadError, match="no notebook"):
        dw.search_notebook(path, samples.ct(1, 16)[0])


def test_revealing_in_a_notebook_warns_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(privacy, "_warned", False)
    monkeypatch.setitem(privacy.sys.modules, "ipykernel", logging)
    with caplog.at_level(logging.WARNING):
        dw.reveal()
        dw.reveal()
        dw.reveal(False)
    assert [record.getMessage().split(",")[0] for record in caplog.records] == [
        "Identifiers are shown from here on"
    ]


def test_a_picture_of_text_is_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    image = samples.us_color()
    del image.BurnedInAnnotation
    viewer = dw.view(image, static_picture=True)
    with caplog.at_level(logging.WARNING):
        viewer._repr_mimebundle_()
        viewer._repr_mimebundle_()
    assert sum("saved with the notebook" in each.getMessage() for each in caplog.records) == 1
    caplog.clear()
    dw.view(samples.ct(1, 16), static_picture=True)._repr_mimebundle_()
    assert caplog.records == []
