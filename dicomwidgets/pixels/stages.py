"""The grey chain of one frame of a series, taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from dicomwidgets.display.parameters import values_of
from dicomwidgets.display.stages import stages

if TYPE_CHECKING:
    from collections.abc import Collection

    from dicomwidgets.display.look import Look
    from dicomwidgets.display.stages import Stage, StageName
    from dicomwidgets.pixels.frame_source import FrameSource

__all__ = ["frame_stages"]


def frame_stages(
    frames: FrameSource, i: int, *, skip: Collection[StageName] = (), **look: Unpack[Look]
) -> list[Stage]:
    """Return what each stage of the chain makes of frame `i` (`dicomwidgets.display.stages`).

    Parameters
    ----------
    frames
        Of a series.
    i
        Index of the frame.
    skip
        Stages switched off.
    **look
        Window, inversion and colours, as for `FrameSource.render`.

    Returns
    -------
    list of Stage
        The array of the last one is ``frames.render(i, **look)``.

    Raises
    ------
    ArgumentError
        For a colour frame, which has no grey chain, and a stage that there is not.
    DecodeError
        Where the frame can't be decoded.
    """
    value_of = values_of(frames.header(i).dataset, frames.locators[i].frame)
    display = frames.info(i)["display"]
    return list(stages(frames.stored(i), display, value_of, look, skip=skip))
