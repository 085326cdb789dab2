"""Viewers of one kernel share what a page may keep."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.widgets import _budget, series_viewer
from dicomwidgets.widgets._budget import PAGE_BYTES, Claim, Room, dealt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pytest
    from pydicom.dataset import Dataset


class Member:
    def __init__(self) -> None:
        self.heard: list[int] = []

    def send_event(self, event: str, data: Mapping[str, Any]) -> None:
        assert event == "budget"
        self.heard.append(data["bytes"])


def test_shares_are_even_and_come_back() -> None:
    room = Room(1200)
    first, second, third = Member(), Member(), Member()
    much = Claim(5000)
    assert [room.join(each, much) for each in (first, second, third)] == [1200, 600, 400]
    assert room.join(second, much) == 400
    assert (first.heard, second.heard, third.heard) == ([600, 400], [400], [])
    room.leave(second)
    room.leave(second)
    assert (first.heard, second.heard, third.heard) == ([600, 400, 600], [400], [600])
    del first
    gc.collect()
    assert len(room) == 1
    assert room.share(Member(), much) == 600
    assert room.join(third, much) == 1200


def test_who_needs_little_leaves_the_rest_to_the_others() -> None:
    assert dealt(1200, [Claim(5000), Claim(100), Claim(300)]) == [800, 100, 300]
    assert dealt(1200, [Claim(500), Claim(100)]) == [800, 400]
    assert dealt(1200, []) == []
    room = Room(1200)
    large, small = Member(), Member()
    assert [room.join(large, Claim(5000)), room.join(small, Claim(100))] == [1200, 100]
    assert large.heard == [1100]
    # Another series is shown there, which needs more.
    assert room.share(small, Claim(900)) == 600
    assert large.heard == [1100, 600]


def test_where_no_share_holds_a_frame_as_many_as_can_get_one() -> None:
    mib = 2**20
    shares = dealt(256 * mib, [Claim(28 * mib, 27 * mib)] * 20)
    assert shares[:7] == [27 * mib] * 7
    assert all(4 * mib <= share < 27 * mib for share in shares[7:])
    assert sum(shares) <= 256 * mib
    # Slices that fit keep their share.
    mixed = dealt(256 * mib, [Claim(100 * mib, mib // 2), *[Claim(28 * mib, 27 * mib)] * 12])
    assert mixed[0] >= 256 * mib // 13
    assert sum(mixed) <= 256 * mib


@given(
    st.integers(0, 1000),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 300)), max_size=12),
)
def test_shares_are_never_more_than_there_is(total: int, numbers: list[tuple[int, int]]) -> None:
    claims = [Claim(max(whole, frame), frame) for whole, frame in numbers]
    shares = dealt(total, claims)
    assert len(shares) == len(claims)
    assert sum(shares) <= total
    assert all(share >= 0 for share in shares)
    for share, claim in zip(shares, claims, strict=True):
        assert share >= min(claim.whole, total // len(claims)) or claim.frame > total // len(claims)


def mammogram(side: int = 3700) -> Dataset:
    """Return an image of 26 MiB."""
    dataset = next(iter(samples.ct(1, 16)))
    dataset.Rows = dataset.Columns = side
    dataset.PixelData = bytes(2 * side * side)
    return dataset


def test_twenty_mammograms_share_what_one_page_may_keep(
    monkeypatch: pytest.MonkeyPatch, front_end: Callable[..., Any]
) -> None:
    monkeypatch.setattr(series_viewer, "PAGES", Room())
    image = mammogram()
    viewers = [dw.view(image) for _ in range(20)]
    others = [front_end(viewer) for viewer in viewers]
    for viewer, other in zip(viewers, others, strict=True):
        len(viewer.frames)
        other.ask("get_series")
    # What was pushed unasked are pictures: such a frame waits until a page wants it.
    assert not any(other.events("frames") for other in others)
    assert all(other.events("first_picture") for other in others)
    answers = [other.ask("get_frames", {"indices": [0], "accept": ["raw"]}) for other in others]
    sent = sum(len(buffer) for answer in answers for buffer in answer.buffers)
    assert 100 * 2**20 < sent <= PAGE_BYTES
    refused = [each.content["result"]["errors"] for each in answers if not each.buffers]
    assert {errors[0]["error"]["kind"] for errors in refused} == {"too_large"}
    assert "other viewers" in refused[0][0]["error"]["message"]
    for viewer in viewers[:-1]:
        viewer.close()
    assert others[-1].events("budget")[-1].content["data"]["bytes"] == PAGE_BYTES
    assert others[-1].ask("get_frames", {"indices": [0], "accept": ["raw"]}).buffers


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
    assert others[0].events("budget")[-1].content["data"]["bytes"] > last[0]


def test_who_no_page_has_asked_for_takes_no_share() -> None:
    before = len(_budget.PAGES)
    viewer = dw.view(samples.ct(2, 16))
    len(viewer.frames)
    assert len(_budget.PAGES) == before


def test_one_may_leave_while_the_same_thread_deals(monkeypatch: pytest.MonkeyPatch) -> None:
    """The collector closes a viewer wherever it runs, be it in the middle of dealing."""
    room = Room(1200)
    stays, collected = Member(), Member()
    room.join(stays, Claim(5000))
    room.join(collected, Claim(5000))
    plain = _budget.dealt

    def dealing(total: int, claims: Sequence[Claim]) -> list[int]:
        monkeypatch.setattr(_budget, "dealt", plain)
        room.leave(collected)
        return plain(total, claims)

    monkeypatch.setattr(_budget, "dealt", dealing)
    done = threading.Event()

    def come_again() -> None:
        room.join(stays, Claim(6000))
        done.set()

    threading.Thread(target=come_again, daemon=True).start()
    assert done.wait(30)
    assert len(room) == 1
    assert room.share(stays, Claim(6000)) == 1200
