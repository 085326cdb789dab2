"""AnonymizationPreview without a browser: stops, rows, filters, the image, bad input."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, ProtocolError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from dicomwidgets.widgets.anonymization_preview import AnonymizationPreview

NAME = "Canary^Cora"
SLICES = 4


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end, "waited 10 s in vain"
        time.sleep(0.01)


def ask(preview: AnonymizationPreview, query: str = "", show: str = "changed") -> dict[str, Any]:
    """Ask as the front end does."""
    args = {"start": 0, "stop": 1000, "query": query, "show": show}
    return dict(preview._get_preview(args)[0])


def keywords(answer: dict[str, Any]) -> list[str]:
    return [row["keyword"] for row in answer["rows"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a series, a report, a text file and a truncated file."""
    for number, dataset in enumerate(samples.ct(SLICES, 16)):
        dataset.PatientName = NAME
        dataset.save_as(tmp_path / f"ct{9 - number}.dcm", enforce_file_format=True)
    report = samples.sr()
    report.save_as(tmp_path / "report.dcm", enforce_file_format=True)
    (tmp_path / "notes.txt").write_text("no DICOM here")
    (tmp_path / "cut.dcm").write_bytes((tmp_path / "ct9.dcm").read_bytes()[:150])
    return tmp_path


@pytest.fixture
def preview(folder: Path) -> Iterator[AnonymizationPreview]:
    shown = dw.anonymize(folder)
    until(lambda: shown.count > 0)
    yield shown
    shown.close()


def test_stops_are_slices_in_order_then_other_files(preview: AnonymizationPreview) -> None:
    assert preview.count == SLICES + 1
    images = []
    for index in range(preview.count):
        preview.index = index
        answer = ask(preview)
        assert answer["index"] == index
        images.append(answer["image"])
    assert images == [*({"series": 0, "frame": n} for n in range(SLICES)), None]


def test_the_first_file_in_name_order_is_shown_and_its_number_put_right(folder: Path) -> None:
    first = dcmread(folder / "ct6.dcm").SOPInstanceUID
    preview = dw.anonymize(folder)
    (row,) = [r for r in ask(preview)["rows"] if r["keyword"] == "SOPInstanceUID"]
    assert row["before"] == first
    until(lambda: preview.count > 0)
    (row,) = [r for r in ask(preview)["rows"] if r["keyword"] == "SOPInstanceUID"]
    assert row["before"] == first
    preview.close()


def test_index_is_clamped_and_may_be_given(folder: Path) -> None:
    preview = dw.anonymize(folder, index=99)
    until(lambda: preview.count > 0)
    assert preview.index == SLICES
    preview.index = -3
    assert preview.index == 0
    preview.close()


def test_changed_rows_all_rows_and_their_counts(preview: AnonymizationPreview) -> None:
    changed, everything = ask(preview), ask(preview, show="all")
    assert {row["action"] for row in changed["rows"] if row["vr"] != "SQ" and row["vr"]} == {
        "remove",
        "empty",
        "replace",
        "uid",
    }
    assert "PatientName" in keywords(changed)
    assert "Rows" not in keywords(changed)
    assert "Rows" in keywords(everything)
    elements = [row for row in everything["rows"] if row["tag"] != "(FFFE,E000)"]
    assert sum(everything["counts"].values()) == len(elements)
    assert everything["edition"] == preview.plan.edition


def test_a_query_keeps_parents_and_an_action_filters(preview: AnonymizationPreview) -> None:
    assert keywords(ask(preview, "patient's name")) == ["PatientName"]
    assert keywords(ask(preview, "00100010")) == ["PatientName"]
    assert {row["action"] for row in ask(preview, "action:uid")["rows"]} == {"uid"}
    assert "Rows" in keywords(ask(preview, "action:keep rows"))
    preview.index = preview.count - 1
    rows = ask(preview, "ReferencedSOPInstanceUID action:uid")["rows"]
    depths = [row["depth"] for row in rows]
    assert depths[0] == 0
    assert max(depths) >= 4


def test_stretches_of_rows_fit_together(preview: AnonymizationPreview) -> None:
    whole = ask(preview, show="all")
    args = {"query": "", "show": "all"}
    parts = [
        row
        for start in range(0, whole["total"], 7)
        for row in preview._get_preview({**args, "start": start, "stop": start + 7})[0]["rows"]
    ]
    assert parts == whole["rows"]
    huge = preview._get_preview({**args, "start": 0, "stop": 10**9})[0]
    assert len(huge["rows"]) <= 1000


def test_the_pixels_and_what_follows_them_have_their_rows(tmp_path: Path) -> None:
    dataset = next(iter(samples.ct(1, 16)))
    dataset.DataSetTrailingPadding = b"\0" * 8
    dataset.save_as(tmp_path / "one.dcm", enforce_file_format=True)
    preview = dw.anonymize(tmp_path / "one.dcm")
    rows = {row["keyword"]: row for row in ask(preview, show="all")["rows"]}
    assert rows["PixelData"]["action"] == "keep"
    assert rows["PixelData"]["before"] == rows["PixelData"]["after"] == "512 bytes"
    assert "unchanged" in rows["PixelData"]["why"]
    assert rows["DataSetTrailingPadding"]["action"] == "remove"
    preview.close()


