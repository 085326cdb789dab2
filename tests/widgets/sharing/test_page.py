"""The self-contained page: what stands in it, and what does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pydicom
import pytest
from support.shared_page import contents, everything, pixels

import dicomwidgets as dw
from dicomwidgets.privacy import MASK

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def viewer(ct_folder: Path) -> dw.SeriesViewer:
    viewer = dw.view(ct_folder)
    len(viewer.frames)
    return viewer


def test_the_archive_holds_every_frame_exactly(viewer: dw.SeriesViewer) -> None:
    page, blobs = contents(viewer.to_html().html)
    model = page["models"][viewer.model_id]
    frames = model["archive"]["frames"]
    assert [frame["info"]["index"] for frame in frames] == list(range(12))
    for index, frame in enumerate(frames):
        stored = pixels(frame, blobs)
        assert (stored.shape, stored.dtype.name) == ((32, 48), "uint16")
        assert (stored == index).all()
    assert model["archive"]["series"]["count"] == 12
    assert model["state"]["index"] == viewer.index
    assert set(model["state"]) == set(viewer.own_names()) & set(viewer.keys) - {
        "layout",
        "_esm",
        "_css",
    }


def test_a_question_that_was_tried_is_handed_out_anew(viewer: dw.SeriesViewer) -> None:
    card = dw.quiz(viewer, "Which slice?", expect={"index": 3}, hints=("Go on.",))
    card.solved, card.tries, card.hints_seen = True, 2, 1
    page, _ = contents(card.to_html().html)
    state = page["models"][card.model_id]["state"]
    assert (state["solved"], state["tries"], state["hints_seen"]) == (False, 0, 0)
    assert card.solved


def test_a_bundle_stands_in_the_page_once(viewer: dw.SeriesViewer, ct_folder: Path) -> None:
    page, _ = contents(dw.share([viewer, dw.view(ct_folder)], header=False).html)
    assert set(page["bundles"]) == {"series_viewer"}
    assert len(page["models"]) == len(page["views"]) == 2


def test_values_that_identify_are_masked_unless_asked_for(ct_folder: Path) -> None:
    dataset = pydicom.dcmread(ct_folder / "00.dcm")
    secrets = ["Secret", "ID-4711", str(dataset.StudyInstanceUID), str(dataset.SOPInstanceUID)]
    table = dw.inspect(ct_folder)
    for widget in (table, dw.anonymize(ct_folder), dw.view(ct_folder)):
        text = everything(widget.to_html().html)
        for secret in secrets:
            assert secret not in text, (type(widget).__name__, secret)
    page, _ = contents(table.to_html().html)
    rows = page["models"][table.model_id]["archive"]["rows"]["rows"]
    raw = {row["path"]: row["raw"] for row in rows}
    assert (raw["PatientName"], raw["Modality"]) == (MASK, "CT")
    dw.reveal()
    assert "Secret^Person" not in everything(table.to_html().html)
    assert "Secret^Person" in everything(table.to_html(identifiers=True).html)


def test_an_open_pane_comes_along(viewer: dw.SeriesViewer) -> None:
    viewer._open_pane({"kind": "header_table", "selection": []})
    page, _ = contents(viewer.to_html().html)
    panes = page["models"][viewer.model_id]["archive"]["panes"]
    assert panes == {"header_table": viewer.panes["header_table"].model_id}
    table = page["models"][panes["header_table"]]
    assert table["bundle"] == "header_table"
    assert len(table["archive"]["rows"]["rows"]) == table["archive"]["rows"]["total"]


def test_the_page_runs_nothing_and_loads_nothing_from_elsewhere(viewer: dw.SeriesViewer) -> None:
    html = viewer.to_html(title="Chest").html
    assert "default-src 'none'" in html
    assert "<title>Chest</title>" in html
    head = html.split('<script type="text/plain"', maxsplit=1)[0]
    assert re.findall(r"(?:src|href)=", head) == []
    assert html.count("</script>") == html.count("<script")


def test_what_is_beside_the_values_is_masked_as_well(ct_folder: Path) -> None:
    dataset = pydicom.dcmread(ct_folder / "00.dcm")
    dataset.SeriesDescription = "Jane's thorax"
    place = pydicom.Dataset()
    place.CodeValue, place.CodingSchemeDesignator = "H1", "99LOCAL"
    place.CodeMeaning = "Mercy Hospital"
    dataset.InstitutionCodeSequence = [place]
    dataset.save_as(ct_folder / "00.dcm")
    cut = (ct_folder / "01.dcm").read_bytes()[:-100]
    (ct_folder / "Doe_Jane.dcm").write_bytes(cut)
    for widget in (dw.inspect(ct_folder), dw.anonymize(ct_folder), dw.view(ct_folder)):
        if isinstance(widget, dw.SeriesViewer):
            len(widget.frames)
        text = everything(widget.to_html().html)
        for secret in ("Jane's thorax", "Doe_Jane", "Mercy Hospital"):
            assert secret not in text, (type(widget).__name__, secret)


def test_the_title_is_text(viewer: dw.SeriesViewer) -> None:
    assert "<title>a &lt;b&gt;</title>" in viewer.to_html(title="a <b>").html
