"""Viewers that follow each other, through the kernel."""

from __future__ import annotations

import gc
import time
import weakref
from typing import TYPE_CHECKING, Any

import pytest
from support.enhanced import Axis, enhanced_mr

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable


def viewer_of(*args: Any, weighting: Any = "T1", **traits: Any) -> dw.SeriesViewer:
    shown = dw.view(samples.mr(*args, weighting=weighting), **traits)
    len(shown.frames)
    return shown


def heights(viewer: dw.SeriesViewer) -> list[float]:
    return [viewer.frames.info(k)["geometry"]["position"][2] for k in range(viewer.count)]


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


def commit(state: dict[str, Any], links: list[int]) -> dict[str, Any]:
    """Return what a page says of a gesture that it has carried over these links."""
    note = {"count": 1, "names": sorted(state), "links": links}
    return {"method": "update", "state": {**state, "_carried": note}}


def test_the_page_knows_what_begins_here_and_no_more(
    pair: tuple[dw.SeriesViewer, dw.SeriesViewer],
) -> None:
    a, b = pair
    a.link(b, "position", "invert")
    (link,) = a._links
    ref = f"anywidget:{b.model_id}"
    spec = {"link": link.number, "ref": ref, "names": ["invert", "position"]}
    assert (a._linked, b._linked) == ([spec], [])
    assert a.get_state(["_linked"]) == {"_linked": [spec]}
    b.unlink(a, "invert")
    assert a._linked == [{**spec, "names": ["position"]}]
    b.close()
    assert a._linked == []


def test_what_the_page_has_carried_over_rests_here(
    pair: tuple[dw.SeriesViewer, dw.SeriesViewer], front_end: Callable[..., Any]
) -> None:
    a, b = pair
    a.link(b, "position", "invert")
    a.index = 0
    number = a._links[0].number
    one, two = front_end(a), front_end(b)
    before = len(one.said), len(two.said)
    one.message(commit({"index": 19, "invert": True}, [number]))
    assert (a.index, b.index, b.invert) == (19, 0, False)
    two.message(commit({"index": 10, "invert": True}, [number]))
    assert (a.index, b.index, a.invert, b.invert) == (19, 10, True, True)
    assert (len(one.said), len(two.said)) == before
    # It holds for that message alone, for its names, its links and its values.
    a.index = 0
    assert b.index == 0
    one.message({"method": "update", "state": {"index": 19}})
    assert b.index == 11
    one.message(commit({"index": 0}, [number + 1000]))
    assert b.index == 0
    a.link(b, "index")
    one.message(commit({"index": 500}, [a._links[-1].number]))
    assert (a.index, b.index) == (19, 11)


def test_what_python_makes_of_it_meanwhile_goes_over(
    pair: tuple[dw.SeriesViewer, dw.SeriesViewer], front_end: Callable[..., Any]
) -> None:
    a, b = pair
    a.link(b, "index", "window_width")
    a.observe(lambda change: setattr(a, "window_width", 10.0 + change["new"]), "index")
    a.observe(lambda change: setattr(a, "index", change["new"] // 2 * 2), "index")
    b.observe(lambda _change: setattr(b, "window_width", 5.0), "index")
    front_end(a).message(commit({"index": 7}, [a._links[0].number]))
    assert (a.index, b.index) == (6, 6)
    assert a.window_width == b.window_width == 5


@pytest.mark.parametrize("note", [None, {}, {"names": [], "links": []}, {"names": ["index"]}])
def test_without_a_word_of_the_page_it_goes_over(
    pair: tuple[dw.SeriesViewer, dw.SeriesViewer], front_end: Callable[..., Any], note: Any
) -> None:
    a, b = pair
    a.link(b, "index")
    front_end(a).message({"method": "update", "state": {"index": 3, "_carried": note or {}}})
    assert b.index == 3


def test_a_ring_moves_once_and_nobody_moves_who_leads() -> None:
    ring = [viewer_of(20, 16), viewer_of(12, 16), viewer_of(7, 16), viewer_of(15, 16)]
    for one, two in zip(ring, [*ring[1:], ring[0]], strict=True):
        one.link(two, "position", "zoom")
    moves = [0, 0, 0, 0]

    def count(number: int) -> Callable[[Any], None]:
        return lambda _change: moves.__setitem__(number, moves[number] + 1)

    for number, each in enumerate(ring):
        each.observe(count(number), "index")
    start = ring[0].index
    steps = [index for index in range(20) if index != start]
    for index in steps:
        ring[0].index = index
        assert ring[0].index == index
        for each in (ring[1], ring[3]):
            away = [abs(height - heights(ring[0])[index]) for height in heights(each)]
            assert away[each.index] == pytest.approx(min(away), abs=1e-3)
    assert max(moves) <= len(steps)
    ring[2].zoom = 3.0
    assert [each.zoom for each in ring] == [3.0] * 4


def test_what_is_half_in_the_page_moves_nobody_back(front_end: Callable[..., Any]) -> None:
    """Two of three follow each other in the page, the third through the kernel."""
    a, b, c = viewer_of(40, 16), viewer_of(12, 16), viewer_of(7, 16)
    a.link(b, "position")
    b.link(c, "position")
    c.link(a, "position")
    number = a._links[0].number
    front_end(a).message(commit({"index": 17}, [number]))
    front_end(b).message(commit({"index": 5}, [number]))
    assert (a.index, b.index) == (17, 5)
    assert c.index == 3


def test_slices_are_linked_by_place(pair: tuple[dw.SeriesViewer, dw.SeriesViewer]) -> None:
    a, b = pair
    a.link(b, "position")
    assert b.index == 11
    for index in range(20):
        a.index = index
        away = [abs(height - heights(a)[index]) for height in heights(b)]
        assert away[b.index] == pytest.approx(min(away), abs=1e-3)
        assert a.index == index
    b.index = 0
    assert a.index == 0


def test_by_place_each_keeps_its_time() -> None:
    axes = [
        Axis("TemporalPositionIndex", "FrameContentSequence", [1, 2, 3]),
        Axis("InStackPositionNumber", "FrameContentSequence", [1, 2, 3, 4]),
    ]
    dataset = enhanced_mr(axes)
    a, b = dw.view(dataset, index=0), dw.view(dataset, index=8)
    assert (len(a.frames), len(b.frames)) == (12, 12)
    a.link(b, "position")
    for slice_number in (1, 3, 2, 0):
        a.index = 4 + slice_number
        assert b.index == 8 + slice_number
    b.index = 11
    assert a.index == 7


def test_by_place_a_missing_frame_does_not_change_the_time_for_good() -> None:
    axes = [
        Axis("TemporalPositionIndex", "FrameContentSequence", [1, 2, 3]),
        Axis("InStackPositionNumber", "FrameContentSequence", [1, 2, 3, 4]),
    ]
    dataset = enhanced_mr(axes, keep=lambda place: place != (3, 2))
    a, b = dw.view(dataset, index=0), dw.view(dataset, index=8)
    assert (len(a.frames), len(b.frames)) == (11, 11)
    a.link(b, "position")
    a.index = 1
    assert b.index == 5, "the time before, for want of another"
    a.index = 2
    assert b.index == 9
    b.index = 6
    a.index = 3
    assert b.index == 7, "chosen by hand, and kept"


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
    deadline = time.monotonic() + 30
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