def test_slices_of_a_session_agree_about_uids(preview: AnonymizationPreview) -> None:
    new = set()
    for index in range(SLICES):
        preview.index = index
        (row,) = ask(preview, "StudyInstanceUID")["rows"]
        new.add(row["after"])
    assert len(new) == 1


def test_a_dataset_is_shown_and_not_changed() -> None:
    dataset = Dataset()
    dataset.PatientName = NAME
    preview = dw.anonymize(dataset)
    assert "PatientName" in keywords(ask(preview))
    assert list(dataset.keys()) == [0x00100010]
    assert str(dataset.PatientName) == NAME
    preview.close()


# The image ---------------------------------------------------------------------------------------


def test_the_image_is_made_once_follows_and_leads(preview: AnonymizationPreview) -> None:
    ref = preview._open_pane({"kind": "series_viewer"})[0]["ref"]
    assert preview._open_pane({"kind": "series_viewer"})[0]["ref"] == ref
    viewer: Any = preview.panes["series_viewer"]
    until(lambda: viewer.count == SLICES)
    preview.index = 2
    until(lambda: viewer.index == 2)
    viewer.index = 1
    until(lambda: preview.index == 1)
    preview.close()
    assert viewer.comm is None


def test_another_series_gets_another_image(folder: Path) -> None:
    for dataset in samples.mr(2, 16):
        dataset.save_as(folder / f"mr{dataset.InstanceNumber}.dcm", enforce_file_format=True)
    preview = dw.anonymize(folder)
    until(lambda: preview.count > 0)
    preview.index = 0
    first = preview._open_pane({"kind": "series_viewer"})[0]["ref"]
    old: Any = preview.panes["series_viewer"]
    preview.index = SLICES
    assert preview._open_pane({"kind": "series_viewer"})[0]["ref"] != first
    assert old.comm is None
    preview._close_pane({"kind": "series_viewer"})
    until(lambda: preview.panes == {})
    preview.close()


def test_a_file_without_an_image_has_no_pane(preview: AnonymizationPreview) -> None:
    preview.index = preview.count - 1
    with pytest.raises(SourceError, match="no image"):
        preview._open_pane({"kind": "series_viewer"})
    with pytest.raises(ProtocolError):
        preview._open_pane({"kind": "header_table"})


# Bad input ---------------------------------------------------------------------------------------


def test_what_is_passed_by_is_counted_and_named(preview: AnonymizationPreview) -> None:
    said = preview._get_series({})[0]
    assert said["skipped"] == 1
    assert [problem["file"] for problem in said["problems"]] == ["cut.dcm"]
    assert said["count"] == SLICES + 1


@pytest.mark.parametrize("kind", ["empty folder", "text file", "truncated file", "nothing there"])
def test_bad_input_is_said_in_place_with_a_remedy(folder: Path, tmp_path: Path, kind: str) -> None:
    paths = {
        "empty folder": tmp_path / "void",
        "text file": folder / "notes.txt",
        "truncated file": folder / "cut.dcm",
        "nothing there": tmp_path / "missing.dcm",
    }
    paths["empty folder"].mkdir()
    preview = dw.anonymize(paths[kind])
    sent: list[dict[str, Any]] = []
    preview.send = lambda content, _buffers=None: sent.append(content)  # type: ignore[method-assign]
    args = {"start": 0, "stop": 10, "query": "", "show": "changed"}
    preview._receive(preview, {"v": 1, "id": "p-1", "command": "get_preview", "args": args}, [])
    until(lambda: any(each.get("id") == "p-1" for each in sent))
    (answer,) = [each for each in sent if each.get("id") == "p-1"]
    assert not answer["ok"]
    assert answer["error"]["message"]
    assert answer["error"]["remedy"]
    assert preview.count == 0
    preview.close()


def test_what_cannot_be_meant_is_refused(folder: Path) -> None:
    with pytest.raises(ArgumentError, match="speed"):
        dw.anonymize(folder, speed=2)
    with pytest.raises(ArgumentError):
        dw.anonymize(3.5)


# Privacy -----------------------------------------------------------------------------------------


def test_no_trait_and_no_repr_holds_a_value_a_uid_or_a_path(
    preview: AnonymizationPreview, folder: Path
) -> None:
    ask(preview)
    preview._open_pane({"kind": "series_viewer"})
    viewer = preview.panes["series_viewer"]
    for widget in (preview, viewer):
        state = {k: v for k, v in widget.get_state().items() if k not in {"_esm", "_css"}}
        text = json.dumps(state, default=str) + repr(widget)
        for secret in (NAME, "1.2.826", "2.25.", str(folder), "ct9"):
            assert secret not in text
    own = {name for name in preview.own_names() if not name.startswith("_")}
    assert own == {"index", "count", "show", "profile", "layout"}


def test_nothing_is_written(preview: AnonymizationPreview, folder: Path) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    for index in range(preview.count):
        preview.index = index
        ask(preview, show="all")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
