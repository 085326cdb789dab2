"""One line that says how far something is, written over and taken away at the end."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from dicomwidgets.jobs import Progress

__all__ = ["ProgressLine", "duration"]

_EVERY = 0.1
_SHORTEST, _LONGEST = 10, 30
_CYAN, _DIM, _PLAIN = "\x1b[36m", "\x1b[2m", "\x1b[0m"


def duration(seconds: float) -> str:
    """Return a time as ``12 s``, ``3:05`` or ``2:03:05``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class ProgressLine:
    """A line of progress, as wide as the terminal has room for.

    Parameters
    ----------
    doing
        What is done, as "Converting".
    stream
        The terminal.
    colored
        Whether the bar has a colour.
    """

    def __init__(self, doing: str, stream: TextIO, *, colored: bool) -> None:
        self._doing = doing
        self._stream = stream
        self._colored = colored
        self._begin = time.monotonic()
        self._told = 0.0
        self._length = 0
        begin = f"{doing} …"[: self._room()]
        self._draw(begin, len(begin))

    def __call__(self, progress: Progress | int, total: int | None = None) -> None:
        """Tell how far it is: a `jobs.Progress`, or how many are done, and of how many."""
        now = time.monotonic()
        if isinstance(progress, int):
            done, failed, seconds = progress, 0, now - self._begin
        else:
            done, failed, seconds = progress.done, progress.failed, progress.seconds
            total = progress.total
        if now - self._told < _EVERY and done != total:
            return
        self._told = now
        self._show(done, total, failed, seconds)

    def clear(self) -> None:
        """Take the line away."""
        if self._length:
            self._put(f"\r{' ' * self._length}\r")
            self._length = 0

    def _show(self, done: int, total: int | None, failed: int, seconds: float) -> None:
        room = self._room()
        text = self._text(done, total, failed, seconds, room - len(self._doing) - 1)
        line = f"{self._doing} {text}"
        free = min(room - len(line) - 1, _LONGEST)
        if total and free >= _SHORTEST:
            bar = self._bar(done / total, free)
            self._draw(f"{self._doing} {bar} {text}", len(line) + 1 + free)
        else:
            line = line if len(line) <= room else text[:room]
            self._draw(line, len(line))

    @staticmethod
    def _text(done: int, total: int | None, failed: int, seconds: float, room: int) -> str:
        """Return as much as there is room for."""
        # The first items wait for workers to start: nothing can be said from these.
        is_known = bool(total) and seconds > 1 and (done * 100 >= (total or 0) or seconds > 20)
        left = seconds / done * ((total or 0) - done) if is_known and done else 0
        parts = {
            "count": f"{done:,} of {total:,}" if total else f"{done:,}",
            "failed": f"{failed:,} with problems" if failed else "",
            "rate": f"{done / seconds:,.0f} a second" if seconds > 1 and done > seconds else "",
            "left": f"{duration(left)} left" if left else "",
        }
        for dropped in ("", "rate", "left", "failed"):
            parts.pop(dropped, None)
            text = " · ".join(filter(None, parts.values()))
            if len(text) <= room:
                break
        return text

    def _bar(self, part: float, width: int) -> str:
        full = round(min(part, 1) * width)
        on, off = "━" * full, "─" * (width - full)
        return f"{_CYAN}{on}{_DIM}{off}{_PLAIN}" if self._colored else on + off

    def _room(self) -> int:
        try:
            # The last column stays free: a terminal that wraps there would begin a new line.
            return os.get_terminal_size(self._stream.fileno()).columns - 1 or 79
        except (OSError, ValueError):
            return 79

    def _draw(self, line: str, length: int) -> None:
        """Write over the line before; the length is that which is seen."""
        self._put(f"\r{line}{' ' * (self._length - length)}")
        self._length = length

    def _put(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
