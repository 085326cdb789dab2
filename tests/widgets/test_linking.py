"""Viewers that follow each other, through the kernel."""

from __future__ import annotations

import gc
import time
import weakref
from typing import TYPE_CHECKING, Any

import pytest

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable


def viewer_of(*args: Any, weighting: Any = "T1", **traits: Any) -> dw.SeriesViewer:
    shown = dw.view(samples.mr(*args, weighting=weighting), **traits)
    len(shown.frames)
    return shown


@pytest.fixture
def pair() -> tuple[dw.SeriesViewer, dw.SeriesViewer]:
    """Return 20 and 12 slices of the same 132 mm."""
    return viewer_of(20, 16, index=19), viewer_of(12, 16, weighting="T2")


def test_the_other_takes_over_and_both_follow(
    pair: tuple[dw.SeriesViewer, dw.SeriesViewer],
) -> None:
    a, b = pair
    a.window_center, a.window_width = 300.0, 500.0
    a.link(b, "window_center", "window_width", "invert")
    assert (b.window_center, b.window_width) == (300, 500)
    b.window_width, b.invert = 80.0, True
    assert (a.window_width, a.invert) == (80, True)
    a.zoom = 3.0
    assert b.zoom is None


def test_what_the_browser_commits_goes_over_once(
    pair: tuple[dw.SeriesViewer, dw.SeriesViewer], front_end: Callable[..., Any]
) -> None:
    a, b = pair
    a.link(b, "window_center")
    one, two = front_end(a), front_end(b)
    before = len(one.said), len(two.said)
    one.message({"method": "update", "state": {"window_center": 77}})
    assert b.window_center == 77
    assert len(one.said) == before[0]
    assert [each.data["state"] for each in two.said[before[1] :]] == [{"window_center": 77}]


def test_slices_are_linked_by_place(pair: tuple[dw.SeriesViewer, dw.SeriesViewer]) -> None:
    a, b = pair
    a.link(b, "position")
    assert b.index == 11
    heights = [
        [viewer.frames.info(k)["geometry"]["position"][2] for k in range(viewer.count)]
        for viewer in pair
    ]
    for index in range(20):
        a.index = index
        away = [abs(height - heights[0][index]) for height in heights[1]]
        assert away[b.index] == pytest.approx(min(away), abs=1e-3)
        assert a.index == index
    b.index = 0
    assert a.index == 0


def test_by_number_it_is_clamped(pair: tuple[dw.SeriesViewer, dw.SeriesViewer]) -> None:
    a, b = pair
    a.link(b, "index")
    assert (a.index, b.index) == (19, 11)
    b.index = 4
    assert a.index == 4


def test_other_frames_of_reference_stay_where_they_are() -> None:
    a, b = viewer_of(9, 16), dw.view(samples.ct(9, 16))
    len(b.frames)
    a.link(b, "position")
    before = b.index
    a.index = 8
    assert b.index == before


def test_linked_before_the_index_is_there() -> None:
    a = dw.view(samples.mr(20, 16), index=19)
    b = dw.view(samples.mr(12, 16, weighting="T2"))
    a.link(b, "position")
    len(a.frames)
    len(b.frames)
    deadline = time.monotonic() + 5
    while b.index != 11 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (a.index, b.index) == (19, 11)


def test_it_goes_on_with_another_series() -> None:
    both = [*samples.mr(20, 16), *samples.mr(12, 16, weighting="T2")]
    a, b = dw.view(both), dw.view(both)
    len(a.frames)
    len(b.frames)
    a.link(b, "position")
    b.series_number = 1
    a.index = 19
    assert b.index == 11


def test_unlinked_closed_and_forgotten(pair: tuple[dw.SeriesViewer, dw.SeriesViewer]) -> None:
    a, b = pair
    a.link(b, "index", "invert", "colormap")
    b.unlink(a, "index")
    a.index, a.invert = 3, True
    assert (b.index, b.invert) == (11, True)
    b.close()
    a.invert = False
    assert b.invert
    assert a._links == b._links == []
    c = viewer_of(5, 16)
    a.link(c, "invert")
    a.unlink()
    c.invert = True
    assert not a.invert


def test_a_link_made_twice_is_one(pair: tuple[dw.SeriesViewer, dw.SeriesViewer]) -> None:
    a, b = pair
    a.link(b, "invert", "zoom")
    b.link(a, "invert")
    assert sorted(name for link in a._links for name in link.names) == ["invert", "zoom"]


def test_a_link_keeps_nobody_alive() -> None:
    a, b = viewer_of(3, 16), viewer_of(3, 16)
    a.link(b, "invert")
    gone = weakref.ref(a._links[0])
    a.close()
    gc.collect()
    assert gone() is None


def test_what_can_not_be_meant_is_said(pair: tuple[dw.SeriesViewer, dw.SeriesViewer]) -> None:
    a, b = pair
    for other, names, message in (
        (a, ("index",), "itself"),
        (b, (), "Nothing to link"),
        (b, ("windwo",), "windwo"),
        (b, ("count",), "count"),
        (b, ("series_number",), "series_number"),
        (b, ("index", "position"), "not both"),
        (dw.inspect(samples.mr(1, 16)), ("index",), "another viewer"),
        (None, ("index",), "another viewer"),
    ):
        with pytest.raises(ArgumentError, match=message):
            a.link(other, *names)  # type: ignore[arg-type]
    b.close()
    with pytest.raises(ArgumentError, match="closed"):
        a.link(b, "index")
    assert "position" in a.linkable_names()
