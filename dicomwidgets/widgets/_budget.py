"""How many bytes of frames each viewer may keep in its page: all of one kernel share."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple, Protocol
from weakref import WeakKeyDictionary

from dicomwidgets.pixels.limits import KEPT_WHOLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from dicomwidgets.pixels.frame_source import FrameSource

__all__ = ["PAGES", "PAGE_BYTES", "Claim", "Room", "claim_of", "claim_of_few", "dealt"]

PAGE_BYTES = 256 * 2**20
"""512 slices of 512 × 512 at 16 bit."""

_PICTURE_BYTES = 64 * 2**10
_REDUCED_BYTES = 4 * 2**20
_TILES_BYTES = 64 * 2**20


class Claim(NamedTuple):
    """What a viewer can make use of.

    Parameters
    ----------
    whole
        Bytes of all that it has to show.
    frame
        Bytes of one frame; 0 where it shows none, but pictures.
    """

    whole: int
    frame: int = 0


class Member(Protocol):
    """Who can be told of a new share: a widget."""

    def send_event(self, event: str, data: Mapping[str, Any]) -> None:
        """Tell every view."""


class Room:
    """Viewers that a page has asked for share a budget by what they need, until they close.

    Parameters
    ----------
    total
        Bytes for all of them together.
    """

    def __init__(self, total: int = PAGE_BYTES) -> None:
        self._total = total
        self._claims: WeakKeyDictionary[Member, Claim] = WeakKeyDictionary()
        self._told: WeakKeyDictionary[Member, int] = WeakKeyDictionary()
        # A viewer that nobody holds leaves when the collector finds it, which may be on a thread
        # that is dealing just then.
        self._lock = threading.RLock()

    def __len__(self) -> int:
        return len(self._claims)

    def join(self, member: Member, claim: Claim) -> int:
        """Deal `member` a share, tell the others of theirs where it changes, and return it."""
        with self._lock:
            self._claims[member] = claim
            news = self._deal()
            share = self._told[member]
        _tell([each for each in news if each[0] is not member])
        return share

    def share(self, member: Member, claim: Claim) -> int:
        """Return the share of `member`, which claims so much now, or would claim if it joined."""
        if member in self._claims:
            return self.join(member, claim)
        with self._lock:
            return dealt(self._total, [*self._claims.values(), claim])[-1]

    def leave(self, member: Member) -> None:
        """Give its share to the others."""
        with self._lock:
            self._claims.pop(member, None)
            self._told.pop(member, None)
            news = self._deal()
        _tell(news)

    def _deal(self) -> list[tuple[Member, int]]:
        """Deal anew and return whose share has changed; the caller has the lock."""
        members = list(self._claims)
        shares = dealt(self._total, [self._claims[each] for each in members])
        pairs = zip(members, shares, strict=True)
        news = [(member, share) for member, share in pairs if self._told.get(member) != share]
        for member, share in news:
            if member in self._claims:
                self._told[member] = share
        return news


def dealt(total: int, claims: Sequence[Claim]) -> list[int]:
    """Return the shares of those who make these claims, in the same order.

    Everybody gets what it needs up to an even share; what is left over goes to those who need
    more, and what nobody needs to all. Where a share holds no frame, those who came first get one
    as long as there is room for the others' pictures.
    """
    shares = [0] * len(claims)
    rest = total
    for done, at in enumerate(sorted(range(len(claims)), key=lambda k: claims[k].whole)):
        shares[at] = min(claims[at].whole, rest // (len(claims) - done))
        rest -= shares[at]
    without = [at for at, claim in enumerate(claims) if shares[at] < claim.frame]
    if without:
        _serve(without, claims, shares)
    even = rest // max(1, len(claims))
    return [share + even for share in shares]


def _serve(without: list[int], claims: Sequence[Claim], shares: list[int]) -> None:
    """Give the shares of these, which hold no frame, to as many as get one of them."""
    pool = sum(shares[at] for at in without)
    least = min(_REDUCED_BYTES, pool // len(without))
    waiting: list[int] = []
    for place, at in enumerate(without):
        others = least * (len(without) - place - 1 + len(waiting))
        if pool - claims[at].frame >= others:
            shares[at] = claims[at].frame
            pool -= shares[at]
        else:
            waiting.append(at)
    for at in waiting:
        shares[at] = pool // len(waiting)


def claim_of(frames: FrameSource, place: int) -> Claim:
    """Return what a viewer of these frames can make use of; frame `place` stands for all."""
    if not len(frames):
        return Claim(0)
    try:
        one = frames.frame_bytes(place)
    except Exception:  # noqa: BLE001 - said where the frame is shown
        return Claim(PAGE_BYTES)
    if one > KEPT_WHOLE:
        return Claim(_TILES_BYTES)
    count = len(frames)
    # One more than all: a frame that comes never drives out another.
    return Claim((one + _PICTURE_BYTES) * count + (one if count > 1 else 0), one)


def claim_of_few(frames: FrameSource, place: int, count: int) -> Claim:
    """Return what one can make use of who keeps `count` frames, each twice: as kept, as stored."""
    if not len(frames):
        return Claim(0)
    try:
        one = 2 * frames.frame_bytes(place)
    except Exception:  # noqa: BLE001 - said where the frame is shown
        return Claim(0)
    if one > 2 * KEPT_WHOLE:
        return Claim(0)
    return Claim(one * min(count, len(frames)), one)


def _tell(news: list[tuple[Member, int]]) -> None:
    for member, share in news:
        member.send_event("budget", {"bytes": share})


PAGES = Room()
"""The pages of this kernel, taken together: how many there are nobody can know."""
