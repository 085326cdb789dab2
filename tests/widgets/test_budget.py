"""Viewers of one kernel share what a page may keep."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.widgets import _budget, series_viewer
from dicomwidgets.widgets._budget import PAGE_BYTES, Room

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pytest


class Member:
    def __init__(self) -> None:
        self.heard: list[int] = []

    def send_event(self, event: str, data: Mapping[str, Any]) -> None:
        assert event == "budget"
        self.heard.append(data["bytes"])


def test_shares_are_even_and_come_back() -> None:
    room = Room(1200)
    first, second, third = Member(), Member(), Member()
    assert [room.join(each) for each in (first, second, third)] == [1200, 600, 400]
    assert room.join(second) == 400
    assert (first.heard, second.heard, third.heard) == ([600, 400], [400], [])
    room.leave(second)
    room.leave(second)
    assert (first.heard, second.heard, third.heard) == ([600, 400, 600], [400], [600])
    del first
    gc.collect()
    assert room.share == 1200


def test_twenty_viewers_share_what_one_page_may_keep(
    monkeypatch: pytest.MonkeyPatch, front_end: Callable[..., Any]
) -> None:
    room = Room()
    monkeypatch.setattr(series_viewer, "PAGES", room)
    viewers = [dw.view(samples.ct(2, 16)) for _ in range(20)]
    others = [front_end(viewer) for viewer in viewers]
    shares = [other.ask("get_series").content["result"]["budget"] for other in others]
    assert shares[0] == PAGE_BYTES
    told = [other.events("budget") for other in others]
    last = [each[-1].content["data"]["bytes"] for each in told[:-1]] + [shares[-1]]
    assert sum(last) <= PAGE_BYTES
    viewers[3].close()
    assert others[0].events("budget")[-1].content["data"]["bytes"] == PAGE_BYTES // 19


def test_who_no_page_has_asked_for_takes_no_share() -> None:
    before = len(_budget.PAGES._members)
    viewer = dw.view(samples.ct(2, 16))
    len(viewer.frames)
    assert len(_budget.PAGES._members) == before
