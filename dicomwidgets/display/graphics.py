"""What is drawn over a frame's pixels: its overlays and its shutter, described (PS3.3 C.9.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.display.tolerant import texts
from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

    from dicomwidgets.display.description import Badge, Graphic
    from dicomwidgets.display.overlays import Overlay
    from dicomwidgets.display.shutters import Shutter

    ValueOf = Callable[[str], Any]

__all__ = ["frame_graphics", "frame_overlays", "frame_shutter"]


def frame_graphics(
    dataset: Dataset, value_of: ValueOf, frame: int, badges: list[Badge]
) -> list[Graphic]:
    """Return what lies over a frame, undrawn, shutter first; what can't be drawn is said.

    Parameters
    ----------
    dataset
        The header.
    value_of
        Keyword → value of this frame.
    frame
        In the file, from 0.
    badges
        Takes the reasons why something is not drawn.
    """
    found: list[Graphic] = []
    shutter = None
    try:
        shutter = frame_shutter(dataset, value_of)
    except DisplayError as problem:
        badges.append(_badge("SHUTTER NOT DRAWN", problem))
    overlays = frame_overlays(dataset, value_of, frame, badges)
    if shutter is not None:
        found.append({"kind": "shutter", "text": " and ".join(shutter.shapes)})
    if overlays:
        names = [each.name or f"group {each.group:04X}" for each in overlays]
        found.append({"kind": "overlay", "text": ", ".join(names)})
    return found


def frame_shutter(dataset: Dataset, value_of: ValueOf) -> Shutter | None:
    """Return the shutter of a frame.

    Raises
    ------
    DisplayError
        Where it can't be drawn, its bitmap included.
    """
    if not value_of("ShutterShape"):
        return None
    from dicomwidgets.display.overlays import (  # noqa: PLC0415 - few images have one
        OVERLAY_GROUPS,
        read_overlay,
    )
    from dicomwidgets.display.shutters import read_shutter  # noqa: PLC0415

    shutter = read_shutter(value_of)
    if shutter is not None and shutter.group is not None:
        if shutter.group not in OVERLAY_GROUPS:
            raise DisplayError(
                f"The display shutter is not drawn: {shutter.group:04X} is no overlay group.",
                keyword="ShutterOverlayGroup",
            )
        read_overlay(dataset, shutter.group)
    return shutter


def frame_overlays(
    dataset: Dataset, value_of: ValueOf, frame: int, badges: list[Badge] | None = None
) -> list[Overlay]:
    """Return the overlays of a frame; that of a bitmap shutter is none of them.

    Parameters
    ----------
    dataset, value_of, frame
        As for `frame_graphics`.
    badges
        Takes the reasons why one is not drawn.
    """
    tags = dataset.keys()
    if not any((group << 16) + 0x0010 in tags for group in range(0x6000, 0x6020, 2)):
        return []
    from dicomwidgets.display.overlays import (  # noqa: PLC0415 - few images have any
        overlay_groups,
        read_overlay,
    )

    shut = value_of("ShutterOverlayGroup") if "BITMAP" in texts(value_of("ShutterShape")) else None
    found = []
    for group in overlay_groups(dataset):
        if group == shut:
            continue
        try:
            overlay = read_overlay(dataset, group)
        except DisplayError as problem:
            if badges is not None:
                badges.append(_badge("OVERLAY NOT DRAWN", problem))
            continue
        if overlay.covers(frame):
            found.append(overlay)
    return found


def _badge(text: str, problem: DisplayError) -> Badge:
    return {"text": text, "reason": str(problem), "level": "warning"}
