"""Which frames of a series are exported."""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import index
from typing import Any, Literal

from dicomwidgets.errors import ArgumentError

__all__ = ["Frames", "checked_frames", "frames_among"]

Frames = int | slice | tuple[int, ...] | Literal["first", "middle", "last"] | None
"""A number from 0 in the order of the series, from its end where it is negative; several of them;
a stretch; ``None``: all."""

_NAMED = ("first", "middle", "last")
_EVERY = re.compile(r"every (\d+)(?:st|nd|rd|th)?")
_REMEDY = (
    'Give a number, several, a range, slice(0, 100, 10), "every 10th", "first", "middle" or "last".'
)


def checked_frames(frames: Any) -> Frames:
    """Return what is asked for in a form that pickles.

    Raises
    ------
    ArgumentError
        For what names no frames.
    """
    if frames is None or (isinstance(frames, str) and frames in _NAMED):
        return frames  # type: ignore[return-value]  # it is one of them
    if isinstance(frames, str) and (every := _EVERY.fullmatch(frames)) and int(every[1]):
        return slice(None, None, int(every[1]))
    try:
        if isinstance(frames, slice):
            frames.indices(1)
            return frames
        if isinstance(frames, Iterable) and not isinstance(frames, str):
            return tuple(index(each) for each in frames)
        return index(frames)
    except (TypeError, ValueError):
        raise ArgumentError(f"frames={frames!r} names no frames.", remedy=_REMEDY) from None


def frames_among(frames: Frames, count: int) -> list[int]:
    """Return the numbers of the frames that are asked for, from 0, in the order asked for.

    Parameters
    ----------
    frames
        From `checked_frames`.
    count
        How many frames the series has.

    Raises
    ------
    ArgumentError
        If there is no such frame, or none at all.
    """
    if isinstance(frames, str):
        return [{"first": 0, "middle": count // 2, "last": count - 1}[frames]]
    if frames is None or isinstance(frames, slice):
        chosen = list(range(count))[slice(None) if frames is None else frames]
    else:
        asked = frames if isinstance(frames, tuple) else (frames,)
        wrong = [each for each in asked if not -count <= each < count]
        if wrong:
            raise ArgumentError(
                f"There is no frame {wrong[0]}: there are {count}, counted from 0.", remedy=_REMEDY
            )
        chosen = [each % count for each in asked]
    if not chosen:
        raise ArgumentError("No frame is chosen.", remedy=_REMEDY)
    return chosen
