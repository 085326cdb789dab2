"""Which frames a page holds, and what is said of a series of which it holds some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.exporting.choosing import checked_frames, frames_among
from dicomwidgets.privacy import is_revealed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dicomwidgets.widgets._base import DicomWidget
    from dicomwidgets.widgets.sharing.keeping import Blobs

    Pick = Callable[[DicomWidget, int], list[int]]

__all__ = [
    "chosen_among",
    "kept_frames",
    "kept_of",
    "picking",
    "place_among",
    "series_of_some",
    "state_of_some",
]

_NUMBERED = ("series_viewer", "display_lab", "transcode_preview")


def chosen_among(frames: Any, count: int) -> list[int]:
    """Return the numbers of the frames that are kept, in the order of the series, each once.

    Parameters
    ----------
    frames
        As for `dicomwidgets.export`. What a shorter series does not have is left out.
    count
        How many there are.

    Raises
    ------
    ArgumentError
        For what names no frames.
    """
    asked = checked_frames(frames)
    if isinstance(asked, tuple) and any(-count <= each < count for each in asked):
        asked = tuple(each for each in asked if -count <= each < count)
    return sorted(set(frames_among(asked, count)))


def kept_of(widget: DicomWidget, frames: Any, count: int) -> list[int]:
    """Return which of its `count` frames are kept of a widget: of trials, the one shown.

    Parameters
    ----------
    widget
        One that shows frames.
    frames
        As for `chosen_among`.
    count
        How many it could show.
    """
    if frames is None and "get_trial" in widget.commands:
        frames = int(getattr(widget, "index"))  # noqa: B009 - those that show frames have it
    return chosen_among(frames, count)


def picking(frames: Any) -> Pick:
    """Return what says which frames are kept of each widget."""
    return lambda widget, count: kept_of(widget, frames, count)


def place_among(chosen: Sequence[int], index: int) -> int:
    """Return the place, among those that are kept, of the frame that is nearest to `index`."""
    return min(range(len(chosen)), key=lambda place: abs(chosen[place] - index), default=0)


def series_of_some(series: Mapping[str, Any], chosen: Sequence[int]) -> dict[str, Any]:
    """Return the `SeriesInfo` of a series of which only some frames are kept."""
    if len(chosen) == series["count"]:
        return dict(series)

    said: dict[str, Any] = {"count": len(chosen), "index": place_among(chosen, series["index"])}
    if series["places"]:
        distances = [series["places"]["distances"][index] for index in chosen]
        said["places"] = {**series["places"], "distances": distances}
    if series["dimensions"]:
        said["dimensions"] = None
    if series["cine"]:
        lasting = _lasting(series["cine"]["milliseconds"], series["count"], chosen)
        said["cine"] = {**series["cine"], "milliseconds": lasting}
    badge = {
        "text": f"{len(chosen):,} OF {series['count']:,} FRAMES",
        "reason": "This page holds some of the frames of the series; its others were left out.",
        "level": "info",
    }
    return {**series, **said, "badges": [*series["badges"], badge]}


def _lasting(milliseconds: Sequence[float], count: int, chosen: Sequence[int]) -> list[float]:
    """Return how long each frame is shown: as long as those that are left out after it, too."""
    each = list(milliseconds) if len(milliseconds) == count else [*milliseconds[:1]] * count
    ends = [*chosen[1:], count]
    return [sum(each[start:end]) for start, end in zip(chosen, ends, strict=True)]


def state_of_some(
    state: Mapping[str, Any], bundle: str, chosen: Sequence[int] | None
) -> dict[str, Any]:
    """Return the traits of a widget in a page that holds what it shows, and some frames."""
    if bundle in _NUMBERED and chosen:
        place = place_among(chosen, state["index"])
        return {**state, "index": place, "count": len(chosen)}
    if "count" in state and bundle not in _NUMBERED:
        # Of files, only the one that is shown is kept.
        return {**state, "index": 0, "count": min(1, state["count"])}
    return dict(state)


def _masked_info(info: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a frame is; what its overlays are called is free text (PS3.3 C.9.2)."""
    if is_revealed() or not info.get("graphics"):
        return dict(info)
    numbered = enumerate(info["graphics"], 1)
    graphics = [{**each, "text": _called(each, number)} for number, each in numbered]
    return {**info, "graphics": graphics}


def _called(graphic: Mapping[str, Any], number: int) -> str:
    return f"Overlay {number}" if graphic["kind"] == "overlay" else str(graphic["text"])


def kept_frames(widget: DicomWidget, chosen: Sequence[int], blobs: Blobs) -> dict[str, Any]:
    """Return ``frames`` and ``errors`` of an archive, under the numbers of their places."""
    frames: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    form = None
    for place, index in enumerate(chosen):
        ask = getattr(widget, widget.commands["get_frames"])
        result, buffers = ask({"indices": [index], "accept": ["raw"], "priority": "visible"})
        errors += [{**each, "index": place} for each in result["errors"]]
        described = result["buffers"]
        for info, said, buffer in zip(result["frames"], described, buffers, strict=True):
            kept = blobs.keep_image(buffer, said, form)
            form = kept["form"]
            frames.append({"info": _masked_info({**info, "index": place}), **kept})
    return {"frames": frames, "errors": errors}
