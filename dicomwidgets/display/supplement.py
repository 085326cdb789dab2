"""Whether a grey image shows colours of a supplemental palette (PS3.3 C.7.6.19, C.8.16.2.1.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.display.palette import supplemental
from dicomwidgets.errors import DisplayError
from dicomwidgets.reading.functional_groups import group_item
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from dicomwidgets.display.description import Badge, FrameDisplay

__all__ = ["add_palette"]

_FRAME_TYPES = (
    "CTImageFrameTypeSequence",
    "MRImageFrameTypeSequence",
    "PETFrameTypeSequence",
    "XRay3DFrameTypeSequence",
    "ParametricMapFrameTypeSequence",
)


def add_palette(dataset: Dataset, frame: int, display: FrameDisplay, badges: list[Badge]) -> None:
    """Add the supplemental palette of a frame to its display, or a badge with the reason why not.

    Parameters
    ----------
    dataset
        A grey image with a palette.
    frame
        In the file, from 0.
    display, badges
        Of this frame; changed.
    """
    presentation = _presentation(dataset, frame)
    if presentation not in ("COLOR", "MIXED"):
        said = f"is {presentation}" if presentation else "is not there"
        reason = (
            "The file holds a palette beside its grey pixels, and Pixel Presentation (0008,9205) "
            f"{said}: it has to be COLOR or MIXED for the palette to be applied."
        )
        badges.append({"text": "PALETTE NOT APPLIED", "reason": reason, "level": "info"})
        return
    try:
        display["palette"] = supplemental(dataset, signed=display["signed"])
    except DisplayError as problem:
        badges.append({"text": "PALETTE NOT APPLIED", "reason": str(problem), "level": "warning"})


def _presentation(dataset: Dataset, frame: int) -> str:
    """Return the frame's own Pixel Presentation, else the image's."""
    kinds = (group_item(dataset, frame, each) for each in _FRAME_TYPES)
    own = (value_or_none(kind, "PixelPresentation") for kind in kinds if kind is not None)
    return str(next(filter(None, own), None) or value_or_none(dataset, "PixelPresentation") or "")
