"""What is drawn over a frame's pixels: its overlays and its shutter, described (PS3.3 C.9.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.display.description import OVERLAY_GROUPS
from dicomwidgets.display.tolerant import texts
from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

    from dicomwidgets.display.description import Badge, Graphic
    from dicomwidgets.display.overlays import KeptBits, Overlay
    from dicomwidgets.display.shutters import Shutter

    ValueOf = Callable[[str], Any]

__all__ = ["frame_graphics", "frame_shutter"]


def frame_graphics(
    dataset: Dataset,
    value_of: ValueOf,
    frame: int,
    badges: list[Badge],
    kept: KeptBits | None = None,
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
    kept
        What compression has left of the pixels' words, where that is known.
    """
    found: list[Graphic] = []
    shutter = None
    try:
        shutter = frame_shutter(dataset, value_of, kept)
    except DisplayError as problem:
        badges.append(_badge("SHUTTER NOT DRAWN", problem))
    if shutter is not None:
        found.append({"kind": "shutter", "text": " and ".join(shutter.shapes)})
    for overlay in _overlays(dataset, value_of, frame, badges, kept):
        name = overlay.name or f"group {overlay.group:04X}"
        found.append({"kind": "overlay", "text": name, "group": overlay.group})
    return found


def frame_shutter(
    dataset: Dataset, value_of: ValueOf, kept: KeptBits | None = None
) -> Shutter | None:
    """Return the shutter of a frame.

    Parameters
    ----------
    dataset, value_of, kept
        As for `frame_graphics`.

    Raises
    ------
    DisplayError
        Where it can't be drawn, its bitmap included.
    """
    if not value_of("ShutterShape"):
        return None
    from dicomwidgets.display.overlays import (  # noqa: PLC0415 - few images have one
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
        read_overlay(dataset, shutter.group, kept)
    return shutter


def _overlays(
    dataset: Dataset, value_of: ValueOf, frame: int, badges: list[Badge], kept: KeptBits | None
) -> list[Overlay]:
    """Return the overlays of a frame; that of a bitmap shutter is none of them."""
    tags = dataset.keys()
    if not any((group << 16) + 0x0010 in tags for group in OVERLAY_GROUPS):
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
            overlay = read_overlay(dataset, group, kept)
        except DisplayError as problem:
            badges.append(_badge("OVERLAY NOT DRAWN", problem))
            continue
        if overlay.covers(frame):
            found.append(overlay)
    return found


def _badge(text: str, problem: DisplayError) -> Badge:
    return {"text": text, "reason": str(problem), "level": "warning"}
