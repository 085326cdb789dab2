"""The image of one file on its way: whether anything is done to it at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.deidentification.pixels.decided import CLEAN, FEATURES, NO_WORK, PixelWork
from dicomwidgets.deidentification.pixels.overlays import has_embedded

if TYPE_CHECKING:
    from dicomwidgets.deidentification.pixels.boxes import Box
    from dicomwidgets.deidentification.pixels.pixel_file import PixelFile
    from dicomwidgets.deidentification.policy import Policy

__all__ = ["pixel_work"]


def pixel_work(
    file: PixelFile, policy: Policy, boxes: tuple[Box, ...], *, prepare: bool = True
) -> PixelWork:
    """Return what is done to the image of a file, all of it prepared.

    Parameters
    ----------
    file
        On its way.
    policy, boxes
        What is asked for.
    prepare
        Whether frames are encoded anew; without it only what is decided is told.

    Raises
    ------
    DeidentifyError
        If it is to be refused, or what is to be done can't be.
    """
    image = file.place is not None
    clear = image and has_embedded(file.rows[: file.end], file.content, little=file.little)
    if not (clear or policy.options & {CLEAN, FEATURES}):
        return NO_WORK
    from dicomwidgets.deidentification.pixels.preparing import (  # noqa: PLC0415 - it needs much
        prepared_work,
    )

    return prepared_work(file, policy, boxes, clear=clear, prepare=prepare)
