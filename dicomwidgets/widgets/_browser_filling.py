"""Watches a collection that fills: says now and then that there is more to see."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.collection.collection import Collection

__all__ = ["watch"]

_FIRST_SECONDS = 0.02
_SECONDS = 0.3


def watch(
    collection: Collection,
    grown: Callable[[], None],
    ended: Callable[[], None],
    closed: threading.Event,
) -> threading.Thread:
    """Call back while a collection fills, on a thread of its own.

    Parameters
    ----------
    collection
        It may be full already.
    grown
        Called when something came, at most three times a second, but soon for the first rows.
    ended
        Called once when nothing more will come.
    closed
        Set when nobody waits any more.
    """

    def run() -> None:
        wait, before = _FIRST_SECONDS, (0, 0)
        while collection.loading:
            if closed.wait(wait):
                return
            now = len(collection.instances), collection.progress[0]
            if now != before:
                before, wait = now, _SECONDS
                grown()
        if not closed.is_set():
            ended()

    thread = threading.Thread(target=run, name="dicomwidgets-filling", daemon=True)
    thread.start()
    return thread
