"""How many bytes of frames each viewer may keep in its page: all of one kernel share."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Protocol
from weakref import WeakSet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = ["PAGES", "PAGE_BYTES", "Room"]

PAGE_BYTES = 256 * 2**20
"""512 slices of 512 × 512 at 16 bit."""


class Member(Protocol):
    """Who can be told of a new share: a widget."""

    def send_event(self, event: str, data: Mapping[str, Any]) -> None:
        """Tell every view."""


class Room:
    """Viewers that a page has asked for share a budget evenly, until they close.

    A page keeps the frame that is shown even where it alone is larger than the share.

    Parameters
    ----------
    total
        Bytes for all of them together.
    """

    def __init__(self, total: int = PAGE_BYTES) -> None:
        self._total = total
        self._members: WeakSet[Member] = WeakSet()
        self._lock = threading.Lock()

    @property
    def share(self) -> int:
        """Bytes that each member may keep."""
        return self._total // max(1, len(self._members))

    def join(self, member: Member) -> int:
        """Deal `member` a share, tell the others of theirs, and return it."""
        with self._lock:
            others = list(self._members)
            new = member not in self._members
            self._members.add(member)
            share = self.share
        if new:
            _tell(others, share)
        return share

    def leave(self, member: Member) -> None:
        """Give its share to the others."""
        with self._lock:
            if member not in self._members:
                return
            self._members.discard(member)
            others, share = list(self._members), self.share
        _tell(others, share)


def _tell(members: list[Member], share: int) -> None:
    for member in members:
        member.send_event("budget", {"bytes": share})


PAGES = Room()
"""The viewers of this kernel."""
