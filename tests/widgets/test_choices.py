"""The series picker, seen from Python and from the other side of the comm."""

from __future__ import annotations

import gc
import io
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from traitlets import TraitError

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydicom.dataset import Dataset


@pytest.fixture
def several() -> list[Dataset]:
    """Return a CT and two MR series that share a frame of reference."""
    return [
        *samples.ct(12, 32),
        *samples.mr(10, 32),
        *samples.mr(7, 48, weighting="T2"),
    ]


@pytest.fixture
def viewer(several: list[Dataset]) -> Iterator[dw.SeriesViewer]:
    shown = dw.view(several)
    len(shown.frames)
    yield shown
    shown.close()


def info_of(viewer: dw.SeriesViewer, front_end: Callable[..., Any]) -> dict[str, Any]:
    found: dict[str, Any] = front_end(viewer).ask("get_series").content["result"]
    return found


def test_the_first_series_is_shown_and_all_are_offered(
    viewer: dw.SeriesViewer, front_end: Callable[..., Any]
) -> None:
    info = info_of(viewer, front_end)
    assert (info["series"], viewer.series_number, viewer.count) == (0, 0, 12)
    assert [
        (each["number"], each["modality"], each["count"], each["rows"]) for each in info["choices"]
    ] == [(0, "CT", 12, 32), (1, "MR", 10, 32), (2, "MR", 7, 48)]
    assert [each["title"] for each in info["choices"]][1:] == ["Head T1", "Head T2"]


def test_another_series_takes_its_place(
    viewer: dw.SeriesViewer, front_end: Callable[..., Any]
) -> None:
    other = front_end(viewer)
    viewer.series_number = 2
    assert (viewer.count, viewer.frame.shape) == (7, (48, 48))
    assert viewer.series is not None
    assert viewer.series.modality == "MR"
    pushed = other.wait(lambda said: said.content.get("event") == "frames")
    said = other.events("series")[-1].content["data"]
    assert (said["series"], said["count"], said["numbering"]) == (2, 7, 2)
    frames = [each for each in other.events("frames") if each.content["data"]["numbering"] == 2]
    pushed = frames[0] if frames else pushed
    assert pushed.content["data"]["frames"][0]["rows"] in {32, 48}
    asked = other.ask("get_frames", {"indices": [0], "accept": ["raw"]}).content["result"]
    assert (asked["numbering"], asked["frames"][0]["rows"]) == (2, 48)


def test_numbering_rises_with_every_series(
    viewer: dw.SeriesViewer, front_end: Callable[..., Any]
) -> None:
    for number in (1, 2, 0, 0, 1):
        viewer.series_number = number
    assert info_of(viewer, front_end)["numbering"] == 5


def test_in_one_frame_of_reference_the_slice_keeps_its_place(viewer: dw.SeriesViewer) -> None:
    viewer.series_number, viewer.index = 1, 8
    before = viewer.frames.info(8)["geometry"]["position"]
    viewer.series_number = 2
    positions = [viewer.frames.info(k)["geometry"]["position"] for k in range(7)]
    away = [abs(position[2] - before[2]) for position in positions]
    assert viewer.index == int(np.argmin(away))


def test_in_another_frame_of_reference_it_begins_in_the_middle(viewer: dw.SeriesViewer) -> None:
    viewer.index = 0
    viewer.series_number = 1
    assert viewer.index == 5


def test_the_window_stays_only_with_the_modality(viewer: dw.SeriesViewer) -> None:
    viewer.window_center, viewer.window_width, viewer.zoom = 10, 50, 3
    viewer.series_number = 1
    assert (viewer.window_center, viewer.window_width, viewer.zoom) == (None, None, None)
    viewer.window_center, viewer.window_width = 500, 900
    viewer.series_number = 2
    assert (viewer.window_center, viewer.window_width) == (500, 900)


def test_the_browser_chooses_too(viewer: dw.SeriesViewer, front_end: Callable[..., Any]) -> None:
    other = front_end(viewer)
    other.message({"method": "update", "state": {"series_number": 1}})
    assert (viewer.series_number, viewer.count) == (1, 10)
    assert other.events("series")[-1].content["data"]["series"] == 1


