"""SeriesViewer from Python and from the other side of its comm."""

from __future__ import annotations

import inspect
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pydicom.data
import pytest
from ipywidgets import HBox, IntSlider, Tab, jslink
from traitlets import TraitError

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, SourceError
from dicomwidgets.reading.source import source_of
from dicomwidgets.widgets._base import DicomWidget

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FRAMES = {"accept": ["raw"], "priority": "visible"}


@pytest.fixture
def viewer(ct_folder: Path) -> dw.SeriesViewer:
    return dw.view(ct_folder)


def landed(viewer: dw.SeriesViewer) -> dw.SeriesViewer:
    """Wait for the index."""
    len(viewer.frames)
    return viewer


# The first picture --------------------------------------------------------------------------


def test_first_the_picture_then_its_frame_then_the_series(
    viewer: dw.SeriesViewer, front_end: Callable[..., Any]
) -> None:
    other = front_end(viewer)
    landed(viewer)
    events = [each.content["event"] for each in other.said if "event" in each.content]
    assert events == ["first_picture", "first_picture", "frames", "series"]
    [coarse, fine], [frame], [series] = map(other.events, dict.fromkeys(events))
    assert sum(map(len, [*coarse.buffers, *fine.buffers])) <= 65536
    # The first file in name order is the slice with number 7 along the normal.
    assert (np.frombuffer(frame.buffers[0], "<u2") == 7).all()
    assert [each.content["data"]["numbering"] for each in (fine, frame, series)] == [0, 0, 1]
    assert series.content["data"]["index"] == viewer.index == 7
    assert viewer.count == 12


class WatchedSource:
    """A folder that notes which of its files are looked into."""

    kind = label = "folder"

    def __init__(self, folder: Path) -> None:
        self._inner = source_of(folder)
        self.touched: list[str] = []

    def items(self) -> Any:
        return self._inner.items()

    def missing(self) -> Any:
        return self._inner.missing()

    def open(self, item: Any) -> Any:
        self.touched.append(item.name)
        return self._inner.open(item)

    def path(self, item: Any) -> Any:
        self.touched.append(item.name)
        return self._inner.path(item)

    def dataset(self, item: Any) -> Any:
        return self._inner.dataset(item)


def test_nothing_but_the_first_file_is_read_before_the_first_picture(
    ct_folder: Path, front_end: Callable[..., Any]
) -> None:
    source = WatchedSource(ct_folder)
    viewer = dw.view(source)
    front_end(viewer).wait(lambda said: said.content.get("event") == "frames")
    before = set(source.touched)
    landed(viewer)
    assert before == {"00.dcm"}
    assert len(set(source.touched)) == 12


