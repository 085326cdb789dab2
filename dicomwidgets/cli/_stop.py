"""Ctrl+C as a wish: what is in work is finished, nothing is left half-written."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

__all__ = ["STOPPED", "Stop"]

STOPPED = 130
"""The exit status of a command that was stopped."""


class Stop:
    """Ctrl+C: the first ends a run after the files in work, the second at once.

    Calling it tells whether somebody has asked to stop: it is a ``cancelled=``.

    Parameters
    ----------
    say
        Is told that the wish was heard.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._asked = False

    def __call__(self) -> bool:
        """Whether somebody has asked to stop."""
        return self._asked

    @property
    def status(self) -> int:
        """The exit status that it means: `STOPPED`, or 0 as long as nobody has asked."""
        return STOPPED if self._asked else 0

    def __enter__(self) -> Self:
        self._before = {
            number: signal.signal(number, self._ask) for number in (signal.SIGINT, signal.SIGTERM)
        }
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
        self._say("Stopping after the files in work; Ctrl+C once more stops at once.")
