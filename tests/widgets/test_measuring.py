"""Measurements of a viewer: from the browser, from Python, told to every view."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pydicom
import pytest
from support.shared_page import contents

import dicomwidgets as dw
from dicomwidgets.errors import ArgumentError, MeasurementError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BOX = {"id": "a", "kind": "rectangle", "index": 9, "points": [[2, 3], [12, 8]], "label": "box"}


@pytest.fixture
def viewer(ct_folder: Path) -> dw.SeriesViewer:
    viewer = dw.view(ct_folder)
    len(viewer.frames)
    return viewer


def told(other: Any) -> list[list[str]]:
    """Return the ids that each event named."""
    return [
        [row["id"] for row in each.content["data"]["measurements"]]
        for each in other.events("measurements")
    ]


def test_what_the_browser_draws_is_measured_and_told_to_every_view(
    viewer: dw.SeriesViewer, front_end: Callable[..., Any]
) -> None:
    other = front_end(viewer)
    assert other.ask("get_measurements").content["result"] == {"measurements": []}
    row = other.ask("put_measurement", {"shape": BOX}).content["result"]["measurement"]
    assert {name: row[name] for name in BOX} == BOX
    # Every stored value of a slice is its number; the intercept is -1024.
    assert (row["pixels"], row["mean"], row["sd"], row["unit"]) == (50, 9 - 1024, 0, None)
    assert (row["area_px"], row["area_mm2"], row["perimeter_mm"]) == (50, 50, 30)
    assert (row["spacing_source"], row["plane"], row["problem"]) == (
        "PixelSpacing",
        "patient",
        None,
    )
    assert told(other) == [["a"]]
    assert other.ask("get_measurements").content["result"]["measurements"] == [row]
    other.ask("put_measurement", {"shape": {**BOX, "index": 2}})
    assert viewer.measurements[0]["mean"] == 2 - 1024
    other.ask("delete_measurement", {"id": "a"})
    assert other.ask("delete_measurement", {"id": "a"}).content["ok"]
    assert told(other) == [["a"], ["a"], []]


def test_python_adds_removes_and_clears(
    viewer: dw.SeriesViewer, front_end: Callable[..., Any]
) -> None:
    other = front_end(viewer)
    viewer.index = 4
    ruler = viewer.measurements.add("ruler", [(0, 0), (3, 4)])
    ellipse = viewer.measurements.add("ellipse", [(0, 0), (10, 10)], index=5, label="disc")
    assert (ruler["index"], ruler["length_mm"], ellipse["index"]) == (4, 5, 5)
    assert [row["id"] for row in viewer.measurements] == [ruler["id"], ellipse["id"]]
    assert viewer.measurements[-1]["label"] == "disc"
    assert len(viewer.measurements) == 2
    assert repr(viewer.measurements) == "<Measurements: 1 ruler, 1 ellipse>"
    viewer.measurements.remove(ruler["id"])
    with pytest.raises(MeasurementError, match="no measurement"):
        viewer.measurements.remove(ruler["id"])
    viewer.measurements.clear()
    assert repr(viewer.measurements) == "<Measurements: none>"
    first, second = ruler["id"], ellipse["id"]
    assert told(other) == [[first], [first, second], [second], []]


def test_a_name_of_the_browser_is_not_given_again(
    viewer: dw.SeriesViewer, front_end: Callable[..., Any]
) -> None:
    front_end(viewer).ask("put_measurement", {"shape": {**BOX, "id": "m1"}})
    assert viewer.measurements.add("ruler", [(0, 0), (1, 1)])["id"] != "m1"


def test_what_python_gets_is_its_own(viewer: dw.SeriesViewer) -> None:
    row = viewer.measurements.add("ruler", [(0, 0), (3, 4)])
    row["points"][0][0] = 99
    viewer.measurements.rows()[0]["label"] = "changed"
    assert viewer.measurements[0]["points"] == [[0, 0], [3, 4]]
    assert viewer.measurements[0]["label"] == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "star"}, "no shape 'star'"),
        ({"points": [[0, 0]]}, "has 2 points, not 1"),
        ({"points": [[0, 0], [float("nan"), 1]]}, "no place on an image"),
        ({"points": [[0, 0], [10**400, 1]]}, "pairs of numbers"),
        ({"points": "ab"}, "pairs of numbers"),
        ({"points": None}, "pairs of numbers"),
        ({"index": 12}, "no frame 12: they count from 0 to 11"),
        ({"index": "3"}, "not by str"),
        ({"index": True}, "not by bool"),
        ({"id": ""}, "id of a shape"),
        ({"label": 5}, "label of a shape"),
        ({"label": "x" * 1001}, "label of a shape"),
    ],
)
def test_a_shape_that_makes_no_sense_is_refused(
    change: dict[str, Any], said: str, viewer: dw.SeriesViewer, front_end: Callable[..., Any]
) -> None:
    other = front_end(viewer)
    error = other.ask("put_measurement", {"shape": {**BOX, **change}}).content["error"]
    assert error["kind"] == "argument"
    assert said in error["message"]
    assert other.ask("put_measurement", {}).content["error"]["kind"] == "argument"
    assert told(other) == []
    with pytest.raises(ArgumentError):
        viewer.measurements.put({**BOX, **change})


def test_what_is_drawn_on_the_first_picture_goes_with_it(
    ct_folder: Path, front_end: Callable[..., Any]
) -> None:
    viewer = dw.view(ct_folder)
    other = front_end(viewer)
    args = {"shape": {**BOX, "index": 0}, "numbering": 0}
    row = other.ask("put_measurement", args).content["result"]["measurement"]
    # The first file in name order is slice 7.
    assert (row["index"], row["mean"]) == (7, 7 - 1024)
    late = other.ask("put_measurement", {"shape": BOX, "numbering": 7}).content["error"]
    assert late["kind"] == "measurement"


def test_a_frame_that_cannot_be_decoded_keeps_its_lengths(
    ct_folder: Path, front_end: Callable[..., Any]
) -> None:
    dataset = pydicom.dcmread(ct_folder / "03.dcm")
    dataset.PixelData = dataset.PixelData[:100]
    dataset.save_as(ct_folder / "03.dcm")
    viewer = dw.view(ct_folder)
    bad = next(i for i in range(12) if viewer.frames.locators[i].item.name == "03.dcm")
    other = front_end(viewer)
    said = other.ask("put_measurement", {"shape": {**BOX, "index": bad}})
    row = said.content["result"]["measurement"]
    assert (row["area_mm2"], row["mean"]) == (50, None)
    assert (row["problem"]["kind"], row["problem"]["file"]) == ("decode", "03.dcm")
    assert viewer.measurements[0]["problem"]["file"] == "•••"
    assert "03.dcm" not in json.dumps(viewer.measurements.rows())
    page, _ = contents(viewer.to_html().html)
    [kept] = page["models"][viewer.model_id]["archive"]["measurements"]
    assert kept["problem"]["file"] == "•••"


def test_many_threads_at_once(viewer: dw.SeriesViewer, front_end: Callable[..., Any]) -> None:
    other = front_end(viewer)

    def work(number: int) -> None:
        for n in range(10):
            row = viewer.measurements.add("ruler", [(0, 0), (number + 1, n)])
            if n % 2:
                viewer.measurements.remove(row["id"])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(viewer.measurements) == len({row["id"] for row in viewer.measurements}) == 30
    assert told(other)[-1] == [row["id"] for row in viewer.measurements]


def test_the_newest_version_of_a_shape_stays(viewer: dw.SeriesViewer) -> None:
    for _ in range(20):
        versions = [
            threading.Thread(target=viewer.measurements.put, args=({**BOX, "index": n},))
            for n in range(6)
        ]
        for each in versions:
            each.start()
        viewer.measurements.put({**BOX, "index": 11})
        for each in versions:
            each.join()
        assert len(viewer.measurements) == 1
        viewer.measurements.put({**BOX, "index": 8})
        assert viewer.measurements[0]["index"] == 8


def test_viewers_of_one_source_share_what_they_measure(
    viewer: dw.SeriesViewer, front_end: Callable[..., Any]
) -> None:
    beside, elsewhere = dw.view(viewer.series), dw.view(viewer.series)
    first, second = front_end(viewer), front_end(beside)
    mine = viewer.measurements.add("ruler", [(0, 0), (3, 4)])["id"]
    beside._measuring.join(viewer._measuring)
    theirs = beside.measurements.add("ellipse", [(0, 0), (9, 9)])["id"]
    assert theirs != mine
    assert told(first)[-1] == told(second)[-1] == [mine, theirs]
    assert viewer.measurements.rows() == beside.measurements.rows()
    second.ask("delete_measurement", {"id": mine})
    assert told(first)[-1] == [theirs]
    # Another series of the source has its own.
    beside._measuring._shown = lambda: (1, beside.frames, 0)
    before = len(told(first))
    other = beside.measurements.add("ruler", [(0, 0), (3, 4)])["id"]
    assert (len(told(first)), told(second)[-1]) == (before, [other])
    assert len(elsewhere.measurements) == 0


def test_a_saved_page_holds_them(viewer: dw.SeriesViewer) -> None:
    row = viewer.measurements.add("ruler", [(0, 0), (3, 4)], label="across")
    page, _ = contents(viewer.to_html().html)
    assert page["models"][viewer.model_id]["archive"]["measurements"] == [row]
    empty, _ = contents(dw.view(viewer.frames).to_html(header=False).html)
    [model] = empty["models"].values()
    assert model["archive"]["measurements"] == []


def test_no_measurement_is_state(viewer: dw.SeriesViewer) -> None:
    viewer.measurements.add("ruler", [(0, 0), (3, 4)], label="Secret")
    state = viewer.get_state()
    assert "Secret" not in str({name: state[name] for name in state if name[0] != "_"})
