"""How fast the frames of a series follow each other, and who says so (PS3.3 C.7.6.5)."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any, TypedDict

from dicomwidgets.display.tolerant import number, numbers, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dicomwidgets.display.description import Badge

__all__ = ["Cine", "cine_of"]


class Cine(TypedDict):
    """How long each frame is shown.

    `milliseconds` has one entry for all frames, or one a frame; `source` is the keyword of the
    element they come from; `sweep` plays forth and back in place of starting anew.
    """

    milliseconds: list[float]
    source: str
    sweep: bool


_RATES = ("RecommendedDisplayFrameRate", "CineRate")
_NAMES = {
    "RecommendedDisplayFrameRate": "Recommended Display Frame Rate (0008,2144)",
    "CineRate": "Cine Rate (0018,0040)",
    "FrameTime": "Frame Time (0018,1063)",
    "FrameTimeVector": "Frame Time Vector (0018,1065)",
}
_ORDER = ("RecommendedDisplayFrameRate", "FrameTimeVector", "FrameTime", "CineRate")
"""What the display is told goes before what the acquisition did."""


def cine_of(
    value_of: Callable[[str], Any], places: Sequence[int | None], badges: list[Badge]
) -> Cine | None:
    """Return the timing that the header of a series states.

    Parameters
    ----------
    value_of
        Keyword → element value of the file.
    places
        For each frame of the series, its index in that file; ``None`` where it lies in another.
    badges
        Gets the reason for every value that is refused: zero, negative, no finite number, a
        vector that does not fit the frames.

    Returns
    -------
    Cine or None
        From the first element that makes sense: Recommended Display Frame Rate (0008,2144),
        Frame Time Vector (0018,1065), Frame Time (0018,1063), Cine Rate (0018,0040).
    """
    if len(places) < 2:
        return None
    for keyword in _ORDER:
        raw = value_of(keyword)
        if not any(texts(raw)):
            continue
        if keyword == "FrameTimeVector":
            milliseconds = _vector(numbers(raw), places)
        else:
            milliseconds = _constant(keyword, raw, places)
        if isinstance(milliseconds, list):
            sweep = number(value_of("PreferredPlaybackSequencing")) == 1
            return {"milliseconds": milliseconds, "source": keyword, "sweep": sweep}
        if milliseconds:
            reason = f"{_NAMES[keyword]} {milliseconds}: not taken."
            badges.append({"text": "BAD CINE TIME", "reason": reason, "level": "warning"})
    return None


def _constant(keyword: str, raw: Any, places: Sequence[int | None]) -> list[float] | str:
    """Return the time of one frame, or why there is none; nothing where nothing is wrong."""
    value = number(raw)
    if value is not None and value > 0:
        time = 1000 / value if keyword in _RATES else value
        if isfinite(time):
            return [time]
    if value == 0 and keyword == "FrameTime" and None in places:
        # Files of one frame each may say so (C.7.6.5.1.1).
        return ""
    return "holds " + ", ".join(texts(raw))


def _vector(increments: list[float], places: Sequence[int | None]) -> list[float] | str:
    """Return how long each frame is shown, from the times since the frame before."""
    if len(increments) != len(places):
        return f"holds {len(increments)} numbers for {len(places)} frames"
    if list(places) != list(range(len(places))):
        return "counts the frames of a file in their own order, and these stand in another"
    shown = increments[1:]
    if min(shown) <= 0:
        return "holds an increment that is not greater than 0"
    if len(set(shown)) == 1:
        return shown[:1]
    # Nothing says how long the last frame stays before the first one comes again.
    return [*shown, sum(shown) / len(shown)]
