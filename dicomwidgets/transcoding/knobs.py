"""What an encoder is told, for what was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.transcoding.encoders import SMALL, Knob

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.transcoding.choice import Choice

__all__ = ["is_fixed", "knob_of", "ladder_of"]

_OWN = {"jpeg": "quality", "jpeg_xl": "quality", "jpeg_ls": "near"}
_FINEST_STEP = 2.0**-16
_STEPS = 61


def is_fixed(choice: Choice, side: int) -> bool:
    """Whether an encoder can be told at once; else settings are tried until one is right.

    Parameters
    ----------
    choice
        What was asked for.
    side
        Rows or columns of a frame, whichever are fewer: small ones take another encoder, which
        knows no ratio.
    """
    if choice.syntax.family == "jpeg_2000":
        return choice.psnr is not None or (choice.ratio is not None and side >= SMALL)
    return _OWN.get(choice.syntax.family) in choice.asked


def knob_of(choice: Choice, coded: float = 1) -> Knob:
    """Return what the encoder is told.

    Parameters
    ----------
    choice
        What was asked for.
    coded
        The part of the stored bits that is coded, such as 12 of 16: encoders count a ratio from
        these alone, and what is asked for is counted from the frame as it is stored.
    """
    if choice.ratio is not None:
        return Knob("ratio", max(1, choice.ratio * coded))
    if choice.psnr is not None:
        return Knob("psnr", choice.psnr)
    if choice.near is not None:
        return Knob("near", choice.near)
    return Knob("quality", choice.quality or 0)


def ladder_of(choice: Choice) -> Sequence[Knob]:
    """Return settings to try: of the first that gives what is asked for, the frame is taken.

    From the one that loses most on; where a size is asked for, from the one that loses least.
    """
    family = choice.syntax.family
    if family == "htj2k":
        steps = [Knob("step", _FINEST_STEP * 2 ** (k / 4)) for k in range(_STEPS)]
        return steps if choice.ratio is not None else steps[::-1]
    if family == "jpeg_2000":
        values = [Knob("psnr", value) for value in range(20, 121, 2)]
        return values if choice.ratio is None else values[::-1]
    return [Knob("quality", value) for value in range(1, 101)]
