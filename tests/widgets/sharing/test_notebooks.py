"""Saved notebooks: searched for whom they name, and warned of before."""

from __future__ import annotations

import json
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


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        ({"attachments": {"a.png": {"image/png": "AAAA"}}}, "source: picture"),
        ({"outputs": [{"data": {"image/gif": "R0lG"}}]}, "output: picture"),
        (
            {"outputs": [{"data": {"text/html": "<img src='data:image/png;base64,AA'>"}}]},
            "output: picture",
        ),
        ({"outputs": [{"data": {"application/json": {"Zyxwvutova": 1}}}]}, "output: name"),
        ({"outputs": [{"data": {"image/svg+xml": "<svg>Zyxwvutova</svg>"}}]}, "output: name"),
        ({"metadata": {"title": "Zyxwvutova"}}, "source: name"),
    ],
)
def test_pictures_and_names_are_found_wherever_a_cell_keeps_them(
    cell: dict[str, object], place: str, tmp_path: Path
) -> None:
    image = samples.ct(1, 16)[0]
    image.PatientName = "Zyxwvutova^Code"
    path = tmp_path / "lesson.ipynb"
    plain = {"cell_type": "code", "source": "", "outputs": []}
    path.write_text(json.dumps({"cells": [plain, {**plain, **cell}]}))
    assert [str(hit) for hit in dw.search_notebook(path, image)] == [f"cell 1, {place}"]


@pytest.mark.parametrize("text", ["[]", '{"cells": [null]}', '{"cells": ["x"]}', "{"])
def test_another_file_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "lesson.ipynb"
    path.write_text(text)
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