def test_the_index_leaves_a_page_the_time_to_draw_the_first_picture(
    ct_folder: Path, front_end: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dicomwidgets.widgets._starting._DRAWN_AFTER_SECONDS", 60)
    source = WatchedSource(ct_folder)
    viewer = dw.view(source)
    other = front_end(viewer)
    assert other.ask("get_series").content["result"]["complete"] is False
    other.ask("get_frames", {"indices": [0], **FRAMES})
    assert set(source.touched) == {"00.dcm"}
    # Python does not wait for what a page draws.
    landed(viewer)
    assert len(set(source.touched)) == 12


def test_a_page_that_has_the_first_picture_sets_off_the_index(
    ct_folder: Path, front_end: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dicomwidgets.widgets._starting._DRAWN_AFTER_SECONDS", 0)
    monkeypatch.setattr("dicomwidgets.widgets._starting._INDEX_AFTER_SECONDS", 60)
    source = WatchedSource(ct_folder)
    viewer = dw.view(source)
    other = front_end(viewer)
    other.wait(lambda said: said.content.get("event") == "frames")
    assert set(source.touched) == {"00.dcm"}
    other.ask("get_series")
    other.wait(lambda said: said.content.get("event") == "series")


def test_without_a_page_the_index_comes_all_the_same(
    ct_folder: Path, front_end: Callable[..., Any]
) -> None:
    other = front_end(dw.view(ct_folder))
    other.wait(lambda said: said.content.get("event") == "series")


def test_a_closed_viewer_keeps_no_other_index_waiting(
    ct_folder: Path, front_end: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dicomwidgets.widgets._starting._INDEX_AFTER_SECONDS", 60)
    dw.view(ct_folder).close()
    other = front_end(dw.view(ct_folder))
    other.ask("get_series")
    other.wait(lambda said: said.content.get("event") == "series")


def test_a_question_asked_early_is_answered_when_the_first_frame_is_there(
    viewer: dw.SeriesViewer, front_end: Callable[..., Any]
) -> None:
    other = front_end(viewer)
    said = other.ask("get_series")
    assert said.content["result"]["count"] in {1, 12}
    pushed = other.events("frames")
    assert pushed
    assert other.said.index(pushed[0]) < other.said.index(said)


def test_the_browser_gets_all_frames_in_order_along_the_normal(
    viewer: dw.SeriesViewer, front_end: Callable[..., Any]
) -> None:
    other = front_end(landed(viewer))
    said = other.ask("get_frames", {"indices": list(range(12)), **FRAMES})
    assert [int(np.frombuffer(each, "<u2")[0]) for each in said.buffers] == list(range(12))


def test_an_index_that_was_asked_for_is_shown_when_the_series_is_known(ct_folder: Path) -> None:
    assert landed(dw.view(ct_folder, index=3)).index == 3
    assert landed(dw.view(ct_folder, index=0)).index == 0
    assert landed(dw.view(ct_folder, index=99)).index == 11
    early = dw.view(ct_folder)
    early.index = 4
    assert landed(early).index == 4


# Python --------------------------------------------------------------------------------------


def test_frame_and_render(viewer: dw.SeriesViewer) -> None:
    landed(viewer)
    viewer.index = 9
    assert viewer.frame.dtype == np.uint16
    assert (viewer.frame == 9).all()
    viewer.window_center, viewer.window_width = -1015.0, 20.0
    grey = viewer.render()
    assert (grey.shape, grey.dtype) == ((32, 48), np.uint8)
    # PS3.3 C.11.2.1.2.1: x = 9 - 1024 = the center.
    expected = ((-1015 - (-1015 - 0.5)) / (20 - 1) + 0.5) * 255
    assert (grey == int(expected + 0.5)).all()
    viewer.invert = True
    assert (viewer.render() == 255 - grey).all()
    viewer.colormap = "hot_iron"
    assert viewer.render().shape == (32, 48, 3)


def test_series_and_frames(viewer: dw.SeriesViewer) -> None:
    assert viewer.series is not None
    assert viewer.series.sorted_by == "position along the slice normal"
    assert len(viewer.frames) == len(viewer.series) == 12


@pytest.mark.parametrize("given", ["series", "frames", "list", "bytes", "dataset"])
def test_whatever_the_user_holds(given: str, ct_folder: Path) -> None:
    paths = sorted(ct_folder.iterdir())
    held: dict[str, Callable[[], Any]] = {
        "series": lambda: dw.view(ct_folder).series,
        "frames": lambda: dw.frames(ct_folder),
        "list": lambda: paths,
        "bytes": paths[0].read_bytes,
        "dataset": lambda: pydicom.dcmread(paths[0]),
    }
    viewer = landed(dw.view(held[given]()))
    assert viewer.count == (1 if given in {"bytes", "dataset"} else 12)
    assert viewer.render().shape == (32, 48)


# Traits --------------------------------------------------------------------------------------


def test_index_is_clamped_and_width_is_positive(viewer: dw.SeriesViewer) -> None:
    landed(viewer)
    viewer.index = 100
    assert viewer.index == 11
    viewer.index = -5
    assert viewer.index == 0
    for bad in (0, -1, float("nan"), float("inf")):
        with pytest.raises(TraitError, match="window_width"):
            viewer.window_width = bad
    with pytest.raises(TraitError):
        viewer.colormap = "no such"
    with pytest.raises(TraitError):
        viewer.voi_function = "CUBIC"
    with pytest.raises(TraitError):
        viewer.count = 3
    with pytest.raises(ArgumentError, match=r"window_centre.*window_center"):
        dw.view(b"", window_centre=3)


def test_what_the_browser_sets_is_not_echoed_but_corrected(
    viewer: dw.SeriesViewer, front_end: Callable[..., Any]
) -> None:
    other = front_end(landed(viewer))
    before = len(other.said)
    other.message({"method": "update", "state": {"index": 5, "window_width": 80.5}})
    assert (viewer.index, viewer.window_width) == (5, 80.5)
    assert other.said[before:] == []
    other.message({"method": "update", "state": {"index": 500}})
    assert viewer.index == 11
    assert [each.data["state"] for each in other.said[before:]] == [{"index": 11}]


def test_every_trait_is_explained() -> None:
    own = [base for base in dw.SeriesViewer.__mro__ if base.__module__.startswith("dicomwidgets.")]
    source = "".join(map(inspect.getsource, own))
    public = [name for name in dw.SeriesViewer.own_names() if not name.startswith("_")]
    for name in set(public) - {"layout"}:
        definition = source.split(f"\n    {name} = ", 1)
        assert len(definition) == 2, name
        assert definition[1].split("\n", 1)[1].lstrip().startswith('"""'), name


def test_no_trait_holds_an_identifier_a_path_or_pixels(
    ct_folder: Path, front_end: Callable[..., Any]
) -> None:
    viewer = landed(dw.view(ct_folder))
    state = viewer.get_state()
    texts = str({name: state[name] for name in state if name not in {"_esm", "_css"}})
    for secret in ("Secret", "ID-4711", "Thorax", "1.2.826", "00.dcm", str(ct_folder)):
        assert secret not in texts
    assert not any(isinstance(value, (bytes, memoryview)) for value in state.values())
    assert front_end(viewer).ask("get_series").content["result"]["title"] == "Thorax"


def test_repr_and_mime_bundle_are_masked(viewer: dw.SeriesViewer) -> None:
    landed(viewer)
    assert repr(viewer) == "<SeriesViewer CT, 12 frames>"
    data, _ = viewer._repr_mimebundle_()
    assert set(data) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert data["text/plain"] == repr(viewer)


def test_other_widgets_hold_it_and_link_to_it(viewer: dw.SeriesViewer) -> None:
    landed(viewer)
    slider = IntSlider(max=11)
    link = jslink((viewer, "index"), (slider, "value"))
    assert link.source == (viewer, "index")
    assert HBox([viewer, slider]).children[0] is viewer
    assert Tab([viewer]).children[0] is viewer


# Bad input -----------------------------------------------------------------------------------


def shown_problem(x: Any, front_end: Callable[..., Any]) -> dict[str, Any]:
    viewer = landed(dw.view(x))
    result = front_end(viewer).ask("get_series").content["result"]
    assert (result["count"], result["complete"]) == (0, True)
    problem: dict[str, Any] = result["problems"][0]
    assert viewer.series is None
    return problem


def test_nothing_there(tmp_path: Path, front_end: Callable[..., Any]) -> None:
    missing = shown_problem(tmp_path / "nowhere", front_end)
    assert "nothing at this path" in missing["message"]
    assert missing["remedy"]
    (tmp_path / "empty").mkdir()
    assert shown_problem(tmp_path / "empty", front_end)["kind"] == "source"


def test_what_is_asked_of_a_source_that_failed_is_told_why(
    front_end: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_args: Any) -> None:
        raise SourceError("The server is gone.")

    monkeypatch.setattr("dicomwidgets.widgets.series_viewer.begin_with", failing)
    other = front_end(dw.view(samples.ct(1, 16)))
    for command, args in (
        ("open_pane", {"kind": "header_table"}),
        ("get_thumbnails", {"series": [0]}),
        ("get_frames", {"indices": [0]}),
    ):
        assert other.ask(command, args).content["error"]["message"] == "The server is gone."


def test_a_text_file(tmp_path: Path, front_end: Callable[..., Any]) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Not DICOM at all, but long enough to look at. " * 20, encoding="utf-8")
    problem = shown_problem(file, front_end)
    assert problem["message"]


def test_a_truncated_file(ct_folder: Path, front_end: Callable[..., Any]) -> None:
    whole = (ct_folder / "00.dcm").read_bytes()
    file = ct_folder.parent / "cut.dcm"
    file.write_bytes(whole[:-2000])
    viewer = landed(dw.view(file))
    other = front_end(viewer)
    said = other.ask("get_frames", {"indices": [0], **FRAMES}).content["result"]
    series = other.ask("get_series").content["result"]
    assert said["errors"] or said["frames"][0]["badges"] or series["problems"]
    file.write_bytes(whole[:200])
    assert shown_problem(file, front_end)["message"]


def test_a_bad_slice_in_the_middle(ct_folder: Path, front_end: Callable[..., Any]) -> None:
    dataset = pydicom.dcmread(ct_folder / "03.dcm")
    dataset.PixelData = dataset.PixelData[:100]
    dataset.save_as(ct_folder / "03.dcm")
    viewer = landed(dw.view(ct_folder))
    assert viewer.count == 12
    said = front_end(viewer).ask("get_frames", {"indices": list(range(12)), **FRAMES})
    result = said.content["result"]
    assert len(result["frames"]) == 11
    [error] = result["errors"]
    assert error["error"]["kind"] == "decode"
    assert error["error"]["file"] == "03.dcm"


def test_files_that_cannot_be_read_are_named_next_to_the_rest(
    ct_folder: Path, front_end: Callable[..., Any]
) -> None:
    (ct_folder / "05.dcm").write_bytes((ct_folder / "05.dcm").read_bytes()[:180])
    (ct_folder / "readme.txt").write_text("hello " * 100, encoding="utf-8")
    viewer = landed(dw.view(ct_folder))
    series = front_end(viewer).ask("get_series").content["result"]
    assert series["count"] == 11
    assert series["skipped"] == 1
    assert [each["file"] for each in series["problems"]] == ["05.dcm"]


def test_no_object_that_holds_dicom() -> None:
    with pytest.raises(ArgumentError, match="holds no DICOM"):
        dw.view(42)


# Panes ---------------------------------------------------------------------------------------


def test_a_header_pane_follows_the_slice_and_closes_with_it(
    ct_folder: Path, front_end: Callable[..., Any]
) -> None:
    viewer = landed(dw.view(ct_folder))
    other = front_end(viewer)
    args = {"kind": "header_table", "selection": []}
    first = other.ask("open_pane", args).content["result"]
    again = other.ask("open_pane", args).content["result"]
    assert first == again
    child = viewer.panes["header_table"]
    assert first["ref"] == f"anywidget:{child.model_id}"
    table = front_end(child)
    rows = {"start": 0, "stop": 500, "query": "Instance Number", "collapsed": []}

    def number() -> str:
        found = table.ask("get_rows", rows).content["result"]["rows"]
        return next(row["value"] for row in found if row["keyword"] == "InstanceNumber")

    assert number() == "8"
    viewer.index = 2
    deadline = time.monotonic() + 30
    while number() != "3" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert number() == "3"
    viewer.close()
    assert child.comm is None
    assert viewer.panes == {}


def test_a_pane_can_be_closed_and_a_strange_one_is_refused(
    viewer: dw.SeriesViewer, front_end: Callable[..., Any]
) -> None:
    other = front_end(landed(viewer))
    other.ask("open_pane", {"kind": "header_table", "selection": []})
    other.ask("close_pane", {"kind": "header_table"})
    assert viewer.panes == {}
    assert other.ask("open_pane", {"kind": "time_machine"}).content["error"]["kind"] == "protocol"


def test_who_asks_in_python_does_not_wait_for_a_page(
    ct_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dicomwidgets.widgets._starting._INDEX_AFTER_SECONDS", 60)
    start = time.monotonic()
    assert len(dw.view(ct_folder).frames) == 12
    assert time.monotonic() - start < 30


def test_closing_while_the_index_is_built(ct_folder: Path) -> None:
    for _ in range(5):
        dw.view(ct_folder).close()
    assert landed(dw.view(ct_folder)).count == 12


def test_a_call_that_can_not_be_meant_leaves_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[Any] = []
    plain = DicomWidget.open

    def watched(widget: DicomWidget) -> None:
        opened.append(widget)
        plain(widget)

    monkeypatch.setattr(DicomWidget, "open", watched)
    with pytest.raises(ArgumentError):
        dw.view(42)
    with pytest.raises(ArgumentError):
        opened[0]._pushed.result(timeout=0)
