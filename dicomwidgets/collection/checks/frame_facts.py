"""What the frames of one file tell: which can't be decoded, which show nothing, what they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dicomwidgets.reading.origin import Origin

__all__ = ["FileFrames", "FrameTask", "Lost"]


@dataclass(frozen=True, slots=True, repr=False)
class FrameTask:
    """One file whose frames are to be looked at. It pickles; its repr names nothing.

    Parameters
    ----------
    row
        Its row.
    origin
        Where its bytes are.
    frames
        How many there were when it was read.
    """

    row: int
    origin: Origin
    frames: int = 0


class Lost(NamedTuple):
    """Frames that can't be looked at, from 0, with the reason and what to do."""

    frames: list[int]
    message: str
    remedy: str


@dataclass(slots=True)
class FileFrames:
    """What was found in one file; frames by their numbers from 0.

    Parameters
    ----------
    count
        How many frames there are.
    lost
        Those that can't be decoded, by the reason.
    cut
        Those whose codestream has no end: a decoder may have made up a part of them.
    unseen
        Those that were not looked at, as they are too large.
    blank, constant, saturated
        Frames of zeros; of one other value; with many pixels at the value where values end.
    digests
        Of each frame that shows something, by its number.
    """

    count: int
    lost: list[Lost] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    unseen: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    constant: list[int] = field(default_factory=list)
    saturated: list[int] = field(default_factory=list)
    digests: dict[int, bytes] = field(default_factory=dict)