def test_a_number_that_is_not_there_is_refused(viewer: dw.SeriesViewer) -> None:
    for number in (3, -1):
        with pytest.raises(TraitError, match=f"no series {number}"):
            viewer.series_number = number
    assert viewer.series_number == 0
    with pytest.raises(TraitError):
        dw.view(samples.ct(1, 16), series_number=-2)


def test_the_series_asked_for_is_opened(
    several: list[Dataset], front_end: Callable[..., Any]
) -> None:
    viewer = dw.view(several, series_number=2, index=5)
    assert (len(viewer.frames), viewer.index, viewer.series_number) == (7, 5, 2)
    pushed = front_end(viewer).wait(lambda said: said.content.get("event") == "first_picture")
    assert pushed.content["data"]["frame"]["rows"] == 48
    assert pushed.content["data"]["frame"]["index"] == 5


def test_asked_for_while_the_index_is_built(several: list[Dataset]) -> None:
    viewer = dw.view(several)
    viewer.series_number = 1
    assert (len(viewer.frames), viewer.series_number) == (10, 1)


def test_asked_for_in_vain_it_says_so_and_shows_the_first(
    several: list[Dataset], front_end: Callable[..., Any]
) -> None:
    viewer = dw.view(several, series_number=9)
    assert (len(viewer.frames), viewer.series_number) == (12, 0)
    [problem] = info_of(viewer, front_end)["problems"]
    assert "no series 9" in problem["message"]
    assert problem["remedy"]


@pytest.mark.parametrize("given", ["series", "frames"])
def test_a_series_given_directly_is_the_only_choice(
    given: str, several: list[Dataset], front_end: Callable[..., Any]
) -> None:
    series = dw.load(several).series[1]
    viewer = dw.view(series if given == "series" else series.frames())
    other = front_end(viewer)
    info = other.ask("get_series").content["result"]
    [choice] = info["choices"]
    assert (choice["number"], choice["title"], choice["count"]) == (0, "Head T1", 10)
    assert (choice["modality"], choice["rows"], choice["columns"]) == ("MR", 32, 32)
    with pytest.raises(TraitError):
        viewer.series_number = 1
    said = other.ask("get_thumbnails", {"series": [0]})
    assert said.content["result"]["series"] == [0]


def test_thumbnails_are_small_pictures_and_one_bad_series_costs_no_other(
    several: list[Dataset], front_end: Callable[..., Any]
) -> None:
    for dataset in several[12:22]:
        dataset.PixelData = dataset.PixelData[:40]
    viewer = dw.view(several)
    len(viewer.frames)
    said = front_end(viewer).ask("get_thumbnails", {"series": [2, 1, 0, 7]})
    result = said.content["result"]
    assert result["series"] == [2, 0]
    assert [each["series"] for each in result["errors"]] == [1, 7]
    assert result["errors"][0]["error"]["kind"] == "decode"
    for buffer, described in zip(said.buffers, result["buffers"], strict=True):
        picture = Image.open(io.BytesIO(buffer))
        assert (picture.format, max(picture.size) <= 128) == ("JPEG", True)
        assert described["shape"][:2] == [picture.height, picture.width]
        assert np.asarray(picture).std() > 10


def test_frames_of_a_series_that_is_not_shown_any_more_are_let_go(
    viewer: dw.SeriesViewer,
) -> None:
    choices = viewer._opened.choices
    assert choices is not None
    assert choices.frames(0) is viewer.frames
    viewer.series_number = 1
    viewer.series_number = 2
    deadline = time.monotonic() + 30
    while set(choices._shared) != {2} and time.monotonic() < deadline:
        time.sleep(0.02)
        gc.collect()
    assert set(choices._shared) == {2}


# Panels --------------------------------------------------------------------------------------


def test_panels_show_the_following_series_of_the_same_index(viewer: dw.SeriesViewer) -> None:
    viewer.panels = "2x2"
    children = [viewer.panes[f"series_viewer:{cell}"] for cell in (1, 2, 3)]
    assert all(isinstance(child, dw.SeriesViewer) for child in children)
    assert [child.series_number for child in children] == [1, 2, 0]  # type: ignore[attr-defined]
    assert [len(child.frames) for child in children] == [10, 7, 12]  # type: ignore[attr-defined]
    shown = [child._opened for child in children]  # type: ignore[attr-defined]
    assert all(each.choices is viewer._opened.choices for each in shown)
    assert shown[2].frames is viewer.frames


