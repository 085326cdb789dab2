"""Frames as pages of a TIFF: as on the screen, or their values in the type that they need."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.exporting.tiff import Page, TiffWriter

if TYPE_CHECKING:
    from dicomwidgets.display.description import FrameGeometry
    from dicomwidgets.exporting.image_style import ImageStyle
    from dicomwidgets.exporting.pictures import Shots

__all__ = ["write_pages"]

_NO_RESOLUTION = (
    "The TIFF says nothing of millimetres: the spacing of its pixels does not hold in the patient, "
    "or not in the whole image."
)


def write_pages(shots: Shots, out: BinaryIO) -> None:
    """Write a TIFF of a page a frame, one after the other.

    Parameters
    ----------
    shots
        The frames: their pages have one size and type.
    out
        Where to; it can seek.

    Raises
    ------
    DecodeError, DisplayError, VolumeError
        If a frame can't be decoded; if frames differ in size or unit.
    """
    writer = None
    style = shots.style
    said = "" if shots.is_shown else json.dumps({"values": style.values, "unit": shots.voxels.unit})
    for i, array in shots.each():
        writer = writer or TiffWriter(out, array.nbytes * len(shots.chosen))
        geometry = shots.frames.described(i)["geometry"]
        spacing = _spacing(geometry, style)
        if spacing is None and geometry["spacing"] is not None:
            shots.note(_NO_RESOLUTION)
        writer.add(Page(array, spacing, said))


def _spacing(geometry: FrameGeometry, style: ImageStyle) -> tuple[float, float] | None:
    """Return millimetres between rows and columns of the page, where they hold in the patient."""
    if geometry["spacing"] is None or geometry["plane"] != "patient" or geometry.get("regions"):
        return None
    down, across = geometry["spacing"]
    if style.values != "display":
        return down, across
    if style.square:
        down = across = min(down, across)
    return (across, down) if style.rotation in (90, 270) else (down, across)
