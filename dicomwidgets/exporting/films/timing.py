"""How long each frame of a film is shown, and who says so."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError
from dicomwidgets.series.timing import timing_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.pixels.frame_source import FrameSource

__all__ = ["Playing", "Shown", "playing", "shown_times"]

_RATE = 10.0
_MOST_RATE = 1000.0


@dataclass(frozen=True)
class Playing:
    """How a film is played. It pickles.

    Parameters
    ----------
    fps
        Frames a second; ``None``: as the file says, else 10.
    loop
        How often it is played, 0 for ever.
    """

    fps: float | None = None
    loop: int = 0


@dataclass(frozen=True)
class Shown:
    """The frames of a film in the order in which they are shown.

    Parameters
    ----------
    frames
        Their numbers.
    milliseconds
        How long each is.
    note
        Where that comes from.
    """

    frames: tuple[int, ...]
    milliseconds: tuple[float, ...]
    note: str

    def ticks(self, unit: float, least: int = 1) -> Iterator[int]:
        """Yield how long each frame is shown in a unit of milliseconds, so that sums stay right."""
        time, told = 0.0, 0
        for each in self.milliseconds:
            time += each
            ticks = max(least, round(time / unit) - told)
            told += ticks
            yield ticks


def playing(fps: Any, loop: Any) -> Playing:
    """Return how a film is played.

    Raises
    ------
    ArgumentError
        For what can't be meant.
    """
    if fps is not None:
        number = isinstance(fps, int | float) and not isinstance(fps, bool)
        if not (number and math.isfinite(fps) and 0 < fps <= _MOST_RATE):
            raise ArgumentError(f"fps={fps!r} is no rate.", remedy="Give frames a second: fps=10.")
        fps = float(fps)
    if not isinstance(loop, int) or not 0 <= loop < 1 << 16:
        raise ArgumentError(
            f"loop={loop!r} is no number of times.", remedy="Give a number, 0 for ever."
        )
    return Playing(fps, loop)


def shown_times(frames: FrameSource, chosen: Sequence[int], asked: Playing) -> Shown:
    """Return how long each frame is shown: as asked, else as its file says (PS3.3 C.7.6.5).

    Where frames are left out, each stays as long as it takes to the next one that is shown. A file
    that asks for it is played forth and back.
    """
    if asked.fps is not None:
        return Shown(tuple(chosen), (1000 / asked.fps,) * len(chosen), "")
    cine, refused = timing_of(frames, chosen[0])
    if cine is None:
        why = " ".join(badge["reason"] for badge in refused) or "The file says nothing of its rate."
        note = f"{why} It is played at {_RATE:g} frames a second: fps= asks for another rate."
        return Shown(tuple(chosen), (1000 / _RATE,) * len(chosen), note if len(chosen) > 1 else "")
    each = cine["milliseconds"]
    times = [each[min(i, len(each) - 1)] for i in range(len(frames))]
    steps = [*pairwise(chosen)]
    if all(here < there for here, there in steps):
        spans = [sum(times[here:there]) for here, there in steps]
        last = times[chosen[-1]] if not spans else spans[-1]
        spans.append(last if len(each) == 1 else times[chosen[-1]])
    else:
        spans = [times[i] for i in chosen]
    note = f"Played as {cine['source']} says."
    if cine["sweep"] and len(chosen) > 2:
        back = range(len(chosen) - 2, 0, -1)
        order = (*chosen, *(chosen[at] for at in back))
        note = f"{note} Forth and back, as Preferred Playback Sequencing asks."
        return Shown(order, (*spans, *(spans[at] for at in back)), note)
    return Shown(tuple(chosen), tuple(spans), note)