def test_the_browser_gets_a_reference_for_each_cell(
    viewer: dw.SeriesViewer, front_end: Callable[..., Any]
) -> None:
    other = front_end(viewer)
    other.message({"method": "update", "state": {"panels": "1x2"}})
    asked = other.ask("open_pane", {"kind": "series_viewer", "selection": [1]}).content["result"]
    assert asked["ref"] == f"anywidget:{viewer.panes['series_viewer:1'].model_id}"
    refused = other.ask("open_pane", {"kind": "series_viewer", "selection": [2]}).content
    assert refused["error"]["kind"] == "source"


def test_fewer_panels_close_the_others_and_the_end_closes_all(viewer: dw.SeriesViewer) -> None:
    viewer.panels = "2x2"
    first, *rest = (viewer.panes[f"series_viewer:{cell}"] for cell in (1, 2, 3))
    viewer.panels = "2x1"
    assert set(viewer.panes) == {"series_viewer:1"}
    assert [child.comm for child in rest] == [None, None]
    assert first.comm is not None
    viewer.close()
    assert first.comm is None
    assert viewer.panes == {}


def test_the_links_of_panels_are_names_in_their_own_order(
    viewer: dw.SeriesViewer, front_end: Callable[..., Any]
) -> None:
    assert viewer.panel_links == ("position", "cursor", "zoom", "window")
    assert "panel_links" not in viewer.code()
    front_end(viewer).message(
        {"method": "update", "state": {"panel_links": ["window", "position"]}}
    )
    assert viewer.panel_links == ("position", "window")
    assert 'panel_links=["position", "window"]' in viewer.code()
    viewer.panel_links = set()
    assert viewer.panel_links == ()
    for wrong in ("position", ["place"], None, [["zoom"]]):
        with pytest.raises(TraitError, match="panel_links is a list of some of 'position'"):
            viewer.panel_links = wrong
    with pytest.raises(ArgumentError):
        viewer.link(viewer, "panel_links")


def test_panels_asked_for_at_the_start_come_with_the_index(several: list[Dataset]) -> None:
    viewer = dw.view(several, panels="1x2")
    len(viewer.frames)
    deadline = time.monotonic() + 30
    while not viewer.panes and time.monotonic() < deadline:
        time.sleep(0.02)
    child = viewer.panes["series_viewer:1"]
    assert isinstance(child, dw.SeriesViewer)
    assert child.series_number == 1
    viewer.close()


def test_one_series_stands_beside_itself_and_nothing_beside_nothing(several: Any) -> None:
    alone = dw.view(several[:12])
    len(alone.frames)
    alone.panels = "1x2"
    assert alone.panes["series_viewer:1"].series_number == 0  # type: ignore[attr-defined]
    nothing = dw.view(b"")
    len(nothing.frames)
    nothing.panels = "2x2"
    assert nothing.panes == {}
    with pytest.raises(TraitError):
        alone.panels = "9x9"


def test_panels_share_what_was_measured(several: list[Dataset]) -> None:
    alone = dw.view(several[:12])
    len(alone.frames)
    before = alone.measurements.add("ruler", [(1, 1), (4, 5)], index=3)
    alone.panels = "1x2"
    child: Any = alone.panes["series_viewer:1"]
    assert [row["id"] for row in child.measurements] == [before["id"]]
    child.measurements.add("ruler", [(1, 1), (2, 2)], index=4)
    assert len(alone.measurements) == 2
    alone.close()


def test_a_panel_begins_at_the_same_place(viewer: dw.SeriesViewer) -> None:
    viewer.series_number, viewer.index = 1, 8
    viewer.panels = "1x2"
    child = viewer.panes["series_viewer:1"]
    assert isinstance(child, dw.SeriesViewer)
    assert child.series_number == 2
    here = viewer.frames.info(8)["geometry"]["position"]
    away = [abs(child.frames.info(k)["geometry"]["position"][2] - here[2]) for k in range(7)]
    assert child.index == int(np.argmin(away))


def test_a_header_pane_follows_beside_panels(
    viewer: dw.SeriesViewer, front_end: Callable[..., Any]
) -> None:
    viewer.panels = "1x2"
    front_end(viewer).ask("open_pane", {"kind": "header_table", "selection": []})
    viewer.index = 3
    time.sleep(0.4)
    assert set(viewer.panes) == {"series_viewer:1", "header_table"}
