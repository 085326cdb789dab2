"""What a viewer says about the frame it shows, for a figure of it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dicomwidgets.display.turn import Turn
from dicomwidgets.display.uptake import uptake_badges
from dicomwidgets.exporting.figure import FramePicture
from dicomwidgets.exporting.window_bar import window_text
from dicomwidgets.privacy import is_revealed

if TYPE_CHECKING:
    from dicomwidgets.display.description import FrameInfo
    from dicomwidgets.pixels.frame_source import Look
    from dicomwidgets.widgets._opening import Opened

__all__ = ["picture_of"]


def picture_of(viewer: Any, opened: Opened, look: Look) -> FramePicture:
    """Return the frame that `viewer` shows, and all that belongs to it.

    Parameters
    ----------
    viewer
        A `SeriesViewer`.
    opened
        Its series, complete.
    look
        Window, inversion and colours of the frame shown.
    """
    index = int(viewer.index)
    info = opened.frames.info(index)
    known = opened.info()
    description = known["title"] if is_revealed() else ""
    measured = [row for row in viewer.measurements if row["index"] == index]
    picture = FramePicture(
        viewer.render(),
        info,
        Turn(viewer.rotation, viewer.flip),
        opened.frames.window(index, **look),
        viewer.invert,
        viewer.colormap,
        " · ".join(filter(None, (known["modality"], description))),
        measured=measured,
    )
    info["badges"] += uptake_badges(info.get("uptake", []), viewer.quantity)
    remarks = _remarks(picture, index, known["count"], _hidden(viewer, info))
    return replace(picture, remarks=remarks)


def _hidden(viewer: Any, info: FrameInfo) -> list[str]:
    """Return what the file would draw over its pixels and the user has switched off."""
    groups = {each.get("group") for each in info.get("graphics", ())}
    kinds = {each["kind"] for each in info.get("graphics", ())}
    off = {
        "overlays off": "overlay" in kinds and not viewer.overlays,
        "overlay off": viewer.overlays and not groups.isdisjoint(viewer.overlays_off),
        "shutter off": "shutter" in kinds and not viewer.shutter,
        "color profile off": "profile" in info and not viewer.color_profile,
    }
    return [name for name, is_off in off.items() if is_off]


def _remarks(picture: FramePicture, index: int, count: int, off: list[str]) -> list[str]:
    turn = picture.turn
    said = [
        f"slice {index + 1} of {count}",
        _position(picture.info),
        window_text(picture),
        picture.colormap.replace("_", " ") if picture.colormap != "grey" else "",
        "flipped" if turn.flip else "",
        f"rotated {turn.rotation}°" if turn.rotation else "",
        "inverted" if picture.invert else "",
        *off,
    ]
    badges = [badge["text"] for badge in picture.info["badges"]]
    return [" · ".join(filter(None, line)) for line in (said, badges) if any(line)]


def _position(info: FrameInfo) -> str:
    """Return Image Position (Patient) along the slice normal (PS3.3 C.7.6.2.1.1)."""
    position, cosines = info["geometry"]["position"], info["geometry"]["orientation"]
    if position is None or cosines is None:
        return ""
    a, b, c, d, e, f = cosines
    normal = (b * f - c * e, c * d - a * f, a * e - b * d)
    along = sum(value * part for value, part in zip(position, normal, strict=True))
    tenths = math.floor(along * 10 + 0.5)  # a half goes up, as on the screen
    return f"{tenths / 10:.1f} mm".replace("-", "−")
